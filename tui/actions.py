"""One table of what a student can do: keys, footer label, help. Bindings, footer and help screen are made from it.

An action belongs to the place where its keys work. A screen or widget binds its own with ``bindings``; which of them
work at this moment is said by ``check_action`` of that screen, and the footer shows exactly those.

Keys are letters, arrows and F-keys only: old terminals cannot tell ctrl+h, ctrl+i, ctrl+j and ctrl+m from other keys.
Digits always answer, letters always command.
"""

from collections.abc import Iterable
from functools import cache

from textual.binding import Binding, BindingType

from lessons.i18n import _
from tui.action import Action
from tui.teaching_actions import class_actions, preview_actions


def _home() -> tuple[Action, ...]:
    progress = _("See what you did: strands over time, techniques strong and weak, how sure you were.")
    review = _("Ask again what you missed: a few cards a day.")
    return (
        Action("progress", "home", "p", "p", _("progress"), progress),
        Action("review", "home", "r", "r", _("review"), review),
        Action("learner", "home", "l", "l", _("learner"), _("Change who is learning on this machine.")),
        Action(
            "settings",
            "home",
            "comma",
            ",",
            _("colours"),
            _("Choose the colours: dark, light, high contrast, the terminal's own."),
        ),
    )


def _article() -> tuple[Action, ...]:
    words = _("Go by words and lines. With Shift, select as you go.")
    jump = _(
        "Go by sentences with ( and ), by paragraphs with { and }; Home, End and the page keys work too."
    )
    return (
        Action("words", "article", "right", "←→↑↓", _("move"), words, "go('right', False)"),
        Action(
            "jump", "article", "right_parenthesis", "( ) { }", _("jump"), jump, "go('sentence_next', False)"
        ),
        Action(
            "select",
            "article",
            "v",
            "v",
            _("select"),
            _("Begin to select several words; the arrows extend. Again: stop."),
        ),
        Action("drop", "article", "escape", "esc", _("unselect"), _("Drop the selection.")),
        Action(
            "mark",
            "article",
            "space",
            "space",
            _("mark"),
            _("Mark the word or the selection; on a mark of yours, take it away."),
        ),
        Action("unmark", "article", "delete", "del", _("unmark"), _("Take the mark under the cursor away.")),
        Action(
            "label",
            "article",
            "l",
            "l",
            _("label"),
            _("Name the technique, from a list. A digit names it at once."),
        ),
        Action(
            "next_mark",
            "article",
            "tab",
            "tab",
            _("next mark"),
            _("Go to the next mark; after the last, to the exercise."),
        ),
    )


def _list() -> tuple[Action, ...]:
    choose = _("Choose the line, or take the choice back. A digit chooses at once.")
    shift = _("Move the item up or down. A digit moves it to that place. Enter lifts it, and arrows move it.")
    return (
        Action(
            "cursor_up",
            "list",
            "up,k",
            "↑↓",
            _("move"),
            _("Go up and down the lines; page keys, Home and End work too."),
        ),
        Action("cursor_down", "list", "down,j", "", _("down")),
        Action("page_up", "list", "pageup", "", _("page up")),
        Action("page_down", "list", "pagedown", "", _("page down")),
        Action("first", "list", "home", "", _("first line")),
        Action("last", "list", "end", "", _("last line")),
        Action("choose", "list", "enter,space", "enter", _("choose"), choose),
        Action("cell_next", "list", "right", "←→", _("row"), _("Go to the row before or after.")),
        Action("read_on", "list", "right", "←→", _("read on"), _("Scroll what stands beside the list.")),
        Action("read_back", "list", "left", "", _("read back")),
        Action("cell_previous", "list", "left", "", _("row before")),
        Action(
            "clear",
            "list",
            "delete,backspace,d",
            "del",
            _("clear"),
            _("Take back the answer or the mark on this line."),
        ),
        Action("earlier", "order", "left,shift+up", "←→", _("move item"), shift),
        Action("later", "order", "right,shift+down", "", _("later")),
    )


def _lesson() -> tuple[Action, ...]:
    sure = _("Say how sure you are: a guess, I think so, sure. It never changes the score.")
    commit = _("Hand in the answer. After that you see what was right, and why.")
    hand_in = _("At the end of a lesson: write your answers into a file for your teacher.")
    unfold = _("Show the whole question and its example, or fold them away again.")
    typed = _("Leave the field; so does Enter. After that, letters are commands again.")
    return (
        Action("done_writing", "typing", "escape", "esc", _("done typing"), typed),
        Action("write", "lesson", "e", "e", _("write"), _("Type the answer.")),
        Action("commit", "lesson", "c,f10", "c", _("commit"), commit),
        Action(
            "next", "lesson", "n", "n", _("next"), _("Go to the next exercise, or to the end of the lesson.")
        ),
        Action("previous", "lesson", "p", "p", _("back"), _("Go back to the exercise before.")),
        Action(
            "retry",
            "lesson",
            "t",
            "t",
            _("try again"),
            _("Try again as practice. Your first answer stays the score."),
        ),
        Action(
            "contest",
            "lesson",
            "d",
            "d",
            _("contest"),
            _("Say that the key is wrong about this item, and why. Your teacher answers."),
        ),
        Action("hand_in", "lesson", "i", "i", _("hand in"), hand_in),
        Action("skip", "lesson", "s,f9", "s", _("skip"), _("Leave this exercise for later and go on.")),
        Action("unfold", "lesson", "x,f6", "x", _("unfold"), unfold),
        Action("hint", "lesson", "h,f3", "h", _("hint"), _("Show the next hint. A hint costs nothing.")),
        Action("sure", "lesson", "u,f4", "u", _("sure?"), sure),
        Action(
            "name_mark", "lesson", "l", "l", _("label"), _("Name the technique of the mark on this line.")
        ),
        Action(
            "switch", "lesson", "a", "a", _("article"), _("Go from the exercise to the article, and back.")
        ),
        Action(
            "other",
            "lesson",
            "b,f8",
            "b",
            _("2nd text"),
            _("Show the other article, or both side by side."),
        ),
        Action(
            "zoom",
            "lesson",
            "z,f5",
            "z",
            _("zoom"),
            _("Give the article or the exercise the whole screen, and back."),
        ),
    )


def _anywhere() -> tuple[Action, ...]:
    return (
        Action(
            "glossary",
            "anywhere",
            "g,f2",
            "g",
            _("glossary"),
            _("Look up a technique, or the questions of the yardstick."),
        ),
        Action("help", "anywhere", "question_mark,f1", "?", _("help"), _("Show every key.")),
        Action(
            "leave",
            "anywhere",
            "escape",
            "esc",
            _("close"),
            _("Go back to where you came from. Nothing is lost."),
        ),
        Action(
            "quit",
            "anywhere",
            "q,ctrl+q",
            "q",
            _("quit"),
            _("Leave the program. Everything is saved; you go on where you stopped."),
        ),
    )


@cache
def table() -> tuple[Action, ...]:
    """Every action, in the order of the footer."""
    return (*_home(), *_article(), *_list(), *_lesson(), *preview_actions(), *class_actions(), *_anywhere())


KEY_NAMES = {
    "question_mark": "?",
    "comma": ",",
    "escape": "esc",
    "delete": "del",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "pageup": "pgup",
    "pagedown": "pgdn",
}
"""Keys as they are written for a student, where that is not Textual's name."""


def key_name(key: str) -> str:
    """A key as it is written for a student."""
    return KEY_NAMES.get(key, key)


def shown_keys(action: Action) -> str:
    """All keys of an action, for the help screen."""
    first, *others = action.keys.split(",")
    return " ".join([action.show or key_name(first), *(key_name(key) for key in others)])


def first_key(id: str) -> str:
    """The key of an action as sentences name it; ``KeyError`` for one that is not in the table."""
    action = _by_id()[id]
    return action.show or key_name(action.keys.split(",")[0])


@cache
def _by_id() -> dict[str, Action]:
    return {entry.id: entry for entry in table()}


def bindings(ids: Iterable[str]) -> list[BindingType]:
    """Textual bindings for the actions with these ids; ``KeyError`` for one that is not in the table."""
    found = [_by_id()[id] for id in ids]
    return [
        Binding(key, one.textual, one.label, id=one.id, show=False)
        for one in found
        for key in one.keys.split(",")
    ]
