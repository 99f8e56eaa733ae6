"""The name under which a learner hands in: made up here, or typed by the learner; never the system's user name."""

from collections.abc import Sequence
from hashlib import sha256

from lessons.record.event import Event
from lessons.record.places import learner_slug, remember_setting, setting

_QUALITIES = (
    "amber blue brave bright calm clear cosy early fair gentle golden green happy kind light lively lucky "
    "mild neat noble patient plain proud quick quiet silver steady sunny swift tall warm wise"
)
_ANIMALS = (
    "badger bear beaver bison crane deer dolphin eagle falcon finch fox gull hare hedgehog heron horse "
    "koala lark lynx marten mole otter owl panda puffin raven robin seal sparrow stork swan wren"
)


def record_id(events: Sequence[Event]) -> str:
    """What tells one learner's record from another's: 32 hexadecimal digits; empty for an empty record.

    Made from the random id of the first event, so it is the same in every copy of the journal and says nothing
    of the learner.
    """
    return sha256(b"closeread record " + events[0].id.encode()).hexdigest()[:32] if events else ""


def made_up(record: str) -> str:
    """A pseudonym for a record, such as ``quiet-heron-27``: the same one each time."""
    qualities, animals = _QUALITIES.split(), _ANIMALS.split()
    number = int(record[:8] or "0", 16)
    number, quality = divmod(number, len(qualities))
    number, animal = divmod(number, len(animals))
    return f"{qualities[quality]}-{animals[animal]}-{10 + number % 90}"


def pseudonym(learner: str, record: str) -> str:
    """The name ``learner`` typed for handing in, else the made-up one of the record."""
    return setting(_setting(learner)) or made_up(record)


def remember_pseudonym(learner: str, name: str) -> None:
    """Remember the name typed, as ``learner_name`` shows it. Raises ``RecordError``."""
    remember_setting(_setting(learner), name)


def _setting(learner: str) -> str:
    return f"hands in as: {learner_slug(learner)}"
