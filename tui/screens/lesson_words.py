"""What a lesson's screen says around a board, and what of it there is room for: pure functions.

The question stands above the answer and never scrolls away. What explains it further is folded away where the answer
would lose its first lines to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.geometry import Size

from lessons.i18n import _
from lessons.play import Phase, Session, Status
from lessons.play.rules import Act, told_path
from lessons.play.summary import strand_name
from tui.actions import first_key
from tui.boards.answers import answer_board
from tui.boards.board import Board
from tui.boards.ending import EndBoard, EndOfTestBoard, HandedInBoard, ReadingBoard
from tui.boards.explanation import ExplanationBoard
from tui.boards.mark import MarkBoard
from tui.boards.typed_board import TypedBoard
from tui.layout import HEIGHTS
from tui.safe_text import joined, line, plain
from tui.widgets.key_bar import most_lines
from tui.widgets.sheet import GUTTER, Entry, laid_out, paragraphs

MEASURE = 92
"""The widest line of an exercise, in cells."""
ARTICLE_WIDTH = 106
"""The widest an article column needs to be: its lines, its margin, and room for the names of techniques."""
FIELD = 4
"""Lines of the field for typed answers, with the empty one below it."""
ROOMY = 24
"""Lines of a screen from which on an empty one stands below the question."""
MOST_WORDS = 45
"""Words of prompt and answer from which on a low screen shows the question alone until the student asks for more."""
AHEAD = 3
"""Lines of an answer, beyond the first that can be chosen, that should be in view before a long prompt is."""
ASKED = "asked"
"""The group of lines that ask whether an answer with gaps is the answer."""
SHORT = 5
"""Minutes of a test from which on the time left is shown in the colour of what is wrong."""


@dataclass(frozen=True, slots=True)
class Room:
    """Of the pane: cells in a line of text, lines at most."""

    width: int
    height: int
    examples: bool = True
    """Whether an example may take lines before the student asks for it."""
    below: bool = False
    """Whether the pane stands under the article."""


def sureness(certainty: int) -> str:
    """How sure a learner is, in words: 1 to 3."""
    return {1: _("a guess"), 2: _("I think so"), 3: _("sure")}[certainty]


def room(size: Size, *, below: bool, both: bool, share: float) -> Room:
    """The room of the pane on a screen of this size.

    ``below``: whether it stands under the article, which then keeps ``share`` of the lines; ``both``: whether two
    articles are shown.
    """
    tall = size.height >= HEIGHTS[-1][0]
    lines = size.height - (2 if tall else 1) - most_lines(size.height) - gap(size)
    if below:
        least = max(3, round((lines - 1) * share))
        return Room(min(MEASURE, size.width - 1 - GUTTER), max(3, lines - 1 - least), tall, below=True)
    article = size.width * 66 // 100 if both else min(size.width * 3 // 5, ARTICLE_WIDTH)
    return Room(min(MEASURE, size.width - article - 2 - 1 - GUTTER), max(3, lines))


def gap(size: Size) -> int:
    """Empty lines below the question: none on the lowest screens."""
    return int(size.height >= ROOMY)


@dataclass(frozen=True, slots=True)
class Folding:
    """What of an exercise is shown."""

    question: int = 0
    """Lines of the question, 0 for all of it."""
    prompt: bool = True
    """Whether the rest of the prompt is shown; all of it where the question is cut."""
    example: bool = True
    hides_prompt: bool = False
    """Whether there is more of the prompt than is shown."""
    hides_example: bool = False
    complete: bool = False
    """Whether the question's lines are the whole prompt."""


def folded(
    question: Entry,
    prompt: Sequence[Entry],
    example: Sequence[Entry],
    answer: Sequence[Entry],
    at: Room,
    *,
    typed: bool,
) -> Folding:
    """What fits above an answer without hiding its beginning; ``typed``: the answer has a field below it."""
    width, left = at.width, at.height - (FIELD if typed else 0)
    whole, rest, board = (len(laid_out(entries, width)) for entries in ([question], prompt, answer))
    if at.examples and whole + rest + len(laid_out(example, width)) + board <= left:
        return Folding()
    first = beginning(answer, width)
    left -= int(bool(example))
    words = sum(len(entry.body.plain.split()) for entry in (question, *prompt, *answer))
    wordy = bool(prompt) and not at.examples and words > MOST_WORDS
    if not wordy and whole + rest + min(board, first + AHEAD) <= left:
        return Folding(example=not example, hides_example=bool(example))
    most = max(1, left - first - int(not example))
    cut = whole > most
    return Folding(most if cut else 0, not (cut or prompt), not example, cut or bool(prompt), bool(example))


def beginning(answer: Sequence[Entry], width: int) -> int:
    """Lines of an answer down to the end of the first that can be chosen; where none can, its first three."""
    keyed = next((number for number, entry in enumerate(answer) if entry.key), None)
    lines = len(laid_out(answer if keyed is None else answer[: keyed + 1], width))
    return min(3, lines) if keyed is None else lines


def question(session: Session, style: str = "") -> list[Entry]:
    """The prompt's first paragraph, which stays in view; before the first exercise, what is to be done there."""
    if session.phase is Phase.READING:
        key = first_key("next")
        task = _("First read the article. Nothing is asked yet; {key} goes on to exercise 1.").format(key=key)
        if session.lesson.glossary.background and session.rules.allow("glossary"):
            key = first_key("glossary")
            task += " " + _("Who and what is named in it: {key}.").format(key=key)
        return [Entry(plain(task))]
    return [] if session.phase is Phase.FINISHED else paragraphs(session.exercise.task.prompt, style)[:1]


def prompt(session: Session) -> list[Entry]:
    """All that the prompt says."""
    return paragraphs(session.exercise.task.prompt)


def example(session: Session) -> list[Entry]:
    """The worked example; empty where there is none."""
    worked = session.exercise.task.worked
    if not worked:
        return []
    return [Entry(plain(_("An example"), "$quiet"), gap=1), *paragraphs(worked, indent=2)]


def question_was(session: Session) -> list[Entry]:
    """The whole prompt, once it is no longer asked."""
    return [
        Entry(plain(_("The question was:"), "$quiet"), gap=1),
        *paragraphs(session.exercise.task.prompt, "$quiet", indent=2),
    ]


def hints(session: Session) -> list[Entry]:
    """The hints asked for, and what has to be said before an answer."""
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
    return entries


def fold_line(folding: Folding) -> Entry:
    """The line that stands for what is folded away."""
    more = _("{key}  the whole question")
    if folding.hides_example:
        more = (
            _("{key}  the whole question, and an example") if folding.hides_prompt else _("{key}  an example")
        )
    return Entry(plain(more.format(key=first_key("unfold")), "$quiet"))


def is_new_form(session: Session) -> bool:
    """Whether no exercise of this form was handed in yet in this lesson: then it is said how to answer."""
    form, exercises = type(session.exercise.form), session.lesson.exercises
    return not any(isinstance(one.form, form) and session.status(one.id) is Status.DONE for one in exercises)


def began(session: Session) -> bool:
    """Whether anything was handed in: before that, a screen full of answers would be too much to begin with."""
    return any(session.status(one.id) is Status.DONE for one in session.lesson.exercises)


def board_of(session: Session, further: str) -> Board:
    """What stands in the pane now; ``further`` is the title of the lesson to go on with, empty where there is none."""
    lesson, exercise = session.lesson, session.exercise
    if session.phase is Phase.READING:
        return ReadingBoard(session)
    if session.phase is Phase.CLOSED:
        done = session.status(exercise.id) is Status.DONE
        return HandedInBoard(lesson, exercise, session.draft, handed_in=done)
    if session.phase is Phase.FINISHED:
        if session.rules.closes:
            return EndOfTestBoard(session)
        more = told_path(session.whole, short=False) if session.short else ""
        return EndBoard(lesson, session.summary(), session.notes(), further, session.minutes, more)
    result = session.result
    if result is not None:
        practice, contests = result != session.first_result(exercise.id), session.contests.of(exercise.id)
        return ExplanationBoard(exercise.form, result, lesson.glossary, practice, contests)
    return answer_board(lesson, exercise, session.draft)


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
        right.append(_progress(session))
    if instead is not None:
        right.append(instead)
    elif session.phase is Phase.SAVING:
        right.append(plain(_("saving ..."), "bold"))
    elif unsaved:
        right.append(plain(_("not saved"), "bold $sign-wrong"))
    elif session.phase not in (Phase.READING, Phase.ANSWERING):
        right.append(plain(_("saved"), "$quiet"))
    return left, joined(*right, between="  ")


def _progress(session: Session) -> Content:
    """One cell an exercise: heavy when it is done, a gap when it was skipped."""
    cells = []
    for number, exercise in enumerate(session.lesson.exercises):
        status = session.status(exercise.id)
        sign = {Status.DONE: "━", Status.SKIPPED: "╌"}.get(status, "─")
        here = number == session.index and session.phase not in (Phase.READING, Phase.FINISHED)
        style = f"$strand-{exercise.task.strand}" if here or status is Status.DONE else "$rule"
        cells.append(plain(sign, style))
    return joined(*cells)


_ANSWERING = (Phase.ANSWERING,)
PHASES: dict[str, tuple[Phase, ...]] = {
    **dict.fromkeys(("commit", "skip", "sure", "hint", "undo", "redo"), _ANSWERING),
    "switch": (Phase.ANSWERING, Phase.EXPLAINED, Phase.CLOSED, Phase.FINISHED),
    "next": (Phase.READING, Phase.EXPLAINED, Phase.CLOSED, Phase.FINISHED),
    "retry": (Phase.EXPLAINED, Phase.FINISHED),
    "contest": (Phase.EXPLAINED,),
    "hand_in": (Phase.FINISHED,),
}
"""When an action means something; those that are not here do at any time."""
ACTS: dict[str, Act] = {
    "hint": "hint",
    "sure": "sure",
    "glossary": "glossary",
    "retry": "retry",
    "contest": "contest",
    "hand_in": "hand_in",
    "previous": "go_to",
    "exercises": "go_to",
}
"""What the rules call an action; those that are not here are always open."""


def is_possible(action: str, session: Session, board: Board) -> bool:
    """Whether an action of the lesson's screen means something now."""
    finished = session.phase is Phase.FINISHED
    act = ACTS.get(action)
    if session.phase not in PHASES.get(action, (session.phase,)) or (act and not session.rules.allow(act)):
        return False
    match action:
        case "undo" | "redo":
            return session.can_undo if action == "undo" else session.can_redo
        case "hint":
            return len(session.hints) < len(session.exercise.task.hints)
        case "write":
            return isinstance(board, TypedBoard)
        case "name_mark":
            return isinstance(board, MarkBoard) and bool(board.form.techniques and board.answer.marks)
        case "previous":
            return session.index > 0 or finished
        case "other":
            return session.lesson.beside is not None
    return True
