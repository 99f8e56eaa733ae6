"""lesson.yaml of an imported text, in one file and block style: the lines of its exercises, and what is still to write.

What is left empty is what nobody has said: the explanations, above all.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lessons.author.importing.comment_words import COLOURS, CommentWords, LessonLine, Role
from lessons.author.importing.labelled import Labelled, LabelledQuote, Loss, by_place, shown
from lessons.author.importing.pieces import ImportRefused
from lessons.author.suggesting.candidate import anchor_of
from lessons.loading.block_writing import block_texts
from lessons.loading.document import START
from lessons.loading.placed import Placed
from lessons.loading.source import MAX_BYTES
from lessons.model.article import Article
from lessons.text import normalise, visible
from lessons.text.sizes import readable_size
from lessons.text.spans import Span

Tree = str | None | Sequence["Tree"] | Mapping[str, "Tree"]
"""A value to be written: a text, ``None`` for an empty one, a list or a mapping."""


@dataclass(frozen=True, slots=True)
class _Collected:
    """An exercise that lines are put into."""

    name: str
    """Its kind."""
    list: str
    roles: tuple[Role, ...]
    worded: bool = False
    """Whether a line begins with its role; else with ``quote``."""
    offers: bool = False
    """Whether the techniques of its lines are offered to choose from."""
    tabular: bool = False
    """Whether the fields of its lines are columns, which every line has."""
    changes: bool = False
    """Whether a line begins with a fact, and the words are the claim that it changes."""
    strand: str = ""


_COLLECTED = (
    _Collected("mark", "phrases", ("find", "trap", "debatable"), worded=True, offers=True),
    _Collected("match", "rows", ("who",), strand="sourcing"),
    _Collected("ledger", "rows", ("row",), tabular=True),
    _Collected("scale", "items", ("scale",)),
    _Collected("omission", "facts", ("missing",), changes=True),
)
_NOTES: tuple[Role, ...] = ("good", "note")


@dataclass(frozen=True, slots=True)
class LessonText:
    """A lesson.yaml, what went into it, and what did not."""

    text: str
    """Empty where nothing was understood: then there is no lesson to write."""
    lines: int = 0
    """How many lines and exercises came out of the source."""
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True, slots=True)
class Exercises:
    """Exercises that came whole, as out of a quiz, and what did not fit."""

    exercises: tuple[Mapping[str, Tree], ...] = ()
    losses: tuple[Loss, ...] = ()


def lesson_text(
    labelled: Labelled, article: Article, words: CommentWords, quiz: Exercises | None = None
) -> LessonText:
    """The lesson of labelled words, whose spans are those of the article, and of the exercises of a quiz."""
    read = _Lines(article, words)
    spoken = [quote.span for quote in labelled.quotes if quote.note and words.line_of(quote) is not None]
    for quote in by_place(labelled.quotes):
        inside = (one.start <= quote.span.start and quote.span.end <= one.end for one in spoken)
        if quote.note or quote.label not in COLOURS or not any(inside):
            read.take(quote)  # a comment on a highlight says it
    ready = quiz.exercises if quiz is not None else ()
    losses = (*labelled.losses, *read.losses, *(quiz.losses if quiz is not None else ()))
    count = len(read.lines) + len(ready)
    if not count:
        return LessonText("", 0, (*losses, *(Loss(one.source, _unclear(one)) for one in read.unclear)))
    exercises = [*read.exercises(), *ready]
    tree: dict[str, Tree] = {"title": article.masthead.title}
    tree["exercises"] = exercises or [{"mark": None, "phrases": None}]
    if notes := [*read.notes()]:
        tree["notes"] = notes
    comments = [f"not understood, {one.source}: {one.note or one.label}" for one in read.unclear]
    comments += [f"not taken, {one.source}: {one.told}" for one in read.losses]
    unclear = [Loss(one.source, _unclear(one)) for one in read.unclear]
    return LessonText(written(tree, comments), count, (*losses, *unclear))


def exercises_text(quiz: Exercises) -> LessonText:
    """The exercises of a quiz without an article, to be pasted into a lesson."""
    text = written({"exercises": quiz.exercises}) if quiz.exercises else ""
    return LessonText(text, len(quiz.exercises), quiz.losses)


def _unclear(quote: LabelledQuote) -> str:
    return f"not understood: {shown(quote.note or quote.label, 300)}"


def _short(source: str) -> str:
    return source.split(",")[0]


def _with(line: LessonLine, other: LessonLine) -> tuple[LessonLine, bool]:
    """A line with the technique of another on the same words, which must say nothing more; and whether that was so."""
    first, second = line.fields.get("technique"), other.fields.get("technique")
    if line.role != other.role or not first or not second or other.why or len(other.fields) > 1:
        return line, False
    also = line.fields.get("also")
    listed = [*(also if isinstance(also, list) else [also] if also else []), str(second)]
    if second == first or str(second) in listed[:-1]:
        return line, True
    return replace(line, fields={**line.fields, "also": listed}), True


class _Lines:
    """The lines of a lesson, in the order of the article."""

    def __init__(self, article: Article, words: CommentWords) -> None:
        self.article, self.words = article, words
        self.lines: list[LessonLine] = []
        self.unclear: list[LabelledQuote] = []
        self.losses: list[Loss] = []
        self._taken: dict[tuple[str, Span], int] = {}
        """Where the line is that has these words, by its exercise."""

    def take(self, quote: LabelledQuote) -> None:
        """Make a line of labelled words, or keep them as unclear, or tell what is lost."""
        line = self.words.line_of(quote)
        if line is None:
            self.unclear.append(quote)
            return
        said = shown(quote.note or quote.label, 200)
        if quote.span.start == quote.span.end and line.role != "missing":
            self.losses.append(Loss(quote.source, f"a comment on no words is not taken: {said}"))
            return
        into = next((one.name for one in _COLLECTED if line.role in one.roles), line.role)
        at = (into, quote.span)
        if line.role != "missing" and at in self._taken:
            before = self._taken[at]
            self.lines[before], joined = _with(self.lines[before], line)
            if not joined:
                same = _short(self.lines[before].quote.source)
                told = f"the same words as {same}, which is taken; this is not: {said}"
                self.losses.append(Loss(quote.source, told))
            return
        if quote.label and line.fields.get("technique", "") is None:
            told = f"{quote.label} stands for several techniques, or for none; write one, if the exercise asks for it"
            self.losses.append(Loss(quote.source, told))
        self._taken[at] = len(self.lines)
        self.lines.append(line)

    def exercises(self) -> Iterator[Mapping[str, Tree]]:
        """The exercises that the lines make."""
        for one in _COLLECTED:
            lines = [line for line in self.lines if line.role in one.roles]
            if not lines:
                continue
            exercise: dict[str, Tree] = {one.name: None}
            if one.strand:
                exercise["strand"] = one.strand
            techniques = dict.fromkeys(str(line.fields.get("technique") or "") for line in lines)
            if one.offers and len(offered := [id for id in techniques if id]) > 1:
                exercise["offer"] = offered
            columns = [*dict.fromkeys(column for line in lines if one.tabular for column in line.fields)]
            if columns:
                exercise["columns"] = columns
            exercise[one.list] = [self._line(one, line, columns, "offer" in exercise) for line in lines]
            if one.changes and (claims := self._claims(lines)):
                exercise["claims"] = claims
            if not one.changes:
                exercise["why"] = None
            yield exercise

    def _line(
        self, collected: _Collected, line: LessonLine, columns: Sequence[str], named: bool
    ) -> Mapping[str, Tree]:
        """A line of an exercise; ``named``: a technique is asked of all that is to be found."""
        why = line.why or None
        if collected.changes:
            fields = {name: value for name, value in line.fields.items() if name != "fact"}
            claim = self.article.text[slice(*line.quote.span)]
            changes = fields.pop("changes", None) or " ".join(claim.split()) or None
            return {"missing": line.fields["fact"], "changes": changes, **fields, "why": why}
        word = line.role if collected.worded else "quote"
        cells = {column: line.fields.get(column) for column in columns} if columns else dict(line.fields)
        if named and line.role == "find":
            cells = {"technique": None, **cells}
        elif not cells.get("technique", ""):
            cells.pop("technique", None)
        return {**self._anchor(word, line.quote.span), **cells, "why": why}

    def _claims(self, lines: Sequence[LessonLine]) -> list[Tree]:
        """Claims that more than their words are needed for."""
        anchors = [self._anchor("quote", line.quote.span) for line in lines if line.quote.span.end]
        return [*{str(one["quote"]): one for one in anchors if len(one) > 1}.values()]

    def notes(self) -> Iterator[Tree]:
        """The annotations and the credits."""
        for line in self.lines:
            if line.role in _NOTES:
                yield {**self._anchor(line.role, line.quote.span), **line.fields, "why": line.why or None}

    def _anchor(self, word: str, span: Span) -> dict[str, Tree]:
        """The words behind the first key of a line, and what decides between several places."""
        described = anchor_of(self.article, span)
        if described is None:  # cannot be, but a lesson says so better than a crash
            return {word: " ".join(self.article.text[slice(*span)].split())}
        anchor: dict[str, Tree] = {word: described.quote}
        for name, words in (("before", described.before), ("after", described.after)):
            if words:
                anchor[name] = words
        if described.where:
            anchor["where"] = [*described.where]
        if described.nth is not None:
            anchor["nth"] = str(described.nth)
        return anchor


# YAML ---------------------------------------------------------------------------------------------------------------


def written(tree: Mapping[str, Tree], comments: Iterable[str] = ()) -> str:
    """The text of a lesson in one file, with comments at its end. Raises ``ImportRefused`` for one too long."""
    (text,) = block_texts([_placed(tree)], [], "exercises")
    lines = [f"# {_comment(comment)}\n" for comment in comments]
    whole = text.rstrip("\n") + "\n" + ("\n" if lines else "") + "".join(lines)
    if len(whole.encode("utf-8", "replace")) > MAX_BYTES:
        most = f"at most {readable_size(MAX_BYTES)}"
        raise ImportRefused("comments or questions that are too long", most, "take in a part of them")
    return whole


def _comment(text: str) -> str:
    return visible(" / ".join(part.strip() for part in normalise(text).split("\n") if part.strip()))


def _placed(tree: Tree) -> Placed:
    if isinstance(tree, str):
        return Placed(normalise(tree), START)  # a comment may hold any character
    if tree is None:
        return Placed(None, START)
    if isinstance(tree, Mapping):
        return Placed({name: _placed(inner) for name, inner in tree.items()}, START)
    return Placed([_placed(inner) for inner in tree], START)
