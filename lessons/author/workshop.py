"""A lesson on the bench of the person who writes it: its file, its articles, and what is still to do."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lessons.author.blank import Blank, said_before, shown
from lessons.author.blanks import EXERCISES, ExerciseBlanks, Workplace
from lessons.author.drafting import starting
from lessons.author.lesson_blanks import lesson_blanks, note_blanks
from lessons.author.manuscript import Manuscript
from lessons.author.quotable import quoted_at, quoting
from lessons.author.yaml_changes import Change, Insert, Put, Remove, value_at
from lessons.i18n import _, plural
from lessons.kinds.answer_lines import AnswerLines
from lessons.kinds.base import Key, Kind, Task
from lessons.kinds.registry import KINDS, beginnings
from lessons.kinds.roles import fields_of
from lessons.lesson.opening import glossary_for
from lessons.lesson.writing_out import NOTES, NOTES_IN_TWO
from lessons.loading.article_source import read_article
from lessons.loading.catalogue import KEY_FILE, is_file
from lessons.loading.document import Branch, Document, Mark, Node, Trail, Value
from lessons.loading.exercise_ids import is_one_file
from lessons.loading.placed import Placed
from lessons.loading.presets import PRESETS_FILE, read_presets
from lessons.loading.yaml_source import read_yaml_text
from lessons.model.article import Article
from lessons.model.form import Side
from lessons.model.problem import Problem, Severity
from lessons.text.spans import Span

LESSON, NOTED = -1, -2
"""In the place of the number of an exercise: the lesson itself, and the notes at its end."""


MISSING = frozenset({"F204", "F208"})
"""Codes of a fault that a blank still to write tells as well."""


@dataclass(frozen=True)
class ToDo:
    """Something to be written or mended, and where."""

    sort: str
    """``"fault"``, ``"write"`` or ``"advice"``."""
    number: int
    """Of the exercise; ``LESSON`` or ``NOTED``."""
    key: str
    """Of the blank; empty for the whole exercise."""
    told: str
    line: int = 0
    """In lesson.yaml, from 1; 0 where it is about another file."""
    fix: str = ""
    problem: Problem | None = None
    """What ``closeread check`` says of it; ``None`` for what is still to write."""


@dataclass(frozen=True)
class QuotedLine:
    """A line of an exercise, or a note, that quotes words of an article."""

    span: Span
    sign: str
    number: int
    """Of the exercise, or ``NOTED``."""
    entry: int


SIGNS = {"find": "+", "trap": "!", "debatable": "~", "quote": "=", "note": "n", "good": "g"}
"""The sign in the margin of the article by the word a line begins with."""


def not_in_one_file(folder: Path, value: Value) -> bool:
    """Whether the lesson is written in two files, which are not written here."""
    listed = value.get(EXERCISES) if isinstance(value, dict) else None
    return bool(listed) and (not is_one_file(value) or is_file(folder / KEY_FILE))


class Workshop:
    """What the screens and the questions line by line work with. Nothing here raises for what stands in the files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manuscript = Manuscript(folder)
        self.problems: Sequence[Problem] = ()
        """What ``closeread check`` says, when it was last asked."""
        self._seen: list[object] = []
        self._read: tuple[str, Document] | None = None
        self.place = self._look_around()

    def look(self) -> tuple[bool, str]:
        """Look at the files; whether something is another than before, and what is to be told."""
        fresh, told = self.manuscript.read()
        if self._seen != self._stamps():
            self.place, fresh = self._look_around(), True
        return fresh, told

    def _stamps(self) -> list[object]:
        """What distinguishes one state of the files around lesson.yaml from another."""
        course = self.folder.resolve().parent
        named = [str(self.fields.get("article") or "article.md"), str(self.fields.get("beside") or "")]
        paths = [*(self.folder / name for name in named if name)]
        paths += [course / name for name in ("course.yaml", "techniques.yaml", PRESETS_FILE)]
        stamps: list[object] = []
        for path in paths:
            try:
                status = path.stat()
                stamps.append((str(path), status.st_mtime_ns, status.st_size))
            except (OSError, ValueError):
                stamps.append(str(path))
        return stamps

    def _look_around(self) -> Workplace:
        self._seen = self._stamps()
        fields = self.fields
        articles: list[Article | None] = []
        for name, usual in (("article", "article.md"), ("beside", "")):
            named = fields.get(name) or usual
            articles.append(
                read_article(self.folder / named)[0] if isinstance(named, str) and named else None
            )
        course = self.folder.resolve().parent
        language = articles[0].masthead.language if articles[0] is not None else "en"
        return Workplace(
            self.folder, articles[0], articles[1], glossary_for(course)[0], read_presets(course, language)[0]
        )

    @property
    def fields(self) -> dict[str, Value]:
        """The fields of lesson.yaml, as its author sees them."""
        value = self.manuscript.value
        return value if isinstance(value, dict) else {}

    @property
    def title(self) -> str:
        """The lesson's title."""
        title = self.fields.get("title")
        return title if isinstance(title, str) else self.folder.name

    @property
    def exercises(self) -> list[Value]:
        """The exercises as they stand in the file."""
        listed = self.fields.get(EXERCISES)
        return listed if isinstance(listed, list) else []

    def article(self, side: Side) -> Article | None:
        """The article of a side."""
        return self.place.beside if side == "beside" else self.place.article

    # Blanks

    def blanks(self, number: int, *, more: bool = False) -> list[Blank]:
        """What is asked of an exercise, of the lesson, or of the notes."""
        if number == LESSON:
            return lesson_blanks(self.manuscript.value)
        if number == NOTED:
            return note_blanks(self.place, self.manuscript.value)
        return self._exercise(number).blanks(more=more) if number < len(self.exercises) else []

    def line(self, number: int, entry: int) -> list[Blank]:
        """What is asked of one line of an exercise, or of one note."""
        if number == NOTED:
            return note_blanks(self.place, self.manuscript.value, entry)
        return self._exercise(number).line(entry) if number < len(self.exercises) else []

    def _exercise(self, number: int) -> ExerciseBlanks:
        return ExerciseBlanks(self.place, self.manuscript.value, number)

    def kind(self, number: int) -> str:
        """The kind of an exercise; empty for what is none."""
        entry = self.exercises[number] if 0 <= number < len(self.exercises) else None
        name = next(iter(entry), "") if isinstance(entry, dict) else ""
        return name if name in KINDS else ""

    def task(self, number: int) -> Mapping[str, Placed]:
        """The fields of an exercise as they are written out for students; nothing for what is none."""
        return self._exercise(number).task if self.kind(number) else {}

    def question(self, number: int) -> str:
        """The question of an exercise, its own or the usual one."""
        entry = self.exercises[number]
        if not isinstance(entry, dict):
            return ""
        if not self.kind(number):
            prompt = entry.get("prompt")
            return prompt if isinstance(prompt, str) else ""
        ask = self.blanks(number)[0]
        return shown(ask) or ask.usual

    def counted(self, number: int) -> str:
        """How much of an exercise there is: ``"5 phrases"``."""
        lines = self._exercise(number).lines if self.kind(number) else None
        entries = value_at(self.exercises[number], (lines.name,)) if lines is not None else None
        count = len(entries) if isinstance(entries, list) else 0
        return plural("{n} line", "{n} lines", count).format(n=count) if lines is not None else ""

    # Changes

    def change(self, change: Change) -> str:
        """Make a change; empty once it is on the disk, else what became of it."""
        return self.manuscript.apply(change)

    def add(
        self, wish: str, *, at: int | None = None, entry: dict[str, Value] | None = None
    ) -> tuple[int, str]:
        """Add an exercise, as ``beginnings`` names it; its number, and what became of it."""
        number = len(self.exercises) if at is None else at
        fresh: dict[str, Value] = {**starting(wish), **(entry or {})}
        return number, self.change(Insert((EXERCISES,), number, fresh, order=HEAD))

    def lines_of(self, number: int) -> AnswerLines | None:
        """The list of an exercise."""
        return self._exercise(number).lines if self.kind(number) else None

    def taking(self, word: str, number: int) -> int | None:
        """The exercise that takes a line that begins with a word: this one, else the nearest; ``None`` for none."""
        able = [at for at in range(len(self.exercises)) if self._takes(word, at)]
        return min(able, key=lambda at: abs(at - number), default=None)

    def _takes(self, word: str, number: int) -> bool:
        kind = self.kind(number)
        own = KINDS[kind].lines if kind else ()
        return any(word in lines.words for lines in own) or (
            word == "quote" and self.is_of_one_sentence(number)
        )

    def answers_of_words(self, number: int) -> bool:
        """Whether words of the article may be answers of the exercise, right ones and wrong ones."""
        lines = self.lines_of(number)
        return lines is not None and {"right", "wrong"} <= {*lines.words}

    def answer(self, number: int, word: str, side: Side, span: Span) -> tuple[int, str]:
        """Add words of an article as an answer, last; in quotation marks where it is one of those shown."""
        lines, article = self.lines_of(number), self.article(side)
        assert lines is not None  # see answers_of_words
        assert article is not None  # its words were marked
        words = " ".join(article.text[slice(*span)].split())
        listed = value_at(self.exercises[number], (lines.name,))
        place = len(listed) if isinstance(listed, list) else 0
        order = self._exercise(number).blanks()[-1].order
        entry: Value = {word: f'"{words}"' if lines.asked and '"' not in words else words}
        return place, self.change(Insert((EXERCISES, number, lines.name), place, entry, order=order))

    def said_before(self, blank: Blank) -> list[str]:
        """What the lesson says in other blanks of the same sort, each once, the last one first."""
        return said_before(self.manuscript.value, blank)

    def is_of_one_sentence(self, number: int) -> bool:
        """Whether the exercise has no lines but is about one sentence of the article."""
        kind = self.kind(number)
        return bool(kind) and not KINDS[kind].lines and "original" in fields_of(KINDS[kind].fields[0])

    def quote(self, number: int, word: str, side: Side, span: Span) -> tuple[int, str]:
        """Add a line about words of an article, in reading order; its number, and what became of it.

        An exercise about one sentence gets that sentence, and the number is -1.
        """
        article = self.article(side)
        assert article is not None  # its words were marked
        kind = KINDS[self.kind(number)]
        entry = quoting(article, span, word)
        if self.is_of_one_sentence(number):
            return -1, self._about_sentence(number, {**entry, **({"in": side} if side == "beside" else {})})
        lines = next(one for one in kind.lines if word in one.words)
        exercise = self.exercises[number]
        fields = exercise if isinstance(exercise, dict) else {}
        marked = kind.marks_in({**fields, **({"mode": "mark"} if kind.both_articles else {})})
        if side == "beside" and marked != "beside" and word == "quote":
            entry["in"] = "beside"
        return self._insert((EXERCISES, number, lines.name), entry, span, side)

    def _about_sentence(self, number: int, entry: Mapping[str, Value]) -> str:
        order = self.blanks(number)[-1].order
        told = ""
        for name in ("quote", "before", "after", "nth", "where", "in"):
            trail = (EXERCISES, number, name)
            if name in entry:
                told = told or self.change(Put(trail, entry[name], order))
            elif value_at(self.manuscript.value, trail) is not None:
                told = told or self.change(Remove(trail))
        return told

    def note(self, word: str, side: Side, span: Span) -> tuple[int, str]:
        """Add a note about words of an article; its number, and what became of it."""
        article = self.article(side)
        assert article is not None  # its words were marked
        entry = quoting(article, span, word)
        if side == "beside":
            entry["in"] = "beside"
        listed = self.fields.get(NOTES)
        place = len(listed) if isinstance(listed, list) else 0
        return place, self.change(Insert((NOTES,), place, entry))

    def _insert(self, trail: Trail, entry: dict[str, Value], span: Span, side: Side) -> tuple[int, str]:
        listed = value_at(self.manuscript.value, trail)
        entries = listed if isinstance(listed, list) else []
        article = self.article(side)
        place = len(entries)
        for at in reversed(range(len(entries))):
            word = self._word(entries[at])
            spans = quoted_at(article, entries[at], word) if article is not None else ()
            if not spans or spans[0].start <= span.start:
                break
            place = at
        number = trail[1]
        assert isinstance(number, int)  # of the exercise
        order = self._exercise(number).blanks()[-1].order
        return place, self.change(Insert(trail, place, entry, order=order))

    def _word(self, entry: Value) -> str:
        return next((name for name in entry if name in SIGNS), "") if isinstance(entry, dict) else ""

    def marks(self, number: int, side: Side) -> Iterator[QuotedLine]:
        """The lines of an exercise, and the notes, that quote words of an article."""
        article = self.article(side)
        if article is None:
            return
        if 0 <= number < len(self.exercises) and self.kind(number):
            lines = self.lines_of(number)
            entries = value_at(self.exercises[number], (lines.name,)) if lines is not None else None
            for at, entry in enumerate(entries if isinstance(entries, list) else ()):
                if self.quotes_from(number, entry) == side:
                    yield from self._marked(article, entry, number, at)
        notes = self.fields.get(NOTES)
        for at, entry in enumerate(notes if isinstance(notes, list) else ()):
            if self.quotes_from(NOTED, entry) == side:
                yield from self._marked(article, entry, NOTED, at)

    def quotes_from(self, number: int, entry: Value) -> Side:
        """The article that a line of an exercise, or a note, quotes from."""
        if number == NOTED or self._word(entry) == "quote":
            return "beside" if isinstance(entry, dict) and entry.get("in") == "beside" else "main"
        exercise, kind = self.exercises[number], KINDS[self.kind(number)]
        if not isinstance(exercise, dict):
            return "main"
        return "beside" if "phrases" in exercise and kind.both_articles else kind.marks_in(exercise)

    def _marked(self, article: Article, entry: Value, number: int, at: int) -> Iterator[QuotedLine]:
        word = self._word(entry)
        for span in quoted_at(article, entry, word):
            yield QuotedLine(span, SIGNS[word], number, at)

    # To do

    def to_do(self) -> list[ToDo]:
        """What is wrong, what is still to write, and advice, in this order and that of the file."""
        writes = [*self._to_write()]
        lines = {(one.number, one.key.rpartition("/")[0]) for one in writes if one.key.count("/") > 1}
        numbers = {one.number for one in writes}
        found = [
            todo
            for todo, code in (
                (self._told(one), one.code)
                for one in self.problems
                if self.exercises or self.manuscript.trouble
            )
            if todo.sort == "advice"
            or not (
                (todo.number, todo.key.rpartition("/")[0]) in lines
                or (code in MISSING and todo.number in numbers)
            )
        ]
        rank = {"fault": 0, "write": 1, "advice": 2}
        return sorted([*writes, *found], key=lambda one: rank[one.sort])

    def _to_write(self) -> Iterator[ToDo]:
        for number in (LESSON, *range(len(self.exercises)), NOTED):
            about = ""
            for blank in self.blanks(number):
                if blank.depth == 1 and not blank.is_new:
                    about = shown(blank)
                if blank.to_write and not blank.is_new:
                    told = _("{what} of “{about}”").format(what=blank.label, about=_short(about))
                    yield ToDo("write", number, blank.key, told if blank.depth == 2 else blank.label)

    def _told(self, problem: Problem) -> ToDo:
        sort = "fault" if problem.severity is Severity.ERROR else "advice"
        trail = self.trail_of(problem)
        if trail is None:
            told = f"{problem.place.file.name}: {problem.found}"
            return ToDo(sort, LESSON, "", told, fix=problem.fix, problem=problem)
        number, key = place_of_trail(trail)
        return ToDo(sort, number, key, problem.found, problem.place.line, problem.fix, problem)

    def trail_of(self, problem: Problem) -> Trail | None:
        """Where in lesson.yaml a problem is; ``None`` for one of another file."""
        place = problem.place
        if place.file != self.manuscript.path and place.file.resolve() != self.manuscript.path.resolve():
            return None
        return trail_at(self._document(), place.line or 1, place.column or 1)

    def _document(self) -> Document:
        """The file when it could last be read, with the places of its parts."""
        if self._read is None or self._read[0] != self.manuscript.text:
            text = self.manuscript.text
            self._read = text, read_yaml_text(text, self.manuscript.path)
        return self._read[1]

    def line_of(self, number: int, key: str = "") -> int:
        """The line of lesson.yaml, from 1, where an exercise or one of its blanks stands."""
        document = self._document()
        blanks = self.blanks(number, more=True) if number < len(self.exercises) else []
        blank = next((one for one in blanks if one.key == key), None)
        trail: Trail = blank.trail if blank is not None else (EXERCISES, number) if number >= 0 else ()
        return document.key_at(trail)[0]


HEAD = (
    "format",
    "id",
    "title",
    "summary",
    "minutes",
    "level",
    "article",
    "beside",
    "goals",
    EXERCISES,
    NOTES,
)
"""The fields of lesson.yaml in the order in which they are read."""


def wishes(*, beside: bool) -> list[tuple[str, str]]:
    """What a teacher may want students to do, and the kind of exercise for it."""
    listed = [
        ("mark", _("find the writer's words in the text")),
        ("label", _("name the trick of phrases that you give")),
        ("choice", _("say whose words these are, out of a few answers")),
        ("match", _("say for each claim who stands behind it")),
        ("ledger", _("judge each source: named? has an interest?")),
        ("omission", _("see what is left out, and what it changes")),
        ("order", _("see how the news came to them, step by step")),
        ("scale", _("say how slanted each sentence is, from 1 to 5")),
        ("short", _("count or look up something, and type it")),
        ("rewrite", _("say a sentence plainly")),
    ]
    if beside:
        listed.append(("compare", _("hold two texts side by side")))
    known = [(kind, told) for kind, told in listed if kind in KINDS]
    return known + [
        (wish, variant.about if variant is not None else _wish_of(kind))
        for wish, (kind, variant) in beginnings().items()
        if wish not in dict(listed) and not kind.both_articles
    ]


def _wish_of(kind: Kind[Task, Key]) -> str:
    """What students do in a kind that is not listed, by what its module says of it."""
    told = (type(kind).__doc__ or kind.name).strip().split("\n")[0].rstrip(".")
    return told[:1].lower() + told[1:]


def trail_at(document: Document, line: int, column: int) -> Trail:
    """The trail of the last key or item that begins at a place of the file or before it."""
    best: tuple[tuple[int, int], Trail] = ((0, 0), ())
    waiting: list[tuple[Trail, Node]] = [((), document.root)]
    while waiting:
        trail, node = waiting.pop()
        if not isinstance(node, Branch):
            continue
        inner: list[tuple[Trail, Mark, Node]] = [
            *(((*trail, name), key, value) for name, (key, value) in node.keys.items()),
            *(
                ((*trail, at), one.mark if isinstance(one, Branch) else one, one)
                for at, one in enumerate(node.items)
            ),
        ]
        for at, mark, value in inner:
            place = (mark.line + 1, mark.column + 1)
            if place <= (line, column) and (place, len(at)) > (best[0], len(best[1])):
                best = (place, at)
            waiting.append((at, value))
    return best[1]


def place_of_trail(trail: Trail) -> tuple[int, str]:
    """The exercise that a trail leads into, and the key of the blank."""
    if not trail or trail[0] not in (EXERCISES, NOTES):
        return LESSON, str(trail[0]) if trail else ""
    if trail[0] == NOTES:
        rest = [str(step) for step in trail[1:]]
        return NOTED, "/".join(
            [NOTES, *rest[:1], "words" if len(rest) < 2 or rest[1] in NOTES_IN_TWO else rest[1]]
        )
    number = trail[1] if len(trail) > 1 and isinstance(trail[1], int) else 0
    if len(trail) < 4:
        name = str(trail[2]) if len(trail) == 3 else ""
        return number, "question" if name in KINDS else name
    name = str(trail[4]) if len(trail) > 4 else "words"
    return number, f"{trail[2]}/{trail[3]}/{name}"


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 40 else words[:39] + "…"
