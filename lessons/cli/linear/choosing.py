"""The list of lessons in lines, and choosing one of them."""

from collections.abc import Sequence
from pathlib import Path

from lessons.cli.linear.console import Console
from lessons.cli.linear.naming import NamingError, which
from lessons.i18n import _, counted
from lessons.loading.catalogue import courses
from lessons.model.course import Course, LessonCard
from lessons.model.result import percent
from lessons.record.journal import Journal
from lessons.record.own_copies import with_bound
from lessons.reports.standing import Standing, next_lesson, standings
from lessons.text import visible


class Chooser:
    """Lists the lessons of the courses and asks for one."""

    def __init__(self, roots: Sequence[Path], record: Journal, console: Console) -> None:
        self.roots, self.record, self.console = roots, record, console

    def after(self, folder: Path | None) -> Path | None:
        """The folder of the lesson to go on with after one; a choice where there is none."""
        events = self.record.contents(drafts=False).events
        card = next_lesson(with_bound(courses(self.roots)), events, folder) if folder is not None else None
        if card is not None:
            return card.folder
        self.console.say(_("There is no further lesson in this course."))
        return self.choose()

    def choose(self) -> Path | None:
        """The folder of the lesson chosen; ``None`` when the learner leaves or the input ends."""
        known = with_bound(courses(self.roots))
        cards = [card for course in known for card in course.lessons]
        self.console.say_all(self._list(known))
        if not cards:
            return None
        while True:
            self.console.say(_("Type the number of a lesson, or 'quit'."))
            line = self.console.ask()
            if line is None or line.lower() in ("quit", "exit", "bye"):
                return None
            if line.lower() in ("lessons", "help", "?", ""):
                self.console.say_all(self._list(known))
                continue
            card = self._meant(line, cards)
            if card is not None:
                return card.folder

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

    def _list(self, known: Sequence[Course]) -> list[str]:
        lines: list[str] = []
        number = 0
        states = standings(known, self.record.contents(drafts=False).events)
        for course in known:
            lines.append(_("Course: {title}.").format(title=visible(course.title)))
            if course.trouble:
                lines.append(_("This course cannot be read: {why}").format(why=visible(course.trouble)))
            for card in course.lessons:
                number += 1
                lines.append(f"{number}. {_card(card, states[course.id, card.id])}")
        return lines


def _card(card: LessonCard, state: Standing) -> str:
    line = visible(card.title) + "."
    if card.minutes:
        line += " " + counted("{count} minute.", "{count} minutes.", card.minutes)
    if card.trouble:
        return line + " " + _("It cannot be opened.")
    if card.bring:
        return line + " " + _("Bring your own copy of: {title}.").format(title=card.bring)
    if card.seal is not None and card.seal.is_test:
        line += " " + _("A test.")
    if state.sealed:
        told = _("{answered} of {total} handed in.")
        return f"{line} {told.format(answered=state.answered, total=state.total)}"
    if state.finished:
        told = _("Done, {score} of 100 (a blind guess gets about {chance}).")
        return f"{line} {told.format(score=percent(state.score), chance=percent(state.chance))}"
    if state.begun:
        return (
            line + " " + _("{answered} of {total} done.").format(answered=state.answered, total=state.total)
        )
    return line
