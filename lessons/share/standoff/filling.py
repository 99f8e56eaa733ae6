"""Anchors become quotations of the reader's copy again, hidden words come back, and what is lost is taken out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

from lessons.anchoring.describe import Described, describe
from lessons.anchoring.detached import Detached, Fate
from lessons.anchoring.places import found, places_of, ranges_of
from lessons.anchoring.quote import locate
from lessons.i18n import _
from lessons.kinds.anchored import (
    AnchorPlace,
    exercises,
    in_key,
    in_lesson,
    labels,
    side_of,
)
from lessons.kinds.registry import kind_of
from lessons.kinds.roles import FieldNode, nodes_in
from lessons.lesson.standoff_files import StandoffSource, number
from lessons.loading.catalogue import KEY_FILE, LESSON_FILE
from lessons.loading.document import FileFields, Trail, Value
from lessons.model.article import Article
from lessons.model.fields import Role
from lessons.model.form import Side
from lessons.model.scalar import Plain
from lessons.share.standoff.attaching import Attached, block_of
from lessons.share.standoff.binding_report import AnchorReport, BindingReport, name_of
from lessons.share.standoff.lessening import Lessening, drop_exercise
from lessons.share.standoff.passages import restored
from lessons.text.spans import Span


class Filler:
    """Fills the files of one lesson out of the reader's copies, and notes in a report what became of them."""

    def __init__(
        self,
        source: StandoffSource,
        sides: Mapping[Side, Attached],
        articles: Mapping[Side, Article],
        report: BindingReport,
    ) -> None:
        self.source, self.sides, self.articles, self.report = source, sides, articles, report
        self._broken: dict[str, str] = {}
        """Exercises that cannot stay, each with the reason."""
        self._parts: dict[str, Lessening] = {}
        """What goes out of each exercise, by its id."""
        self._instead: dict[int, list[FileFields]] = {}
        """What comes in the place of a phrase or note, by the identity of its mapping."""
        self._taken: dict[str, list[Span]] = {}
        """The spans of the phrases of each exercise."""

    def fill(self, lesson: FileFields, key: FileFields) -> None:
        """Make both values those of a lesson with its text, in place."""
        gaps = [*self._restore(lesson, LESSON_FILE), *self._restore(key, KEY_FILE)]
        answers = key.get("answers")
        for exercise in exercises(lesson):
            id, kind = str(exercise.get("id")), kind_of(exercise)
            if kind is not None:
                answer = answers.get(id) if isinstance(answers, dict) else None
                self._parts[id] = Lessening(kind, exercise, answer)
        asked = {id: parts.to_find() for id, parts in self._parts.items()}
        for trail in gaps:
            self._note_gap(trail, lesson)
        self._map_labels(lesson)
        for place in [*in_lesson(lesson, "anchor")]:
            if not self._fill_row(place):
                self._lose_row(place)
        places = [*in_key(key, lesson, "anchor")]
        filled = [self._fill_phrase(place) for place in places]
        for place, good in zip(places, filled, strict=True):
            if not good:
                self._lose_phrase(place)
        self._replace(key)
        for id, parts in self._parts.items():
            parts.take_out()
            self.report.items += [f"{id}, {path[-1]} {row}" for path, row in parts.rows]
            self._settle_marks(id, asked[id])
        for id, why in self._broken.items():
            drop_exercise(lesson, key, id)
            self.report.exercises.append(f"{id}: {why}")

    # Words of the article in other texts

    def restored(self, text: str) -> str:
        """SOURCES.md with its words; its passages stand in key.yaml."""
        return restored(text, self._words_of(KEY_FILE))[0]

    def _words_of(self, file: str) -> Callable[[int, int], str | None]:
        """A look-up for the words of a file's passages, by the numbers of passage and word, from 1."""
        read: dict[int, list[str] | None] = {}
        passages = self.source.passages[file]

        def word_of(passage: int, word: int) -> str | None:
            if passage > len(passages):
                return None
            if passage not in read:
                fields = passages[passage - 1]
                side = self.sides.get(fields.in_)
                words_there = side.words(fields.words, fields.check, fields.at - 1) if side else None
                read[passage] = words_there
            words = read[passage]
            return words[word - 1] if words is not None and word <= len(words) else None

        return word_of

    def _restore(self, value: FileFields, file: str) -> list[Trail]:
        """Put words back into every text of a file, in place; where texts have a gap."""
        value.pop("passages", None)
        word_of = self._words_of(file)
        gaps: list[Trail] = []

        def put_back(inner: Value, trail: Trail) -> Value:
            if isinstance(inner, dict):
                kept = {"anchor", "bring"}
                return {
                    name: one if name in kept else put_back(one, (*trail, name))
                    for name, one in inner.items()
                }
            if isinstance(inner, list):
                return [put_back(one, (*trail, at)) for at, one in enumerate(inner)]
            if not isinstance(inner, str) or "⟦" not in inner:
                return inner
            text, whole = restored(inner, word_of)
            gaps.extend([] if whole else [trail])
            return text

        for name in value:
            value[name] = put_back(value[name], (name,))
        return gaps

    def _note_gap(self, trail: Trail, lesson: FileFields) -> None:
        """A text with a gap stays where it helps only; what cannot do without it goes."""
        id = _exercise_of(trail, lesson)
        parts = self._parts.get(id)
        node = parts.at(trail[2:], in_task=trail[0] == "exercises") if parts is not None else None
        if not id or (node is not None and Role.EXPLANATION in node.type.roles):
            self.report.gaps += 1
        elif parts is None or node is None or Role.QUESTION not in node.type.roles:
            self._break(id, _("your copy lacks words that it needs"))
        else:
            self._lose(parts, node, id, _("your copy lacks words that it needs"))

    def _lose(self, parts: Lessening, node: FieldNode, id: str, why: str) -> None:
        """Take out what cannot do without a text or a quotation, the exercise if need be; rows are told at the end."""
        entries, rows = len(parts.parts), len(parts.rows)
        if not parts.lose(node):
            self._break(id, why)
        elif len(parts.rows) == rows:
            self.report.items += [f"{id}, {name_of(one.at)}" for one in parts.parts[entries:][:1]]

    def _break(self, id: str, why: str) -> None:
        self._broken.setdefault(id, why)

    # Blocks

    def _map_labels(self, lesson: FileFields) -> None:
        for exercise in exercises(lesson):
            id, side = str(exercise.get("id")), self.sides.get(side_of(exercise))
            if side is None or id not in self._parts:
                continue
            for node in nodes_in(self._parts[id].task):
                around = node.parent.value if node.parent is not None else None
                if Role.LABELS not in node.type.roles or not node.step or not isinstance(around, dict):
                    continue
                named = labels(node.value)
                around[node.step] = [Plain(side.shaped.labels.get(label, label)) for label in named]
                if named and set(named) <= set(side.shaped.missing):
                    self._break(id, _("what it asks about is not in your copy"))

    # Anchors

    def _fill_row(self, place: AnchorPlace) -> bool:
        spans = self._spans(place)
        if not spans:
            return False
        fields = quotations(self.articles[place.side], spans, self._now(place.side, place.where))[0]
        _put(place.mapping, fields)
        return True

    def _fill_phrase(self, place: AnchorPlace) -> bool:
        """Put quotations in the place of a phrase or note; several where "every place" cannot be said."""
        spans = self._spans(place)
        if not spans:
            return False
        article = self.articles[place.side]
        core, core_field, weight = self._core(place), place.field(Role.CORE), place.field(Role.WEIGHT)
        phrases = []
        fields = quotations(article, spans, self._now(place.side, place.where))
        if len(fields) > 1 and isinstance(place.trail[-1], str):
            return False  # there is room for one
        total = len(self.source.anchors_of(place))
        for one in fields:
            mapping = dict(place.mapping)
            _put(mapping, one)
            if core and core_field is not None:
                mapping[core_field] = core
            if weight is not None and (len(fields) > 1 or len(spans) < total):
                _share(mapping, weight, total, len(spans) if "all" in one else 1)
            phrases.append(mapping)
        self._instead[id(place.mapping)] = phrases
        self._taken.setdefault(place.exercise, []).extend(spans)
        return True

    def _now(self, side: Side, where: Iterable[str]) -> tuple[str, ...]:
        """The blocks of an exercise in the copy's article. (Its ``where`` was already mapped.)"""
        blocks = self.articles[side].by_label
        return tuple(label for label in where if label in blocks)

    def _spans(self, place: AnchorPlace) -> list[Span]:
        """Where the anchors of a place stand; each is told in the report."""
        attached = self.sides[place.side]
        spans = []
        for fields in self.source.anchors_of(place):
            anchor = fields.detached()
            fate = attached.fate(anchor)
            block = block_of(attached.bring.blocks, anchor.at)
            name = name_of(place.trail)
            report = AnchorReport(place.exercise, name, place.side, fate.fate, block, why=fate.why)
            if fate.fate is not Fate.LOST:
                span = attached.span(anchor)
                spans.append(span)
                report = AnchorReport(
                    place.exercise,
                    name,
                    place.side,
                    fate.fate,
                    block,
                    attached.block_now(span),
                    attached.article.text[span.start : span.end],
                    fate.points,
                    anchor.neighbours,
                )
            self.report.anchors.append(report)
        return spans

    def _core(self, place: AnchorPlace) -> str:
        attached = self.sides[place.side]
        for fields in self.source.anchors_of(place):
            anchor = fields.detached()
            if fields.core is not None and attached.fate(anchor).fate is not Fate.LOST:
                return quoted_core(attached, anchor, fields.core)
        return ""

    def _lose_row(self, place: AnchorPlace) -> None:
        parts = self._parts[place.exercise]
        node = parts.at(place.trail[2:], in_task=True)
        assert node is not None  # it was found by its role
        self._lose(parts, node, place.exercise, _("what it asks about is not in your copy"))

    def _lose_phrase(self, place: AnchorPlace) -> None:
        """A lost phrase goes; what stands in its place now costs and earns nothing."""
        stand_in = self._stand_in(place)
        if stand_in is not None or not place.exercise:
            self._instead[id(place.mapping)] = [stand_in] if stand_in is not None else []
            self.report.items.append(_full_name(place))
            return
        parts = self._parts[place.exercise]
        node = parts.at(place.trail[2:], in_task=False)
        assert node is not None  # it was found by its role
        self._lose(parts, node, place.exercise, _("what it asks about is not in your copy"))

    def _stand_in(self, place: AnchorPlace) -> FileFields | None:
        """What takes the place of a lost phrase whose surroundings are there: these words, debatable."""
        debatable, anchors = place.field(Role.DEBATABLE), self.source.anchors_of(place)
        if debatable is None or len(anchors) > 1:
            return None
        span = self.sides[place.side].changed(anchors[0].detached())
        article = self.articles[place.side]
        if span is None or any(span.overlaps(other) for other in self._taken.get(place.exercise, ())):
            return None
        scope = [article.by_label[label].span for label in place.where if label in article.by_label]
        if "\n\n" in article.text[span.start : span.end] or (
            scope and not any(one.holds(span) for one in scope)
        ):
            return None
        instead = dict(quotations(article, [span], self._now(place.side, place.where))[0])
        why = _("Your copy has other words here than the lesson's text, so this place does not count.")
        self._taken.setdefault(place.exercise, []).append(span)
        return {**instead, debatable: Plain("true"), "why": why}

    # What follows from it

    def _replace(self, value: Value) -> None:
        """Put what comes in the place of each phrase there, wherever it stands."""
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            self._replace(inner)
        if isinstance(value, list):
            value[:] = [new for old in value for new in self._instead.get(id(old), [old])]
        elif isinstance(value, dict):
            changed = {
                name: self._instead[id(one)] for name, one in value.items() if id(one) in self._instead
            }
            value |= {name: phrases[0] for name, phrases in changed.items() if phrases}

    def _settle_marks(self, id: str, asked: int) -> None:
        """An exercise with nothing left to find goes; one that asks for more than there is asks for less."""
        left = self._parts[id].to_find()
        if asked and not left:
            self._break(id, _("nothing that it looks for is in your copy"))
        for node in nodes_in(self._parts[id].task):
            need, around = node.value, node.parent.value if node.parent is not None else None
            if Role.NEED not in node.type.roles or not isinstance(need, str) or not isinstance(around, dict):
                continue
            if need.isdigit() and int(need) > left and left < asked:
                around[node.step] = number(left)


def _full_name(place: AnchorPlace) -> str:
    name = name_of(place.trail)
    return f"{place.exercise}, {name}" if place.exercise else name


def _put(mapping: FileFields, fields: Mapping[str, Value]) -> None:
    """The quotation first, then the other fields of the mapping."""
    rest = {name: value for name, value in mapping.items() if name != "anchor"}
    mapping.clear()
    mapping.update(fields)
    mapping.update(rest)


def _share(mapping: FileFields, weight: str, total: int, spans: int) -> None:
    """The weight of a phrase of ``total`` places, for so many of them."""
    mapping[weight] = Plain(Fraction(str(mapping.get(weight, "1"))) * spans / total)


def _exercise_of(trail: Trail, lesson: FileFields) -> str:
    if len(trail) > 1 and trail[0] == "answers":
        return str(trail[1])
    if len(trail) > 1 and trail[0] == "exercises" and isinstance(trail[1], int):
        return str(exercises(lesson)[trail[1]].get("id"))
    return ""


_ALL = 1_000_000_000


def quotations(article: Article, spans: Sequence[Span], where: Sequence[str]) -> list[FileFields]:
    """The fields of a quotation that means all these places, or of one for each place.

    ``where`` are the blocks looked in when a quotation names none.
    """
    if len(spans) > 1:
        every = Described(article.text[spans[0].start : spans[0].end], all=True)
        if list(locate(article, every, where).spans) == list(spans):
            return [_fields(every)]
    return [_fields(_described(article, span, where)) for span in spans]


def _described(article: Article, span: Span, where: Sequence[str]) -> Described:
    quotation = describe(article, span)
    if list(locate(article, quotation, where).spans) == [span]:
        return quotation
    block = article.block_at(span.start)
    words = article.text[span.start : span.end]
    hits = found(places_of(article.text), words, ranges_of(article, (block.label,)), ("", ""), _ALL)
    if span in hits:
        return Described(words, nth=hits.index(span) + 1, where=(block.label,))
    return quotation


def _fields(anchor: Described) -> FileFields:
    fields: FileFields = {"quote": anchor.quote}
    fields |= {"before": anchor.before} if anchor.before else {}
    fields |= {"after": anchor.after} if anchor.after else {}
    if anchor.nth is not None:
        fields["nth"] = number(anchor.nth)
    if anchor.where:
        fields["where"] = [Plain(label) for label in anchor.where]
    if anchor.all:
        fields["all"] = Plain("true")
    return fields


def quoted_core(attached: Attached, anchor: Detached, core: tuple[int, int]) -> str:
    """The words of an anchor's core as the article has them; ``core`` is the first word, from 1, and how many."""
    first = attached.shaped.words[attached.fate(anchor).at] + core[0] - 1
    span = attached.own.tokens.span(first, core[1])
    return attached.article.text[span.start : span.end]
