"""The lessons of a class, fetched as packs and opened with the distrust that every pack meets."""

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from lessons.disk import create_file, make_folder
from lessons.i18n import _
from lessons.loading.catalogue import read_course
from lessons.model.problem import LessonError
from lessons.record.recorder import refusal
from lessons.share.joining.class_server import Answer, ClassServer, ClassServerError
from lessons.share.packs.shelf import opened_before
from lessons.share.packs.unpack import MAX_PACK, opened, read_pack
from lessons.text import visible

MOST_PACKS = 20
"""Packs of one class that are fetched at once, whoever says that there are more."""
MOST_BYTES = 2 * MAX_PACK
"""Of all of them together."""
WHOLE = 600.0
"""Seconds that one may take."""
_CHECKSUM = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Fetched:
    """One course of the class."""

    course: str
    """Its name, as the class tells it, inert."""
    title: str = ""
    lessons: int = 0
    trouble: str = ""
    """Why it is not here; empty where it is."""


def packs_of(answer: Answer) -> Mapping[str, str]:
    """The packs that a class shares: courses by checksum. Raises ``ClassServerError``."""
    packs: dict[str, str] = {}
    for row in answer.rows("lessons"):
        if isinstance(row, dict):
            checksum, course = row.get("pack"), row.get("course")
            if isinstance(checksum, str) and isinstance(course, str) and _CHECKSUM.fullmatch(checksum):
                packs[checksum] = visible(course[:200])
    return packs


def fetch(
    packs: Mapping[str, str], server: ClassServer, home: Path, own: Container[str]
) -> Iterator[Fetched]:
    """Fetch what is not here yet, one pack after the other; ``own`` names courses that no pack takes the place of.

    ``server`` should let a call last ``WHOLE``. Raises ``RecordError`` where the disk refuses.
    """
    there = {folder.parent.name for folder in opened_before(home)}
    left = MOST_BYTES
    for number, (checksum, course) in enumerate(packs.items()):
        if checksum[:32] in there:
            continue
        if number >= MOST_PACKS or left <= 0:
            yield Fetched(course, trouble=_("the class has more than is fetched at once; ask again"))
            return
        try:
            data = server.pack(checksum, min(MAX_PACK, left))
            left -= len(data)
            folder = _opened(data, home, own)
        except ClassServerError as error:
            yield Fetched(course, trouble=error.why)
            continue
        except LessonError as error:
            yield Fetched(course, trouble=visible(str(error.problems[0].found)))
            continue
        except OSError as error:
            raise refusal(error, home / "packs") from error
        read = read_course(folder)
        yield Fetched(course, visible(read.title), len(read.lessons))


def _opened(data: bytes, home: Path, own: Container[str]) -> Path:
    """The course folder of a pack that came. Raises ``LessonError``, ``OSError``, and ``ClassServerError`` for one
    that would take the place of another course."""
    make_folder(home)
    with TemporaryDirectory(dir=home, prefix="fetched-") as beside:
        file = Path(beside) / "class.zip"
        create_file(file, data, private=True)
        name = read_pack(file).manifest.name
        if name in own:
            message = _("a course named {name} is here already, and is not replaced")
            raise ClassServerError(message.format(name=visible(name)))
        return opened(file, home)
