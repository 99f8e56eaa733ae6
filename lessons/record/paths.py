"""Where records lie, whose record is whose, and the name under which a learner hands in."""

import contextlib
import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from lessons.disk import make_folder, read_file, replace_file
from lessons.i18n import _
from lessons.record.event import Event
from lessons.record.journal import Journal, read_journal
from lessons.record.recorder import LearnerNameError, RecordError, refusal
from lessons.text import normalise

if TYPE_CHECKING:
    from lessons.loading.catalogue import Outlines

VARIABLE = "CLOSEREAD_HOME"
"""Environment variable with the folder of the records."""
LONGEST_NAME = 64
"""Characters of a learner's name."""

_PLAIN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_STEM = 40
_LARGEST_CACHE = 8 << 20
_DEVICES = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
"""Names that Windows keeps for devices, whatever their ending."""


def home_of(environment: Mapping[str, str]) -> Path:
    """The folder of everything that is kept, as a process's environment names it; not made here."""
    folder = environment.get(VARIABLE, "")
    if folder:
        return Path(folder).absolute()
    from platformdirs import user_data_dir

    return Path(user_data_dir("closeread", appauthor=False))


def learner_name(raw: str, option: str = "--learner") -> str:
    """A learner's name as it is shown: no control characters, one space between words.

    Raises ``LearnerNameError``, which names the ``option``, when nothing but dots and slashes is left or the name is
    longer than ``LONGEST_NAME``.
    """
    name = " ".join(normalise(raw).split())
    shown = "".join(character for character in name if character.isprintable() and not character.isspace())
    if not shown.strip("./\\"):
        raise LearnerNameError(
            option,
            _("a name of nothing but dots and slashes") if shown else _("an empty name"),
            _("a name of at least one character"),
            _("write a name, such as {example}").format(example="ana" if option == "--learner" else "8b"),
        )
    if len(name) > LONGEST_NAME:
        raise LearnerNameError(
            option,
            _("a name of {count} characters").format(count=len(name)),
            _("at most {most} characters").format(most=LONGEST_NAME),
            _("use a shorter name"),
        )
    return name


def learner_slug(name: str) -> str:
    """The file name of a learner, safe on every file system; names that differ only in case are one learner.

    A name of lower-case letters, digits and hyphens stays as it is. From any other name the slug keeps
    what it can and ends in ``_`` and a part of the name's SHA-256, so that no two learners share a file.
    """
    key = unicodedata.normalize("NFC", name.casefold())
    if len(key) <= _LONGEST_STEM and _PLAIN.fullmatch(key) and not _DEVICES.fullmatch(key):
        return key
    ascii_only = unicodedata.normalize("NFKD", key).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", ascii_only)[:_LONGEST_STEM].strip("-") or "learner"
    return f"{stem}_{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def journal_path(home: Path, name: str) -> Path:
    """Where the journal of a learner lies, whether or not it exists."""
    return home / "learners" / f"{learner_slug(name)}.jsonl"


JOINED = "joined"
"""The folder, in that of the records, which says who has joined which class; it is not there where nobody has."""


def has_joined(home: Path) -> bool:
    """Whether any learner of this place has joined a class: all about that is loaded then and no sooner."""
    return (home / JOINED).is_dir()


def open_journal(home: Path, name: str) -> Journal:
    """Open and lock a learner's journal, made when new. Raises ``RecordError``."""
    return Journal(journal_path(home, name), name)


def known_outlines(home: Path) -> "Outlines":
    """What is known of lessons from earlier starts; nothing where that cannot be read."""
    from lessons.loading.catalogue import Outlines

    try:
        return Outlines(read_file(_outlines_path(home), _LARGEST_CACHE))
    except OSError:
        return Outlines()


def keep_outlines(home: Path, outlines: "Outlines") -> None:
    """Keep what was read of lessons for the next start, where the disk takes it."""
    data = outlines.take_news()
    if data is not None:
        with contextlib.suppress(OSError):
            make_folder(_outlines_path(home).parent)
            replace_file(_outlines_path(home), data, private=True)


def known_learners(home: Path) -> list[str]:
    """The slugs of everybody who has a record here, sorted."""
    try:
        return sorted(path.stem for path in (home / "learners").glob("*.jsonl"))
    except OSError as error:
        raise refusal(error, home) from error


def known_names(home: Path) -> list[str]:
    """The names of everybody who has a record here, as they wrote them, sorted. Raises ``RecordError``."""
    names = []
    for slug in known_learners(home):
        try:
            names.append(read_journal(home / "learners" / f"{slug}.jsonl").learner or slug)
        except RecordError:  # a damaged record is not offered
            continue
    return sorted(names, key=str.casefold)


def _outlines_path(home: Path) -> Path:
    return home / "cache" / "outlines.json"


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
