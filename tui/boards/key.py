"""What the key says of an exercise, for the person who writes it: the explanation of the key's own answer."""

from collections.abc import Sequence

from textual.content import Content

from lessons.i18n import _
from lessons.lesson.lesson import AnswerKey, Exercise, Lesson
from lessons.model.result import Part
from tui.boards.board import Board
from tui.boards.explanation import ExplanationBoard
from tui.safe_text import joined, line, plain
from tui.widgets.entries import Entry


class KeyBoard(ExplanationBoard):
    """The answer that earns everything, with all that a student may read after committing it."""

    def __init__(self, lesson: Lesson, exercise: Exercise, key: AnswerKey, *, former: bool) -> None:
        """``LessonError`` when the key has nothing for the exercise that could be used."""
        bound = key.bound[exercise.id]
        result = bound.grade(bound.perfect(), key.why[exercise.id])
        super().__init__(exercise.form, result, lesson.glossary, practice=False)
        self.former = former
        """Whether this key is no longer the one in the file, which cannot be used."""

    def entries(self) -> list[Entry]:
        """What it is, then the explanation."""
        entries = [Entry(plain(_("The key: an answer that earns everything"), "bold"))]
        if self.former:
            entries.append(Entry(plain(_("As it last worked; the file has a problem now."), "$sign-wrong")))
        return entries + super().entries()

    def _details(self, part: Part) -> Sequence[Content]:
        """Also what else is accepted, which the explanation of a right answer leaves out."""
        found = list(super()._details(part))
        named = bool(part.expected) and part.expected != part.given
        if named and not any(part.expected in one.plain for one in found):
            found.append(joined(plain(_("key:"), "$quiet"), plain(" "), line(part.expected)))
        return found


class NoKeyBoard(Board):
    """Stands where the key would be."""

    def entries(self) -> list[Entry]:
        """Why there is none."""
        words = _("The key of this exercise cannot be used yet. The list of problems says why.")
        return [Entry(plain(words, "$sign-wrong"))]
