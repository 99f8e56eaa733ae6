"""The teacher's plan of a lesson on one page: a period of 45 minutes, and in it what plan.yaml, lesson and key say."""

from dataclasses import dataclass

from lessons.i18n import _, counted
from lessons.lesson.lesson import AnswerKey, Lesson
from lessons.lesson.plan import PlanFile
from lessons.lesson.reading_time import said_or_needed
from lessons.prose import lines, one_line
from lessons.reports.glossary_text import asked_for


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """What the template shows of a plan."""

    aim: str
    time: str
    """How long students read and answer."""
    steps: tuple[tuple[str, str, tuple[str, ...]], ...]
    """Minutes of the period, what happens in them, and what belongs to it."""
    exercises: tuple[str, ...]
    """The questions of the exercises that are done in class."""
    lists: tuple[tuple[str, tuple[str, ...]], ...]
    """Mistakes, what is done well, where nothing is to be found, what to take care of: heads with their lines."""


def plan_sheet(lesson: Lesson, key: AnswerKey, plan: PlanFile) -> SheetPlan:
    """The plan for a whole lesson; what is done in class is its short path where it has one."""
    needed = said_or_needed(lesson, key.bound, key.why)
    template = _("Reading and answering takes about {minutes}; talk comes on top.")
    time = template.format(minutes=counted("{count} minute", "{count} minutes", needed.whole))
    if needed.short:
        template = _("The short path takes about {minutes}, the whole lesson about {n}; talk comes on top.")
        minutes = counted("{count} minute", "{count} minutes", needed.short)
        time = template.format(minutes=minutes, n=needed.whole)
    alone = _(
        "Alone; first answers count. Who is done compares with a neighbour where they differ, "
        "before reading the explanation again."
    )
    together = _(
        "Two items on which many were sure and wrong; on paper those on which neighbours differ, hands for each letter."
        " The reasons are on the answer sheet. What the text does well, read aloud. Then the talk:"
    )
    steps = (
        ("5", _board(lesson), _said(plan.board)),
        ("22", alone, ()),
        ("13", together, _said(plan.talk)),
        ("5", _("The homework is written down. A vote: one thing I leave alone now."), _said(plan.homework)),
    )
    credits = tuple(
        f"\u201c{one_line(note.quote)}\u201d: {one_line(note.why)}" for note in key.notes if note.credit
    )
    lists = (
        (_("Mistakes to expect"), _said(plan.mistakes)),
        (_("What the text does well"), credits),
        (_("Nothing to find"), _said(plan.nothing)),
        (_("Take care"), _said(plan.care)),
    )
    asked = (next(iter(filter(None, lines(one.task.prompt))), "") for one in lesson.shortened().exercises)
    return SheetPlan(
        one_line(plan.aim), time, steps, tuple(asked), tuple((head, said) for head, said in lists if said)
    )


def _board(lesson: Lesson) -> str:
    """How the period begins, with the words of the glossary that are asked for."""
    words = ", ".join(name for name, _definition in asked_for(lesson.shortened()))
    begin = _("On the board; hands, no discussion.")
    return (
        _("{begin} Explain one of these words: {words}.").format(begin=begin, words=words) if words else begin
    )


def _said(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(one_line, texts))
