"""From a wish to play to lines on a console: choose a lesson, pass its seal, open the record, play."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO

from lessons.cli.call import Exit, PlayRequest
from lessons.cli.linear.console import Console
from lessons.cli.linear.player import Leaving, Player
from lessons.cli.linear.speech import NamingError, ended, said, which
from lessons.i18n import _, counted
from lessons.lesson.lesson import Lesson
from lessons.loading.catalogue import courses
from lessons.model.course import Course, LessonCard, Seal
from lessons.model.problem import LessonError
from lessons.model.result import percent
from lessons.play.rules import begun, rules_of, told_rules
from lessons.record.own_copies import is_sealed, with_bound
from lessons.record.recorder import Recorder
from lessons.reports.standing import Standing, next_lesson, standings
from lessons.text import visible

_GOING_ON = (Leaving.LESSONS, Leaving.FURTHER)
"""Why a lesson is left for another one."""


def run(request: PlayRequest, lines_in: TextIO, lines_out: TextIO) -> int:
    """Play the lesson asked for, or let the learner choose; the exit code.

    3 where something that was done is not saved. Raises ``RecordError`` when the record cannot be opened and
    ``LessonError`` when the one lesson asked for cannot.
    """
    console = Console(lines_in, lines_out)
    with request.recording() as record:
        _greet(request, record, console)
        code, leaving = Exit.OK, Leaving.LESSONS
        if request.lesson is not None:
            leaving, saved = _play(request.lesson, record, console, request)
            code = Exit.OK if saved else Exit.RECORD
            if leaving not in _GOING_ON:
                return code
        chooser = Chooser(request, record, console)
        folder: Path | None = request.lesson
        while (
            folder := chooser.after(folder) if leaving is Leaving.FURTHER else chooser.choose()
        ) is not None:
            try:
                leaving, saved = _play(folder, record, console, request)
            except LessonError as error:
                console.say(_("This lesson cannot be opened:"), *(str(problem) for problem in error.problems))
                leaving = Leaving.LESSONS
                continue
            if not saved:
                code = Exit.RECORD
            if leaving not in _GOING_ON:
                break
    return code


def run_review(request: PlayRequest, lines_in: TextIO, lines_out: TextIO) -> int:
    """Ask what is due for review; the exit code. Raises ``RecordError`` when the record cannot be opened."""
    from lessons.cli.linear.reviewing import review
    from lessons.loading.catalogue import courses
    from lessons.record.own_copies import with_bound
    from lessons.review.deck import deck_of
    from lessons.share.packs.shelf import with_opened

    console = Console(lines_in, lines_out)
    with request.recording() as record:
        _greet(request, record, console)
        events = record.everything()
        home, clock = request.context.home, request.context.clock
        all_courses = with_bound(courses(with_opened(request.roots, home)), home)
        deck = deck_of(all_courses, events, clock(), home)
        return Exit.OK if review(deck, record, console, clock) else Exit.RECORD


def _greet(request: PlayRequest, record: Recorder, console: Console) -> None:
    new = not record.everything()
    name = visible(request.context.learner)
    console.say(
        _("Learner: {name}, new here.").format(name=name) if new else _("Learner: {name}.").format(name=name)
    )


def _play(folder: Path, record: Recorder, console: Console, request: PlayRequest) -> tuple[Leaving, bool]:
    """Why the lesson was left, and whether everything done in it is saved."""
    from lessons.lesson.keys import open_to_play
    from lessons.play import Session

    context = request.context
    lesson, key = open_to_play(folder, context.home)
    if lesson.seal is not None:
        leaving = admitted(lesson, record, console, context.home)
        if leaving is not None:
            return leaving, True
    rules = rules_of(lesson).on_path(short=request.asks_short(folder))
    session = Session(lesson, record, key, rules=rules)
    session.read_first()
    if session.rules.closes:
        from lessons.cli.linear.taking_a_test import TakingPlayer

        leaving = TakingPlayer(session, console, context).run()
    else:
        leaving = Player(session, console, context).run()
    return leaving, session.trouble is None


class Chooser:
    """Lists the lessons of the courses and asks for one."""

    def __init__(self, request: PlayRequest, record: Recorder, console: Console) -> None:
        self.request, self.record, self.console = request, record, console

    def after(self, folder: Path | None) -> Path | None:
        """The folder of the lesson to go on with after one; a choice where there is none."""
        events = self.record.everything()
        card = next_lesson(self._courses(), events, folder) if folder is not None else None
        if card is not None:
            return card.folder
        self.console.say(_("There is no further lesson in this course."))
        return self.choose()

    def choose(self) -> Path | None:
        """The folder of the lesson chosen; ``None`` when the learner leaves or the input ends."""
        all_courses = self._courses()
        cards = [card for course in all_courses for card in course.lessons]
        self.console.say_all(self._list(all_courses))
        if not cards:
            return None
        while True:
            self.console.say(_("Type the number of a lesson, or 'quit'."))
            line = self.console.ask()
            if line is None or line.lower() in ("quit", "exit", "bye"):
                return None
            if line.lower() in ("lessons", "help", "?", ""):
                self.console.say_all(self._list(all_courses))
                continue
            card = self._meant(line, cards)
            if card is not None:
                return card.folder

    def _courses(self) -> tuple[Course, ...]:
        from lessons.share.packs.shelf import with_opened

        home = self.request.context.home
        return with_bound(courses(with_opened(self.request.roots, home)), home)

    def _meant(self, line: str, cards: Sequence[LessonCard]) -> LessonCard | None:
        names = [str(number) for number in range(1, len(cards) + 1)]
        try:
            card = cards[which(line, names, [card.id for card in cards], [card.title for card in cards])]
        except NamingError as error:
            self.console.say(str(error))
            return None
        if card.trouble:
            self.console.say(_("This lesson cannot be opened: {why}").format(why=card.trouble))
            return None
        return card

    def _list(self, all_courses: Sequence[Course]) -> list[str]:
        lines: list[str] = []
        number = 0
        states = standings(all_courses, self.record.everything())
        for course in all_courses:
            lines.append(_("Course: {title}").format(title=ended(visible(course.title))))
            if course.trouble:
                lines.append(_("This course cannot be read: {why}").format(why=visible(course.trouble)))
            for card in course.lessons:
                number += 1
                lines.append(f"{number}. {_card(card, states[course.id, card.id])}")
        return lines


def _card(card: LessonCard, state: Standing) -> str:
    line = ended(visible(card.title))
    if card.minutes.whole:
        line += " " + counted("{count} minute.", "{count} minutes.", card.minutes.whole)
    if card.short and card.minutes.short:
        template = _("{minutes} on its short path.")
        line += " " + template.format(
            minutes=counted("{count} minute", "{count} minutes", card.minutes.short)
        )
    if card.trouble:
        return line + " " + _("It cannot be opened.")
    if card.bring:
        return line + " " + _("Bring your own copy of: {title}").format(title=ended(card.bring))
    if card.seal is not None and card.seal.is_test:
        line += " " + _("A test.")
    if state.sealed:
        message = _("{answered} of {total} handed in.")
        return f"{line} {message.format(answered=state.answered, total=state.total)}"
    if state.finished:
        return f"{line} {done_words(state)}"
    if state.begun:
        return (
            line + " " + _("{answered} of {total} done.").format(answered=state.answered, total=state.total)
        )
    return line


def done_words(state: Standing) -> str:
    """How a lesson that is finished went, in a sentence."""
    message = _("Done, {score} of 100 (a blind guess gets about {chance}).")
    if state.short:
        message = _("Done on the short path, {score} of 100 (a blind guess gets about {chance}).")
    return message.format(score=percent(state.score), chance=percent(state.chance))


QUITTING = frozenset({"quit", "exit", "bye"})


def admitted(lesson: Lesson, record: Recorder, console: Console, home: Path) -> Leaving | None:
    """Why a sealed lesson is not opened after all; ``None`` when it may be."""
    seal = lesson.seal
    if seal is None or not is_sealed(lesson.folder, home):
        return None
    if not seal.is_test:
        return _code(lesson, console, home)
    return None if begun(lesson, record) else _begin(lesson, seal, console)


def _code(lesson: Lesson, console: Console, home: Path) -> Leaving | None:
    from lessons.share.sealing.sealed_key import unseal

    def opens(line: str) -> bool:
        try:
            unseal(lesson.folder.absolute().parent, line, home)
        except LessonError as error:
            problem = error.problems[0]
            refusal = _("Not opened: {found}. To mend it: {fix}.")
            console.say(refusal.format(found=problem.found, fix=problem.fix))
            return False
        console.say(_("Open."))
        return True

    console.say(
        _("Lesson: {title}").format(title=ended(said(lesson.title))),
        _("Its answers are sealed. Type the code that your teacher gave you, or 'quit'."),
    )
    return _until(opens, console)


def _begin(lesson: Lesson, seal: Seal, console: Console) -> Leaving | None:
    choice = _("Type 'begin' to begin, or 'quit'.")

    def begins(line: str) -> bool:
        if line.lower() != "begin":
            console.say(choice)
        return line.lower() == "begin"

    console.say(_("Test: {title}").format(title=ended(said(lesson.title))), *told_rules(seal), choice)
    return _until(begins, console)


def _until(accepted: Callable[[str], bool], console: Console) -> Leaving | None:
    """Take lines until one is accepted; why the learner leaves before."""
    while True:
        line = console.ask()
        if line is None:
            return Leaving.INPUT_ENDED
        if line.lower() in QUITTING:
            return Leaving.QUIT
        if line.lower() == "lessons":
            return Leaving.LESSONS
        if accepted(line):
            return None
