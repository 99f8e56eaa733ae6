"""The key of a lesson behind a door: it is asked for when the first answer is graded, and never handed out."""

from collections.abc import Callable

from lessons.lesson.lesson import AnswerKey, Exercise, Note
from lessons.model.answer import Answer
from lessons.model.result import Result


class KeyDoor:
    """Grades answers. Every method raises ``LessonError`` when the key cannot be used."""

    def __init__(self, load_key: Callable[[], AnswerKey]) -> None:
        self._load = load_key
        self._key: AnswerKey | None = None

    def grade(self, exercise: Exercise, answer: Answer) -> Result:
        """The result of an answer."""
        key = self._loaded()
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
