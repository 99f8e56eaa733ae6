"""A lesson read blind, line by line: answers go into the reader's file, nothing is scored, the key stays closed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from lessons.cli.linear.console import Console
from lessons.cli.linear.field import Help
from lessons.cli.linear.hearing import Hearing
from lessons.cli.linear.player import Leaving, Player
from lessons.cli.linear.speech import said
from lessons.disk import make_folder, replace_file
from lessons.i18n import _
from lessons.kinds.kept_answers import keep, reread
from lessons.lesson.lesson import AnswerKey, Lesson
from lessons.model.answer import Answer, AnswerError, Raw
from lessons.play import Session
from lessons.play.rules import BLIND
from lessons.record.event import Event
from lessons.record.recorder import RecordError
from lessons.reports.reading_file import ReadingFile, as_json, note_of
from lessons.text import visible


class ReadingRecord:
    """Keeps the answers of one reading; implements ``Recorder`` for a session that never commits."""

    def __init__(self, path: Path, reading: ReadingFile, lesson: Lesson) -> None:
        self.path, self.lesson = path, lesson
        self._before = reading
        self.reading = _today(reading, lesson)

    @property
    def answered(self) -> frozenset[str]:
        """The exercises with an answer: something, or a blank that was handed in."""
        return frozenset(self.reading.answers)

    def append(self, event: Event, *, sync: bool) -> None:
        """Keep an answer; blank ones count only once they are handed in. Raises ``RecordError``."""
        if event.name == "draft":
            answer = event.data.get("answer")
            if answer or event.exercise in self.reading.answers:
                self._keep(event.exercise, answer)
        elif event.name == "hint":
            count = event.data.get("n")
            if isinstance(count, int):
                self._add(replace(self.reading, hints={**self.reading.hints, event.exercise: count}))

    def note(self, exercise: str, words: str) -> None:
        """Keep the reader's note on an exercise; an empty one takes it back. Raises ``RecordError``."""
        notes = {id: note for id, note in self.reading.notes.items() if id != exercise}
        self._write(replace(self.reading, notes={**notes, exercise: words} if words else notes))

    def _add(self, reading: ReadingFile) -> None:
        """Keep it with the next answer when there is no file yet: just looking leaves nothing behind."""
        self.reading = reading
        if reading.answers or reading.notes:
            self._write(reading)

    def everything(self) -> Sequence[Event]:
        """Nothing: no lesson was answered here before."""
        return ()

    def events(self, course: str, lesson: str) -> Iterator[Event]:
        """The answers of the file as they were read, so that marks lost in a changed text are counted."""
        for id, answer in self._before.answers.items():
            yield Event("draft", course, lesson, id, {"answer": answer})
        for id, count in self._before.hints.items():
            yield Event("hint", course, lesson, id, {"n": count})
        ids = [exercise.id for exercise in self.lesson.exercises]
        first = next((index for index, id in enumerate(ids) if id not in self._before.answers), len(ids) - 1)
        if self._before.answers:
            yield Event("moved", course, lesson, data={"index": first})

    def hand_in(self, exercise: str, answer: Answer) -> None:
        """Keep an answer, blank or not. Raises ``RecordError``."""
        form = self.lesson.exercise(exercise).form
        self._keep(exercise, keep(form, answer, self.lesson.article, self.lesson.beside))

    def finish(self) -> None:
        """Say in the file that the reader is done. Raises ``RecordError``."""
        self._write(replace(self.reading, finished=True))

    def _keep(self, exercise: str, answer: Raw) -> None:
        self._write(replace(self.reading, answers={**self.reading.answers, exercise: answer}))

    def _write(self, reading: ReadingFile) -> None:
        self.reading = reading  # what is not on the disk yet goes there with the next answer
        try:
            write_reading(self.path, reading)
        except OSError as error:
            raise RecordError(
                str(self.path),
                error.strerror or type(error).__name__,
                _("a file that can be written"),
                _("mend it and type 'commit' again, or leave and name another file with -o"),
            ) from error


def write_reading(path: Path, reading: ReadingFile) -> None:
    """Write the file whole, or leave it as it was; makes its folder. Raises ``OSError``."""
    make_folder(path.parent)
    replace_file(path, as_json(reading).encode())


def _today(reading: ReadingFile, lesson: Lesson) -> ReadingFile:
    """The reading with its marks where they stand in today's text; what no longer fits is left out."""
    answers: dict[str, Raw] = {}
    for exercise in lesson.exercises:
        if exercise.id in reading.answers:
            try:
                answer, _lost = reread(
                    exercise.form, reading.answers[exercise.id], lesson.article, lesson.beside
                )
                answers[exercise.id] = keep(exercise.form, answer, lesson.article, lesson.beside)
            except AnswerError:
                continue
    beside = lesson.beside.hash if lesson.beside is not None else ""
    return replace(reading, text=lesson.article.hash, beside_text=beside, answers=answers)


NOTE = "note"


def blind_session(lesson: Lesson, record: ReadingRecord) -> Session:
    """A session that holds the drafts of a reading. It is never committed, so that no key is ever opened."""
    return Session(lesson, record, _closed, rules=BLIND)


def _closed() -> AnswerKey:
    raise AssertionError("a blind reading opens no key")


class BlindHearing(Hearing):
    """Says which exercises are answered instead of what they scored."""

    def __init__(self, player: "BlindPlayer") -> None:
        super().__init__(player.session, player.sides)
        self._record = player.record

    def welcome(self) -> list[str]:
        """What a reading is, then the lesson."""
        return [
            _("A blind reading: you answer the whole lesson, and nothing of its key is shown."),
            _(
                "Answer as you see it yourself. 'commit' keeps an answer and goes on; you may change it later."
            ),
            *super().welcome(),
        ]

    def position(self) -> str:
        """Where the reader is, in a sentence."""
        number, count = self.session.index + 1, len(self.session.lesson.exercises)
        answered = self.session.exercise.id in self._record.answered
        done = _("Answered.") if answered else _("Not answered yet.")
        return _("Exercise {number} of {count}. {done}").format(number=number, count=count, done=done)

    def where(self) -> list[str]:
        """The position, and which exercises are answered."""
        lines = [self.position()]
        for number, exercise in enumerate(self.session.lesson.exercises, 1):
            status = _("answered") if exercise.id in self._record.answered else _("open")
            lines.append(f"{number}. {status}. {said(exercise.task.prompt)}")
        return lines


class BlindPlayer(Player):
    """Plays a reading on a console."""

    def __init__(self, session: Session, record: ReadingRecord, console: Console) -> None:
        super().__init__(session, console)
        self.record = record
        self.hear = BlindHearing(self)

    def run(self) -> Leaving:
        """Read until the reader leaves or the input ends; what was typed is kept, whatever happens."""
        try:
            return super().run()
        finally:
            self.session.flush()

    def take(self, line: str) -> list[str]:
        """Do what a typed line says; ``note`` is a command of readings alone."""
        word, _space, rest = line.partition(" ")
        if word.lower() == NOTE:
            self._warned = ""
            return self._note(rest.strip())
        return super().take(line)

    def _note(self, words: str) -> list[str]:
        """Keep the reader's note on the exercise; ``note`` alone tells it, ``note -`` takes it back."""
        id = self.session.exercise.id
        before = self.record.reading.notes.get(id, "")
        if not words:
            message = (
                _("Your note: {words}").format(words=said(before))
                if before
                else _("No note on this exercise yet.")
            )
            return [message, _("Type 'note' and what the author should know: note this question is unclear.")]
        try:
            self.record.note(id, "" if words == "-" else note_of(words))
        except RecordError as error:
            message = _("Not kept: {found}. To mend it: {fix}.")
            return [message.format(found=visible(error.found), fix=visible(error.fix))]
        return [
            _("The note is taken back.") if words == "-" else _("Noted. The author reads it in the report.")
        ]

    def no_such(self, command: str) -> str:
        """What to say of a closed command."""
        return _("There is no '{command}' in a blind reading.").format(command=command)

    @property
    def other_help(self) -> Mapping[str, str]:
        """The help of commands that do something else in a reading."""
        return {
            "hint": _("the next hint of the author; the report tells that you saw it"),
            "commit": _("keep the answer and go on"),
            "skip": _("leave this exercise for later"),
            "finish": _("end the reading"),
            "quit": _("leave; what you answered is kept, and you can go on later"),
        }

    def help_here(self) -> Help:
        """The commands of this exercise, and ``note``."""
        note = (f"{NOTE} this question is unclear", _("tell the author something about this exercise"))
        return (*super().help_here(), note)

    def hand_over(self, *, unsaved: bool) -> list[str]:
        """Keep the answer and go on. Raises ``RecordError`` when the file cannot be written."""
        self.session.flush()
        self.record.hand_in(self.session.exercise.id, self.field.answer)
        return [_("Kept."), *self._go_on()]

    def as_it_is(self) -> str:
        """How to keep an answer with gaps."""
        return _("To keep it as it is, type 'commit' again. 'skip' leaves it for later.")

    def not_kept(self, error: RecordError) -> str:
        """Why, and how to mend it."""
        message = _("Not kept: {found}. To mend it: {fix}.")
        return message.format(found=visible(error.found), fix=visible(error.fix))

    def do_next(self, rest: str) -> list[str]:
        """The next exercise."""
        return self._go_on()

    def do_skip(self, rest: str) -> list[str]:
        """Leave the exercise for later."""
        return self._go_on()

    def do_finish(self, rest: str) -> list[str]:
        """End the reading; while exercises are open only when asked for twice."""
        open_ones = self._open()
        if open_ones and not self._repeated:
            self._warned = "finish"
            return [
                _("Not answered: exercise {numbers}.").format(numbers=", ".join(map(str, open_ones))),
                _(
                    "To end the reading, type 'finish' again. 'goto {first}' goes to the first of them."
                ).format(first=open_ones[0]),
            ]
        try:
            self.session.flush()
            self.record.finish()
        except RecordError as error:
            message = _("Not kept: {found}. To mend it: {fix}.")
            return [message.format(found=visible(error.found), fix=visible(error.fix))]
        self.leaving = Leaving.QUIT
        return []

    def _open(self) -> list[int]:
        """The numbers of the exercises without an answer."""
        exercises = self.session.lesson.exercises
        return [
            number for number, exercise in enumerate(exercises, 1) if exercise.id not in self.record.answered
        ]

    def _go_on(self) -> list[str]:
        """The next exercise; after the last one, what is left to do."""
        self.session.flush()
        if self.session.index + 1 < len(self.session.lesson.exercises):
            self.session.goto(self.session.index + 1)
            return self._arrive()
        open_ones = self._open()
        if not open_ones:
            return [
                _("Every exercise is answered. 'finish' ends the reading, 'goto 3' goes back to exercise 3.")
            ]
        message = _(
            "This was the last exercise. Not answered: {numbers}. 'goto {first}' goes there, 'finish' ends."
        )
        return [message.format(numbers=", ".join(map(str, open_ones)), first=open_ones[0])]

    def _farewell(self) -> str:
        if self.session.trouble is not None:
            return _("You leave. What was done last is not kept.")
        file = visible(str(self.record.path))
        if self.record.reading.finished:
            return _("The reading is finished. Hand on this file: {file}").format(file=file)
        if not self.record.answered and not self.record.reading.notes:
            return _("Nothing was answered, so nothing is kept.")
        message = _("Kept in {file}. The same command goes on with exercise {number}.")
        number = (self._open() or [len(self.session.lesson.exercises)])[0]
        return message.format(file=file, number=number)
