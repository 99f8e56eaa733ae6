"""Before a sealed lesson opens: its code is asked for, or the rules of a test are told and its beginning is wanted."""

from lessons.cli.linear.console import Console
from lessons.cli.linear.naming import ended, said
from lessons.cli.linear.player import Leaving
from lessons.i18n import _
from lessons.lesson.lesson import Lesson
from lessons.model.problem import LessonError
from lessons.model.seal import Seal
from lessons.play.rules import begun, rules
from lessons.record.own_copies import is_sealed
from lessons.record.recorder import Recorder

QUITTING = frozenset({"quit", "exit", "bye"})


def admitted(lesson: Lesson, record: Recorder, console: Console) -> Leaving | None:
    """Why a sealed lesson is not opened after all; ``None`` when it may be."""
    seal = lesson.seal
    if seal is None or not is_sealed(lesson.folder):
        return None
    if not seal.is_test:
        return _code(lesson, console)
    return None if begun(lesson, record) else _begin(lesson, seal, console)


def _code(lesson: Lesson, console: Console) -> Leaving | None:
    from lessons.share.sealing.unsealing import unseal

    console.say(
        _("Lesson: {title}").format(title=ended(said(lesson.title))),
        _("Its answers are sealed. Type the code that your teacher gave you, or 'quit'."),
    )
    while True:
        line = console.ask()
        if line is None:
            return Leaving.INPUT_ENDED
        if line.lower() in QUITTING:
            return Leaving.QUIT
        if line.lower() == "lessons":
            return Leaving.LESSONS
        try:
            unseal(lesson.folder.absolute().parent, line)
        except LessonError as error:
            problem = error.problems[0]
            told = _("Not opened: {found}. To mend it: {fix}.").format(found=problem.found, fix=problem.fix)
            console.say(told)
            continue
        console.say(_("Open."))
        return None


def _begin(lesson: Lesson, seal: Seal, console: Console) -> Leaving | None:
    console.say(
        _("Test: {title}").format(title=ended(said(lesson.title))),
        *rules(seal),
        _("Type 'begin' to begin, or 'quit'."),
    )
    while True:
        line = console.ask()
        if line is None:
            return Leaving.INPUT_ENDED
        if line.lower() in QUITTING:
            return Leaving.QUIT
        if line.lower() == "lessons":
            return Leaving.LESSONS
        if line.lower() == "begin":
            return None
        console.say(_("Type 'begin' to begin, or 'quit'."))
