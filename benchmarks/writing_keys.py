"""How many keys the lesson of the pool takes in ``closeread write``, and whether what comes out is that lesson.

Run: ``python -m benchmarks.writing_keys [LESSON]``. A writer who knows the lesson by heart types it into the real
program: texts letter by letter, words of the article by the shortest way of its own cursor, picks by their digits.
Printed for each exercise: the keys of texts, of moves in the article, and all others; then what differs in the end.
"""

import asyncio
import shutil
import sys
import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lessons.author.blank import Blank
from lessons.author.quotable import quoted_at
from lessons.author.workshop import SIGNS
from lessons.author.yaml_changes import same, value_at
from lessons.kinds.answer_lines import ROW_WORDS
from lessons.lesson.writing_out import write_out
from lessons.loading.document import Value
from lessons.loading.yaml_source import read_yaml
from tests.helpers.writing import POOL, Writer, writing
from tui.screens.article_writing import MarkingScreen
from tui.screens.exercise_form import FormScreen
from tui.screens.what_next import LETTERS, WishScreen
from tui.widgets.article_view import ArticleView
from tui.widgets.blank_field import DIGITS
from tui.widgets.blanks_panel import BlanksPanel
from tui.widgets.span_cursor import STEPS, SpanCursor

SIZE = (120, 40)
WALK = {
    "right": "<right>",
    "left": "<left>",
    "down": "<down>",
    "up": "<up>",
    "sentence_next": ")",
    "sentence_previous": "(",
    "block_next": "}",
    "block_previous": "{",
    "row_start": "<home>",
    "row_end": "<end>",
    "page_down": "<pagedown>",
    "page_up": "<pageup>",
    "top": "[",
    "bottom": "]",
}
KEYS = {"find": "f", "trap": "t", "debatable": "o", "quote": "r", "note": "n", "good": "g"}


@dataclass
class Count:
    """Keys pressed for an exercise."""

    name: str
    texts: int = 0
    moves: int = 0
    others: int = 0

    @property
    def all(self) -> int:
        """Every key."""
        return self.texts + self.moves + self.others


class ByHeart:
    """The writer."""

    def __init__(self, writer: Writer, wanted: dict[str, Value]) -> None:
        self.writer, self.wanted = writer, wanted
        self.counts: list[Count] = []

    async def press(self, keys: list[str], sort: str) -> None:
        """Press keys, and count them."""
        await self.writer.type("".join(keys))
        count = self.counts[-1]
        setattr(count, sort, getattr(count, sort) + len(keys))

    async def write(self) -> None:
        """The whole lesson: its own fields, each exercise, and the notes."""
        self.counts.append(Count("lesson"))
        fields = {name: one for name, one in self.wanted.items() if name not in ("exercises", "notes")}
        await self.press(["<enter>", "<enter>"], "others")
        await self.fill(fields)
        await self.press(["<escape>"], "others")
        exercises = self.wanted["exercises"]
        assert isinstance(exercises, list)
        for exercise in exercises:
            assert isinstance(exercise, dict)
            await self.exercise(exercise)
        notes = self.wanted.get("notes")
        self.counts.append(Count("notes"))
        await self.press(["m"], "others")
        for note in notes if isinstance(notes, list) else []:
            assert isinstance(note, dict)
            await self.mark(note, next(iter(note)), str(note.get("in") or "main"))
        await self.press(["<escape>"], "others")

    async def exercise(self, exercise: dict[str, Value]) -> None:
        """One exercise: its own blanks first, then its lines in the article."""
        kind = next(iter(exercise))
        self.counts.append(Count(kind))
        await self.press(["a"], "others")
        screen = self.writer.app.screen
        assert isinstance(screen, WishScreen)
        place = [name for name, _told in screen.wishes].index(kind)
        await self.press([LETTERS[place]], "others")
        screen = self.writer.app.screen
        phrases = exercise.get("phrases") or exercise.get("rows") or exercise.get("items")
        begun = (
            {next(iter(one), "") for one in phrases if isinstance(one, dict)}
            if isinstance(phrases, list)
            else set()
        )
        in_article = bool(begun & {*KEYS})
        if isinstance(screen, MarkingScreen):
            await self.press(["w"], "others")
        form = self.writer.app.screen
        assert isinstance(form, FormScreen)
        asked = {blank.key for blank in form.panel.blanks}
        further = [
            name
            for name in exercise
            if name not in asked and name != kind and not _is_list(exercise[name], name)
        ]
        if further:
            if form.panel.filling is not None:
                await self.press(["<escape>"], "others")
            await self.press(["f", "<home>", "<enter>"], "others")
        elif form.panel.filling is None:
            await self.press(["<enter>"], "others")
        await self.fill(
            {name: one for name, one in exercise.items() if name != "quote"}, in_article=in_article
        )
        await self.elsewhere(exercise)
        await self.answers_of_words(exercise)
        if in_article:
            if isinstance(screen, MarkingScreen):
                await self.press(["<escape>"], "others")
            else:
                await self.press(["m"], "others")
            second = kind == "compare"
            if second:
                await self.press(["b"], "moves")
            for line in phrases if isinstance(phrases, list) else []:
                assert isinstance(line, dict)
                await self.mark(line, next(iter(line)), "beside" if second else str(line.get("in") or "main"))
            if not isinstance(screen, MarkingScreen):
                await self.press(["<escape>"], "others")
        await self.press(["<escape>"], "others")

    async def elsewhere(self, exercise: dict[str, Value]) -> None:
        """What is begun in the article: a sentence to be rewritten, claims that missing facts change."""
        if isinstance(quote := exercise.get("quote"), str):
            await self.press(["<escape>"], "others")
            await self.mark({"quote": quote}, "quote", "main", form=False)
        if claims := _claims(exercise):
            await self.press(["m"], "others")
            for line in claims:
                await self.claim(line, exercise)
            await self.press(["<escape>"], "others")

    async def answers_of_words(self, exercise: dict[str, Value]) -> None:
        """Answers that are words of the article are marked there."""
        if quoted := _quoted_answers(exercise):
            await self.press(["m"], "others")
            for line in quoted:
                word = next(iter(line))
                quote = str(line[word]).strip().strip('"')
                key = KEYS["find" if word == "right" else "trap"]
                await self.mark({"quote": quote}, "quote", "main", form=False, key=key)
                await self.fill({"answers": [line]})
            await self.press(["<escape>"], "others")

    async def claim(self, line: dict[str, Value], exercise: dict[str, Value]) -> None:
        """A missing fact, begun at the words that it changes."""
        await self.mark(
            {"quote": line["changes"], "m": line["missing"]}, "quote", "main", form=False, key="m"
        )
        await self.text(line["missing"])
        await self.press(["<enter>"], "others")
        await self.fill(exercise)

    # Blanks

    @property
    def panel(self) -> BlanksPanel:
        """The form that is open."""
        return self.writer.app.screen.query_one(BlanksPanel)

    async def fill(self, wanted: dict[str, Value], *, in_article: bool = False) -> None:
        """Fill blank after blank as the exercise wants it, until the form is through."""
        typed: list[Value] = []
        pressed = -1
        while (blank := self.panel.filling) is not None:
            assert pressed != self.counts[-1].all, await self.writer.shown()
            assert self.counts[-1].others < 150, (self.panel.field.text, blank, await self.writer.shown())
            pressed = self.counts[-1].all
            if blank.is_new:
                name = blank.key.rpartition("/")[0]
                listed = wanted.get(name)
                left = [one for one in listed if one not in typed] if isinstance(listed, list) else []
                left = [one for one in left if not (isinstance(one, dict) and "changes" in one)]
                left = [one for one in left if one not in _quoted_answers(wanted)]
                if left and not in_article:
                    typed.append(left[0])
                    await self.begin_line(blank, left[0])
                    continue
                await self.press(["<enter>"], "others")
            else:
                await self.answer(blank, self.value_for(blank, wanted))

    def value_for(self, blank: Blank, wanted: dict[str, Value]) -> Value:
        """What a blank is to be filled with."""
        if blank.depth == 0:
            name = next(iter(wanted)) if blank.key == "question" else blank.key
            return wanted.get(name)
        *_above, _number, name = blank.key.split("/")
        line = value_at(
            self.writer.app.workshop.manuscript.value,
            blank.trail[: 4 if blank.trail[0] == "exercises" else 2],
        )
        entry = next((one for one in _lines(wanted) if _begins(one) == _begins(line)), None)
        return entry.get(name) if isinstance(entry, dict) else None

    async def begin_line(self, blank: Blank, line: Value) -> None:
        """A line that is typed: its word and its words."""
        word, words = next(iter(line.items())) if isinstance(line, dict) else (blank.trail[-1], line)
        if word != blank.trail[-1]:
            values = [one.value for one in blank.offers]
            if word in values:
                await self.press([DIGITS[values.index(word)]], "others")
            else:
                at, to = blank.verdicts.index(str(blank.trail[-1])), blank.verdicts.index(str(word))
                await self.press(["<ctrl+r>"] * ((to - at) % len(blank.verdicts)), "others")
        await self.text(words)
        await self.press(["<enter>"], "others")

    async def answer(self, blank: Blank, value: Value) -> None:
        """One blank: a digit, letters that name it alone, a text, or nothing."""
        if value is None or same(value, blank.value):
            await self.press(["<enter>"], "others")
        elif blank.sort != "pick":
            await self.text(value)
            await self.press(["<enter>"], "others")
        elif isinstance(value, list):
            places = [_place(blank, str(one)) + 1 for one in value]
            await self.press([*"+", *" ".join(map(str, places)), "<enter>"], "others")
        elif (place := _place(blank, str(value))) < len(DIGITS):
            await self.press([DIGITS[place]], "others")
        else:
            await self.press([*_shortest(blank, place), "<enter>"], "others")

    async def text(self, value: Value) -> None:
        """A text, with ctrl+n between its lines."""
        lines: Sequence[object] = value if isinstance(value, list) else [value]
        if isinstance(value, dict):
            lines = [f"{name}: {said}" for name, said in value.items()]
        text = "\n".join(str(one).rstrip("\n") for one in lines)
        begun, presses = self.recalled(text)
        if presses:
            await self.press([*begun], "texts")
            await self.press(["<up>"] * presses, "others")
            return
        await self.press(["<ctrl+n>" if sign == "\n" else sign for sign in text], "texts")

    def recalled(self, text: str) -> tuple[str, int]:
        """The beginning to type and how often to press Up, where that is shorter than the text; else nothing."""
        said = self.panel.said_before(self.panel.filling) if self.panel.filling is not None else ()
        ways = [
            (text[:length], matches.index(text) + 1)
            for length in range(len(text))
            if text
            in (matches := [one for one in said if one.casefold().startswith(text[:length].casefold())])
        ]
        begun, presses = min(ways, key=lambda way: len(way[0]) + way[1], default=("", 0))
        return (begun, presses) if len(begun) + presses < len(text) else ("", 0)

    # The article

    async def mark(
        self, line: dict[str, Value], word: str, side: str, *, form: bool = True, key: str = ""
    ) -> None:
        """Words of the article made a line, and its blanks filled."""
        screen = self.writer.app.screen
        assert isinstance(screen, MarkingScreen)
        if screen.desk.side != side and screen.workshop.place.beside is not None:
            while screen.desk.current.side != side:
                await self.press(["b"], "moves")
        view = screen.desk.current
        spans = quoted_at(view.article, line, word)
        assert spans, line
        words = view.article.words
        inside = words.between(*spans[0])
        first, last = inside[0], inside[-1]
        await self.press(_way(view, first), "moves")
        if last > first:
            await self.press(["v"], "moves")
            await self.press(_way(view, last), "moves")
        await self.press([key or KEYS[word]], "others")
        if form:
            await self.fill({word: line[word], "phrases": [line]})


def _claims(exercise: dict[str, Value]) -> list[dict[str, Value]]:
    """The missing facts, which are begun in the article."""
    facts = exercise.get("facts")
    listed = facts if isinstance(facts, list) else []
    return [one for one in listed if isinstance(one, dict) and "changes" in one]


def _quoted_answers(exercise: dict[str, Value]) -> list[dict[str, Value]]:
    """The answers that are words of the article in quotation marks."""
    listed = exercise.get("answers")
    lines = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return [one for one in lines if str(next(iter(one.values()))).startswith('"')]


def _is_list(value: Value, name: str) -> bool:
    return name in ("phrases", "answers", "rows", "facts", "steps", "items")


def _lines(wanted: dict[str, Value]) -> Iterator[Value]:
    for name, one in wanted.items():
        if _is_list(one, name) and isinstance(one, list):
            yield from one


def _begins(line: Value) -> Value:
    if not isinstance(line, dict):
        return line
    name = next((name for name in line if name in {*SIGNS, *ROW_WORDS}), next(iter(line), ""))
    value = line.get(name)
    return " ".join(str(value).replace("“", '"').replace("”", '"').strip('"').split())


def _place(blank: Blank, value: str) -> int:
    return next(n for n, one in enumerate(blank.offers) if value in (one.value, one.label))


def _shortest(blank: Blank, place: int) -> str:
    label = blank.offers[place].label
    for length in range(1, len(label) + 1):
        typed = label[:length].casefold()
        inside = [
            one for one in blank.offers if typed in one.label.casefold() or typed in one.value.casefold()
        ]
        inside.sort(key=lambda one: not one.label.casefold().startswith(typed))
        if inside and inside[0] is blank.offers[place]:
            return label[:length].lower()
    return label


def _way(view: ArticleView, word: int) -> list[str]:
    """The fewest keys from where the cursor stands to a word."""
    layout = view._layout
    assert layout is not None
    page = max(1, view.scrollable_content_region.height - 2)
    start: SpanCursor = view.cursor
    seen: set[tuple[int, int | None]] = {(start.word, start.goal)}
    waiting: deque[tuple[SpanCursor, list[str]]] = deque([(start, [])])
    while waiting:
        cursor, keys = waiting.popleft()
        if cursor.word == word:
            return keys
        for name, key in WALK.items():
            then = STEPS[name](cursor, layout, page, False)
            if (then.word, then.goal) not in seen:
                seen.add((then.word, then.goal))
                waiting.append((then, [*keys, key]))
    raise AssertionError("no way")


async def written(lesson: Path) -> tuple[list[Count], list[str]]:
    """The keys of a lesson that is written, and what differs from it in the end."""
    wanted = read_yaml(lesson / "lesson.yaml").value
    assert isinstance(wanted, dict)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(POOL, Path(folder) / "course")
        copy = Path(folder) / "course" / "the-fight"
        for name in ("article.md", "beside.md"):
            shutil.copy(lesson / name, copy / name)
        (copy / "lesson.yaml").write_text(
            f"title: {wanted['title']}\nbeside: beside.md\nexercises:\n", "utf-8"
        )
        async with writing(copy, size=SIZE) as writer:
            hand = ByHeart(writer, wanted)
            await hand.write()
        got = read_yaml(copy / "lesson.yaml").value
        assert isinstance(got, dict)
        return hand.counts, list(differences(lesson, copy))


def differences(one: Path, other: Path) -> Iterator[str]:
    """Where two lessons differ as students and keys have them, the order of lines aside."""
    from lessons.lesson.opening import glossary_for

    both = []
    for folder in (one, other):
        glossary, _problems = glossary_for(folder.resolve().parent)
        out = write_out(folder, read_yaml(folder / "lesson.yaml"), glossary)
        assert out.key is not None
        both.append((out.lesson.value, out.key.value))
    yield from _differ("", both[0], both[1])


def _differ(at: str, one: object, other: object) -> Iterator[str]:
    if isinstance(one, dict) and isinstance(other, dict):
        for name in {**one, **other}:
            yield from _differ(f"{at}/{name}", one.get(name), other.get(name))
    elif isinstance(one, list | tuple) and isinstance(other, list | tuple) and len(one) == len(other):
        left = list(other)
        for n, item in enumerate(one):
            match = next((o for o in left if not list(_differ("", item, o))), None)
            if match is None:
                match = left[0] if not isinstance(item, dict | list | tuple) else other[n]
                yield from _differ(f"{at}/{n}", item, match)
            if match in left:
                left.remove(match)
    elif _plain(one) != _plain(other):
        yield f"{at}: {one!r} / {other!r}"


def _plain(value: object) -> object:
    return " ".join(value.replace("“", '"').replace("”", '"').split()) if isinstance(value, str) else value


def main() -> None:
    """Print the table."""
    lesson = Path(sys.argv[1]) if len(sys.argv) > 1 else POOL / "the-fight"
    counts, differing = asyncio.run(written(lesson))
    print(f"{'':10} {'texts':>6} {'moves':>6} {'others':>7} {'all':>6}")
    for count in counts:
        print(f"{count.name:10} {count.texts:6} {count.moves:6} {count.others:7} {count.all:6}")
    exercises = [count for count in counts if count.name not in ("lesson", "notes")]
    for name, own in (("exercises", exercises), ("all", counts)):
        sums = [sum(getattr(count, sort) for count in own) for sort in ("texts", "moves", "others", "all")]
        print(f"{name:10} {sums[0]:6} {sums[1]:6} {sums[2]:7} {sums[3]:6}")
    print(f"differences in the end: {len(differing)}")
    for line in differing:
        print(f"  {line[:160]}")


if __name__ == "__main__":
    main()
