"""From a wish to play to lines on a console: choose a lesson, open the record, play."""

from pathlib import Path
from typing import TextIO

from lessons.cli.exits import Exit
from lessons.cli.linear.choosing import Chooser
from lessons.cli.linear.console import Console
from lessons.cli.linear.player import Leaving, Player
from lessons.cli.play import PlayRequest
from lessons.i18n import _
from lessons.model.problem import LessonError
from lessons.record.journal import Journal
from lessons.text import visible

_GOING_ON = (Leaving.LESSONS, Leaving.FURTHER)
"""Why a lesson is left for another one."""


def run(request: PlayRequest, lines_in: TextIO, lines_out: TextIO) -> int:
    """Play the lesson asked for, or let the learner choose; the exit code.

    3 where something that was done is not saved. Raises ``RecordError`` when the record cannot be opened and
    ``LessonError`` when the one lesson asked for cannot.
    """
    console = Console(lines_in, lines_out)
    with request.open_record() as record:
        _greet(request, record, console)
        code, leaving = Exit.OK, Leaving.LESSONS
        if request.lesson is not None:
            leaving, saved = _play(request.lesson, record, console, request.learner)
            code = Exit.OK if saved else Exit.RECORD
            if leaving not in _GOING_ON:
                return code
        chooser = Chooser(request.roots, record, console)
        folder: Path | None = request.lesson
        while (
            folder := chooser.after(folder) if leaving is Leaving.FURTHER else chooser.choose()
        ) is not None:
            try:
                leaving, saved = _play(folder, record, console, request.learner)
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
    from lessons.record.reviews import local_now
    from lessons.review.deck import deck_of
    from lessons.share.packs.shelf import with_opened

    console = Console(lines_in, lines_out)
    with request.open_record() as record:
        _greet(request, record, console)
        events = record.contents(drafts=False).events
        deck = deck_of(with_bound(courses(with_opened(request.roots))), events, local_now())
        return Exit.OK if review(deck, record, console) else Exit.RECORD


def _greet(request: PlayRequest, record: Journal, console: Console) -> None:
    new = not record.contents(drafts=False).events
    name = visible(request.learner)
    console.say(
        _("Learner: {name}, new here.").format(name=name) if new else _("Learner: {name}.").format(name=name)
    )


def _play(folder: Path, record: Journal, console: Console, learner: str) -> tuple[Leaving, bool]:
    """Why the lesson was left, and whether everything done in it is saved."""
    from lessons.lesson.keys import open_to_play
    from lessons.play import Session

    lesson, key = open_to_play(folder)
    if lesson.seal is not None:
        from lessons.cli.linear.admitting import admitted

        leaving = admitted(lesson, record, console)
        if leaving is not None:
            return leaving, True
    session = Session(lesson, record, key)
    session.read_first()
    if session.test is not None:
        from lessons.cli.linear.taking import TakingPlayer

        leaving = TakingPlayer(session, console, learner).run()
    else:
        leaving = Player(session, console, learner).run()
    return leaving, session.trouble is None
