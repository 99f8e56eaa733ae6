"""What is to be known before a lesson begins: whether it is a test, its rules in words, and what is left out."""

from collections.abc import Sequence
from importlib.util import find_spec

from lessons.i18n import _, plural
from lessons.lesson.lesson import Lesson
from lessons.model.seal import Seal
from lessons.record import Recorder
from lessons.record.own_copies import is_sealed
from lessons.text import visible

_NAMED = 5
"""Exercises that are named in one sentence."""


def open_test(lesson: Lesson) -> Seal | None:
    """The rules of a lesson that is a test, as long as its key is sealed."""
    test = lesson.seal is not None and lesson.seal.is_test and is_sealed(lesson.folder)
    return lesson.seal if test else None


def test_is_over(lesson: Lesson) -> bool:
    """Whether the lesson is a test whose key was opened with its code: from then on answers are practice."""
    return lesson.seal is not None and lesson.seal.is_test and not is_sealed(lesson.folder)


def begun(lesson: Lesson, record: Recorder) -> bool:
    """Whether the learner opened the lesson before. Raises ``RecordError``."""
    return next(iter(record.events(lesson.course, lesson.id)), None) is not None


def rules(seal: Seal) -> list[str]:
    """How a test is taken, a sentence each."""
    lines = [_("Each answer can be handed in once. Nothing is explained, and no score is told.")]
    if seal.minutes is not None:
        told = plural(
            "You have {count} minute from when you begin, also while the program is closed.",
            "You have {count} minutes from when you begin, also while the program is closed.",
            seal.minutes,
        )
        lines.append(told.format(count=seal.minutes))
        lines.append(_("When the time is over, what you answered till then is handed in as it stands."))
    if not seal.glossary:
        lines.append(_("The glossary is closed."))
    if find_spec("nacl") is None:
        lines.append(
            _('To hand in, this machine needs PyNaCl: pip install ".[seal]". Tell your teacher first.')
        )
    return lines


def answers_kept(ids: Sequence[str]) -> str:
    """That answers to exercises which the lesson does not have any more are kept, and who can join them again."""
    told = plural(
        "{count} exercise that you answered is not in this lesson any more. Your answer is kept: {ids}.",
        "{count} exercises that you answered are not in this lesson any more. Your answers are kept: {ids}.",
        len(ids),
    )
    hint = _("If one only has a new name, its author writes there: was: [{id}]")
    shown = ", ".join(ids[:_NAMED]) + (" ..." if len(ids) > _NAMED else "")
    return visible(told.format(count=len(ids), ids=shown) + " " + hint.format(id=ids[0]))


def left_out(count: int) -> str:
    """That ``count`` exercises of a lesson are left out, and who can mend it."""
    told = plural(
        "{count} exercise of this lesson cannot be scored, so it is left out. Your teacher has to mend it.",
        "{count} exercises of this lesson cannot be scored, so they are left out. Your teacher has to mend them.",
        count,
    )
    return told.format(count=count)
