"""The key of a lesson behind a door: it is asked for when the first answer is graded, and never handed out."""

from collections.abc import Callable

from lessons.assembly.lesson import AnswerKey, Exercise, Lesson, Note
from lessons.kinds.reading import read
from lessons.model.answer import Raw
from lessons.model.result import Result


class KeyDoor:
    """Grades answers. Every method raises ``LessonError`` when the key cannot be used."""

    def __init__(self, lesson: Lesson, load_key: Callable[[], AnswerKey]) -> None:
        self._lesson, self._load = lesson, load_key
        self._key: AnswerKey | None = None

    def grade(self, exercise: Exercise, raw: Raw) -> Result:
        """The result of a raw answer."""
        key = self._loaded()
        answer = read(exercise.form, raw, self._lesson.article, self._lesson.beside)
        return key.bound[exercise.id].grade(answer, key.why[exercise.id])

    @property
    def version(self) -> str:
        """The version of the key."""
        return self._loaded().version

    @property
    def notes(self) -> tuple[Note, ...]:
        """The annotations, then the credits."""
        return self._loaded().notes

    def _loaded(self) -> AnswerKey:
        if self._key is None:
            self._key = self._load()
        return self._key
