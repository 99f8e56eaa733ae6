"""The rows of the table of actions for a writer: in the lists, in the article, in a blank."""

from lessons.i18n import _
from tui.action import Action
from tui.action_rows import DIGITS


def write_actions() -> tuple[Action, ...]:
    """Writing a lesson."""
    add = _("Say what students are to do, and begin such an exercise.")
    words = _("Go to the article and mark words in it.")
    undo = _("Take the last change out of the file again, if it still stands there.")
    remove = _("Take the exercise, the line or the mark at hand out.")
    move = _("Move the exercise or the line up or down.")
    fields = _("Show every field that there is, or only those in use.")
    editor = _("Open lesson.yaml in your own editor, at the line at hand.")
    return (
        Action("add_exercise", "write", "a", "a", _("add"), add),
        *words_actions(),
        Action("mark_words", "write", "m", "m", _("article"), words),
        Action("to_do_too", "write", "t", "", _("to do"), under="to_do"),
        Action("to_do", "write", "x", "x", _("to do"), _to_do_help()),
        Action("play_it", "write", "p", "p", _("play it"), _play_help()),
        Action("own_editor", "write", "e", "e", _("editor"), editor),
        Action("take_back", "write", "u", "u", _("undo"), undo),
        Action("remove_line", "write", "d,delete", "d", _("delete"), remove),
        Action("line_up", "write", "shift+up", "shift+↑↓", _("move"), move),
        Action("line_down", "write", "shift+down", "", _("down"), under="line_up"),
        Action("change_word", "write", "r", "r", _("right/wrong"), _word_help()),
        Action("mend", "write", "f", "f", _("mend it"), _mend_help()),
        Action("every_field", "write", "f", "f", _("all fields"), fields),
        Action(
            *("wish", "write", f"{DIGITS},w,x,y,z", "1-9", _("take"), _("Take the one with this number.")),
            does="wish('{key}')",
            kind="answer",
        ),
    )


def _to_do_help() -> str:
    return _("List what is wrong, what is still to write, and advice; Enter goes there.")


def _play_help() -> str:
    return _("Play the lesson from here as a student; nothing is kept, and esc leads back.")


def _mend_help() -> str:
    return _("Mend the fault at hand as it says below it; u takes that back.")


def _said_help() -> str:
    return _(
        "Bring what you wrote in another blank like this one, and begins with what is typed; Down leads back."
    )


def _word_help() -> str:
    return _("Let the line begin with another word: right, wrong, partly, and so on.")


def words_actions() -> tuple[Action, ...]:
    """What a writer makes of words of the article."""
    finding = _("The words are a finding, for students to mark; of a choice a right answer.")
    opened = _("Careful readers differ on these words: they cost and earn nothing.")
    missing = _("A missing fact changes these words: write which.")
    trap = _("The words look like a finding, and are none; of a choice a wrong answer.")
    note = _("A note on these words, for the finished article.")
    return (
        Action("finding", "words", "f", "f", _("finding"), finding),
        Action("trap", "words", "t", "t", _("trap"), trap),
        Action("open_words", "words", "o", "o", _("open"), opened),
        Action("row_words", "words", "r", "r", _("row"), _("Make a row of the exercise of these words.")),
        Action("missing_fact", "words", "m", "m", _("missing fact"), missing),
        Action("good_words", "words", "g", "g", _("good"), _("Note that the article does this well.")),
        Action("note_words", "words", "n", "n", _("note"), note),
        Action("open_form", "words", "w", "w", _("form"), _("Open the form of the whole exercise.")),
    )


def blank_actions() -> tuple[Action, ...]:
    """In the field in which a writer fills a blank."""
    keep, back = _("Keep the answer and go to the next blank."), _("Keep the answer and go back.")
    return (
        Action("blank_next", "typing", "enter", "enter", _("next"), keep),
        Action("blank_back", "typing", "shift+tab", "shift+tab", _("back"), back),
        Action("said_before", "typing", "up", "", _("as before"), _said_help()),
        Action("said_after", "typing", "down", "", _("after"), under="said_before"),
        Action("new_line", "typing", "ctrl+n", "ctrl+n", _("new line"), _("Begin a new line in the text.")),
        Action("other_word", "typing", "ctrl+r", "ctrl+r", _("right/wrong"), _word_help()),
        Action("to_do_typing", "typing", "ctrl+t", "ctrl+t", _("to do"), _to_do_help()),
        Action("play_typing", "typing", "ctrl+p", "ctrl+p", _("play it"), _play_help()),
        Action("blank_leave", "typing", "escape", "esc", _("leave it"), _("Leave the blank as it was.")),
    )
