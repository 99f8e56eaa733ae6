"""Handing in, line by line."""

from pathlib import Path

from lessons.i18n import _, plural
from lessons.play import Session
from lessons.share.handing_in.handing_in import HandingInError, hand_over, inbox, told_left_out
from lessons.text import visible


def hand_in(session: Session, learner: str, rest: str) -> list[str]:
    """``in`` or ``in FOLDER``: write the file for the teacher, at the end of the lesson."""
    if not session.finished:
        return [_("The lesson is not finished yet. 'finish' ends it; then you can hand in.")]
    session.flush()
    try:
        done = hand_over(session.lesson.folder, learner, folder=rest.partition(" ")[2])
    except HandingInError as error:
        told = _("Nothing was handed in: {found}. To mend it: {fix}.")
        return [
            told.format(found=visible(error.found), fix=visible(error.fix)),
            _("'hand in FOLDER' names a folder. Now it goes to: {folder}").format(folder=_shown(inbox())),
        ]
    told = plural(
        "{count} answer is handed in as '{name}'.",
        "{count} answers are handed in as '{name}'.",
        done.answered,
    )
    lines = [
        told.format(count=done.answered, name=visible(done.name)),
        _("File: {file}").format(file=_shown(done.file)),
    ]
    lines += told_left_out(done.left_out)
    return [*lines, _("The file is sealed: your teacher alone can open it.")] if done.sealed else lines


def _shown(path: Path) -> str:
    return visible(str(path))
