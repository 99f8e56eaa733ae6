"""Anchors become quotations of the reader's copy again, hidden words come back, and what is lost is taken out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

from lessons.anchoring.reattach import Fate
from lessons.i18n import _
from lessons.loading.catalogue import KEY_FILE, LESSON_FILE
from lessons.loading.document import Trail, Value
from lessons.model.article import Article
from lessons.model.form import Side
from lessons.model.scalar import Plain
from lessons.model.span import Span
from lessons.share.standoff.anchored import (
    NOTE_LISTS,
    Place,
    exercises,
    in_key,
    in_lesson,
    labels,
    side_of,
)
from lessons.share.standoff.anchored import Mapping as Fields
from lessons.share.standoff.attaching import Attached, block_of
from lessons.share.standoff.binding_report import AnchorReport, BindingReport, name_of
from lessons.share.standoff.lessening import drop_exercise, drop_row, row_of
from lessons.share.standoff.passages import restored
from lessons.share.standoff.quoting import quotations, quoted_core
from lessons.share.standoff.standoff_fields import AnchorFields, number
from lessons.share.standoff.standoff_source import StandoffSource

LISTED = frozenset({"accept", "reject", "keep", "avoid", "remove"})
"""Lists of a key of which a wording may be taken out."""
FRESH = frozenset({"sentence", "quote"})
"""Texts under ``again``: with a gap in one of them the fresh sentence goes, and nothing else with it."""
_GONE = Plain("")
"""Stands for a wording that is taken out of its list."""
_SOFT = (
    "why wrong otherwise hints worked plain high low say rules source goals summary title annotations credits"
)
SOFT = frozenset(_SOFT.split())
"""Fields whose texts may have a gap; in any other an exercise could not be answered or scored."""


class Filling:
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
        self._instead: dict[int, list[Fields]] = {}
        """What comes in the place of a phrase or note, by the identity of its mapping."""
        self._rows_lost: dict[tuple[str, tuple[str, str]], None] = {}
        """Rows that go: id of the exercise, field and id of the row."""
        self._taken: dict[str, list[Span]] = {}
        """The spans of the phrases of each exercise."""

    def fill(self, lesson: Fields, key: Fields) -> None:
        """Make both values those of a lesson with its text, in place."""
        asked = {str(exercise.get("id")): _wanted(key, exercise) for exercise in exercises(lesson)}
        self._restore(lesson, LESSON_FILE, lesson)
        self._restore(key, KEY_FILE, lesson)
        self._map_labels(lesson)
        lost_rows = [place for place in in_lesson(lesson, "anchor") if not self._fill_row(place)]
        places = list(in_key(key, lesson, "anchor"))
        found = [self._fill_phrase(place) for place in places]
        for place, good in zip(places, found, strict=True):
            if not good:
                self._lose_phrase(place)
        self._rebuild_lists(key)
        self._drop_rows(lesson, key, lost_rows)
        for exercise in exercises(lesson):
            self._settle_marks(exercise, key, asked)
        for id, why in self._broken.items():
            drop_exercise(lesson, key, id)
            self.report.exercises.append(f"{id}: {why}")

    # Words of the article in other texts

    def restored(self, text: str) -> str:
        """SOURCES.md with its words; its passages stand in key.yaml."""
        return restored(text, self._words_of(KEY_FILE))[0]

    def _words_of(self, file: str) -> Callable[[int, int], str | None]:
        """A look-up for the words of a file's passages, by the numbers of passage and word, from 1."""
        known: dict[int, list[str] | None] = {}
        passages = self.source.passages[file]

        def word_of(passage: int, word: int) -> str | None:
            if passage > len(passages):
                return None
            if passage not in known:
                fields = passages[passage - 1]
                side = self.sides.get(fields.in_)
                found = side.words(fields.words, fields.check, fields.at - 1) if side else None
                known[passage] = found
            words = known[passage]
            return words[word - 1] if words is not None and word <= len(words) else None

        return word_of

    def _restore(self, value: Fields, file: str, lesson: Fields) -> None:
        value.pop("passages", None)
        word_of = self._words_of(file)

        def put_back(inner: Value, trail: Trail) -> Value:
            if isinstance(inner, dict):
                kept = {"anchor", "bring"}
                filled = {
                    name: one if name in kept else put_back(one, (*trail, name))
                    for name, one in inner.items()
                }
                return _GONE if any(one is _GONE for one in filled.values()) else filled
            if isinstance(inner, list):
                parts = [put_back(one, (*trail, at)) for at, one in enumerate(inner)]
                return [part for part in parts if part is not _GONE]
            if not isinstance(inner, str) or "⟦" not in inner:
                return inner
            text, whole = restored(inner, word_of)
            return text if whole or self._forgiven(trail, lesson) else _GONE

        for name in value:
            value[name] = put_back(value[name], (name,))

    def _forgiven(self, trail: Trail, lesson: Fields) -> bool:
        """Note a gap in a text; whether the text may stay, with the gap in it."""
        id = _exercise_of(trail, lesson)
        names = {step for step in trail if isinstance(step, str)}
        if "again" in names and trail[-1] in FRESH:
            return False
        if not id or names & SOFT:
            self.report.gaps += 1
            return True
        row = row_of(trail)
        if row is not None and trail[0] == "exercises":
            self._rows_lost[id, row] = None
            return True
        entry = trail[:-1] if trail[-1] == "text" else trail
        if trail[0] == "answers" and isinstance(entry[-1], int) and names & LISTED:
            self.report.items.append(f"{id}, {name_of(entry)}")
            return False
        self._broken.setdefault(id, _("your copy lacks words that it needs"))
        return True

    # Blocks

    def _map_labels(self, lesson: Fields) -> None:
        for exercise in exercises(lesson):
            side = self.sides.get(side_of(exercise))
            if "where" in exercise and side is not None:
                named = labels(exercise["where"])
                exercise["where"] = [Plain(side.shaped.labels.get(label, label)) for label in named]
                if named and set(named) <= set(side.shaped.missing):
                    why = _("what it asks about is not in your copy")
                    self._broken.setdefault(str(exercise.get("id")), why)

    # Anchors

    def _fill_row(self, place: Place) -> bool:
        spans = self._spans(place)
        if not spans:
            return False
        fields = quotations(self.articles[place.side], spans, self._now(place.side, place.where))[0]
        _put(place.mapping, fields)
        return True

    def _fill_phrase(self, place: Place) -> bool:
        """Put quotations in the place of a phrase or note; several where "every place" cannot be said."""
        spans = self._spans(place)
        if not spans:
            return False
        article = self.articles[place.side]
        core = self._core(place)
        made = []
        fields = quotations(article, spans, self._now(place.side, place.where))
        total = len(self.source.anchors_of(place))
        for one in fields:
            mapping = dict(place.mapping)
            _put(mapping, one)
            if core:
                mapping["core"] = core
            if place.trail[-2] == "mark" and (len(fields) > 1 or len(spans) < total):
                _share(mapping, total, len(spans) if "all" in one else 1)
            made.append(mapping)
        self._instead[id(place.mapping)] = made
        self._taken.setdefault(place.exercise, []).extend(spans)
        return True

    def _now(self, side: Side, where: Iterable[str]) -> tuple[str, ...]:
        """The blocks of an exercise in the copy's article. (Its ``where`` was already mapped.)"""
        known = self.articles[side].by_label
        return tuple(label for label in where if label in known)

    def _spans(self, place: Place) -> list[Span]:
        """Where the anchors of a place stand; each is told in the report."""
        attached = self.sides[place.side]
        spans = []
        for fields in self.source.anchors_of(place):
            anchor = fields.detached()
            found = attached.fate(anchor)
            block = block_of(attached.bring.blocks, anchor.at)
            name = name_of(place.trail)
            told = AnchorReport(place.exercise, name, place.side, found.fate, block, why=found.why)
            if found.fate is not Fate.LOST:
                span = attached.span(anchor)
                spans.append(span)
                told = AnchorReport(
                    place.exercise,
                    name,
                    place.side,
                    found.fate,
                    block,
                    attached.block_now(span),
                    attached.article.text[span.start : span.end],
                    found.points,
                    anchor.neighbours,
                )
            self.report.anchors.append(told)
        return spans

    def _core(self, place: Place) -> str:
        attached = self.sides[place.side]
        for fields in self.source.anchors_of(place):
            anchor = fields.detached()
            if fields.core is not None and attached.fate(anchor).fate is not Fate.LOST:
                return quoted_core(attached, anchor, fields.core)
        return ""

    def _lose_phrase(self, place: Place) -> None:
        """A lost phrase goes; what stands in its place now costs and earns nothing."""
        self._instead[id(place.mapping)] = []
        self.report.items.append(_full_name(place))
        if place.trail[-2] != "mark" or len(self.source.anchors_of(place)) > 1:
            return
        fields: AnchorFields = self.source.anchors_of(place)[0]
        span = self.sides[place.side].changed(fields.detached())
        article = self.articles[place.side]
        if span is None or any(span.overlaps(other) for other in self._taken.get(place.exercise, ())):
            return
        scope = [article.by_label[label].span for label in place.where if label in article.by_label]
        if "\n\n" in article.text[span.start : span.end] or (
            scope and not any(one.holds(span) for one in scope)
        ):
            return
        instead = dict(quotations(article, [span], self._now(place.side, place.where))[0])
        why = _("Your copy has other words here than the lesson's text, so this place does not count.")
        self._taken.setdefault(place.exercise, []).append(span)
        self._instead[id(place.mapping)] = [{**instead, "debatable": Plain("true"), "why": why}]

    # What follows from it

    def _rebuild_lists(self, key: Fields) -> None:
        answers = key.get("answers")
        for answer in answers.values() if isinstance(answers, dict) else ():
            if isinstance(answer, dict):
                self._rebuild(answer, list(answer))
        self._rebuild(key, NOTE_LISTS)

    def _rebuild(self, value: Fields, names: Sequence[str]) -> None:
        for name in names:
            listed = value.get(name)
            if isinstance(listed, list):
                value[name] = [new for old in listed for new in self._instead.get(id(old), [old])]

    def _drop_rows(self, lesson: Fields, key: Fields, places: Sequence[Place]) -> None:
        answers = key.get("answers")
        by_id = {str(exercise.get("id")): exercise for exercise in exercises(lesson)}
        for place in places:
            row = row_of(place.trail)
            if row is None:
                self._broken.setdefault(place.exercise, _("the sentence to rewrite is not in your copy"))
                continue
            self._rows_lost[place.exercise, row] = None
        for id, row in self._rows_lost:
            answer = answers.get(id) if isinstance(answers, dict) else None
            drop_row(by_id[id], answer, *row)
            self.report.items.append(f"{id}, {row[0]} {row[1]}")

    def _settle_marks(self, exercise: Fields, key: Fields, asked: Mapping[str, int]) -> None:
        """An exercise with nothing left to find goes; one that asks for more than there is asks for less."""
        id = str(exercise.get("id"))
        left = _wanted(key, exercise)
        if asked.get(id) and not left:
            self._broken.setdefault(id, _("nothing that it looks for is in your copy"))
        need = exercise.get("need")
        if isinstance(need, str) and need.isdigit() and int(need) > left and left < asked.get(id, 0):
            exercise["need"] = number(left)


def _full_name(place: Place) -> str:
    name = name_of(place.trail)
    return f"{place.exercise}, {name}" if place.exercise else name


def _put(mapping: Fields, fields: Mapping[str, Value]) -> None:
    """The quotation first, then the other fields of the mapping."""
    rest = {name: value for name, value in mapping.items() if name != "anchor"}
    mapping.clear()
    mapping.update(fields)
    mapping.update(rest)


def _share(mapping: Fields, total: int, spans: int) -> None:
    """The weight of a phrase of ``total`` places, for so many of them."""
    mapping["weight"] = Plain(Fraction(str(mapping.get("weight", "1"))) * spans / total)


def _wanted(key: Fields, exercise: Fields) -> int:
    """How many phrases an exercise looks for."""
    answers = key.get("answers")
    answer = answers.get(str(exercise.get("id"))) if isinstance(answers, dict) else None
    listed = answer.get("mark") if isinstance(answer, dict) else None
    phrases = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return sum(one.get("debatable") != "true" for one in phrases)


def _exercise_of(trail: Trail, lesson: Fields) -> str:
    if len(trail) > 1 and trail[0] == "answers":
        return str(trail[1])
    if len(trail) > 1 and trail[0] == "exercises" and isinstance(trail[1], int):
        return str(exercises(lesson)[trail[1]].get("id"))
    return ""
