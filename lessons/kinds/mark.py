"""``mark``: mark words in an article, and name their techniques where the exercise asks for it."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from lessons.kinds.base import Bench, Kind, Lazy, Task
from lessons.kinds.mark_binding import MarkFields, bind_marks
from lessons.kinds.marking import MarkKey, chance_of
from lessons.kinds.marking_words import rule_of, score_marks
from lessons.kinds.techniques import technique_options
from lessons.model.answer import MarkAnswer, Raw
from lessons.model.fields import Flag, Identifiers, Integer
from lessons.model.form import Form, MarkForm, Option
from lessons.model.result import Score


class MarkTask(Task):
    """Fields in lesson.yaml."""

    label: Flag = False
    """The student also names the technique of each mark."""
    techniques: Identifiers = ()
    """With ``label: true``: the techniques to choose from; the whole glossary if left out."""
    in_: Annotated[Literal["main", "beside"], Field(alias="in")] = "main"
    """The article to mark in: the lesson's own, or the second one."""
    need: Annotated[Integer | None, Field(ge=1, le=500)] = None
    """Tells the student to find at least so many."""
    unit: Literal["word", "char"] = "word"
    """What counts as one: a word, or a character in scripts without spaces."""


class Mark(Kind[MarkTask, MarkFields, MarkKey, MarkAnswer]):
    """Mark words or phrases in an article.

    The formula is in ``lessons.kinds.marking``.
    """

    name = "mark"
    task = MarkTask
    key = MarkFields

    def form(self, task: MarkTask, bench: Bench) -> MarkForm:
        """The blocks to mark in and, with ``label``, the techniques to choose from."""
        if task.in_ == "beside" and bench.beside is None:
            fix = "add beside: to lesson.yaml"
            bench.fault("K609", ("in",), "in: beside", "a lesson with a second article", fix)
        if task.techniques and not task.label:
            fix = "add label: true, or leave techniques out"
            bench.warn("K610", ("techniques",), "techniques to choose from", "label: true", fix)
        techniques: tuple[Option, ...] = technique_options(task.techniques, bench) if task.label else ()
        return MarkForm(task.in_, bench.scope(task.where, ("where",), task.in_), techniques, task.need)

    def bind(self, task: MarkTask, key: MarkFields, form: Form, bench: Bench) -> MarkKey:
        """Quotes become sets of words; what contradicts itself is a fault."""
        assert isinstance(form, MarkForm)  # made by form() above
        seed = f"{task.id}:{bench.side(form.side).hash}"
        return bind_marks(key, form, bench, where=task.where, unit=task.unit, seed=seed)

    def score(self, bound: MarkKey, answer: MarkAnswer) -> Score:
        """Found share against accuracy."""
        return score_marks(bound, answer)

    def chance(self, bound: MarkKey) -> Fraction:
        """The mean score of blind marks."""
        return chance_of(bound)

    def rule(self, bound: MarkKey) -> str:
        """The rule for students."""
        return rule_of(bound)

    def perfect(self, bound: MarkKey) -> Raw:
        """Every key phrase, with its technique where techniques are named."""
        return perfect_marks(bound)

    def lazy(self, bound: MarkKey) -> Iterator[Lazy]:
        """Everything marked."""
        yield from lazy_marks(bound)


def perfect_marks(bound: MarkKey) -> Raw:
    """The key's phrases as a raw answer."""
    marks: list[Raw] = []
    for phrase in bound.phrases:
        mark: dict[str, Raw] = {"start": phrase.span.start, "end": phrase.span.end}
        if bound.techniques is not None:
            mark["technique"] = phrase.technique
        marks.append(mark)
    return marks


def lazy_marks(bound: MarkKey) -> Iterator[Lazy]:
    """Everything marked, without a name and under each name: scores 0."""
    if not bound.units or not bound.counted:  # nothing to mark, or nothing that could be wrong (K607)
        return
    whole = bound.units.span(0, len(bound.units) - 1)
    yield Lazy("everything marked", [{"start": whole.start, "end": whole.end}])
    for id, name in (bound.techniques or {}).items():
        mark: dict[str, Raw] = {"start": whole.start, "end": whole.end, "technique": id}
        yield Lazy(f"everything marked as {name}", [mark])
