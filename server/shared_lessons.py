"""The lessons of a class, opened once for all its sessions, with their keys: a copy for each would cost a megabyte."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from lessons.lesson.keys import open_to_play
from lessons.lesson.lesson import AnswerKey, Lesson
from lessons.loading.catalogue import courses
from lessons.model.course import Course
from lessons.model.problem import LessonError
from lessons.record.own_copies import with_bound
from lessons.record.paths import known_outlines
from lessons.review.card import KeyedLesson
from lessons.review.deck import source_in
from tui.ahead import Ahead, Stamp, stamp_of


@dataclass(frozen=True, slots=True)
class _Shared:
    stamp: Stamp
    lesson: Lesson
    key: Callable[[], AnswerKey]


class SharedLessons(Ahead):
    """Lessons by folder; one whose files have changed is opened anew, for all."""

    def __init__(self, home: Path, roots: Iterable[Path]) -> None:
        super().__init__(home)
        self.outlines = known_outlines(home)
        self.roots = tuple(roots)
        self._shared: dict[Path, _Shared] = {}
        self._opening: defaultdict[Path, Lock] = defaultdict(Lock)
        """Held while this lesson is opened; another may be opened at the same time."""
        self.turn = asyncio.Lock()
        """Had by the learner whose lesson is being laid out: it takes a tenth of a second, for thirty at once three."""

    def warm(self) -> int:
        """Open every lesson with its key before anybody waits for it; how many there are."""
        for folder in self.folders():
            self.take(folder)
        return len(self._shared)

    def folders(self) -> list[Path]:
        """Where the lessons of the class are."""
        return [card.folder for course in self.courses() for card in course.lessons]

    def courses(self) -> tuple[Course, ...]:
        """The courses of the class, as their files are now."""
        return with_bound(courses(self.roots, self.outlines), self._home)

    def has(self, folder: Path) -> bool:
        """Whether this lesson is open."""
        return folder in self._shared

    def prepare(self, folder: Path) -> None:
        """Open this lesson, unless it is open."""
        self.take(folder)

    def take(self, folder: Path) -> tuple[Lesson, Callable[[], AnswerKey]] | None:
        """The lesson that all share; ``None`` for one that cannot be opened, or whose key is sealed."""
        stamp = stamp_of(folder)
        if stamp is None:
            return None
        with self._opening[folder]:
            shared = self._shared.get(folder)
            if shared is None or shared.stamp != stamp:
                shared = self._open(folder, stamp)
        return (shared.lesson, shared.key) if shared is not None else None

    def source(self, folder: Path, home: Path | None) -> KeyedLesson:
        """The lesson that all share, with its key, for review. Raises ``LessonError``."""
        shared = self.take(folder)
        return KeyedLesson(shared[0], shared[1]()) if shared is not None else source_in(folder, home)

    def _open(self, folder: Path, stamp: Stamp) -> _Shared | None:
        self._shared.pop(folder, None)
        try:
            lesson, load = open_to_play(folder, self._home)
            if lesson.folder != folder or lesson.seal is not None:
                return None
            key = load()
        except LessonError:  # told to who opens it
            return None
        shared = self._shared[folder] = _Shared(stamp, lesson, lambda: key)
        return shared
