"""Bytes on disk become text, or a problem: size, kind of file, encoding and characters are judged here.

Codes: Y101 not readable, Y102 not a file, Y103 too large, Y104 not UTF-8, Y105 forbidden character, Y121 marks of a
merge conflict.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from lessons.disk import NoFileError, TooLargeError, read_file, why
from lessons.loading.suggestion import near_file
from lessons.model.problem import Place, Problem, Severity
from lessons.text import forbidden, visible
from lessons.text.sizes import readable_size

MAX_BYTES = 1024 * 1024
"""Largest file read: 1 MiB is more than a hundred lessons' worth of text."""
MAX_REPORTS = 50
"""Most problems of one sort reported for a file; the last one says how many more there are."""


_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?: [^\n]*)?$|^={7}$", re.MULTILINE)
"""What Git and others write around two versions; between them stands a line of equals signs."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file's text with LF line ends and no BOM, else as it stands; ``None`` when it cannot be used."""

    file: Path
    text: str | None
    problems: tuple[Problem, ...] = ()


def read_source(path: Path) -> Source:
    """Read a file of at most ``MAX_BYTES``. Never raises, never waits for a pipe or device, follows links."""
    try:
        data = read_file(path, MAX_BYTES)
    except NoFileError:
        return _refused(
            path, "Y102", "this is a folder or a device, not a file", "a text file", "put a file here"
        )
    except TooLargeError as error:
        expected = f"at most {readable_size(MAX_BYTES)}"
        return _refused(path, "Y103", why(error), expected, "split the lesson or shorten it")
    except FileNotFoundError:
        near = near_file(path)
        fix = f"rename {visible(near)} to {path.name}" if near else "create it or correct its name"
        return _refused(path, "Y101", "there is no such file", "a file", fix)
    except OSError as error:
        return _refused(
            path, "Y101", f"the file cannot be read: {why(error)}", "a readable file", "check its permissions"
        )
    return decode(data, path)


def _refused(path: Path, code: str, found: str, expected: str, fix: str) -> Source:
    return Source(path, None, (Problem(Place(path), code, found, expected, fix),))


def decode(data: bytes, file: Path) -> Source:
    """UTF-8 bytes as text with LF line ends and without a BOM; a wrong byte is named with its place."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return Source(file, None, (_bad_byte(data, error, file),))
    return Source(file, plain_lines(text))


def plain_lines(text: str) -> str:
    """The text with LF for CR LF and CR, and without a BOM at the start: what an editor counts as lines."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _bad_byte(data: bytes, error: UnicodeDecodeError, file: Path) -> Problem:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        found = "the file is UTF-16"
        return Problem(Place(file, 1, 1), "Y104", found, "UTF-8", "save it again with the encoding UTF-8")
    before = data[: error.start].decode("utf-8", "replace")
    line, column = line_and_column(plain_lines(before), None)
    found = f"the byte 0x{data[error.start]:02X} is not UTF-8"
    return Problem(Place(file, line, column), "Y104", found, "UTF-8", "save the file with the encoding UTF-8")


def line_and_column(text: str, index: int | None, first_line: int = 1) -> tuple[int, int]:
    """Line and column, from 1, of a code point index; of the end of the text for ``None``."""
    end = len(text) if index is None else index
    return text.count("\n", 0, end) + first_line, end - (text.rfind("\n", 0, end) + 1) + 1


def character_problems(
    text: str, file: Path, first_line: int = 1, severity: Severity = Severity.ERROR
) -> list[Problem]:
    """One problem for each forbidden character, up to ``MAX_REPORTS``, with its place."""
    characters = forbidden(text)
    problems = []
    for index, name in characters[:MAX_REPORTS]:
        place = Place(file, *line_and_column(text, index, first_line))
        fix = "delete it (it cannot be seen in most editors: retype the word)"
        problems.append(
            Problem(
                place, "Y105", f"the character {name}", "no control or direction characters", fix, severity
            )
        )
    return shortened(problems, len(characters))


def conflict_problems(text: str, file: Path, first_line: int = 1, *, markdown: bool = False) -> list[Problem]:
    """The places where a version control system has left two versions of some lines, up to ``MAX_REPORTS``.

    In Markdown ``>>>>>>>`` alone may be a quotation, and ``=======`` makes a heading of the line above.
    """
    if not any(sign * 7 in text for sign in "<>="):
        return []
    marks = list(_CONFLICT.finditer(text))
    signs = {mark[0][0] for mark in marks}
    if markdown and "<" not in signs and signs != {">", "="}:
        return []
    starts = [mark for mark in marks if mark[0].startswith("<")] or marks
    fix = "keep the lines of one version, or of both, and delete the lines <<<<<<<, =======, >>>>>>>"
    problems = [
        Problem(
            Place(file, *line_and_column(text, mark.start(), first_line)),
            "Y121",
            f"the mark of a merge conflict: {visible(mark[0][:40])}",
            "one version of these lines",
            fix,
        )
        for mark in starts[:MAX_REPORTS]
    ]
    return shortened(problems, len(starts))


def shortened(problems: list[Problem], total: int) -> list[Problem]:
    """The problems; the last one says how many there are in all when ``total`` is larger."""
    if total > len(problems) and problems:
        last = problems[-1]
        more = f"{last.found} (and {total - len(problems)} more)"
        problems[-1] = Problem(last.place, last.code, more, last.expected, last.fix, last.severity)
    return problems
