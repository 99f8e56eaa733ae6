"""``closeread class enter``: answers from paper, learner by learner, by keyboard."""

from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

from lessons.cli.call import Exit, here
from lessons.cli.target import complete_lessons
from lessons.i18n import _
from lessons.text import visible

if TYPE_CHECKING:
    from lessons.cli.linear.console import Console
    from lessons.lesson.lesson import Lesson
    from lessons.school.at_hand import AssignedLesson
    from lessons.school.on_paper import PaperSheet
    from lessons.school.store import ClassStore

BACK, DONE, HELP, OUT = "<", "!", "?", "--"
_ALIKE = 0.8
"""From so much likeness on, a new name is taken for a slip of the keys."""


@click.command("enter")
@click.argument("name", metavar="CLASS")
@click.argument("lesson", metavar="LESSON", shell_complete=complete_lessons)
@click.option(
    "--short/--whole",
    "short",
    default=None,
    help="The sheets of the short path, numbered from 1, or of the whole lesson. Without either: as assigned.",
)
@click.pass_context
def command(context: click.Context, name: str, lesson: str, short: bool | None) -> None:
    """Enter what learners answered on paper, row by row, with the letters and numbers of 'closeread print'.

    Type the learner's name, then one line for each exercise. Every line is kept at once: Ctrl+C, or a machine that goes
    off, loses nothing, and the same name goes on where it stopped. In the report these answers are marked.

    \b
    Enter alone   the exercise was left open; where something is entered, it stays
    -             nothing, and meant so: nothing to mark, no box to tick
    --            left open, also where something was entered
    <             take the last line back
    <5            go to exercise 5, to look or to correct
    !             the rest of this sheet is empty
    ?             how this exercise is typed

    A learner whom the class does not know is added under the name you type. Of somebody who also handed in a file the
    earlier answer to each exercise counts.

    \b
    Examples:
      closeread class enter 8b two-stories
      closeread class enter 8b two-stories < answers.txt
      closeread class enter 8b plain-news --short
    """
    import sys

    from lessons.cli.linear.console import Console
    from lessons.school.book import enter
    from lessons.school.classes import class_path
    from lessons.school.grading import grade_class
    from lessons.school.store import ClassStore

    console = Console(sys.stdin, sys.stdout)
    with ClassStore(class_path(name, here().home), name, write=True) as store:
        at_hand = _assigned(store, lesson, short=bool(short))
        desk = _PaperDesk(store, at_hand, _sheet_lesson(at_hand, short), console)
        code = Exit.OK
        try:
            desk.run()
        except KeyboardInterrupt:
            console.say("", _("Stopped. All that you entered is kept; the same command goes on."))
            code = Exit.INTERRUPTED
        grade_class(store, desk.at_hand.lesson, desk.at_hand.key)
        enter(store, desk.at_hand.lesson, desk.at_hand.key)
        console.say(_("Entered now: {rows}. Sheets in this lesson so far: {sheets}.").format(**desk.told()))
    context.exit(code)


def _assigned(store: "ClassStore", word: str, *, short: bool) -> "AssignedLesson":
    """The lesson opened with its key; one that the class does not work on yet is assigned, with ``short`` so."""
    from lessons.cli.class_assign import chosen, told
    from lessons.cli.target import find_one_lesson
    from lessons.school.at_hand import assignment_in, open_assigned

    try:
        (assignment,) = chosen(store, word)
    except (click.UsageError, ValueError):
        assignment = replace(assignment_in(store, find_one_lesson(here(), word), here()), short=short)
        opened = open_assigned(assignment, here().home, store)
        _refuse_no_path(opened, short=short)
        store.assign(assignment)
        click.echo(visible(told(store.name, opened.whole, assignment)))
        return opened
    return open_assigned(assignment, here().home, store)


def _sheet_lesson(at_hand: "AssignedLesson", short: bool | None) -> "Lesson":
    """The lesson as it was printed: its exercises are numbered as on the sheet. Raises ``click.UsageError``."""
    if short is None:
        return at_hand.lesson
    _refuse_no_path(at_hand, short=short)
    if short and not at_hand.assignment.short:
        click.echo(
            _(
                "The class takes the whole lesson: what is not on the short path counts 0. To count the path alone:"
                " closeread class assign CLASS LESSON --short"
            ),
            err=True,
        )
    return at_hand.whole.shortened() if short else at_hand.whole


def _refuse_no_path(at_hand: "AssignedLesson", *, short: bool) -> None:
    if short and not at_hand.whole.short:
        raise click.UsageError(_("This lesson has no short path; leave --short out."))


@dataclass
class _PaperDesk:
    """The dialogue: whose sheet lies there, and at which exercise the teacher is."""

    store: "ClassStore"
    at_hand: "AssignedLesson"
    lesson: "Lesson"
    """With the exercises of the sheet."""
    console: "Console"
    rows: int = 0
    """Lines kept so far."""
    last: "tuple[PaperSheet, int] | None" = None
    """The sheet that was done last, and the exercise entered last."""

    def told(self) -> dict[str, int]:
        """What was done, for the last line."""
        from lessons.school.on_paper import RECORD

        lesson = self.lesson
        return {"rows": self.rows, "sheets": self.store.records_in(lesson.course, lesson.id, RECORD)}

    def run(self) -> None:
        """Sheet after sheet, until an empty line where a name is asked for, or the end of the input."""
        lesson = self.lesson
        count = len(lesson.exercises)
        self.console.say(
            _("{title}. Exercises: {count}. ? says how, < takes back.").format(
                title=lesson.title, count=count
            )
        )
        while True:
            self.console.say(_("Name of the learner (Enter: done)"))
            typed = self.console.ask()
            if not typed:
                return
            if typed == HELP:
                self.console.say(
                    _("The name as the report has it, or a new one; < opens the last sheet again.")
                )
            elif typed == BACK and self.last is not None:
                self._fill(*self._back(*self.last))
            elif not any(map(str.isalnum, typed)) or typed.startswith(BACK):
                self.console.say(_("A name is asked for. Enter alone: done."))
            elif (sheet := self._sheet(typed)) is not None:
                self._fill(sheet, self._next(sheet))

    def _sheet(self, typed: str) -> "PaperSheet | None":
        """The sheet of the learner called so; ``None`` where the name was a slip or cannot be one."""
        from lessons.record.paths import learner_name
        from lessons.record.recorder import LearnerNameError
        from lessons.school.on_paper import sheet_of
        from lessons.school.store import names

        try:
            name = learner_name(typed, _("the name"))
        except LearnerNameError as error:
            self.console.say(f"{error.found}; {error.expected}")
            return None
        sheet = sheet_of(self.store, self.lesson, name)
        if sheet.pupil is None:
            near = get_close_matches(name, names(self.store.pupils()).values(), 1, _ALIKE)
            if near:
                self.console.say(
                    _("There is {near}. Enter for that name; type a name again for somebody new.").format(
                        near=near[0]
                    )
                )
                again = self.console.ask()
                if again is None:
                    return None
                if again != typed:
                    return self._sheet(again) if again else sheet_of(self.store, self.lesson, near[0])
            self.console.say(_("{name}: new in this class.").format(name=name))
        elif sheet.answers:
            self.console.say(_("{name}: {count} entered.").format(name=sheet.name, count=len(sheet.answers)))
        if sheet.elsewhere:
            told = _("{name} also handed in a file. What was answered there first counts: {count}.")
            self.console.say(told.format(name=sheet.name, count=len(sheet.elsewhere)))
        return sheet

    def _next(self, sheet: "PaperSheet") -> int:
        """The exercise after the last one that is entered."""
        ids = [exercise.id for exercise in self.lesson.exercises]
        return max((at + 1 for at, id in enumerate(ids) if id in sheet.answers), default=0)

    def _fill(self, sheet: "PaperSheet", at: int) -> None:
        """One sheet, from an exercise on."""
        exercises = self.lesson.exercises
        whole = at >= len(exercises)
        while at < len(exercises) or whole:
            whole = False
            typed = self._ask(sheet, at)
            if typed is None or typed == DONE:
                break
            if typed == HELP:
                self._help(at)
            elif typed == BACK:
                sheet, at = self._back(sheet, at)
            elif typed.startswith(BACK) and typed[1:].strip().isdecimal():
                at = min(max(1, int(typed[1:].strip()[:6])), len(exercises)) - 1
            elif at >= len(exercises):
                break
            elif not typed:
                at += 1
            elif typed == OUT:
                sheet, at = self._taken_out(sheet, at), at + 1
            elif (kept := self._kept(sheet, at, typed)) is not None:
                sheet, at = kept, at + 1
        self.last = (sheet, at)
        line = _("{name}: {count} of {all} entered.")
        count = sum(exercise.id in sheet.answers for exercise in exercises)
        self.console.say(line.format(name=sheet.name, count=count, all=len(exercises)))

    def _ask(self, sheet: "PaperSheet", at: int) -> str | None:
        from lessons.prose import one_line
        from lessons.reports.paper_answers import as_typed
        from lessons.school.on_paper import answer_on

        lesson = self.lesson
        if at >= len(lesson.exercises):
            self.console.say(_("All is entered: <5 goes to exercise 5, Enter to the next learner"))
            return self.console.ask()
        exercise = lesson.exercises[at]
        line = f"{at + 1}. {one_line(exercise.task.prompt)}"
        line = line if len(line) <= _SHOWN else line[: _SHOWN - 1].rstrip() + "\u2026"
        there = answer_on(sheet, lesson, exercise)
        if there is not None:
            line += "  [" + as_typed(exercise.form, there, lesson) + "]"
        self.console.say(line)
        return self.console.ask()

    def _help(self, at: int) -> None:
        from lessons.reports.paper_answers import how_to_type

        exercises = self.lesson.exercises
        if at < len(exercises):
            self.console.say(how_to_type(exercises[at].form))
        self.console.say(
            _("Enter: left open. -: nothing, and meant so. --: take out."),
            _("<: take the last line back. <5: go to exercise 5. !: this sheet is done."),
        )

    def _kept(self, sheet: "PaperSheet", at: int, typed: str) -> "PaperSheet | None":
        """The sheet with what was typed; ``None`` where that is no answer, and says why."""
        from lessons.model.answer import AnswerError
        from lessons.reports.paper_answers import how_to_type, typed_answer
        from lessons.school.on_paper import answer_on, entered

        exercise = self.lesson.exercises[at]
        try:
            answer = typed_answer(exercise.form, typed, self.lesson)
        except AnswerError as error:
            self.console.say(str(error), how_to_type(exercise.form))
            return None
        if answer == answer_on(sheet, self.lesson, exercise):
            return sheet
        self.rows += 1
        return entered(self.store, self.at_hand, sheet, exercise, answer)

    def _back(self, sheet: "PaperSheet", at: int) -> "tuple[PaperSheet, int]":
        """The line before taken out, and asked for again."""
        at = max(0, at - 1)
        return self._taken_out(sheet, at), at

    def _taken_out(self, sheet: "PaperSheet", at: int) -> "PaperSheet":
        from lessons.school.on_paper import taken_out

        id = self.lesson.exercises[at].id
        if id not in sheet.answers:
            return sheet
        self.rows = max(0, self.rows - 1)
        return taken_out(self.store, self.at_hand, sheet, id)


_SHOWN = 76
"""Most characters of a question."""
