"""What became of a lesson when it was bound to a reader's copy, told line by line."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lessons.anchoring.detached import Fate
from lessons.i18n import _, counted, plural
from lessons.loading.document import Trail
from lessons.model.form import Side

WHY_LOST = {
    "words": "its words are not in your copy",
    "around": "its words are there, but between other words",
    "several": "its words are there more than once",
    "order": "its words are there, but in another order of the text",
}


@dataclass(frozen=True, slots=True)
class AnchorReport:
    """One anchor."""

    exercise: str
    """Id; empty for a note on the article."""
    item: str
    side: Side
    fate: Fate
    block: str
    """Label of the block where it stood."""
    now: str = ""
    """Label of the block where it stands, in the lesson's numbers; empty when lost."""
    words: str = ""
    """As the copy has them; empty when lost."""
    points: int = 0
    neighbours: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class TextReport:
    """One article."""

    side: Side
    file: Path
    exact: bool
    words: int
    """Words of the copy."""
    expected: int
    """Words of the lesson's text."""
    missing: tuple[str, ...]
    extra: int


@dataclass
class BindingReport:
    """The whole of it."""

    lesson: str
    texts: list[TextReport] = field(default_factory=list)
    anchors: list[AnchorReport] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    """Items that no longer count."""
    exercises: list[str] = field(default_factory=list)
    """Exercises that are left out, each with the reason."""
    gaps: int = 0
    """Texts in which words of the article could not be put back."""

    @property
    def counts(self) -> Counter[Fate]:
        """How many anchors met each fate."""
        return Counter(anchor.fate for anchor in self.anchors)

    @property
    def complete(self) -> bool:
        """Whether nothing at all is lost."""
        return not (self.counts[Fate.LOST] or self.exercises or self.gaps)


def name_of(trail: Trail) -> str:
    """An item as a reader of the report finds it in the file: ``row c7``, ``mark 3``, ``annotation 5``."""
    *_path, field_name, last = ("", *trail)
    if isinstance(last, int):
        return f"{str(field_name).removesuffix('s')} {last + 1}"
    return (
        str(last)
        if field_name in ("", "exercises") or isinstance(field_name, int)
        else f"{field_name} {last}"
    )


def lines(report: BindingReport) -> Iterator[str]:
    """The report for a person."""
    for text in report.texts:
        yield from _text_lines(text)
    counts = report.counts
    sentence = _("Places: {exact} exact, {moved} moved, {lost} lost.")
    yield sentence.format(exact=counts[Fate.EXACT], moved=counts[Fate.MOVED], lost=counts[Fate.LOST])
    for anchor in report.anchors:
        if anchor.fate is Fate.MOVED:
            sentence = _(
                "moved: {name}: “{words}”, {where}; {points} of {neighbours} words around it are the same"
            )
            yield sentence.format(
                name=_full_name(anchor),
                words=" ".join(anchor.words.split()),
                where=_way(anchor),
                points=anchor.points,
                neighbours=anchor.neighbours,
            )
    for anchor in report.anchors:
        if anchor.fate is Fate.LOST:
            sentence = _("lost: {name}, in {block}: {why}")
            yield sentence.format(name=_full_name(anchor), block=anchor.block, why=WHY_LOST[anchor.why])
    for item in report.items:
        yield _("does not count: {item}").format(item=item)
    for exercise in report.exercises:
        yield _("left out: {exercise}").format(exercise=exercise)
    if report.gaps:
        sentence = plural("{count} text has a gap, […], ", "{count} texts have gaps, […], ", report.gaps)
        yield sentence.format(count=report.gaps) + _("where your copy has other words.")


def as_mapping(report: BindingReport) -> dict[str, object]:
    """The report for a program."""
    return {
        "lesson": report.lesson,
        "texts": [
            {
                "text": text.side,
                "file": str(text.file),
                "exact": text.exact,
                "words": text.words,
                "expected": text.expected,
                "missing": list(text.missing),
                "extra": text.extra,
            }
            for text in report.texts
        ],
        "places": [
            {
                "exercise": anchor.exercise,
                "item": anchor.item,
                "text": anchor.side,
                "fate": anchor.fate.value,
                "block": anchor.block,
                "now": anchor.now,
                "words": anchor.words,
                "same": anchor.points,
                "neighbours": anchor.neighbours,
                "why": anchor.why,
            }
            for anchor in report.anchors
        ],
        "items": list(report.items),
        "exercises": list(report.exercises),
        "gaps": report.gaps,
    }


def in_short(report: BindingReport) -> str:
    """One sentence or two for those who play the lesson; empty for an exact copy."""
    if all(text.exact for text in report.texts):
        return ""
    counts = report.counts
    total = sum(counts.values())
    sentence = _(
        "Your copy of the article differs from the lesson's: {found} of {total} places were found in it."
    )
    said = sentence.format(found=total - counts[Fate.LOST], total=total)
    if report.items or report.exercises:
        said += " " + _("What was not found does not count: {items} and {exercises}.").format(
            items=counted("{count} item", "{count} items", len(report.items)),
            exercises=counted("{count} exercise", "{count} exercises", len(report.exercises)),
        )
    return said


def _text_lines(text: TextReport) -> Iterator[str]:
    name = _("Second text") if text.side == "beside" else _("Text")
    if text.exact:
        yield _("{name}: an exact copy, {words} words.").format(name=name, words=text.words)
    else:
        sentence = _("{name}: a copy of {words} words; the lesson's text has {expected}.")
        yield sentence.format(name=name, words=text.words, expected=text.expected)
    if text.missing:
        yield _("not in your copy: {labels}").format(labels=", ".join(text.missing))
    if text.extra:
        sentence = plural(
            "{count} paragraph of your copy is not in the lesson's text; it is shown as page furniture.",
            "{count} paragraphs of your copy are not in the lesson's text; they are shown as page furniture.",
            text.extra,
        )
        yield sentence.format(count=text.extra)


def _full_name(anchor: AnchorReport) -> str:
    name = f"{anchor.exercise}, {anchor.item}" if anchor.exercise else anchor.item
    return _("{name} (second text)").format(name=name) if anchor.side == "beside" else name


def _way(anchor: AnchorReport) -> str:
    if anchor.now == anchor.block:
        return _("in {block}").format(block=anchor.block)
    return _("from {block} to {now}").format(block=anchor.block, now=anchor.now)
