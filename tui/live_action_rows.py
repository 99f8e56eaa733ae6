"""The rows of the table of actions for a teacher who has a class before them while it is served."""

from lessons.i18n import _
from tui.action import Action


def live_actions() -> tuple[Action, ...]:
    """Watching a class, and the teacher's hand."""
    hold = _("Have everybody wait: no key does anything. Again: everybody goes on where they were.")
    until = _("Let everybody go on as far as one exercise, and no further.")
    explain = _(
        "Keep explanations back: answers are closed when they are handed in. Again: show them to all."
    )
    opened = _("Open one lesson for everybody, close all, or let each choose.")
    pause = _("Pause the seat at hand, or let it go on; somebody who waits at the door is refused.")
    names = _("Show numbers in the place of names, for a screen that others see; and back.")
    renew = _(
        "Make a new class code, or a new address for the projector, where the old one is known to others."
    )
    return (
        Action("live_lessons", "live", "o", "o", _("open, close"), opened),
        Action("live_until", "live", "e", "e", _("until"), until),
        Action("live_hold", "live", "f", "f", _("hold all"), hold),
        Action("live_explain", "live", "v", "v", _("explain later"), explain),
        Action(
            "live_let_in", "live", "y", "y", _("let in"), _("Let the one at hand in, or who waits longest.")
        ),
        Action(
            "live_let_all_in", "live", "Y", "Y", _("let all in"), _("Let in everybody who waits at the door.")
        ),
        Action("live_pause", "live", "x", "x", _("pause"), pause),
        Action(
            "live_heat", "live", "h", "h", _("heat"), _("See what the class has marked, drafts included.")
        ),
        Action(
            "live_wall",
            "live",
            "w",
            "w",
            _("heat to wall"),
            _("Put what was marked and handed in on the projector; again: the progress of the class."),
        ),
        Action("live_message", "live", "m", "m", _("message"), _("Show everybody one line.")),
        Action(
            "live_words",
            "live",
            "k",
            "k",
            _("new words"),
            _("Give the learner at hand new words for coming back; they are shown once."),
        ),
        Action("live_find", "live", "slash", "/", _("find"), _("Find a name.")),
        Action("live_names", "live", "p", "p", _("hide names"), names),
        Action("live_door", "live", "d", "d", _("door"), _("Open the door to new learners, or shut it.")),
        Action(
            "live_address",
            "live",
            "a",
            "a",
            _("address"),
            _("Show address, class code and QR code, and the projector."),
        ),
        Action("live_renew", "live", "A", "A", _("new code"), renew),
    )
