"""A lesson of any length for simulated learners: what is right is known, and how each answer is scored.

The article has 600 words in 60 sentences of 10. All words are different, so each quotation stands in one place.
A third of the exercises ask to mark words; the others are choices, matches, labels, ledgers, omissions, typed answers.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from random import Random

PARAGRAPHS, SENTENCES, WORDS = 20, 3, 10
PHRASES = 8
"""Key phrases of a marking exercise: two words each, in sentences of their own."""
_PLACES = ((1, 6), (4, 8), (7, 2))
"""Where a phrase begins in its sentence, and a word there that is no part of it nor beside it."""
_KINDS = (
    *("mark", "choice", "match", "mark", "label", "several", "mark", "short", "ledger", "mark"),
    *("choice", "omission", "mark", "match", "choice"),
)
_SLOPES = (1.5, 1.0, 0.6, 2.0, 0.0)
"""How steeply the probability of a right answer grows with ability."""
WRONG_KEY = -1.2
"""The slope of the second choice: the able have it wrong, as where a key is wrong."""
TECHNIQUES = ("loaded", "vague", "slogan", "fear")
CLASSES = ("in-text", "beside", "later")
MISTAKES = ("seven", "twelve", "none")
"""What is typed by those who do not know."""


@dataclass(frozen=True, slots=True)
class Item:
    """One row, cell or question with one right answer."""

    id: str
    """Of the row; of the cell as ``row.column``."""
    right: str
    wrong: tuple[str, ...]
    difficulty: float
    guess: float
    """The probability that somebody who knows nothing has it right."""


@dataclass(frozen=True, slots=True)
class Place:
    """One thing that may be marked: code points of the article."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Task:
    """One exercise, and what is right in it."""

    id: str
    kind: str
    """``several`` for a choice of which several may be picked."""
    slope: float = 1.0
    items: tuple[Item, ...] = ()
    signals: tuple[str, ...] = ()
    """Options to be picked, or facts that matter."""
    noise: tuple[str, ...] = ()
    phrases: tuple[Place, ...] = ()
    plain: tuple[Place, ...] = ()
    """A word of each sentence that is no finding."""

    @property
    def detects(self) -> bool:
        """Whether things are told from others, rather than questions answered."""
        return self.kind in ("mark", "several", "omission")


@dataclass(frozen=True)
class SimulatedLesson:
    """A lesson on the disk, and what is right in it."""

    folder: Path
    tasks: tuple[Task, ...]


def write_lesson(course: Path, exercises: int = 60) -> SimulatedLesson:
    """Write the course and its lesson ``simulated``; the same each time."""
    random = Random(exercises)
    sentences = _sentences()
    starts = _starts(sentences)
    made = [_Writer(random, f"{_KINDS[n % len(_KINDS)]}-{n}", n, sentences, starts) for n in range(exercises)]
    folder = course / "simulated"
    folder.mkdir(parents=True)
    _dump(
        course / "course.yaml",
        {"format": 1, "title": "Simulated", "language": "en", "lessons": ["simulated"]},
    )
    _dump(course / "techniques.yaml", _glossary())
    (folder / "article.md").write_text(_article(sentences))
    head = {
        "format": 1,
        "title": "Simulated",
        "summary": "Made up.",
        "minutes": 60,
        "level": 1,
        "goals": ["See."],
    }
    _dump(folder / "lesson.yaml", {**head, "exercises": [one.task for one in made]})
    _dump(folder / "key.yaml", {"format": 1, "answers": {one.id: {**one.key, "why": "So."} for one in made}})
    return SimulatedLesson(folder, tuple(one.truth for one in made))


def _dump(path: Path, value: Mapping[str, object]) -> None:
    path.write_text(json.dumps(value))  # JSON is YAML


def _sentences() -> list[list[str]]:
    """Sentences of words that stand nowhere else."""
    syllables = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]
    words = ("".join(three) for three in product(syllables[::3], syllables[::2], syllables[1::4]))
    return [[next(words) for _ in range(WORDS)] for _ in range(PARAGRAPHS * SENTENCES)]


def _article(sentences: Sequence[Sequence[str]]) -> str:
    shown = [" ".join(words).capitalize() + "." for words in sentences]
    paragraphs = [" ".join(shown[at : at + SENTENCES]) for at in range(0, len(shown), SENTENCES)]
    return "---\ntitle: Simulated\nlanguage: en\n---\n\n" + "\n\n".join(paragraphs) + "\n"


def _starts(sentences: Sequence[Sequence[str]]) -> list[int]:
    """The offset of each sentence in the article's plain text."""
    starts, at = [], 0
    for number, words in enumerate(sentences, 1):
        starts.append(at)
        at += len(" ".join(words)) + 1 + (2 if number % SENTENCES == 0 else 1)
    return starts


def _glossary() -> Mapping[str, object]:
    techniques = {
        name: {"family": name, "name": name, "definition": "A way.", "example": "So.", "not": "Not so."}
        for name in TECHNIQUES
    }
    families = {name: {"name": name, "strand": "language", "definition": "A way."} for name in TECHNIQUES}
    return {"format": 1, "families": families, "techniques": techniques}


class _Writer:
    """One exercise as its two mappings, and its truth."""

    def __init__(
        self, random: Random, id: str, number: int, sentences: list[list[str]], starts: list[int]
    ) -> None:
        self.random, self.id, self.sentences, self.starts = random, id, sentences, starts
        kind = id.partition("-")[0]
        self.slope = WRONG_KEY if number == _KINDS.index("choice", 2) else _SLOPES[number % len(_SLOPES)]
        strand = {"mark": "language", "label": "language", "omission": "omission"}.get(kind, "sourcing")
        shown = "choice" if kind == "several" else kind
        self.task: dict[str, object] = {"id": id, "kind": shown, "strand": strand, "prompt": "Answer."}
        self.key: dict[str, object] = {}
        self.truth: Task = getattr(self, f"_{kind}")()

    def _item(self, id: str, options: Sequence[str], *, guess: bool = True) -> Item:
        right = self.random.choice(options)
        wrong = tuple(option for option in options if option != right)
        return Item(id, right, wrong, self.random.uniform(-1.5, 1.2), 1 / len(options) if guess else 0.0)

    def _mark(self) -> Task:
        chosen = sorted(self.random.sample(range(len(self.sentences)), PHRASES))
        at = {sentence: self.random.choice(_PLACES) for sentence in chosen}
        phrases = tuple(self._place(sentence, at[sentence][0], 2) for sentence in chosen)
        plain = tuple(
            self._place(number, at.get(number, (0, 5))[1], 1) for number in range(len(self.sentences))
        )
        quotes = [" ".join(self.sentences[one][at[one][0] : at[one][0] + 2]) for one in chosen]
        self.key = {"mark": [{"quote": quote, "technique": "loaded", "why": "So."} for quote in quotes]}
        return Task(self.id, "mark", phrases=phrases, plain=plain)

    def _place(self, sentence: int, first: int, count: int) -> Place:
        words = self.sentences[sentence]
        start = self.starts[sentence] + sum(len(word) + 1 for word in words[:first])
        return Place(start, start + len(" ".join(words[first : first + count])))

    def _choice(self) -> Task:
        options = ("a", "b", "c", "d")
        item = self._item("", options)
        self.task |= {"options": {id: f"Option {id}" for id in options}}
        self.key = {"options": {id: {"credit": int(id == item.right), "why": "So."} for id in options}}
        return Task(self.id, "choice", self.slope, (item,))

    def _several(self) -> Task:
        options = [f"o{number}" for number in range(6)]
        signals = tuple(sorted(self.random.sample(options, 3)))
        self.task |= {"pick": "several", "options": {id: f"Option {id}" for id in options}}
        self.key = {"options": {id: {"credit": int(id in signals), "why": "So."} for id in options}}
        return Task(self.id, "several", signals=signals, noise=tuple(o for o in options if o not in signals))

    def _match(self) -> Task:
        options = ("p", "q", "r", "s")
        items = tuple(self._item(f"r{number}", options) for number in range(4))
        self.task |= {
            "rows": {item.id: f"Row {item.id}" for item in items},
            "options": {id: f"Option {id}" for id in options},
        }
        self.key = {"rows": {item.id: {"is": item.right, "why": "So."} for item in items}}
        return Task(self.id, "match", self.slope, items)

    def _label(self) -> Task:
        items = tuple(self._item(f"i{number}", TECHNIQUES) for number in range(4))
        self.task |= {"items": {item.id: f"Phrase {item.id}" for item in items}, "techniques": TECHNIQUES}
        rows = {item.id: {"is": item.right, "why": "So."} for item in items}
        self.key = {"items": rows, "family-credit": 0}
        return Task(self.id, "label", self.slope, items)

    def _ledger(self) -> Task:
        items = tuple(
            self._item(f"s{row}.{column}", ("yes", "no", "open")) for row in range(3) for column in ("x", "y")
        )
        options = {"yes": "Yes it is", "no": "No it is not", "open": "Cannot tell"}
        columns = {column: {"ask": f"Is it {column}?", "options": options} for column in ("x", "y")}
        self.task |= {"rows": {f"s{row}": f"Source {row}" for row in range(3)}, "columns": columns}
        rows: dict[str, dict[str, object]] = {}
        for item in items:
            row, _, column = item.id.partition(".")
            rows.setdefault(row, {})[column] = {"is": item.right, "why": "So."}
        self.key = {"rows": rows}
        return Task(self.id, "ledger", self.slope, items)

    def _omission(self) -> Task:
        facts = [f"f{number}" for number in range(6)]
        signals = tuple(sorted(self.random.sample(facts, 3)))
        self.task |= {"facts": {id: f"Fact {id}" for id in facts}}
        classes = {id: "matters" if id in signals else self.random.choice(CLASSES) for id in facts}
        self.key = {"facts": {id: {"class": name, "why": "So."} for id, name in classes.items()}}
        return Task(self.id, "omission", signals=signals, noise=tuple(f for f in facts if f not in signals))

    def _short(self) -> Task:
        item = Item("answer", "forty", MISTAKES, self.random.uniform(-1.0, 1.0), 0.0)
        self.key = {"accept": ["forty"]}
        return Task(self.id, "short", self.slope, (item,))
