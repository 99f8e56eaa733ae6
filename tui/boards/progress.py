"""What a learner did so far, as lines with small charts."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from textual.content import Content

from lessons.figures.calibration import LEVELS, Certainty
from lessons.i18n import _
from lessons.model.result import percent
from lessons.play.summary import strand_name
from lessons.reports.learner import Figures, LessonProgress, Progress, Techniques
from lessons.reports.progress import few_line, in_order, over_time_title, review_lines, share_bar, sparkline
from tui.safe_text import joined, line, plain
from tui.widgets.sheet import Entry

BAR = 10
"""Cells of a bar."""
ROOMY = 72
"""From this width on there is room for what guessing would give."""


def entries(progress: Progress, width: int) -> list[Entry]:
    """The page from the top: strands over time, techniques, false alarms, certainty, review, lessons."""
    if not progress.lessons:
        return [Entry(plain(_("No lesson was begun yet.")))]
    return [
        *_strands(progress, width),
        *_techniques(progress.techniques.values()),
        *_marks(progress),
        *_certainty(progress.certainty),
        *_review(progress),
        *_lessons(progress.lessons, width),
    ]


def _heading(words: str, gap: int = 1) -> Entry:
    return Entry(plain(words, "bold"), gap=gap)


def _strands(progress: Progress, width: int) -> list[Entry]:
    """A line a strand: its chart over time where there is any time to show, and the mean."""
    over = progress.over_time
    entries = [_heading(_("Your strands"), gap=0)]
    charted = len(over.steps) > 1
    for strand, figures in progress.strands.items():
        chart = (
            sparkline(one.score if one is not None else None for one in over.of(strand)) if charted else ""
        )
        right = joined(plain(chart, f"$strand-{strand}"), _score(figures, wide=width >= ROOMY), between="  ")
        entries.append(Entry(line(strand_name(strand).capitalize()), right=right, indent=2))
    if charted:
        entries.append(Entry(plain(over_time_title(over), "$quiet"), indent=2))
    return entries if progress.strands else []


def _score(figures: Figures, *, wide: bool) -> Content:
    score = plain(str(percent(figures.score)).rjust(3), "bold")
    if not wide:
        return score
    guess = _("guess {n}").format(n=percent(figures.chance))
    return joined(score, plain(guess.rjust(9), "$quiet"), between="")


def _bar(full: int, all_: int, colour: str) -> Content:
    heavy, light = share_bar(Fraction(full, all_) if all_ else Fraction(0), BAR)
    return joined(plain(heavy, colour), plain(light, "$rule"))


def _counted(full: int, all_: int, colour: str) -> Content:
    """A bar, and the numbers behind it."""
    numbers = _("{n} of {all}").format(n=full, all=all_)
    return joined(_bar(full, all_, colour), plain(numbers.rjust(10)))


def _techniques(techniques: Iterable[Techniques]) -> list[Entry]:
    """Weak ones first, each with its sign; those met too seldom in one sentence."""
    listed = in_order(techniques)
    entries = [_heading(_("Techniques: how many of each you found"))] if listed else []
    signs = {"weak": ("o ", "bold $sign-missed"), "strong": ("+ ", "bold $sign-right")}
    for one in listed:
        if one.standing != "few":
            sign, colour = signs.get(one.standing, ("  ", ""))
            right = _counted(one.found, one.seen, colour.removeprefix("bold "))
            entries.append(Entry(line(one.name), lead=plain(sign, colour), right=right, indent=2))
    if len(entries) > 1:
        legend = _("o weak: half of them or fewer. + strong: three of four or more.")
        entries.append(Entry(plain(legend, "$quiet"), indent=2))
    few = few_line(listed)
    return [*entries, *([Entry(line(few, "$quiet"), indent=2)] if few else [])]


def _marks(progress: Progress) -> list[Entry]:
    marks = progress.hits + progress.false_alarms
    if not marks:
        return []
    hits = _counted(progress.hits, marks, "$sign-right")
    alarms = _counted(progress.false_alarms, marks, "$sign-wrong")
    return [
        _heading(_("Where your marks fell")),
        Entry(plain(_("+ on key phrases")), right=hits, indent=2),
        Entry(plain(_("x on plain words: false alarms")), right=alarms, indent=2),
    ]


def _certainty(levels: Sequence[Certainty]) -> list[Entry]:
    if not levels:
        return []
    names = dict(zip(LEVELS, (_("a guess"), _("I think so"), _("sure")), strict=True))
    entries = [_heading(_("How sure you were, and how often you were right"))]
    for one in reversed(levels):
        if one.count:
            entries.append(Entry(plain(names[one.level]), right=_counted(one.right, one.count, ""), indent=2))
    return entries


def _review(progress: Progress) -> list[Entry]:
    if progress.review is None:
        return []
    lines = review_lines(progress.review)
    return [_heading(_("Review")), *(Entry(plain(words), indent=2) for words in lines)]


def _lessons(lessons: Iterable[LessonProgress], width: int) -> list[Entry]:
    entries = [_heading(_("Lessons"))]
    for one in lessons:
        state = one.standing
        done = (
            _("done") if state.finished else _("{n} of {total}").format(n=state.answered, total=state.total)
        )
        if state.short:
            done = _("{done} (short)").format(done=done)
        figures = Figures(state.score, state.chance, state.answered)
        if state.sealed and not one.derived:
            right = plain(_("your teacher scores it"), "$quiet")
        else:
            right = joined(plain(done.rjust(9), "$quiet"), _score(figures, wide=width >= ROOMY), between="  ")
        entries.append(Entry(line(one.title), right=right, indent=2, most=1))
        entries += [Entry(line(sentence, "$quiet"), indent=4) for sentence in one.since]
        if not one.derived and not state.sealed:
            why = one.why_stored or _("the lesson is not on this machine")
            entries.append(Entry(line(_("scores as stored then: {why}").format(why=why), "$quiet"), indent=4))
    return entries
