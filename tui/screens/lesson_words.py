"""What a lesson's screen says around a board, and which actions are possible: pure functions of the session."""

from textual.content import Content

from lessons.i18n import _
from lessons.model.answer import AnswerError
from lessons.model.span import Span
from lessons.play import Phase, Session, Status
from lessons.play.summary import strand_name
from tui.actions import first_key
from tui.boards.answers import TextBoard
from tui.boards.board import Board
from tui.boards.mark import MarkBoard
from tui.safe_text import joined, line, plain
from tui.widgets.sheet import Entry, paragraphs

__all__ = [
    "Entry",
    "Span",
    "above",
    "below",
    "counts_as_practice",
    "is_possible",
    "plain_error",
    "sure_label",
    "title",
]

ASKED = "asked"
"""The group of lines that ask whether an answer with gaps is the answer."""
SHORT = 5
"""Minutes of a test from which on the time left is shown in the colour of what is wrong."""
SURE = {1: _("a guess"), 2: _("I think so"), 3: _("sure")}


def title(
    session: Session, unsaved: bool, width: int, instead: Content | None = None
) -> tuple[Content, Content]:
    """Left and right side of the title line: lesson; strand, number, progress, whether it is saved or ``instead``."""
    lesson = session.lesson
    left = line(lesson.title, "bold")
    right = []
    if session.phase is Phase.FINISHED:
        right.append(plain(_("the end"), "$quiet"))
    elif session.phase is Phase.READING:
        right.append(plain(_("reading"), "$quiet"))
    else:
        strand = session.exercise.task.strand
        if width >= 70:
            right.append(plain(strand_name(strand), f"$strand-{strand}"))
        right.append(plain(f"{session.index + 1}/{len(lesson.exercises)}"))
    if session.limit is not None and session.phase is not Phase.FINISHED:
        left_over = session.limit.minutes
        style = "bold $sign-wrong" if left_over <= SHORT else "bold"
        right.append(plain(_("{n} min left").format(n=left_over), style))
    if width >= 80:
        right.append(progress(session))
    if instead is not None:
        right.append(instead)
    elif unsaved:
        right.append(plain(_("not saved"), "bold $sign-wrong"))
    elif session.phase not in (Phase.READING, Phase.ANSWERING):
        right.append(plain(_("saved"), "$quiet"))
    return left, joined(*right, between="  ")


def progress(session: Session) -> Content:
    """One cell an exercise: heavy when it is done, a gap when it was skipped."""
    cells = []
    for number, exercise in enumerate(session.lesson.exercises):
        status = session.status(exercise.id)
        sign = {Status.DONE: "━", Status.SKIPPED: "╌"}.get(status, "─")
        here = number == session.index and session.phase not in (Phase.READING, Phase.FINISHED)
        style = f"$strand-{exercise.task.strand}" if here or status is Status.DONE else "$rule"
        cells.append(plain(sign, style))
    return joined(*cells)


def counts_as_practice(session: Session) -> bool:
    """Whether the result shown is not the one that counts."""
    return session.result != session.first_result(session.exercise.id)


def question(session: Session, style: str = "") -> list[Entry]:
    """The prompt's first paragraph, which stays in view; before the first exercise, what is to be done there."""
    if session.phase is Phase.READING:
        key = first_key("next")
        told = _("First read the article. Nothing is asked yet; {key} goes on to exercise 1.").format(key=key)
        return [Entry(plain(told))]
    return [] if session.phase is Phase.FINISHED else paragraphs(session.exercise.task.prompt, style)[:1]


def prompt(session: Session, *, whole: bool) -> list[Entry]:
    """What the prompt says after its first paragraph; with ``whole`` all of it."""
    entries = paragraphs(session.exercise.task.prompt)
    return entries if whole else entries[1:]


def is_new_form(session: Session) -> bool:
    """Whether no exercise of this form was handed in yet in this lesson: then it is said how to answer."""
    form, exercises = type(session.exercise.form), session.lesson.exercises
    return not any(isinstance(one.form, form) and session.status(one.id) is Status.DONE for one in exercises)


def example(session: Session) -> list[Entry]:
    """The worked example; empty where there is none."""
    worked = session.exercise.task.worked
    if not worked:
        return []
    return [Entry(plain(_("An example"), "$quiet"), gap=1), *paragraphs(worked, indent=2)]


def fold(*, prompt: bool, example: bool) -> list[Entry]:
    """The line that stands for what is folded away; empty where nothing is."""
    what = {
        (True, True): _("{key}  the whole question, and an example"),
        (True, False): _("{key}  the whole question"),
        (False, True): _("{key}  an example"),
    }.get((prompt, example))
    return [Entry(plain(what.format(key=first_key("unfold")), "$quiet"))] if what else []


def above(session: Session, *, asked: str, refused: str) -> list[Entry]:
    """What is said between the prompt and the answer: hints, and what has to be said now."""
    if session.phase is not Phase.ANSWERING:
        return []
    entries: list[Entry] = []
    for number, hint in enumerate(session.hints, 1):
        entries.append(Entry(plain(_("Hint {n}").format(n=number), "$quiet"), gap=1, group=f"hint {number}"))
        entries += paragraphs(hint, indent=2, group=f"hint {number}")
    if session.practising:
        entries.append(Entry(plain(_("Practice: your first answer stays the score."), "$quiet"), gap=1))
    if session.lost:
        text = _("The text has changed since: {n} of your marks could not be found again.").format(
            n=session.lost
        )
        entries.append(Entry(plain(text, "$sign-wrong"), gap=1))
    if refused:
        entries.append(Entry(line(refused, "bold $sign-wrong"), gap=1))
    if asked:
        entries.append(Entry(plain(asked, "bold $sign-wrong"), gap=1, group=ASKED))
        words = _("Press c again if that is your answer, or s to leave it for later.")
        entries.append(Entry(plain(words), group=ASKED))
    return entries


def below(session: Session) -> list[Entry]:
    """What stands below: how sure the student is; after the commit, the question once more."""
    if session.phase in (Phase.EXPLAINED, Phase.CLOSED):
        return question_was(session)
    if session.phase is Phase.ANSWERING and session.certainty is not None:
        return [
            Entry(joined(plain(_("How sure:"), "$quiet"), plain(SURE[session.certainty]), between=" "), gap=1)
        ]
    return []


def question_was(session: Session) -> list[Entry]:
    """The whole prompt, once it is no longer asked."""
    return [
        Entry(plain(_("The question was:"), "$quiet"), gap=1),
        *paragraphs(session.exercise.task.prompt, "$quiet", indent=2),
    ]


def sure_label(certainty: int | None) -> str:
    """What the footer calls the key."""
    return _("sure?") if certainty is None else SURE[certainty]


def plain_error(error: AnswerError) -> str:
    """A malformed answer in words."""
    return f"{error.found}; {error.expected}"


def is_possible(action: str, session: Session, board: Board, *, at_article: bool, forgetful: bool) -> bool:
    """Whether an action of the lesson's screen means something now; ``forgetful``: nothing is being saved."""
    answering = session.phase is Phase.ANSWERING
    match action:
        case "commit" | "skip" | "sure":
            return answering
        case "hint":
            return answering and len(session.hints) < len(session.exercise.task.hints)
        case "write":
            return isinstance(board, TextBoard)
        case "name_mark":
            named = isinstance(board, MarkBoard) and bool(board.form.techniques) and bool(board.answer.marks)
            return named and not at_article
        case "switch":
            return session.phase is not Phase.READING
        case "next":
            return session.phase in (Phase.READING, Phase.EXPLAINED, Phase.CLOSED)
        case "retry" | "contest":
            return session.phase is Phase.EXPLAINED
        case "glossary":
            return session.test is None or session.test.glossary
        case "hand_in":
            return session.phase is Phase.FINISHED and not forgetful
        case "previous":
            return session.index > 0 or session.phase is Phase.FINISHED
        case "other":
            return session.lesson.beside is not None
    return True
