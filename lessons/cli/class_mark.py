"""``closeread class mark``: answers that no program can score, marked by the teacher one after the other."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from lessons.cli.call import Exit, here
from lessons.cli.target import complete_lessons
from lessons.i18n import _
from lessons.text import visible

if TYPE_CHECKING:
    from lessons.cli.linear.console import Console
    from lessons.lesson.lesson import Exercise
    from lessons.record.event import Event
    from lessons.school.at_hand import AssignedLesson
    from lessons.school.store import ClassStore

_GIVEN = re.compile(r"(?P<mark>\d{1,3})(?:\s*[:.,;-])?(?:\s+(?P<words>.*))?", re.DOTALL)
LONGEST_WORDS = 2_000
"""Characters to a learner."""


@click.command("mark")
@click.argument("name", metavar="CLASS")
@click.argument("lesson", metavar="LESSON", shell_complete=complete_lessons)
@click.argument("exercise", metavar="[EXERCISE]", required=False)
@click.option("--again", is_flag=True, help="Also what has a mark already, to change it.")
@click.pass_context
def command(context: click.Context, name: str, lesson: str, exercise: str | None, again: bool) -> None:
    """Mark the answers that no program can score, such as a real page that was looked up at home.

    Each answer is shown with what the program ticked. Type the mark, and behind it what the learner shall read. Every
    mark is kept at once, in the grade book and in replies.yaml of the lesson: hand the lesson out again with it, and
    the learner reads the mark there. A mark counts in the lesson's total if the exercise has a weight above 0.

    \b
    3 You found the owner. What does he sell?    a mark, and words to the learner
    Enter                                        later
    <                                            back to the one before
    ?                                            what the marks mean
    !                                            stop here

    \b
    Examples:
      closeread class mark 8b behind-this-page
      closeread class mark 8b behind-this-page your-turn --again
    """
    import sys

    from lessons.cli.class_assign import chosen
    from lessons.cli.linear.console import Console
    from lessons.school.at_hand import open_assigned
    from lessons.school.book import enter, standing_scores
    from lessons.school.classes import class_path
    from lessons.school.contested import replies_to_add_to
    from lessons.school.grading import grade_class, graded_answers
    from lessons.school.store import ClassStore, names

    path = class_path(name, here().home)
    console = Console(sys.stdin, sys.stdout)
    with ClassStore(path, name, write=path.is_file()) as store:
        one = open_assigned(chosen(store, lesson)[0], here().home)
        replies_to_add_to(one.lesson.folder)  # a file that cannot be read is told before the first mark
        exercises = _to_mark(one, exercise)
        grade_class(store, one.lesson, one.key)
        enter(store, one.lesson, one.key)
        standing, called = standing_scores(store, one.lesson), names(store.pupils())
        waiting = [
            _Answered(each, graded.learner, called[graded.learner], event)
            for each in exercises
            for graded, event, _parts in graded_answers(store, one.lesson, one.key, each.id)
            if graded.learner in called and (again or (graded.learner, each.id) not in standing)
        ]
        if not waiting:
            console.say(_("Nothing waits for a mark."))
            return
        desk = _MarkDesk(store, one, console, waiting)
        try:
            desk.run()
        except KeyboardInterrupt:
            console.say("", _("Stopped. All marks that you gave are kept."))
            context.exit(Exit.INTERRUPTED)
        finally:
            console.say(_("Marks given now: {given}. Still waiting: {left}.").format(**desk.told()))
            if desk.marks:
                console.say(_("Hand the lesson out again: the learners read their marks in it."))


def _to_mark(one: "AssignedLesson", id: str | None) -> "list[Exercise]":
    """The exercise of this id, or all that a teacher marks. Raises ``click.UsageError``."""
    by_hand = [each for each in one.lesson.exercises if each.teachers_weight is not None]
    if not by_hand:
        raise click.UsageError(_("This lesson has no exercise that a teacher marks."))
    chosen = [each for each in by_hand if id in (None, each.id)]
    if not chosen:
        template = _("No exercise to be marked is called {id}. There are: {ids}.")
        ids = ", ".join(each.id for each in by_hand)
        raise click.UsageError(visible(template.format(id=(id or "")[:80], ids=ids)))
    return chosen


@dataclass(frozen=True)
class _Answered:
    """An answer to be marked."""

    exercise: "Exercise"
    learner: int
    name: str
    event: "Event"


class _MarkDesk:
    """The dialogue."""

    def __init__(
        self, store: "ClassStore", one: "AssignedLesson", console: "Console", waiting: list[_Answered]
    ) -> None:
        self.store, self.one, self.console, self.waiting = store, one, console, waiting
        self.marks: dict[int, int] = {}
        """By the number of the answer, what was given now."""

    def told(self) -> dict[str, int]:
        """Figures for the last line."""
        return {"given": len(self.marks), "left": len(self.waiting) - len(self.marks)}

    def run(self) -> None:
        """Answer after answer."""
        at, shown = 0, ""
        while at < len(self.waiting):
            answered = self.waiting[at]
            if answered.exercise.id != shown:
                shown = answered.exercise.id
                self._introduce(answered.exercise)
            self._show(at)
            typed = self.console.ask()
            if typed is None or typed == "!":
                return
            if typed == "?":
                self._rubric(answered.exercise)
            elif typed == "<":
                at = max(0, at - 1)
            elif not typed or self._give(at, typed):
                at += 1

    def _introduce(self, exercise: "Exercise") -> None:
        from lessons.prose import one_line

        self.console.say(one_line(exercise.task.prompt))
        if not exercise.teachers_weight:
            self.console.say(_("The exercise has the weight 0: its mark is told, and counts in no total."))
        self._rubric(exercise)

    def _rubric(self, exercise: "Exercise") -> None:
        rubric = self.one.key.bound[exercise.id].rubric
        self.console.say_all(f"{mark} {means}" for mark, means in enumerate(rubric))

    def _show(self, at: int) -> None:
        """Whose answer it is, and each of its parts with what the program saw."""
        from lessons.kinds.kept_answers import reread
        from lessons.kinds.written_answers import read
        from lessons.model.answer import AnswerError

        answered, lesson = self.waiting[at], self.one.lesson
        heading = _("{name} ({number} of {all})").format(
            name=answered.name, number=at + 1, all=len(self.waiting)
        )
        given = _(", mark {mark}").format(mark=self.marks[at]) if at in self.marks else ""
        self.console.say("", heading + given)
        form = answered.exercise.form
        try:
            answer, _lost = reread(form, answered.event.data.get("answer"), lesson.article, lesson.beside)
        except AnswerError:
            answer = read(form, None, lesson.article, lesson.beside)
        score = self.one.key.bound[answered.exercise.id].score(answer)
        for part in score.parts:
            said = part.given or _("nothing")
            self.console.say(
                f"{part.verdict.sign} {part.text}: {said}" + (f" ({part.why})" if part.why else "")
            )

    def _give(self, at: int, typed: str) -> bool:
        """Keep a mark; whether what was typed is one."""
        from fractions import Fraction

        from lessons.loading.replies_source import Reply
        from lessons.school.book import mark
        from lessons.school.contested import add_reply

        answered = self.waiting[at]
        rubric = self.one.key.bound[answered.exercise.id].rubric
        match, most = _GIVEN.fullmatch(typed), len(rubric) - 1
        if match is None or int(match["mark"]) > most:
            self.console.say(
                _("Type a mark from 0 to {most}, and behind it words to the learner.").format(most=most)
            )
            return False
        given, words = int(match["mark"]), (match["words"] or "").strip()[:LONGEST_WORDS]
        told = words or rubric[given]
        reply = Reply(answered.exercise.id, "", "", "marked", told, (answered.event.id,), given, most)
        add_reply(self.one.lesson.folder, reply)
        mark(
            self.store,
            self.one.lesson,
            self.one.key,
            answered.learner,
            answered.exercise.id,
            Fraction(given, most),
            told,
        )
        self.marks[at] = given
        return True
