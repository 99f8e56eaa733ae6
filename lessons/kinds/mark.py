"""``mark``: mark words in an article, and name their techniques where the exercise asks for it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from lessons.kinds.base import Bench, Bound, Example, Kind, Lazy, Task
from lessons.kinds.item import Item, Judgement
from lessons.kinds.mark_binding import MARK_LINES, MarkFields, bind_marks, marks_judged, place_of
from lessons.kinds.marking import KeyPhrase, MarkKey, SidePhrase, chance_of
from lessons.kinds.marking_words import rule_of, score_marks
from lessons.kinds.one_file import Desk
from lessons.kinds.techniques import technique_options
from lessons.loading.placed import NOTHING, Placed
from lessons.model.answer import Answer, MarkAnswer, answer_of
from lessons.model.answer import Mark as Marked
from lessons.model.fields import Flag, Integer, Role, TechniqueIds
from lessons.model.form import Form, MarkForm, Option
from lessons.model.result import Score


class MarkTask(Task):
    """Fields in lesson.yaml."""

    label: Flag = False
    """The student also names the technique of each mark."""
    techniques: TechniqueIds = ()
    """With ``label: true``: the techniques to choose from; the whole glossary if left out."""
    in_: Annotated[Literal["main", "beside"], Field(alias="in")] = "main"
    """The article to mark in: the lesson's own, or the second one."""
    need: Annotated[Integer | None, Field(ge=1, le=500), Role.NEED] = None
    """Tells the student to find at least so many."""
    unit: Literal["word", "char"] = "word"
    """What counts as one: a word, or a character in scripts without spaces."""


@dataclass(frozen=True)
class BoundMarks(Bound):
    """The words to be found in an article, whatever kind asks for them. The formula is in ``lessons.kinds.marking``."""

    key: MarkKey

    @property
    def marks(self) -> MarkKey:
        """The words to be found."""
        return self.key

    @cached_property
    def chance(self) -> Fraction:
        """The mean score of blind marks."""
        return chance_of(self.key)

    def rule(self) -> str:
        """The rule for students."""
        return rule_of(self.key)

    def score(self, answer: Answer) -> Score:
        """Found share against accuracy."""
        return score_marks(self.key, answer_of(MarkAnswer, answer))

    def perfect(self) -> MarkAnswer:
        """Every key phrase, with its technique where techniques are named."""
        named = self.key.techniques is not None
        return MarkAnswer(
            tuple(Marked(phrase.span, phrase.technique if named else None) for phrase in self.key.phrases)
        )

    def lazy(self) -> Iterator[Lazy]:
        """Everything marked, without a name and under each name: scores 0."""
        units = self.key.units
        if not units or not self.key.counted:  # nothing to mark, or nothing that could be wrong (K607)
            return
        whole = units.span(0, len(units) - 1)
        yield Lazy("everything marked", MarkAnswer((Marked(whole),)))
        for id, name in (self.key.techniques or {}).items():
            yield Lazy(f"everything marked as {name}", MarkAnswer((Marked(whole, id),)))

    def items(self) -> tuple[Item, ...]:
        """The phrases, then what is debatable, then the traps."""
        key = self.key
        aside = [*((one, None) for one in key.debatable), *((one, False) for one in key.traps)]
        return (
            *(self._item(phrase, right=True) for phrase in key.phrases),
            *(self._item(phrase, right=right) for phrase, right in aside),
        )

    def _item(self, phrase: KeyPhrase | SidePhrase, *, right: bool | None) -> Item:
        words = " ".join(self.key.text[phrase.span.start : phrase.span.end].split())
        return Item(
            phrase.id,
            words,
            right=right,
            technique=phrase.technique,
            again=phrase.again,
            at=place_of(phrase.id),
        )


class Mark(Kind[MarkTask, MarkFields]):
    """Mark words or phrases in an article."""

    name = "mark"
    example = Example("writers-words", "language", from_article="wording")
    task = MarkTask
    key = MarkFields
    lines = (MARK_LINES,)

    def write_out(self, desk: Desk) -> None:
        """To offer techniques is to ask for them; those that the phrases have are offered too."""
        (lines,) = self.lines
        read = desk.lines(lines)
        desk.put(lines, read)
        desk.offer(
            [line.answer[name] for line in read for name in ("technique", "also") if name in line.answer]
        )
        if "techniques" in desk.rest:
            desk.rest.setdefault("label", desk.head.here("true"))

    def usual(self, task: Mapping[str, Placed]) -> str:
        """Another question where techniques are named."""
        return f"{self.name}-label" if task.get("label", NOTHING).text == "true" else self.name

    def judgements(self, task: MarkTask, key: MarkFields) -> Iterator[Judgement]:
        """The phrases, and the traps where techniques are named."""
        return marks_judged(key.mark, key.traps, named=task.label)

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

    def bind(self, task: MarkTask, key: MarkFields, form: Form, bench: Bench) -> BoundMarks:
        """Quotes become sets of words; what contradicts itself is a fault."""
        assert isinstance(form, MarkForm)  # made by form() above
        seed = f"{task.id}:{bench.side(form.side).hash}"
        return BoundMarks(bind_marks(key, form, bench, where=task.where, unit=task.unit, seed=seed))


def to_be_found(key: MarkKey) -> Bound:
    """These words as the key of an exercise, for questions that stand in no lesson."""
    return BoundMarks(key)
