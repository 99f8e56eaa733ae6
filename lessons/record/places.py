"""Where records lie, whose record is whose, and the name under which a learner hands in."""

import contextlib
import hashlib
import json
import os
import re
import unicodedata
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from lessons.disk import make_folder, read_file, replace_file
from lessons.i18n import _
from lessons.loading.catalogue import Outlines
from lessons.record.event import Event
from lessons.record.journal import Journal, read_journal
from lessons.record.lock import held
from lessons.record.recorder import LearnerNameError, RecordError, keep_file, refusal
from lessons.text import normalise, visible

LONGEST_NAME = 64
"""Characters of a learner's name."""

_FOLDERS = "course folders opened"
_MOST_FOLDERS = 50
_PLAIN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_STEM = 40
_LARGEST_SETTINGS = 1 << 20
_LARGEST_CACHE = 8 << 20
_DEVICES = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
"""Names that Windows keeps for devices, whatever their ending."""


def home() -> Path:
    """The folder of everything that is kept; not made here."""
    wanted = os.environ.get("CLOSEREAD_HOME", "")
    if wanted:
        return Path(wanted).absolute()
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


def journal_path(name: str) -> Path:
    """Where the journal of a learner lies, whether or not it exists."""
    return home() / "learners" / f"{learner_slug(name)}.jsonl"


def open_journal(name: str) -> Journal:
    """Open and lock a learner's journal, made when new. Raises ``RecordError``."""
    return Journal(journal_path(name), name)


def current_learner() -> str:
    """Who learned here last; the system's user name when nobody chose a name yet."""
    remembered = _settings().get("learner")
    for candidate in (remembered, _system_user(), "me"):
        if isinstance(candidate, str):
            try:
                return learner_name(candidate)
            except LearnerNameError:
                continue
    return "me"


def remember_learner(name: str) -> None:
    """Make this learner the one to go on with. Raises ``RecordError``."""
    remember_setting("learner", name)


def setting(key: str) -> str | None:
    """A remembered setting, such as the screen's colours; ``None`` when there is none."""
    value = _settings().get(key)
    return value if isinstance(value, str) else None


def remember_setting(key: str, value: str) -> None:
    """Remember a setting for the next start; several processes lose nothing of each other.

    Raises ``RecordError``, also for a file that cannot be understood: it is left as it is.
    """
    path = _settings_path()
    if _read_settings(path).get(key) == value:
        return
    with held(path.with_suffix(".lock"), path):
        settings = _read_settings(path)
        settings[key] = value
        keep_file(path, json.dumps(settings, ensure_ascii=False, indent=1).encode() + b"\n")


def opened_folders() -> tuple[Path, ...]:
    """The course folders that were opened by their path, the latest first; some may be gone."""
    return tuple(Path(folder) for folder in (setting(_FOLDERS) or "").split("\n") if folder)


def remember_folder(folder: Path) -> None:
    """Remember a course folder, so that its lessons are known by their names. Raises ``RecordError``."""
    folders = [str(folder), *(str(known) for known in opened_folders() if known != folder)]
    if folder not in opened_folders() and "\n" not in str(folder):
        remember_setting(_FOLDERS, "\n".join(folders[:_MOST_FOLDERS]))


def known_outlines() -> Outlines:
    """What is known of lessons from earlier starts; nothing where that cannot be read."""
    try:
        return Outlines(read_file(_outlines_path(), _LARGEST_CACHE))
    except OSError:
        return Outlines()


def keep_outlines(outlines: Outlines) -> None:
    """Keep what was read of lessons for the next start, where the disk takes it."""
    data = outlines.take_news()
    if data is not None:
        with contextlib.suppress(OSError):
            make_folder(_outlines_path().parent)
            replace_file(_outlines_path(), data, private=True)


def known_learners() -> list[str]:
    """The slugs of everybody who has a record here, sorted."""
    try:
        return sorted(path.stem for path in (home() / "learners").glob("*.jsonl"))
    except OSError as error:
        raise refusal(error, home()) from error


def known_names() -> list[str]:
    """The names of everybody who has a record here, as they wrote them, sorted. Raises ``RecordError``."""
    names = []
    for slug in known_learners():
        try:
            names.append(read_journal(home() / "learners" / f"{slug}.jsonl").learner or slug)
        except RecordError:  # a damaged record is not offered
            continue
    return sorted(names, key=str.casefold)


def _outlines_path() -> Path:
    return home() / "cache" / "outlines.json"


def _settings_path() -> Path:
    return home() / "settings.json"


def _settings() -> dict[str, object]:
    """The settings; empty when there are none or the file is damaged: they are only a comfort."""
    try:
        return _read_settings(_settings_path())
    except RecordError:
        return {}


def _read_settings(path: Path) -> dict[str, object]:
    """The settings; empty when there is no file or nothing in it. Raises ``RecordError`` for anything else."""
    try:
        data = read_file(path, _LARGEST_SETTINGS)
        settings = json.loads(data) if data.strip() else {}
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise refusal(error, path) from error
    except (ValueError, RecursionError):
        settings = None
    if not isinstance(settings, dict):
        raise RecordError(
            str(path),
            _("settings that cannot be understood"),
            _("one JSON object in UTF-8"),
            _("mend the file or delete it; nothing of your answers is in it"),
        )
    return settings


def _system_user() -> str | None:
    import getpass

    try:
        return visible(getpass.getuser())
    except (OSError, KeyError, ImportError):  # no environment variable and no entry in the user database
        return None


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
