"""The rows of the table of actions for a teacher who has a class before them while it is served."""

from lessons.i18n import _
from tui.action import Action


def live_actions() -> tuple[Action, ...]:
    """Watching a class, and the teacher's hand."""
    told = (
        (
            "live_lessons",
            "o",
            _("open, close"),
            _("Open one lesson for everybody, close all, or let each choose."),
        ),
        ("live_until", "e", _("until"), _("Let everybody go on as far as one exercise, and no further.")),
        ("live_hold", "f", _("hold all"), _hold()),
        ("live_explain", "v", _("explain later"), _explain()),
        ("live_let_in", "y", _("let in"), _("Let the one at hand in, or who waits longest.")),
        ("live_let_all_in", "Y", _("let all in"), _("Let in everybody who waits at the door.")),
        ("live_pause", "x", _("pause"), _pause()),
        ("live_heat", "h", _("heat"), _("See what the class has marked, drafts included.")),
        ("live_wall", "w", _("heat to wall"), _wall()),
        ("live_message", "m", _("message"), _("Show everybody one line.")),
        ("live_tell", "t", _("tell one"), _("Show one line to the learner at hand alone.")),
        ("live_words", "k", _("new words"), _words()),
        ("live_find", "/", _("find"), _("Find a name.")),
        ("live_names", "p", _("hide names"), _names()),
        ("live_door", "d", _("door"), _("Open the door to new learners, or shut it.")),
        ("live_address", "a", _("address"), _("Show address, class code and QR code, and the projector.")),
        ("live_class", "c", _("next class"), _("Go to the next class of this command.")),
        ("live_renew", "A", _("new code"), _renew()),
    )
    return tuple(
        Action(id, "live", "slash" if key == "/" else key, key, label, meaning)
        for id, key, label, meaning in told
    )


def _hold() -> str:
    return _("Have everybody wait: no key does anything. Again: everybody goes on where they were.")


def _explain() -> str:
    return _("Keep explanations back: answers are closed when they are handed in. Again: show them to all.")


def _pause() -> str:
    return _("Pause the seat at hand, or let it go on; somebody who waits at the door is refused.")


def _wall() -> str:
    return _("Put what was marked and handed in on the projector; again: the progress of the class.")


def _words() -> str:
    return _("Give the learner at hand new words for coming back; they are shown once.")


def _names() -> str:
    return _("Show numbers in the place of names, for a screen that others see; and back.")


def _renew() -> str:
    return _(
        "Make a new class code, address of the projector or token, where the wrong people know the old one."
    )
