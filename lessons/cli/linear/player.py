"""One lesson, line by line: reads commands, drives the session, says what happened."""

from collections.abc import Callable, Mapping
from enum import Enum

from lessons.cli.linear import afterwards, speech
from lessons.cli.linear.addresses import Addresses
from lessons.cli.linear.afterwards import Sides, explanation
from lessons.cli.linear.console import Console
from lessons.cli.linear.field import Field, Help, OrderField, PickField, TextField
from lessons.cli.linear.grid_field import GridField
from lessons.cli.linear.hearing import Hearing
from lessons.cli.linear.mark_field import MarkField
from lessons.cli.linear.paper_field import PaperField
from lessons.cli.linear.shelf_field import ShelfField
from lessons.cli.linear.slip_field import SlipField
from lessons.cli.linear.speech import said
from lessons.context import Context
from lessons.i18n import _
from lessons.kinds.shelf_form import ShelfForm
from lessons.kinds.slip import SlipForm
from lessons.model.answer import Answer, is_given
from lessons.model.form import CustomForm, Form, GridForm, MarkForm, OrderForm, PickForm, TextForm
from lessons.model.problem import LessonError
from lessons.model.result import percent
from lessons.play import Phase, Session
from lessons.play.rules import Act, told_path
from lessons.record.recorder import RecordError
from lessons.text import visible

ANSWERING = frozenset({"commit", "hint", "sure", "show"})
"""Commands that answer: typed while the text is still being read, they go on to the first exercise, as answers do."""


ACTS: Mapping[str, Act] = {
    "hint": "hint",
    "sure": "sure",
    "glossary": "glossary",
    "explain": "explain",
    "again": "retry",
    "contest": "contest",
    "path": "path",
    "back": "go_to",
    "goto": "go_to",
    "finish": "finish",
    "end": "end",
    "lessons": "lessons",
    "hand_in": "hand_in",
}
"""What the rules call a command; those that are not here are always open."""


class Leaving(Enum):
    """Why a lesson was left."""

    QUIT = "quit"
    LESSONS = "lessons"
    FURTHER = "further"
    """The next lesson is wanted."""
    NEXT = "next"
    """Only in review: the next card is wanted."""
    INPUT_ENDED = "input ended"


class Player:
    """Plays one session on a console. The command ``<id>`` is the method ``do_<id>``; it gets what follows."""

    def __init__(self, session: Session, console: Console, context: Context | None = None) -> None:
        """``context`` is the learner's; ``None`` where nothing can be handed in."""
        self.session, self.console, self.context = session, console, context
        self.sides = Sides(session.lesson.article, session.lesson.beside)
        self.hear = Hearing(session, self.sides)
        self.field = field_for(session, self.hear.places)
        self.leaving: Leaving | None = None
        self._warned = ""
        """The command that was warned about just now; typed once more it is done."""
        self._repeated = False
        self._told_trouble: RecordError | None = None

    def run(self) -> Leaving:
        """Play until the student leaves or the input ends; drafts are written before this returns."""
        self.console.say_all([*self._welcome(), *self._arrive()])
        while self.leaving is None:
            line = self.console.ask()
            if line is None:
                self.leaving = Leaving.INPUT_ENDED
                break
            self.console.say_all([*self.take(line), *self._unsaved()])
        self.session.flush()
        farewell = self._farewell()
        self.console.say_all([*self._unsaved(), *([farewell] if farewell else [])])
        return self.leaving

    def _welcome(self) -> list[str]:
        return [*self.hear.welcome(), *self.session.take_left_out(), *afterwards.new_replies(self.session)]

    def take(self, line: str) -> list[str]:
        """Do what a typed line says; what to answer."""
        warned, self._warned = self._warned, ""
        if not line:
            return [self.hear.position()]
        command, rest = speech.find(line)
        if self.session.phase is Phase.READING and (command is None or command.id in ANSWERING):
            return [*self.do_next(""), *self.take(line)]
        if command is not None and command.id == "find" and self._typing and not line.startswith("/"):
            command = None  # a sentence may begin with this word
        if command is not None and command.fits(rest):
            self._repeated = warned == command.id
            return self._do(command.id, rest)
        if self.session.phase is Phase.ANSWERING and (answer := self.field.take(line)) is not None:
            return answer
        if command is not None:
            return [_("Type for example: {usage}.").format(usage=command.usage)]
        return self._not_understood(line)

    @property
    def _typing(self) -> bool:
        return self.session.phase is Phase.ANSWERING and isinstance(self.field, TextField)

    def is_open(self, id: str) -> bool:
        """Whether the rules allow a command."""
        act = ACTS.get(id)
        return act is None or (
            self.session.rules.allow(act) and (act != "hand_in" or self.context is not None)
        )

    def _do(self, id: str, rest: str) -> list[str]:
        if not self.is_open(id):
            return [self.no_such(id.replace("_", " "))]
        try:
            lines = getattr(self, f"do_{id}")(rest)
        except LessonError as error:
            problem = visible(str(error.problems[0])) if error.problems else ""
            return [_("The key of this lesson cannot be used: {problem}").format(problem=problem)]
        assert isinstance(lines, list)
        return lines

    def _not_understood(self, line: str) -> list[str]:
        answering = self.session.phase is Phase.ANSWERING
        own = self.field.commands()
        word = line.split(" ")[0].lower()
        near = "" if word in own else speech.near(word, own if answering else [])
        if not answering and not near:
            return [self.hear.position()]
        message = _("'{line}' is not understood.").format(line=visible(line[:80]))
        hint = _("Did you mean '{near}'?").format(near=near) if near else _("'help' tells the commands.")
        return [f"{message} {hint}"]

    def _arrive(self) -> list[str]:
        """What is said on coming to where the session stands."""
        if self.session.phase is Phase.FINISHED:
            return self.do_end("")
        if self.session.phase is Phase.READING:
            return [self.hear.position()]
        self.field = field_for(self.session, self.hear.places)
        if self.session.phase is Phase.EXPLAINED:
            return [*self.hear.heading(), *self.do_explain("")]
        return self.do_task("")

    def _unsaved(self) -> list[str]:
        """Say once that the record does not keep what is done."""
        before, now = self._told_trouble, self.session.trouble
        self._told_trouble = now
        if now is None or now is before:
            return []
        message = _("Not saved: {found}. To mend it: {fix}.")
        return [message.format(found=visible(now.found), fix=visible(now.fix))]

    def _farewell(self) -> str:
        if self.session.trouble is not None:
            return _("You leave. What was done last is not saved.")
        if self.session.phase is Phase.FINISHED:
            return _("Saved. The lesson is finished.")
        return _("Saved. You go on with exercise {number}.").format(number=self.session.index + 1)

    # Hearing

    def do_task(self, rest: str) -> list[str]:
        """The exercise, how to answer, the answer so far."""
        if self.session.phase in (Phase.READING, Phase.FINISHED):
            return [self.hear.position()]
        lines = self.hear.task()
        if self.session.phase is Phase.EXPLAINED:
            return lines
        lines += self.field.intro()
        if self.session.lost:
            message = _("The text has changed: {count} of your marks could not be found again.")
            lines.append(message.format(count=self.session.lost))
        return [*lines, *self.field.show()] if is_given(self.session.draft) else lines

    def do_read(self, rest: str) -> list[str]:
        """Blocks of the text the exercise is about."""
        return self.hear.read(self.hear.side, rest)

    def do_other(self, rest: str) -> list[str]:
        """Blocks of the text the exercise is not about."""
        if self.sides.beside is None:
            return [_("There is only one text.")]
        return self.hear.read("main" if self.hear.side == "beside" else "beside", rest)

    def do_words(self, rest: str) -> list[str]:
        """Words with their numbers."""
        return self.hear.words(rest)

    def do_find(self, rest: str) -> list[str]:
        """Where words stand."""
        return self.hear.find(rest)

    def do_where(self, rest: str) -> list[str]:
        """The position, and the status of each exercise."""
        return self.hear.where()

    def do_glossary(self, rest: str) -> list[str]:
        """The glossary, or one technique."""
        return self.hear.glossary(rest)

    def do_help(self, rest: str) -> list[str]:
        """The commands of this exercise, then those that always work."""
        every = [
            (command.usage, self.other_help.get(command.id, command.help))
            for command in speech.commands()
            if self.is_open(command.id)
        ]
        return [f"{usage}: {words}." for usage, words in (*self.help_here(), *every)]

    def help_here(self) -> Help:
        """The commands of this exercise."""
        return self.field.help() if self.session.phase is Phase.ANSWERING else ()

    @property
    def other_help(self) -> Mapping[str, str]:
        """The help of commands that do something else here than in a lesson."""
        return {}

    def no_such(self, command: str) -> str:
        """What to say of a closed command."""
        return _("There is no '{command}' here.").format(command=command)

    def do_show(self, rest: str) -> list[str]:
        """The answer so far."""
        silent = self.session.phase in (Phase.READING, Phase.FINISHED)
        return [self.hear.position()] if silent else self.field.show()

    # Answering

    def do_undo(self, rest: str) -> list[str]:
        """The last change taken back, and the answer as it is then."""
        return self._changed(self.session.undo, _("There is nothing to undo here."))

    def do_redo(self, rest: str) -> list[str]:
        """The change made again, and the answer as it is then."""
        return self._changed(self.session.redo, _("There is nothing to redo here."))

    def _changed(self, change: Callable[[], bool], nothing: str) -> list[str]:
        if self.session.phase is not Phase.ANSWERING:
            return [self.hear.position()]
        return self.field.show() if change() else [nothing]

    def do_hint(self, rest: str) -> list[str]:
        """The next hint; when there is none, those given."""
        if self.session.phase is not Phase.ANSWERING:
            return [self.hear.position()]
        hint = self.session.hint()
        if hint is not None:
            return [_("Hint: {hint}").format(hint=said(hint))]
        given = [_("Hint: {hint}").format(hint=said(one)) for one in self.session.hints]
        return [*given, _("There are no more hints.") if given else _("There are no hints here.")]

    def do_sure(self, rest: str) -> list[str]:
        """How sure the student is."""
        if self.session.phase is not Phase.ANSWERING:
            return [self.hear.position()]
        if rest:
            self.session.sure(int(rest))
        if self.session.certainty is None:
            return [_("Type sure 1 for a guess, sure 2 for I think so, sure 3 for sure.")]
        level = (_("a guess"), _("I think so"), _("sure"))[self.session.certainty - 1]
        return [_("You say: {level}. This is never scored.").format(level=level)]

    def do_commit(self, rest: str) -> list[str]:
        """Hand in; an answer with gaps only when asked for twice."""
        if self.session.phase is not Phase.ANSWERING:
            return [self.hear.position()]
        missing = self.field.missing()
        if missing and not self._repeated:
            self._warned = "commit"
            return [missing, self.as_it_is()]
        try:
            return self.hand_over(unsaved=rest.lower() == "unsaved")
        except RecordError as error:
            return [self.not_kept(error)]

    def as_it_is(self) -> str:
        """How to hand in an answer with gaps."""
        return _("To hand it in as it is, type 'commit' again. 'skip' leaves it for later.")

    def not_kept(self, error: RecordError) -> str:
        """That the record refused an answer."""
        return _("Your answer is not handed in. Try again, or 'commit unsaved' goes on without saving.")

    def hand_over(self, *, unsaved: bool) -> list[str]:
        """Commit the answer and explain it. Raises ``RecordError`` when the record refuses."""
        self.session.submit(unsaved=unsaved)
        return self.do_explain("")

    def do_explain(self, rest: str) -> list[str]:
        """The verdict, item by item."""
        if rest:
            return self._look_back(int(rest))
        result = self.session.result
        if result is None:
            return [self.hear.position()]
        exercise = self.session.exercise
        lines = explanation(result, exercise.form, self.sides, self.session.lesson.glossary)
        first = self.session.first_result(exercise.id)
        if first is None:
            lines.append(_("This was practice: the lesson was finished without an answer here."))
        elif first != result:
            message = _("This was practice. Your first answer stays the score: {score} of 100.")
            if first.rubric:
                message = _("This was practice. Your first answer is the one for your teacher.")
            lines.append(message.format(score=percent(first.score)))
        if self.session.trouble is None:
            lines.append(_("Saved."))
        lines += afterwards.contests_made(self.session)
        return [*lines, _("'next' goes on, 'again' practises this exercise.")]

    def _look_back(self, number: int) -> list[str]:
        """The first answer to an exercise, by its number."""
        exercises = self.session.lesson.exercises
        if not 1 <= number <= len(exercises):
            return [_("Type explain and a number from 1 to {count}.").format(count=len(exercises))]
        if self.session.first_result(exercises[number - 1].id) is None:
            return [_("Exercise {number} has no answer that counts.").format(number=number)]
        self.session.look_back(number - 1)
        return self._arrive()

    def do_contest(self, rest: str) -> list[str]:
        """Contest an item of the explanation."""
        return afterwards.contest(self.session, rest)

    def do_again(self, rest: str) -> list[str]:
        """Practise a committed exercise; at the end, the whole lesson from its start."""
        if self.session.phase is Phase.FINISHED and self.session.rules.explains:
            self.session.begin_again()
            return [_("You begin again, as practice. Your first answers stay the score."), *self._arrive()]
        if self.session.phase is not Phase.EXPLAINED:
            return [_("Only an exercise that is handed in can be tried again.")]
        self.session.retry()
        return self._arrive()

    # Going

    def do_next(self, rest: str) -> list[str]:
        """The next exercise; the end while exercises are open only when asked for twice; after it the next lesson."""
        if self.session.phase is Phase.FINISHED:
            self.leaving = Leaving.FURTHER
            return []
        if self.session.phase is Phase.READING:
            return self._leave_for(self.session.next)
        return self._warning("next") or self._leave_for(self.session.next)

    def do_skip(self, rest: str) -> list[str]:
        """Leave the exercise for later."""
        if self.session.phase is not Phase.ANSWERING:
            return self.do_next(rest)
        return self._warning("skip") or self._leave_for(self.session.skip)

    def do_back(self, rest: str) -> list[str]:
        """The exercise before."""
        if self.session.phase is not Phase.FINISHED and self.session.index == 0:
            return [_("This is the first exercise.")]
        return self._leave_for(self.session.back)

    def do_goto(self, rest: str) -> list[str]:
        """An exercise by its number."""
        count = len(self.session.lesson.exercises)
        if not rest or not 1 <= int(rest) <= count:
            return [_("Type goto and a number from 1 to {count}.").format(count=count)]
        return self._leave_for(lambda: self.session.goto(int(rest) - 1))

    def do_path(self, rest: str) -> list[str]:
        """Go on with the short path, or with all exercises; alone, what both are."""
        session = self.session
        if not session.has_paths:
            return [_("This lesson has no short path.")]
        if not rest:
            return [f"{told_path(session.whole, short=short)}." for short in (True, False)]
        session.take_path(short=rest.lower() == "short")
        return [f"{told_path(session.whole, short=self.session.short)}.", *self._arrive()]

    def do_finish(self, rest: str) -> list[str]:
        """End the lesson; while exercises are open only when asked for twice."""
        if self.session.phase is Phase.FINISHED:
            return [self.hear.position()]
        return self._warning("finish", anywhere=True) or self._leave_for(self.session.finish)

    def _warning(self, command: str, *, anywhere: bool = False) -> list[str]:
        """What to say before the lesson ends with exercises unanswered; empty when nothing needs saying."""
        session = self.session
        at_end = session.index + 1 == len(session.lesson.exercises)
        if session.finished or self._repeated or not (at_end or anywhere):
            return []
        lines = self.before_the_end(command)
        self._warned = command if lines else ""
        return lines

    def before_the_end(self, command: str) -> list[str]:
        """What is not answered, and that ``command`` typed again ends the lesson; empty when all is answered."""
        unanswered = [number + 1 for number in self.session.unanswered]
        if not unanswered:
            return []
        message = _("Not answered: exercise {numbers}. When the lesson ends, they count 0.")
        go = _("To end it, type '{command}' again. 'goto {first}' goes to the first of them.")
        numbers = ", ".join(map(str, unanswered))
        return [message.format(numbers=numbers), go.format(command=command, first=unanswered[0])]

    def _leave_for(self, go: Callable[[], None]) -> list[str]:
        go()
        return self._arrive()

    def do_end(self, rest: str) -> list[str]:
        """Figures, what was missed, the annotated article, three lines."""
        if self.session.phase is not Phase.FINISHED:
            return [_("The lesson is not finished yet. 'finish' ends it.")]
        summary = self.session.summary()
        return [
            _("End of the lesson."),
            *afterwards.figures(self.session, summary),
            *afterwards.missed(self.session, summary, self.sides),
            *afterwards.annotated(self.session.notes(), self.sides, self.session.lesson.glossary),
            *afterwards.advice(summary),
            *([f"{told_path(self.session.whole, short=False)}: 'path whole'."] if self.session.short else []),
            _(
                "'next' goes to the next lesson, 'back' to the exercises, 'lessons' to another lesson, 'quit' leaves."
            ),
            _("'hand in' hands your answers in to your teacher."),
        ]

    def do_hand_in(self, rest: str) -> list[str]:
        """A file for the teacher."""
        assert self.context is not None  # else the command is closed
        return afterwards.hand_in(self.session, self.context, rest)

    def do_lessons(self, rest: str) -> list[str]:
        """Choose another lesson."""
        self.leaving = Leaving.LESSONS
        return []

    def do_quit(self, rest: str) -> list[str]:
        """Leave."""
        self.leaving = Leaving.QUIT
        return []


def field_for(session: Session, places: Addresses) -> Field[Form, Answer]:
    """The field that fills in the current exercise; ``places`` is the text the exercise is about."""
    form = session.exercise.form
    match form:
        case MarkForm():
            return MarkField(session, form, places)
        case PickForm():
            return PickField(session, form, places)
        case GridForm():
            return GridField(session, form, places)
        case OrderForm():
            return OrderField(session, form, places)
        case TextForm():
            return TextField(session, form, places)
        case ShelfForm():
            return ShelfField(session, form, places)
        case SlipForm():
            return SlipField(session, form, places)
        case CustomForm():
            return PaperField(session, form, places)
