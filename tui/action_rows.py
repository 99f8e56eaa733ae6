"""The rows of the table of actions, place by place: what each key does, what it is called, and what the help says."""

from lessons.i18n import _
from tui.action import Action

DIGITS = "1,2,3,4,5,6,7,8,9,0"


def article_actions() -> tuple[Action, ...]:
    """Reading and marking."""
    unmark = _("Take the mark under the cursor away.")
    select = _("Begin to select several words; every way to move extends. Again: stop.")
    mark = _("Mark the word or the selection; on a mark of yours, take it away.")
    label = _("Name the technique, from a list.")
    digit = _("Name the technique by its number, at once; 0 is the tenth.")
    mark_next = _("Go to the next mark or the one before; after the last, to the exercise.")
    return (
        *_steps("words", "←→↑↓", _("move"), _("Go by words and lines."), _WORDS),
        *_steps(
            "jump",
            "( ) { }",
            _("jump"),
            _("Go by sentences with ( and ), by paragraphs with { and }."),
            _JUMPS,
        ),
        *_steps(
            "far",
            "",
            _("far"),
            _("Go to the start or end of the line, a page on or back; [ and ] are the ends of the article."),
            _FAR,
        ),
        Action("select", "article", "v", "v", _("select"), select),
        *_steps("extend", "shift+←→", _("select"), _("Select as you go."), _EXTENDING),
        Action("drop", "article", "escape", "esc", _("unselect"), _("Drop the selection.")),
        Action("mark", "article", "space,enter", "space enter", _("mark"), mark),
        Action("unmark", "article", "delete,d", "del", _("unmark"), unmark),
        Action("label", "article", "l", "l", _("label"), label),
        Action(
            "label_digit", "article", DIGITS, "1-9", _("label"), digit, does="label({key})", kind="answer"
        ),
        Action("next_mark", "article", "tab", "tab", _("next mark"), mark_next, kind="move"),
        Action("previous_mark", "article", "shift+tab", "", _("mark before"), under="next_mark", kind="move"),
    )


_WORDS = ("left", "right", "up", "down")
_JUMPS = ("sentence_previous", "sentence_next", "block_previous", "block_next")
_FAR = ("row_start", "row_end", "page_up", "page_down", "top", "bottom")
_EXTENDING = ("left", "right", "up", "down", "row_start", "row_end")
_STEP_KEYS = {
    "sentence_previous": "left_parenthesis",
    "sentence_next": "right_parenthesis",
    "block_previous": "left_curly_bracket",
    "block_next": "right_curly_bracket",
    "row_start": "home",
    "row_end": "end",
    "page_up": "pageup",
    "page_down": "pagedown",
    "top": "left_square_bracket",
    "bottom": "right_square_bracket",
}
"""The key of each step in ``article_keys.STEPS`` that is not called as its key is."""


def _steps(id: str, show: str, label: str, help: str, steps: tuple[str, ...]) -> tuple[Action, ...]:
    """A group of steps: the first tells of the others."""
    extend = id == "extend"
    return tuple(
        Action(
            id if not number else f"{id}_{step}",
            "article",
            ("shift+" if extend else "") + _STEP_KEYS.get(step, step),
            "" if number else show,
            label,
            "" if number else help,
            f"go('{step}', {extend})",
            id if number else "",
            "move",
        )
        for number, step in enumerate(steps)
    )


def list_actions() -> tuple[Action, ...]:
    """In a list of lines."""
    walk = _("Go up and down the lines.")
    pages = _("Read on and back by a page; the first and the last line.")
    choose = _("Choose the line, or take the choice back.")
    digit = _("Choose by number at once; 0 is the tenth. Further lines: go there, then Enter.")
    place = _("Move the item to the place of this number; 0 is the tenth.")
    shift = _("Move the item up or down. Enter lifts it, and arrows move it.")
    beside = _("Scroll what stands beside the list.")
    clear = _("Take back the answer or the mark on this line.")
    return (
        Action("cursor_up", "list", "up,k", "↑↓", _("move"), walk, kind="move"),
        Action("cursor_down", "list", "down,j", "", _("down"), under="cursor_up", kind="move"),
        Action("page_up", "list", "pageup", "", _("page up"), pages, kind="move"),
        Action("page_down", "list", "pagedown", "", _("page down"), under="page_up", kind="move"),
        Action("first", "list", "home", "", _("first line"), under="page_up", kind="move"),
        Action("last", "list", "end", "", _("last line"), under="page_up", kind="move"),
        Action("digit", "list", DIGITS, "1-9", _("choose"), digit, does="digit({key})", kind="answer"),
        Action("place", "order", DIGITS, "1-9", _("to place"), place, does="place({key})", kind="answer"),
        Action("take", "list", DIGITS, "1-9", _("choose"), digit, does="take({key})", kind="answer"),
        Action("choose", "list", "enter,space", "enter", _("choose"), choose),
        Action(
            "cell_previous", "list", "left", "←→", _("row"), _("Go to the row before or after."), kind="move"
        ),
        Action("cell_next", "list", "right", "", _("row after"), under="cell_previous", kind="move"),
        Action("read_back", "list", "left", "←→", _("read on"), beside, kind="move"),
        Action("read_on", "list", "right", "", _("read on"), under="read_back", kind="move"),
        Action("clear", "list", "delete,backspace,d", "del", _("clear"), clear),
        Action("earlier", "order", "left,shift+up", "←→", _("move item"), shift, kind="move"),
        Action("later", "order", "right,shift+down", "", _("later"), under="earlier", kind="move"),
    )


def typing_actions() -> tuple[Action, ...]:
    """In a field."""
    letters = _("Letters, digits and signs go into the field.")
    searching = _("Letters search the list; Backspace takes them back.")
    done = _("Leave the field. After that, letters are commands again.")
    caret = _("Move in the text; with Ctrl by words, or to the ends of the line with Ctrl+A and Ctrl+E.")
    erase = _(
        "Erase: a letter, a word with Ctrl+W, the line before the caret with Ctrl+U, after it with Ctrl+K."
    )
    return (
        Action("typed", "typing", "", "a-z", _("type"), letters, kind="hand"),
        Action("searched", "typing", "", "a-z", _("search"), searching, kind="hand"),
        Action("done_writing", "typing", "escape,enter", "esc", _("done typing"), done),
        Action(
            *(
                "read_article_on",
                "typing",
                "pagedown",
                "",
                _("read on"),
                _("Read on in the article while you type."),
            ),
            does="read_article(1)",
            kind="move",
        ),
        Action(
            *("read_article_back", "typing", "pageup", "", _("read back")),
            does="read_article(-1)",
            under="read_article_on",
            kind="move",
        ),
        *_field("caret", caret, _CARET),
        *_field("caret_select", _("Select text."), _CARET_SELECTING),
        *_field("erase", erase, _ERASING),
        *_field("field_undo", _("Undo and redo what was typed."), _FIELD_UNDO),
        *_field("field_cut", _("Cut, and paste, inside the field."), _FIELD_CUT),
    )


_CARET = {
    "left": "cursor_left",
    "right": "cursor_right",
    "up": "cursor_up",
    "down": "cursor_down",
    "home": "cursor_line_start",
    "end": "cursor_line_end",
    "ctrl+a": "cursor_line_start",
    "ctrl+e": "cursor_line_end",
    "ctrl+left": "cursor_word_left",
    "ctrl+right": "cursor_word_right",
}
_CARET_SELECTING = {
    "shift+left": "cursor_left(True)",
    "shift+right": "cursor_right(True)",
    "shift+up": "cursor_up(True)",
    "shift+down": "cursor_down(True)",
    "shift+home": "cursor_line_start(True)",
    "shift+end": "cursor_line_end(True)",
}
_ERASING = {
    "backspace": "delete_left",
    "delete": "delete_right",
    "ctrl+w": "delete_word_left",
    "ctrl+u": "delete_to_start_of_line",
    "ctrl+k": "delete_to_end_of_line_or_delete_line",
}
_FIELD_UNDO = {"ctrl+z": "undo", "ctrl+y": "redo"}
_FIELD_CUT = {"ctrl+x": "cut", "ctrl+v": "paste"}


def _field(id: str, help: str, keys: dict[str, str]) -> tuple[Action, ...]:
    """What Textual's field does with these keys: the first tells of the others."""
    return tuple(
        Action(
            id if not number else f"{id}_{number}",
            "typing",
            key,
            "",
            id,
            "" if number else help,
            does,
            id if number else "",
            "move",
        )
        for number, (key, does) in enumerate(keys.items())
    )


FIELD = tuple(
    action.id
    for group in (
        _field("caret", "", _CARET),
        _field("caret_select", "", _CARET_SELECTING),
        _field("erase", "", _ERASING),
        _field("field_undo", "", _FIELD_UNDO),
        _field("field_cut", "", _FIELD_CUT),
    )
    for action in group
)
"""The ids of what is done inside a field."""


def find_actions() -> tuple[Action, ...]:
    """In the line that finds words in the article."""
    letters = _("Letters, digits and signs are what is looked for; Backspace takes them back.")
    walk = _("Go to the next place where the words stand, or to the one before.")
    return (
        Action("looked_for", "find", "", "a-z", _("find"), letters, kind="hand"),
        Action("find_next", "find", "enter,down", "enter ↑↓", _("next place"), walk, kind="move"),
        Action("find_before", "find", "up", "", _("place before"), under="find_next", kind="move"),
        Action("find_stay", "find", "tab", "tab", _("stay here"), _("Stay at this place, in the article.")),
        Action("find_leave", "find", "escape", "esc", _("go back"), _("Go back to where you were.")),
    )


def mouse_actions() -> tuple[Action, ...]:
    """What the mouse does; each widget says which of these it answers to."""
    drag = _(
        "Click a word to go there, twice to mark it; drag over words to mark them. Shift and drag selects as your"
        " terminal does."
    )
    return (
        Action(
            "mouse_line", "mouse", "", "", _("click"), _("Click a line: go there and choose it."), kind="hand"
        ),
        Action("mouse_words", "mouse", "", "", _("drag"), drag, kind="hand"),
        Action(
            "mouse_key",
            "mouse",
            "",
            "",
            _("click"),
            _("Click a key in the last lines: do what it does."),
            kind="hand",
        ),
        Action(
            "mouse_scroll", "mouse", "", "", _("wheel"), _("Scroll what is under the mouse."), kind="hand"
        ),
    )


def lesson_actions() -> tuple[Action, ...]:
    """Around the exercise."""
    sure = _("Say how sure you are: a guess, I think so, sure. It never changes the score.")
    commit = _("Hand in the answer. After that you see what was right, and why.")
    hand_in = _("At the end of a lesson: write your answers into a file for your teacher.")
    contest = _("Say that the key is wrong about this item, and why. Your teacher answers.")
    retry = _("Try again as practice; at the end, the whole lesson. Your first answers stay the score.")
    zoom = _("Give the article or the exercise the whole screen, and back.")
    name = _("Name the technique of the mark on this line.")
    exercises = _("List the exercises, how far each is and what it scored, and go to one.")
    undo = _("Undo the last change of your answer: a mark, a choice, a move, a text. Until you commit.")
    copy = _(
        "Copy what is selected, the mark or the sentence in the article; in a list, what stands on the line."
    )
    unfold = _("Show the whole question and its example, or fold them away again.")
    further = _("Go on: from the article to the first exercise, to the next one, to the end of the lesson.")
    return (
        Action("write", "lesson", "e", "e", _("write"), _("Type the answer.")),
        Action("commit", "lesson", "c,f10", "c", _("commit"), commit),
        Action("next", "lesson", "n", "n", _("next"), further),
        # One key goes on in every state, whichever of the two a student has learnt first.
        Action("next_by_skip", "lesson", "s,f9", "", _("next"), does="next", under="next"),
        Action("previous", "lesson", "p", "p", _("back"), _("Go back to the exercise before.")),
        Action("retry", "lesson", "t", "t", _("try again"), retry),
        Action("contest", "lesson", "d", "d", _("contest"), contest),
        Action("hand_in", "lesson", "i", "i", _("hand in"), hand_in),
        Action("skip", "lesson", "s,f9", "s", _("skip"), _("Leave this exercise for later and go on.")),
        Action("unfold", "lesson", "x,f6", "x", _("unfold"), unfold),
        Action("skip_by_next", "lesson", "n", "", _("skip"), does="skip", under="skip"),
        Action("leave_by_next", "lesson", "n,s", "", _("close"), does="leave", under="leave"),
        Action("hint", "lesson", "h,f3", "h", _("hint"), _("Show the next hint. A hint costs nothing.")),
        Action("sure", "lesson", "u,f4", "u", _("sure?"), sure),
        Action("name_mark", "lesson", "l", "l", _("label"), name),
        Action(
            "switch", "lesson", "a", "a", _("article"), _("Go from the exercise to the article, and back.")
        ),
        Action(
            "other", "lesson", "b,f8", "b", _("2nd text"), _("Show the other article, or both side by side.")
        ),
        Action("zoom", "lesson", "z,f5", "z", _("zoom"), zoom),
        Action("find", "lesson", "slash", "/", _("find"), _("Find words in the article.")),
        Action("exercises", "lesson", "w", "w", _("exercises"), exercises),
        Action("undo", "lesson", "o", "o", _("undo"), undo),
        Action("redo", "lesson", "O", "O", _("redo"), _("Make the change again that you undid last.")),
        Action("copy", "lesson", "y", "y", _("copy"), copy),
    )


def home_actions() -> tuple[Action, ...]:
    """On the home screen."""
    progress = _("See what you did: strands over time, techniques strong and weak, how sure you were.")
    review = _("Ask again what you missed: a few cards a day.")
    early = _("Ask cards before their day, as practice: nothing is kept, and no card comes later for it.")
    forget = _("Make a lesson new again that you only opened; what was answered is never forgotten.")
    colours = _("Choose the colours: dark, light, high contrast, the terminal's own.")
    return (
        Action("progress", "home", "p", "p", _("progress"), progress),
        Action("review", "home", "r", "r", _("review"), review),
        Action("practise", "home", "t", "t", _("practise"), early),
        Action("forget", "home", "f", "f", _("forget"), forget),
        Action("learner", "home", "l", "l", _("learner"), _("Change who is learning on this machine.")),
        Action("settings", "home", "comma", ",", _("colours"), colours),
    )


def actions_anywhere() -> tuple[Action, ...]:
    """On every screen."""
    glossary = _("Look up a technique, or the questions of the yardstick.")
    palette = _("List every command that works now; letters search the list.")
    parts = _("Go to the next part of the screen, or to the one before.")
    leave = _("Go back to where you came from. Nothing is lost.")
    stop = _("Copies what is selected. With nothing selected it says how to leave; pressed twice, it leaves.")
    done = _("Leave the program. Everything is saved; you go on where you stopped.")
    return (
        Action("glossary", "anywhere", "g,f2", "g", _("glossary"), glossary),
        Action("next_part", "anywhere", "tab", "", _("next part"), parts, "app.focus_next", kind="move"),
        Action(
            *("previous_part", "anywhere", "shift+tab", "", _("part before"), "", "app.focus_previous"),
            under="next_part",
            kind="move",
        ),
        Action("palette", "anywhere", "colon,f12", ":", _("commands"), palette),
        Action("help", "anywhere", "question_mark,f1", "?", _("help"), _("Show every key.")),
        Action("leave", "anywhere", "escape", "esc", _("close"), leave),
        Action("quit", "anywhere", "q", "q", _("quit"), done),
        Action("interrupt", "anywhere", "ctrl+c", "ctrl+c", _("quit"), stop, kind="move"),
        Action(
            *("copy_text", "anywhere", "super+c,ctrl+c", "", _("copy"), "", "screen.copy_text"),
            under="interrupt",
            kind="move",
        ),
    )


def preview_actions() -> tuple[Action, ...]:
    """In a preview."""
    return (
        Action(
            "show_key",
            "preview",
            "r,f6",
            "r",
            _("key"),
            _("Show what the key says of this exercise, and hide it again."),
        ),
        Action(
            "show_problems",
            "preview",
            "m,f7",
            "m",
            _("problems"),
            _("List what is wrong with the files: where, what was found, how to mend it."),
        ),
    )


def class_actions() -> tuple[Action, ...]:
    """Looking at a class."""
    names = _("Show numbers in the place of names, on a calm page for a projector; and back.")
    return (
        Action(
            "class_monday",
            "class",
            "o",
            "o",
            _("to do"),
            _("Show what to teach again, who needs what and who is missing."),
        ),
        Action(
            "heat_map",
            "class",
            "m",
            "m",
            _("map"),
            _("Show the heat map; from an item, at the place where the item stands."),
        ),
        Action("class_items", "class", "i", "i", _("items"), _("Show the exercises and their items.")),
        Action("class_learners", "class", "l", "l", _("learners"), _("Show the class and its learners.")),
        Action(
            "exercise_next",
            "class",
            "n",
            "n",
            _("exercise"),
            _("Lay the next exercise on the heat map; at first all of them lie on it together."),
        ),
        Action(
            "exercise_before", "class", "p", "p", _("back"), _("Lay the exercise before on the heat map.")
        ),
        Action(
            "to_details",
            "class",
            "a",
            "a",
            _("details"),
            _("Go from the article to what is told of the place, and back."),
        ),
        Action("names", "class", "h", "h", _("hide names"), names),
        Action(
            "read_again",
            "class",
            "r,f5",
            "r",
            _("read again"),
            _("Read the class again: what came in since is scored and shown."),
        ),
    )
