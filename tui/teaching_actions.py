"""What those do who write lessons and teach: looking at a lesson while it is written, and at a class."""

from lessons.i18n import _
from tui.action import Action


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
