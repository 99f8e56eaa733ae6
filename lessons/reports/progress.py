"""A learner's progress as lines of text and as JSON values."""

from lessons.i18n import _, plural
from lessons.model.result import percent
from lessons.prose import one_line
from lessons.reports.learner import Figures, LessonProgress, Progress
from lessons.session.summary import strand_name
from lessons.text import visible


def as_text(progress: Progress, learner: str) -> list[str]:
    """One thing a line: lessons, then strands, then techniques."""
    lines = [_("Learner: {name}").format(name=visible(learner))]
    if not progress.lessons:
        return [*lines, _("No lesson was begun yet. 'closeread' lists the lessons.")]
    lines += [_lesson_line(one) for one in progress.lessons]
    if progress.overall.answered:
        lines.append(_("Over the exercises you answered:"))
        lines.append("  " + _told(_("all"), progress.overall))
        lines += ["  " + _told(strand_name(strand), one) for strand, one in progress.strands.items()]
    if progress.techniques:
        lines.append(_("Techniques:"))
        for one in progress.techniques.values():
            told = _("{name}: found {found}, missed {missed}")
            lines.append("  " + told.format(name=visible(one.name), found=one.found, missed=one.missed))
    if progress.hits or progress.false_alarms:
        told = _("Marks on key phrases: {hits}. False alarms: {alarms}.")
        lines.append(told.format(hits=progress.hits, alarms=progress.false_alarms))
    return lines


def _lesson_line(one: LessonProgress) -> str:
    state = one.standing
    done = _("done") if state.finished else _("begun")
    if state.sealed and not one.derived:
        told = _("{title}: a test, {answered} of {total} exercises handed in; your teacher scores it")
        title = visible(one_line(one.title))
        return told.format(title=title, answered=state.answered, total=state.total)
    told = _(
        "{title}: {done}, {answered} of {total} exercises, {score} of 100; guessing would give about {chance}"
    )
    line = told.format(
        title=visible(one_line(one.title)),
        done=done,
        answered=state.answered,
        total=state.total,
        score=percent(state.score),
        chance=percent(state.chance),
    )
    if one.derived:
        return line
    why = visible(one.why_stored) or _("the lesson is not on this machine")
    return f"{line} ({_('scores as stored then: {why}').format(why=why)})"


def _told(name: str, figures: Figures) -> str:
    told = plural(
        "{name}: {score} of 100; guessing would give about {chance}; {count} exercise",
        "{name}: {score} of 100; guessing would give about {chance}; {count} exercises",
        figures.answered,
    )
    return told.format(
        name=name, score=percent(figures.score), chance=percent(figures.chance), count=figures.answered
    )


def as_mapping(progress: Progress) -> dict[str, object]:
    """The JSON form, documented in docs/record.md."""
    return {
        "lessons": [_lesson_mapping(one) for one in progress.lessons],
        "overall": _figures(progress.overall),
        "strands": {strand: _figures(one) for strand, one in progress.strands.items()},
        "techniques": {
            id: {"name": one.name, "found": one.found, "missed": one.missed}
            for id, one in progress.techniques.items()
        },
        "marks": {"hits": progress.hits, "false_alarms": progress.false_alarms},
    }


def _figures(figures: Figures) -> dict[str, object]:
    return {
        "answered": figures.answered,
        "score": round(float(figures.score), 6),
        "chance": round(float(figures.chance), 6),
        "score_exact": str(figures.score),
        "chance_exact": str(figures.chance),
    }


def _lesson_mapping(one: LessonProgress) -> dict[str, object]:
    state = one.standing
    told: dict[str, object] = {
        "course": one.course,
        "lesson": one.lesson,
        "title": one.title,
        "state": "done" if state.finished else "begun",
        "exercises": state.total,
        **_figures(Figures(state.score, state.chance, state.answered)),
        "last": state.last,
        "derived": one.derived,
    }
    if one.why_stored:
        told["why_stored"] = one.why_stored
    if state.sealed and not one.derived:
        told |= {"sealed": True} | dict.fromkeys(("score", "chance", "score_exact", "chance_exact"))
    return told
