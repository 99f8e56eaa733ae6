"""Packs of the class for learners' own computers, where the teacher shares lessons: by checksum, and nothing else."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from lessons.context import Context
from lessons.disk import read_file
from lessons.school.store import Assignment
from lessons.share.sealing.sealed_packs import known_packs

LARGEST = 64 * 1024 * 1024
"""Bytes of a pack: what whoever fetches one reads."""


class SharedPacks:
    """What may be fetched, by course: packs that were made for it, and the sealed ones of what the class works on."""

    def __init__(self, made: Iterable[Path], teacher: Context) -> None:
        """``made``: packs with their keys, each named by its course."""
        self._made, self._teacher = tuple(made), teacher
        self._checksums: dict[tuple[Path, int, int], str] = {}
        self.open_files: Mapping[str, Path] = {}
        """Packs that hold their keys, by checksum."""
        self.sealed_files: Mapping[str, Path] = {}
        """Sealed ones, by checksum."""

    def look(self, assignments: Iterable[Assignment]) -> Mapping[str, str]:
        """The checksum of the pack of each course that can be fetched now. It reads files: beside the loop."""
        assigned = {one.course for one in assignments}
        packs, _problems = known_packs(self._teacher.home)
        sealed = {one.folder: Path(one.file) for one in packs if one.folder in assigned and one.file}
        made = {file.stem: file for file in self._made}
        opened, closed = self._known(made), self._known(sealed)
        self.open_files = {checksum: made[course] for course, checksum in opened.items()}
        self.sealed_files = {checksum: sealed[course] for course, checksum in closed.items()}
        return {**opened, **closed}

    def _known(self, files: Mapping[str, Path]) -> dict[str, str]:
        known = {}
        for course, file in files.items():
            try:
                state = file.stat()
                stamp = (file, state.st_mtime_ns, state.st_size)
                if stamp not in self._checksums:
                    self._checksums[stamp] = sha256(read_file(file, LARGEST)).hexdigest()
            except (OSError, ValueError):  # gone, or too large: it is not offered
                continue
            known[course] = self._checksums[stamp]
        return known
