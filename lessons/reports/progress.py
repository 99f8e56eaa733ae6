"""A learner's progress as lines of text and as JSON values."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lessons.figures.calibration import Certainty
from lessons.i18n import _, plural
from lessons.model.result import percent
from lessons.play.summary import strand_name
from lessons.prose import one_line
from lessons.reports.learner import ENOUGH, Figures, LessonProgress, OverTime, Progress, Techniques
from lessons.reports.standing import Due
from lessons.text import visible


@dataclass(frozen=True, slots=True)
class ProgressSection:
    """What belongs together in a learner's progress."""

    title: str
    lines: tuple[str, ...]
    leads: bool = True
    """Whether its title leads it in plain text too; else its lines say themselves what they are about."""


def as_text(progress: Progress, learner: str, *, blocks: bool = True) -> list[str]:
    """One thing a line: lessons, strands, strands over time, techniques, marks, certainty, review.

    ``blocks``: whether the output has block characters; digits stand for them otherwise.
    """
    lines = [_("Learner: {name}").format(name=visible(learner))]
    if not progress.lessons:
        return [*lines, _("No lesson was begun yet. 'closeread' lists the lessons.")]
    for section in sections(progress, blocks=blocks):
        indent = "  " if section.leads else ""
        lines += [f"{section.title}:"] if section.leads else []
        lines += [indent + line for line in section.lines]
    return lines


def sections(progress: Progress, *, blocks: bool | None) -> Iterator[ProgressSection]:
    """The same in its parts; with ``blocks`` ``None`` charts are left out, for who has them read out."""
    if not progress.lessons:
        return
    told: list[str] = []
    for one in progress.lessons:
        told += [_lesson_line(one), *("  " + visible(sentence) for sentence in one.since)]
    yield ProgressSection(_("Lessons"), tuple(told), leads=False)
    if progress.overall.answered:
        strands = (_told(strand_name(strand), one) for strand, one in progress.strands.items())
        all_ = _told(_("all"), progress.overall)
        yield ProgressSection(_("Over the exercises you answered"), (all_, *strands))
    if len(progress.over_time.steps) > 1:  # one step is no time
        charts = tuple(_over_time(progress.over_time, list(progress.strands), blocks))
        yield ProgressSection(over_time_title(progress.over_time), charts)
    if progress.techniques:
        yield ProgressSection(_("Techniques"), tuple(_techniques(progress.techniques.values())))
    if progress.hits or progress.false_alarms:
        template = _("Marks on key phrases: {hits}. False alarms: {alarms}.")
        line = template.format(hits=progress.hits, alarms=progress.false_alarms)
        yield ProgressSection(_("Where your marks fell"), (line,), leads=False)
    if sure := tuple(one.sentence for one in reversed(progress.certainty) if one.sentence):
        yield ProgressSection(_("How sure you were, and how often you were right"), sure, leads=False)
    if progress.review is not None and (lines := tuple(review_lines(progress.review))):
        yield ProgressSection(_("Review"), lines, leads=False)


def _over_time(over: OverTime, strands: Sequence[str], blocks: bool | None) -> Iterator[str]:
    """A chart for each strand, and where it began and is."""
    width = max(len(strand_name(strand)) for strand in strands)
    for strand in strands:
        steps = over.of(strand)
        if blocks is None:
            yield f"{strand_name(strand)}: {first_and_last(steps)}"
            continue
        chart = sparkline((one.score if one is not None else None for one in steps), blocks=blocks)
        yield f"{strand_name(strand).ljust(width)}  {chart}  {first_and_last(steps)}".rstrip()


def over_time_title(over: OverTime) -> str:
    """What the charts over time show, from when on."""
    form = (
        _("Day by day from {day}, scores of 0 to 100")
        if over.days == 1
        else _("Week by week from {day}, scores of 0 to 100")
    )
    return form.format(day=over.steps[0][0].isoformat())


def first_and_last(steps: Sequence[Figures | None]) -> str:
    """Where a strand began and where it is, each with what guessing would give; empty for no answers."""
    answered = [one for one in steps if one is not None]
    if not answered:
        return ""
    last = _("{score} (guessing {chance})").format(
        score=percent(answered[-1].score), chance=percent(answered[-1].chance)
    )
    if len(answered) == 1:
        return last
    first = _("{score} (guessing {chance})").format(
        score=percent(answered[0].score), chance=percent(answered[0].chance)
    )
    return _("first {first}, last {last}").format(first=first, last=last)


def in_order(techniques: Iterable[Techniques]) -> list[Techniques]:
    """Weak ones first, then those between, strong ones, and those met too seldom to say."""
    order = ("weak", "between", "strong", "few")
    return sorted(techniques, key=lambda one: (order.index(one.standing), one.share, one.name))


def standing_name(one: Techniques) -> str:
    """Strong or weak; empty for one between, and for one met too seldom to say."""
    return {"strong": _("strong"), "weak": _("weak")}.get(one.standing, "")


def few_line(techniques: Iterable[Techniques]) -> str:
    """The techniques that were met too seldom to say, in one sentence; empty when there are none."""
    few = [one for one in in_order(techniques) if one.standing == "few"]
    template = _("{name} {found} of {all}")
    named = [template.format(name=visible(one.name), found=one.found, all=one.seen) for one in few]
    if not named:
        return ""
    return _("Met fewer than {n} times: {names}.").format(n=ENOUGH, names="; ".join(named))


def _techniques(techniques: Iterable[Techniques]) -> Iterator[str]:
    for one in in_order(techniques):
        template = _("{name}: found {found} of {all}")
        if one.standing != "few":
            line = template.format(name=visible(one.name), found=one.found, all=one.seen)
            yield ", ".join(filter(None, (line, standing_name(one))))
    if few := few_line(techniques):
        yield few


def review_lines(review: Due) -> list[str]:
    """How review went, and what is due."""
    lines = []
    if review.answered:
        template = plural(
            "Review: {right} of {n} answer was right.",
            "Review: {right} of {n} answers were right.",
            review.answered,
        )
        lines.append(template.format(right=review.right, n=review.answered))
    if review.now:
        template = plural("Due for review today: {n} card.", "Due for review today: {n} cards.", review.now)
        lines.append(template.format(n=review.now))
    elif review.next is not None:
        lines.append(_("Next review: {day}.").format(day=review.next.isoformat()))
    return lines


def _lesson_line(one: LessonProgress) -> str:
    state = one.standing
    done = _("done") if state.finished else _("begun")
    if state.short:
        done = _("finished (short)") if state.finished else _("begun (short)")
    if state.sealed and not one.derived:
        template = _("{title}: a test, {answered} of {total} exercises handed in; your teacher scores it")
        title = visible(one_line(one.title))
        return template.format(title=title, answered=state.answered, total=state.total)
    template = _(
        "{title}: {done}, {answered} of {total} exercises, {score} of 100 (a blind guess gets about {chance})"
    )
    line = template.format(
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
    template = plural(
        "{name}: {score} of 100 (a blind guess gets about {chance}); {count} exercise",
        "{name}: {score} of 100 (a blind guess gets about {chance}); {count} exercises",
        figures.answered,
    )
    return template.format(
        name=name, score=percent(figures.score), chance=percent(figures.chance), count=figures.answered
    )


def as_mapping(progress: Progress) -> dict[str, object]:
    """The JSON form, documented in docs/record.md."""
    return {
        "lessons": [_lesson_mapping(one) for one in progress.lessons],
        "overall": _figures(progress.overall),
        "strands": {strand: _figures(one) for strand, one in progress.strands.items()},
        "techniques": {
            id: {"name": one.name, "found": one.found, "missed": one.missed, "standing": one.standing}
            for id, one in progress.techniques.items()
        },
        "marks": {"hits": progress.hits, "false_alarms": progress.false_alarms},
        "over_time": {
            "days": progress.over_time.days,
            "steps": [
                {
                    "from": day.isoformat(),
                    "strands": {strand: _figures(one) for strand, one in strands.items()},
                }
                for day, strands in progress.over_time.steps
            ],
        },
        "certainty": [_certainty(one) for one in progress.certainty],
        "review": _review(progress.review),
    }


def _certainty(one: Certainty) -> dict[str, object]:
    score = None if one.mean is None else round(float(one.mean), 6)
    return {"level": one.level, "answered": one.count, "right": one.right, "score": score}


def _review(review: Due | None) -> dict[str, object]:
    if review is None:
        return {"answered": 0, "right": 0, "due": 0, "next": None}
    day = review.next
    return {
        "answered": review.answered,
        "right": review.right,
        "due": review.now,
        "next": day.isoformat() if day is not None else None,
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
    mapping: dict[str, object] = {
        "course": one.course,
        "lesson": one.lesson,
        "title": one.title,
        "state": "done" if state.finished else "begun",
        "short": state.short,
        "exercises": state.total,
        **_figures(Figures(state.score, state.chance, state.answered)),
        "last": state.last,
        "derived": one.derived,
    }
    if one.why_stored:
        mapping["why_stored"] = one.why_stored
    if one.since:
        mapping["since"] = list(one.since)
    if state.sealed and not one.derived:
        mapping |= {"sealed": True} | dict.fromkeys(("score", "chance", "score_exact", "chance_exact"))
    return mapping


BLOCKS = "▁▂▃▄▅▆▇█"
"""Eighths of a cell, from the lowest to the whole one."""
FULL, EMPTY = "━", "─"
_DIGITS = "0123456789"


def sparkline(values: Iterable[Fraction | None], *, blocks: bool = True) -> str:
    """One character for each value from 0 to 1; a point where there is none.

    Without ``blocks``, digits from 0 to 9: for outputs that have no block characters.
    """
    steps, gap = (BLOCKS, "·") if blocks else (_DIGITS, ".")
    return "".join(gap if value is None else steps[_step(value, len(steps))] for value in values)


def share_bar(share: Fraction, cells: int, *, blocks: bool = True) -> tuple[str, str]:
    """The full and the empty part of a bar; full and empty only for exactly 1 and 0."""
    full = min(cells, max(0, round(share * cells)))
    if cells > 1 and 0 < share < 1:
        full = min(cells - 1, max(1, full))
    signs = (FULL, EMPTY) if blocks else ("#", "-")
    return signs[0] * full, signs[1] * (cells - full)


def can_write_blocks(encoding: str | None) -> bool:
    """Whether an output with this encoding has every character of the charts."""
    try:
        (BLOCKS + FULL + EMPTY + "·").encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _step(value: Fraction, steps: int) -> int:
    """Which of the equal steps from 0 to 1 a value lies in; values outside count as the nearest end."""
    return min(steps - 1, max(0, int(value * steps)))
