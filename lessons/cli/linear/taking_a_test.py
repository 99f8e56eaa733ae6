"""A test, line by line: answers are handed in once, nothing is explained, and the time left is announced."""

from collections.abc import Mapping

from lessons.cli.linear.console import Console
from lessons.cli.linear.hearing import Hearing
from lessons.cli.linear.player import Player
from lessons.context import Context
from lessons.i18n import _, plural
from lessons.play import Phase, Session, Status
from lessons.play.rules import told_rules
from lessons.text import visible


class TakingHearing(Hearing):
    """Says what is handed in instead of what it scored, and how much time is left."""

    def welcome(self) -> list[str]:
        """That it is a test, its rules where the student goes on, then the lesson."""
        seal, exercises = self.session.lesson.seal, self.session.lesson.exercises
        new = all(self.session.status(exercise.id) is Status.OPEN for exercise in exercises)
        return [_("This is a test."), *(told_rules(seal) if seal and not new else ()), *super().welcome()]

    def aside(self) -> str:
        """The time that is left."""
        if self.session.limit is None or self.session.phase is Phase.FINISHED:
            return ""
        minutes = self.session.limit.minutes
        message = plural("{count} minute left.", "{count} minutes left.", minutes)
        return message.format(count=minutes)

    def position(self) -> str:
        """Where the student is, in a sentence."""
        if self.session.phase is Phase.FINISHED:
            return _("The test is over. Nothing can be changed any more.")
        if self.session.phase is Phase.READING:
            return f"{super().position()} {self.aside()}".rstrip()
        status = self.session.status(self.session.exercise.id)
        done = _("Handed in.") if status is Status.DONE else _("Not handed in yet.")
        number, count = self.session.index + 1, len(self.session.lesson.exercises)
        line = _("Exercise {number} of {count}. {done}").format(number=number, count=count, done=done)
        return f"{line} {self.aside()}".rstrip()


def handed_in(session: Session) -> str:
    """How many answers are handed in."""
    total = len(session.lesson.exercises)
    message = _("Handed in: {count} of {total} answers.")
    return message.format(count=total - len(session.unanswered), total=total)


class TakingPlayer(Player):
    """Plays a test on a console."""

    def __init__(self, session: Session, console: Console, context: Context | None = None) -> None:
        super().__init__(session, console, context)
        self.hear = TakingHearing(session, self.sides)

    def take(self, line: str) -> list[str]:
        """Do what a typed line says, if there is time left."""
        if self.session.tick():
            return [
                _("The time is over: '{line}' was not done.").format(line=visible(line[:80])),
                *self.do_end(""),
            ]
        return super().take(line)

    def no_such(self, command: str) -> str:
        """What to say of a closed command."""
        return _("There is no '{command}' in this test.").format(command=command)

    @property
    def other_help(self) -> Mapping[str, str]:
        """The help of commands that do something else in a test."""
        return {
            "commit": _("hand the answer in; after that it cannot be changed"),
            "finish": _("end the test; answers not handed in are handed in as they stand"),
            "end": _("how many answers are handed in, once the test is over"),
        }

    def do_task(self, rest: str) -> list[str]:
        """The exercise; one that is handed in with its answer."""
        if self.session.phase is not Phase.CLOSED:
            return super().do_task(rest)
        return [*self.hear.task(), *self._closed()]

    def hand_over(self, *, unsaved: bool) -> list[str]:
        """Hand the answer in, unexplained. Raises ``RecordError`` when the record refuses."""
        self.session.submit(unsaved=unsaved)
        if self.session.finished:
            return [_("The time is over."), *self.do_end("")]
        saved = [] if self.session.trouble is not None else [_("Saved.")]
        return [" ".join([_("Handed in."), *saved]), _("'next' goes on.")]

    def do_end(self, rest: str) -> list[str]:
        """What is handed in, and how it reaches the teacher."""
        if not self.session.finished:
            return [_("The test is not finished yet. 'finish' ends it.")]
        lesson = self.session.lesson
        return [
            _("End of the test."),
            handed_in(self.session),
            _("For your teacher: type 'hand in'; or later, closeread hand-in {course}/{lesson}").format(
                course=visible(lesson.course), lesson=visible(lesson.id)
            ),
            _("'lessons' goes to another lesson, 'quit' leaves."),
        ]

    def _closed(self) -> list[str]:
        """The answer handed in, and the way on."""
        if self.session.status(self.session.exercise.id) is not Status.DONE:
            return [_("Not answered. The test is over.")]
        return [*self.field.show(), _("Handed in: it cannot be changed. 'next' goes on.")]

    def before_the_end(self, command: str) -> list[str]:
        """What is open, and that the end is final."""
        session, exercises = self.session, self.session.lesson.exercises
        begun = [n for n in session.unanswered if session.status(exercises[n].id) is Status.DRAFT]
        blank = [n for n in session.unanswered if n not in begun]
        lines = []
        for numbers, message in (
            (blank, _("Not answered: exercise {numbers}. They count 0 when the test ends.")),
            (begun, _("Begun: exercise {numbers}. They are handed in as they stand when the test ends.")),
        ):
            if numbers:
                lines.append(message.format(numbers=", ".join(str(n + 1) for n in numbers)))
        go = _("To end the test for good, type '{command}' again. 'goto 1' goes to exercise 1.")
        return [*lines, go.format(command=command)]
