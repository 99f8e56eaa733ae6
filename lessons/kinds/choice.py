"""``choice``: pick one option, or several."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from lessons.i18n import _, plural
from lessons.kinds import picking
from lessons.kinds.accepted import explained, same_ids
from lessons.kinds.answer_lines import AnswerLines, FirstWord
from lessons.kinds.base import Bench, Bound, Example, Key, Kind, Lazy, Task
from lessons.kinds.item import Item
from lessons.kinds.joining import Joiner
from lessons.kinds.one_file import Desk
from lessons.kinds.rows import OptionText, distinct
from lessons.kinds.wording import ending, number, paragraphs, plain_line
from lessons.loading.placed import NOTHING
from lessons.model.answer import Answer, PickAnswer, answer_of
from lessons.model.fields import Explanation, Fields, Flag, Identifier, Number, Of
from lessons.model.form import Form, Option, PickForm
from lessons.model.result import Part, Score, Verdict


class ChoiceTask(Task):
    """Fields in lesson.yaml."""

    pick: Literal["one", "several"] = "one"
    """One option, or several."""
    options: Annotated[dict[Identifier, OptionText], Field(min_length=2, max_length=60)]
    """What may be picked, each under an id."""


class OptionKey(Fields):
    """One option in key.yaml."""

    credit: Annotated[Number, Field(ge=0, le=1)] = Fraction(0)
    """What picking it is worth: 1 for a right option, nothing for a wrong one."""
    debatable: Flag = False
    """With ``pick: several``: picking it costs and earns nothing."""
    why: Explanation | None = None
    """Shown after the answer."""


class ChoiceKey(Key):
    """Fields in key.yaml."""

    options: dict[Annotated[Identifier, Of(("options",))], OptionKey]
    """For each option its credit, and why."""


@dataclass(frozen=True, slots=True)
class Pickable:
    """One option with what the key says of it."""

    id: str
    text: str
    """Plain words."""
    credit: Fraction
    debatable: bool
    why: str
    if_picked: str = ""
    """Said first to those who picked it."""

    def says(self, picked: bool) -> str:
        """The explanation for those who picked it, or for those who did not."""
        return paragraphs([self.if_picked if picked else "", self.why])


@dataclass(frozen=True)
class BoundPicks(Bound):
    """The options in the order shown."""

    options: tuple[Pickable, ...]
    several: bool

    @property
    def right(self) -> tuple[Pickable, ...]:
        """The options to pick: those with the best credit."""
        best = max(option.credit for option in self.options)
        return tuple(option for option in self.options if option.credit == best and not option.debatable)

    @property
    def wrong(self) -> tuple[Pickable, ...]:
        """The options that must not be picked; of use only where several may be picked."""
        return tuple(option for option in self.options if not option.credit and not option.debatable)

    @cached_property
    def chance(self) -> Fraction:
        """One: the mean credit. Several: the best of "pick m at random"."""
        if not self.several:
            return sum((option.credit for option in self.options), Fraction(0)) / len(self.options)
        right, wrong = len(self.right), len(self.wrong)

        def value(found: int, false: int) -> Fraction:
            return picking.share(found, false, right, wrong)

        return picking.best_blind(right, wrong, len(self.options) - right - wrong, value)

    def rule(self) -> str:
        """The rule for students."""
        if self.several:
            return picking.rule()
        return _("The right answer earns full marks; a wrong one earns nothing and costs nothing.")

    def score(self, answer: Answer) -> Score:
        """The credit of the pick, or right minus wrong."""
        picks = answer_of(PickAnswer, answer)
        return score_several(self, picks) if self.several else score_one(self, picks)

    def perfect(self) -> PickAnswer:
        """All right options, or the first of the best."""
        ids = [option.id for option in self.right]
        return PickAnswer(frozenset(ids if self.several else ids[:1]))

    def lazy(self) -> Iterator[Lazy]:
        """Everything picked."""
        if self.several:
            yield Lazy("every option picked", PickAnswer(frozenset(option.id for option in self.options)))

    def items(self) -> tuple[Item, ...]:
        """The options; of one to be picked those that earn less than the best are not the right one."""
        right, wrong = set(self.right), set(self.wrong)
        return tuple(
            Item(
                option.id,
                option.text,
                right=option in right or (None if self.several and option not in wrong else False),
                at=("options", option.id),
                accepts="credit",
                free=option.id,
            )
            for option in self.options
        )


def score_several(key: BoundPicks, answer: PickAnswer) -> Score:
    """Right minus wrong; debatable options are ignored."""
    right, wrong = len(key.right), len(key.wrong)
    found = sum(option.id in answer.picked for option in key.right)
    false = sum(option.id in answer.picked for option in key.wrong)
    parts = [
        _part_of_several(option, option.id in answer.picked, picking.cost(right, wrong))
        for option in key.options
    ]
    said = _("You picked nothing.")
    if answer.picked:
        earned = plural(
            "You picked {found} of the {right} right one.",
            "You picked {found} of the {right} right ones.",
            right,
        )
        earned = earned.format(found=found, right=right)
        said = picking.sum_in_words(earned, found, false, right, wrong)
    said = ending(said, picking.share(found, false, right, wrong))
    return Score(picking.share(found, false, right, wrong), _sorted(parts), said)


def _part_of_several(option: Pickable, picked: bool, cost: Fraction) -> Part:
    """The verdict on one option; a wrong pick has negative credit, what it takes away."""
    zero, one = Fraction(0), Fraction(1)
    if option.debatable:
        return _part(option, picked, Verdict.DEBATABLE, zero, zero, _("either way"))
    if option.credit:
        return _part(option, picked, Verdict.RIGHT if picked else Verdict.MISSED, one, one, _("picked"))
    return _part(option, picked, Verdict.WRONG if picked else Verdict.LEFT, -cost, zero, _("not picked"))


def _part(
    option: Pickable, picked: bool, verdict: Verdict, credit: Fraction, weight: Fraction, expected: str
) -> Part:
    """A part that earns (or costs) its credit when it was picked."""
    return Part(
        id=option.id,
        verdict=verdict,
        text=option.text,
        credit=credit if picked else Fraction(0),
        weight=weight,
        given=_("picked") if picked else _("not picked"),
        expected=expected,
        why=option.says(picked),
    )


def score_one(key: BoundPicks, answer: PickAnswer) -> Score:
    """The credit of the option picked; 0 for none and for more than one."""
    picked = next((option for option in key.options if {option.id} == answer.picked), None)
    credit = picked.credit if picked else Fraction(0)
    counted = picked if picked and picked.credit else key.right[0]
    parts = [
        _part_of_one(option, option.id in answer.picked, option is counted, credit == 1)
        for option in key.options
    ]
    if picked is None:
        said = _("You picked nothing.")
    elif credit == 1:
        said = _("You picked a right answer: 1 of 1")
    else:
        said = _("Your pick earns {credit} of 1").format(credit=number(credit))
    return Score(credit, _sorted(parts), ending(said, credit))


def _part_of_one(option: Pickable, picked: bool, counted: bool, right: bool) -> Part:
    """``counted`` marks the one option that carries the weight: the one that earns, else the first right one.

    ``right`` says whether the pick, be it this option or another, earns full marks.
    """
    weight = Fraction(counted)
    if option.credit == 1:
        verdict = Verdict.RIGHT if picked or right else Verdict.MISSED
        expected = _("right too") if right and not picked else _("picked")
        return _part(option, picked, verdict, option.credit, weight, expected)
    if option.credit:
        expected = _("earns {credit}").format(credit=number(option.credit))
        return _part(option, picked, Verdict.PARTLY, option.credit, weight, expected)
    return _part(
        option, picked, Verdict.WRONG if picked else Verdict.LEFT, option.credit, weight, _("not picked")
    )


def _sorted(parts: list[Part]) -> tuple[Part, ...]:
    """What decided first, then the other options; within each in the order shown."""
    picked = _("picked")
    return tuple(sorted(parts, key=lambda part: part.given != picked and part.verdict is not Verdict.MISSED))


class Choice(Kind[ChoiceTask, ChoiceKey]):
    """Pick one option, or several."""

    name = "choice"
    example = Example("sourcing", from_article="source")
    any_strand = True
    task = ChoiceTask
    key = ChoiceKey
    lines = (
        AnswerLines(
            "answers",
            {
                "right": FirstWord({"credit": "1"}, about="An answer that is right."),
                "wrong": FirstWord(about="An answer that is wrong."),
                "partly": FirstWord({"credit": "1/2"}, about="An answer that earns half, or its credit."),
                "debatable": FirstWord(
                    {"debatable": "true"}, about="Costs and earns nothing, where several are picked."
                ),
            },
            "options",
            asked="options",
            mixed=True,
        ),
    )

    in_one_file: ClassVar = {
        "K720": ("no right answer", "at least one right answer", "begin a line with right:"),
        "K721": (
            "no wrong answer: picking everything would score 1",
            "a wrong answer",
            "add a line with wrong:",
        ),
        "K722": ("", "", "add a line with wrong:"),
        "K723": ("no right answer", "one right answer", "begin a line with right:"),
        "K724": ("every answer is right", "a wrong answer", "begin the wrong ones with wrong:"),
        "K725": (
            "debatable where one is picked",
            "right, partly or wrong",
            "write partly:, or pick: several",
        ),
        "K726": (
            "a part of the marks where several are picked",
            "right or debatable",
            "begin the line with it",
        ),
    }

    def write_out(self, desk: Desk) -> None:
        """With more than one right answer, several are picked."""
        (lines,) = self.lines
        read = desk.lines(lines)
        desk.put(lines, read)
        several = [line for line in read if line.word == "right"][1:]
        if several and "pick" not in desk.rest:
            desk.rest["pick"] = desk.head.here("several")
            if len(several) + 1 == len(read):
                return  # that nothing is wrong is told
            found = "several right answers: students pick all of them"
            fix = "write pick: several to say so, or partly: for an answer that is only nearly right"
            desk.advise("F214", several[0].words, found, "pick:", fix)

    def join(self, joiner: Joiner) -> None:
        """One of several right answers is picked only where the exercise says so."""
        super().join(joiner)
        (lines,) = self.lines
        right = [one for one in joiner.lists.get(lines.name, NOTHING).items if "right" in one.fields]
        if len(right) > 1 and joiner.task.get("pick", NOTHING).text != "several":
            joiner.lists = {"pick": joiner.task.pop("pick", right[0].here("one")), **joiner.lists}

    def form(self, task: ChoiceTask, bench: Bench) -> PickForm:
        """The options in the order of the file."""
        options = tuple(Option(id, text) for id, text in task.options.items())
        distinct(bench, ("options",), options)
        return PickForm(options, task.pick == "several")

    def bind(self, task: ChoiceTask, key: ChoiceKey, form: Form, bench: Bench) -> BoundPicks:
        """Each option with its credit and feedback."""
        at = ("options",)
        same_ids(bench, at, "option", task.options, key.options)
        explained(bench, at, {id: field.why for id, field in key.options.items()})
        fields = {id: key.options.get(id, OptionKey()) for id in task.options}
        bound = BoundPicks(
            tuple(
                Pickable(id, plain_line(task.options[id]), field.credit, field.debatable, field.why or "")
                for id, field in fields.items()
            ),
            task.pick == "several",
        )
        if bound.several:
            _check_several(bench, bound, fields)
        else:
            _check_one(bench, fields)
        return bound


def _check_one(bench: Bench, fields: Mapping[str, OptionKey]) -> None:
    credits = [field.credit for field in fields.values()]
    if max(credits) != 1:
        found = f"the best credit is {number(max(credits))}"
        bench.fault(
            "K723", ("options",), found, "one option with credit 1", "write credit: 1 for the right option"
        )
    elif min(credits) == 1:
        fix = "take the credit from the wrong options"
        bench.fault("K724", ("options",), "every option has credit 1", "at least one wrong option", fix)
    elif (right := sum(credit == 1 for credit in credits)) > 1:
        fix = "write pick: several in lesson.yaml, or take the credit from all but one"
        bench.advise("K728", ("options",), f"{right} options are right where one is picked", "one", fix)
    for id, field in fields.items():
        if field.debatable:
            fix = "give it a credit such as 0.5, or write pick: several in lesson.yaml"
            bench.fault("K725", ("options", id, "debatable"), "debatable with pick: one", "a credit", fix)


def _check_several(bench: Bench, bound: BoundPicks, fields: Mapping[str, OptionKey]) -> None:
    for id, field in fields.items():
        if field.credit not in (0, 1):
            found = f"credit {number(field.credit)} with pick: several"
            bench.fault(
                "K726",
                ("options", id, "credit"),
                found,
                "credit 1 or none",
                "write credit: 1, or debatable: true",
            )
        if field.debatable and field.credit:
            fix = "remove one of them"
            bench.fault("K727", ("options", id, "debatable"), "debatable with a credit", "one of them", fix)
    right = sum(option.credit == 1 and not option.debatable for option in bound.options)
    picking.sound(bench, ("options",), "option with credit 1", "wrong option", right, len(bound.wrong))
