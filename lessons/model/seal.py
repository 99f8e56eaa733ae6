"""What a sealed course says of itself: how it is taken, and for whom its key and its hand-ins are sealed."""

from dataclasses import dataclass
from typing import Literal

Mode = Literal["test", "practice"]


@dataclass(frozen=True, slots=True)
class Seal:
    """The file seal.json of a course whose key is sealed. Nothing in it is secret."""

    pack: str
    """Short random name of the pack."""
    mode: Mode
    """``test``: one submission, nothing explained; ``practice``: a class code opens the key."""
    course: str
    """The name of the course where it was packed."""
    teacher: bytes
    """Public key of the teacher, 32 bytes."""
    minutes: int | None
    """Time limit of a test; ``None`` for none."""
    glossary: bool
    """Whether the glossary may be read."""
    salt: bytes
    """What the code of the pack is stretched with, 16 bytes."""
    for_teacher: bytes
    """Sealed for the teacher: the code, and what was packed."""
    digest: str
    """SHA-256 of the file's bytes."""

    @property
    def is_test(self) -> bool:
        """Whether the course is a test."""
        return self.mode == "test"
