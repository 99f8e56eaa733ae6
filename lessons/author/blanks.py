"""What a writer is asked about an exercise of a lesson in one file: blanks, made from the roles of the kind's fields.

A kind says in its own file what its lines begin with and what is asked of each; all else comes from the fields of its
task and its key. A value that a blank cannot show as text and read back the same is for the author's own editor.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args, get_origin

from lessons.author.blank import NEW, Blank, Offered, Sort, writable
from lessons.author.yaml_changes import value_at
from lessons.i18n import _
from lessons.kinds.answer_lines import ROW_WORDS, AnswerLines, FirstWord, answer_type, row_model
from lessons.kinds.base import Key, Kind, Task
from lessons.kinds.registry import KINDS
from lessons.kinds.roles import FieldType, fields_of, needed_in
from lessons.kinds.rows import RowFields
from lessons.lesson.files import AnnotationField, LessonFile
from lessons.lesson.writing_out import write_out
from lessons.loading.block_writing import unplaced
from lessons.loading.catalogue import LESSON_FILE
from lessons.loading.document import START, Trail, Value
from lessons.loading.exercise_ids import SHORT_PATH
from lessons.loading.placed import Placed, placed
from lessons.loading.presets import Presets
from lessons.model.article import Article
from lessons.model.fields import Of, Quote, Role
from lessons.model.glossary import Glossary

EXERCISES = "exercises"


@dataclass(frozen=True)
class Workplace:
    """What a lesson is written about: its articles, the glossary, and the usual texts in the article's language."""

    folder: Path
    article: Article | None
    beside: Article | None
    glossary: Glossary
    presets: Presets


# Blanks ---------------------------------------------------------------------------------------------------------------


def said_as(name: str) -> str:
    """What a field is called on the screen."""
    return {
        "where": _("About"),
        "strand": _("Trains"),
        "why": _("Why"),
        "technique": _("Technique"),
        "plain": _("Plainer"),
        "core": _("Enough"),
        "changes": _("Changes"),
        "known": _("Known on"),
        "source": _("Source"),
        "is": _("Is"),
        "otherwise": _("Otherwise"),
        "offer": _("Offer also"),
        "hints": _("Hints"),
        "worked": _("Example"),
        "title": _("Title"),
        "summary": _("Summary"),
        "minutes": _("Minutes"),
        "goals": _("Goals"),
        "beside": _("2nd text"),
        "columns": _("Columns"),
        "options": _("Options"),
        "model": _("Model"),
        "remove": _("Must go"),
        "keep": _("Must stay"),
        "rules": _("Rules"),
        "quote": _("Words"),
        "text": _("Text"),
        "in": _("Article"),
        "wrong": _("If chosen"),
    }.get(name, name.replace("-", " ").capitalize())


class ExerciseBlanks:
    """The blanks of one exercise; ``value`` is that of the whole lesson.yaml."""

    def __init__(self, place: Workplace, value: Value, number: int) -> None:
        self.place, self.value = place, value
        self.at: Trail = (EXERCISES, number)
        entry = value_at(value, self.at)
        self.entry: dict[str, Value] = entry if isinstance(entry, dict) else {}
        self.kind: Kind[Task, Key] | None = KINDS.get(next(iter(self.entry), ""))
        self.task = task_of(place, value, self.entry) if self.kind is not None else {}
        self.variant = self.kind.variant(self.entry) if self.kind is not None else None
        self.more = False

    @property
    def _own_lines(self) -> tuple[AnswerLines, ...]:
        return self.kind.lines if self.kind is not None and self.variant is None else ()

    @property
    def lines(self) -> AnswerLines | None:
        """The list of the exercise: the one that is there, else the first that its kind has."""
        own = self._own_lines
        return next((one for one in own if one.name in self.entry), own[0] if own else None)

    @property
    def lists(self) -> list[AnswerLines]:
        """That list, and those that stand beside it."""
        own = self._own_lines
        here = self.lines
        if here is not None and here.beside_first:
            here = own[0]
        return [one for one in own if one is here or one.beside_first]

    def blanks(self, *, more: bool = False) -> list[Blank]:
        """What is asked, from the top; with ``more`` every field that there is."""
        if self.kind is None:
            return [self._by_hand(name) for name in self.entry]
        self.more = more
        types = self._types(self.kind)
        asks = self.variant.asks if self.variant is not None else ()
        usual = self.kind.usual(self.task)
        ask = Blank(
            "question",
            (*self.at, self.kind.name),
            _("Question"),
            value=self.entry.get(self.kind.name),
            usual=self.place.presets.text("prompts", usual),
            needed=True,
            first=True,
        )
        needed = {*needed_in(self.kind.fields[0]), *needed_in(self.kind.fields[1])} | {"quote"}
        before = [
            name for name in ("strand", "where", "columns", "options", "claims", "quote") if name in types
        ]
        quiet = {"strand"} if not self.kind.any_strand else set()
        quiet |= {"claims"}
        after = [name for name in types if name not in before and name != "why"]
        strange = [
            name
            for name in self.entry
            if name not in types
            and name != self.kind.name
            and name not in {one.name for one in self._own_lines}
        ]

        def wanted(name: str) -> bool:
            asked = name in asks or name == "where"
            return more or name in self.entry or (name in needed and name not in quiet) or asked

        order = self._order(types)

        def field(name: str) -> Blank:
            return self._field(name, types[name], order, name in needed)

        return [
            ask,
            *(field(name) for name in before if wanted(name)),
            *(blank for lines in self.lists for blank in self._lines(lines)),
            *(field(name) for name in after if wanted(name) and name != "techniques"),
            *(self._offer(order) if "techniques" in types and (more or "offer" in self.entry) else ()),
            *(self._by_hand(name) for name in strange if name != "offer"),
            field("why"),
        ]

    def _types(self, kind: Kind[Task, Key]) -> dict[str, FieldType]:
        """The fields that are asked for by themselves, not line by line."""
        tasks, keys = map(fields_of, kind.fields)
        types = {**tasks, **keys}
        for name in ("id", "was", "prompt", "format", kind.name):
            types.pop(name, None)
        types[SHORT_PATH] = fields_of(AnnotationField)["debatable"]  # a flag like that one
        for one in kind.lines:
            for name in (one.asked, one.answered, one.name, *(word.into for word in one.words.values())):
                types.pop(name, None)
        if self.variant is not None:
            types = {name: type_ for name, type_ in types.items() if name not in self.variant.without}
            types = {name: {**keys, **tasks}[name] for name in self.variant.asks} | types
        if "original" in types:
            types = {"quote": fields_of(RowFields)["quote"], **types}
            del types["original"]
        return types

    def line(self, number: int) -> list[Blank]:
        """The blanks of one line of the list."""
        lines = self.lines
        if lines is None:
            return []
        return [one for one in self._lines(lines) if one.key.startswith(f"{lines.name}/{number}/")]

    def words_at(self, number: int) -> str:
        """The word that a line of the list begins with; empty for a bare text, and where there is none."""
        lines = self.lines
        entry = value_at(self.entry, (lines.name, number)) if lines is not None else None
        return self._word(lines, entry) if lines is not None and isinstance(entry, dict) else ""

    def _order(self, types: Mapping[str, FieldType]) -> tuple[str, ...]:
        assert self.kind is not None
        own = tuple(one.name for one in self.kind.lines)
        first = (
            "id",
            "was",
            "strand",
            "level",
            SHORT_PATH,
            "where",
            "columns",
            "options",
            "quote",
            "rules",
            "first",
            "last",
        )
        rest = tuple(name for name in types if name not in (*first, "why"))
        return (self.kind.name, *first, *own, "claims", "offer", *rest, "why")

    def _by_hand(self, name: str) -> Blank:
        return Blank(name, (*self.at, name), said_as(name), "hand", self.entry[name])

    def _offer(self, order: tuple[str, ...]) -> list[Blank]:
        offers = techniques(self.place.glossary, self.value)
        at = (*self.at, "offer")
        value = self.entry.get("offer")
        return [Blank("offer", at, said_as("offer"), "pick", value, order, offers, several=True)]

    def _field(self, name: str, type_: FieldType, order: tuple[str, ...], needed: bool) -> Blank:
        assert self.kind is not None
        usual = self.place.presets.text(name, self.kind.usual(self.task))
        if name == "strand":
            usual = self.kind.usual_strand(self.task)
        elif name in self.task and self.task[name].fields:
            fields = self.task[name].fields
            usual = ", ".join(one.text or id for id, one in fields.items())
        blank = Blank(
            name,
            (*self.at, name),
            said_as(name),
            "text",
            self.entry.get(name),
            order,
            usual=usual,
            needed=needed,
        )
        return self._typed(blank, name, type_, None)

    # Lines

    def _lines(self, lines: AnswerLines) -> Iterator[Blank]:
        listed = self.entry.get(lines.name)
        entries = listed if isinstance(listed, list) else []
        at: Trail = (*self.at, lines.name)
        for number, entry in enumerate(entries):
            yield from self._line(lines, at, number, entry)
        word = self._next_word(lines, entries)
        yield Blank(
            f"{lines.name}/{NEW}",
            (*at, len(entries), "" if word == lines.bare else word),
            _("+ {word}").format(word=word),
            "lines" if lines.text == "text" else "text",
            order=self._order(fields_of(self.kind.fields[1])) if self.kind is not None else (),
            offers=tuple(Offered(one, one) for one in lines.words) if lines.verdict else (),
            depth=1,
            verdicts=tuple(one for one in lines.words if one not in ROW_WORDS),
        )

    def _next_word(self, lines: AnswerLines, entries: Sequence[Value]) -> str:
        """What the next line begins with: right first, and then wrong; else the kind's first word that can be typed."""
        begun = [self._word(lines, one) for one in entries]
        if "wrong" in lines.words and "right" in begun:
            return "wrong"
        typed = [word for word in lines.words if word != "quote"]
        return (typed or [*lines.words])[0]

    def _word(self, lines: AnswerLines, entry: Value) -> str:
        if not isinstance(entry, dict):
            return lines.bare
        return next((name for name in entry if lines.called(name)), "")

    def _line(self, lines: AnswerLines, at: Trail, number: int, entry: Value) -> Iterator[Blank]:
        here: Trail = (*at, number)
        key = f"{lines.name}/{number}"
        if not isinstance(entry, dict):
            sort: Sort = "text" if isinstance(entry, str) and lines.bare else "hand"
            yield Blank(
                f"{key}/words", here, lines.bare or "?", sort, entry, depth=1, needed=True, first=True
            )
            return
        word = self._word(lines, entry)
        types = self._line_types(lines, lines.called(word))
        first = next(iter(entry), "")
        many: Sort = "lines" if lines.text == "text" and word not in ("quote",) else "text"
        yield Blank(
            f"{key}/words",
            (*here, word or first),
            word or first,
            many if word else "hand",
            entry.get(word or first),
            depth=1,
            needed=True,
            first=True,
            verdicts=tuple(lines.words) if word not in ROW_WORDS else (),
        )
        asked = [name for name in self._asks(lines, word) if name in types]
        further = [name for name in types if name not in entry] if self.more else []
        named = [name for name in (*entry, *further) if name not in (word, first, *asked)]
        order = tuple(dict.fromkeys((word, "id", "in", "before", "after", "nth", "where", *asked, *types)))
        for name in [*named, *asked]:
            at_field = (*here, name)
            blank = Blank(
                f"{key}/{name}",
                at_field,
                said_as(name),
                "text",
                entry.get(name),
                order,
                needed=name in asked and name not in ("plain", "core", "technique", "wrong"),
                extra=name in further and name not in asked,
                column=self._columns().get(name, ""),
                depth=2,
            )
            if name not in types:
                yield replace(blank, sort="hand")
                continue
            type_, around = types[name]
            typed = self._typed(blank, name, type_, around)
            if (
                typed.sort == "pairs" and type_.items
            ):  # pairs stand for items of an exercise alone, not of a line
                typed = replace(typed, sort="text" if _shorter(type_.item(0)) else "hand")
            yield typed

    def _asks(self, lines: AnswerLines, word: str) -> tuple[str, ...]:
        own = lines.words.get(lines.called(word), FirstWord()).asks
        return (*self._columns(), *(lines.asks if own is None else own))

    def _columns(self) -> dict[str, str]:
        """The columns of a table: their names, and what each asks of every line."""
        columns = self.task["columns"].fields if "columns" in self.task else {}
        return {
            name: one.fields["ask"].text if "ask" in one.fields else name for name, one in columns.items()
        }

    def _line_types(self, lines: AnswerLines, word: str) -> dict[str, tuple[FieldType, Of | Role | None]]:
        """The fields that a line may have beside its words: their types, and what ids in them are ids of."""
        assert self.kind is not None
        keys = fields_of(self.kind.fields[1])
        into = lines.words[word].into if word in lines.words else ""
        inner = answer_type(keys, lines, into)
        around = (inner.refers if inner is not None else None) or keys[into or lines.answered].refers
        made: dict[str, tuple[FieldType, Of | Role | None]] = {}
        if lines.asked:
            row = row_model(fields_of(self.kind.fields[0]), lines) or RowFields
            made = {
                name: (one, None) for name, one in fields_of(row).items() if name not in (lines.head, "was")
            }
        else:
            made = {name: (one, None) for name, one in fields_of(Quote).items() if name != "quote"}
        if inner is not None and inner.model is not None:
            back = {own: name for name, own in lines.renamed.items()}
            hidden = {lines.verdict, "" if lines.asked else lines.text} - {*back}
            for name, one in fields_of(inner.model).items():
                if name not in hidden:
                    made[back.get(name, name)] = (one, around)
        elif inner is not None and inner.entries is not None:
            for column in self._columns():
                made[column] = (inner.entries[1], inner.entries[1].refers)
        made.setdefault("why", (_PROSE, None))
        return made

    # Types

    def _typed(self, blank: Blank, name: str, type_: FieldType, around: Of | Role | None) -> Blank:
        """The blank as its field's type says that it is filled."""
        refers = type_.refers or around
        several = bool(type_.items) or type_.model is not None
        offers: tuple[Offered, ...] = ()
        if type_.base is bool:
            offers, several = (Offered("yes", _("Yes")), Offered("no", _("No"))), False
        elif get_origin(type_.base) is Literal:
            offers, several = tuple(Offered(str(one), str(one)) for one in get_args(type_.base)), False
        elif type_.entries is not None:
            return self._mapping(blank, name, type_)
        elif refers is Role.TECHNIQUE and (type_.is_id or type_.items or type_.model is not None):
            offers = techniques(self.place.glossary, self.value)
        elif isinstance(refers, Of) and (type_.is_id or type_.items or _shorter(type_)):
            offers = self._texts(refers, name) if self._is_menu(refers) else ()
        if offers:
            made = replace(blank, sort="pick", offers=offers, several=several)
        elif type_.items:
            model = type_.item(0).model
            pairs = model is not None and isinstance(blank.value, dict | None)
            plain = Role.LABELS in type_.roles or not type_.of_any_length or isinstance(refers, Of)
            made = replace(blank, sort="pairs" if pairs else "text" if plain else "lines")
            if isinstance(blank.value, list) and plain:
                made = replace(made, sort="pick", several=True)
        elif type_.model is not None and not _shorter(type_):
            made = replace(blank, sort="hand")
        else:
            made = blank
        if made.sort == "pick" and not writable(made) and isinstance(blank.value, str):
            made = replace(made, sort="text", offers=())
        return made if writable(made) else replace(made, sort="hand")

    def _is_menu(self, role: Of) -> bool:
        """Whether the list is there to choose from; else its entries come from what is written here."""
        name = role.path[0]
        return name in self.entry or bool(self.place.presets.names(name))

    def _mapping(self, blank: Blank, name: str, type_: FieldType) -> Blank:
        """A mapping of one's own: a preset or a list of texts, where the entries get ids, else pairs."""
        names = [*self.place.presets.names(name), *self.place.presets.entries.get(name, {})]
        key = type_.entries[0] if type_.entries is not None else type_
        listed = bool(names) or (key.is_id and not isinstance(key.refers, Of) and blank.depth == 0)
        if listed and not isinstance(blank.value, dict):
            made = replace(blank, sort="lines", offers=tuple(Offered(one, one) for one in names))
        else:
            made = replace(blank, sort="pairs")
        return made if writable(made) else replace(made, sort="hand")

    def _texts(self, role: Of, column: str) -> tuple[Offered, ...]:
        """What an id may stand for: presets by their ids, one's own texts by their words."""
        part: Placed | None = Placed(dict(self.task), START)
        for step in role.path:
            part = part.fields.get(column if step == "*" else step) if part is not None else None
        if part is None or not part.fields:
            return (Offered("yes", _("Yes")), Offered("no", _("No"))) if "*" in role.path else ()
        listed = value_at(self.entry, tuple(role.path)) if "*" not in role.path else None
        own = isinstance(listed, list)
        texts = {id: one.text or _about(one) for id, one in part.fields.items()}
        return tuple(Offered(text if own else id, text) for id, text in texts.items())


_PROSE = fields_of(LessonFile)["summary"]


def _about(part: Placed) -> str:
    return next((part.fields[name].text for name in ("text", "quote") if name in part.fields), "")


def _shorter(type_: FieldType) -> bool:
    """Whether a mapping may be written as a single word."""
    return type_.model is not None and type_.in_full("x") != "x"


def task_of(place: Workplace, value: Value, entry: Value) -> Mapping[str, Placed]:
    """The fields of an exercise in lesson.yaml, with the ids and texts of its lists, written out of one file."""
    alone: Value = {**(value if isinstance(value, dict) else {}), EXERCISES: [entry]}
    document = unplaced(alone).document(place.folder / LESSON_FILE)
    listed = placed(write_out(place.folder, document, place.glossary).lesson).fields.get(EXERCISES)
    return next((one.fields for one in (listed.items if listed is not None else ())), {})


def techniques(glossary: Glossary, value: Value) -> tuple[Offered, ...]:
    """The techniques of the glossary, those used in the lesson first."""
    used: dict[str, int] = {}
    waiting: list[Value] = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            name = one.get("technique")
            if isinstance(name, str):
                used[name] = used.get(name, 0) + 1
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    known = glossary.techniques
    count = {one.id: used.get(one.id, 0) + used.get(one.name, 0) for one in known}
    return tuple(Offered(one.id, one.name) for one in sorted(known, key=lambda one: -count[one.id]))


def count_to_write(blanks: Sequence[Blank]) -> int:
    """How many blanks must still be filled."""
    return sum(blank.to_write for blank in blanks)
