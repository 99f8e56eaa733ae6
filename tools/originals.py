"""Lessons on the published articles that the course's articles follow, without those articles: content/originals.

The articles of the course are renditions: written for it, along the lines of published articles that may not be
handed on. This program takes a rendition's lesson and a copy of the published article, keeps the exercises whose
quotations stand in the original too, and writes them as a stand-off lesson: numbers and hashes, and no two
neighbouring words of the original (docs/stand-off.md). It tells what it leaves out.

Kept is what can be answered from the original for certain: exercises that quote it, and sorting what is missing. In
exercises that mark words, words that stand in the original only cost and earn nothing, since the key was not written
about them.

Usage: python tools/originals.py FOLDER [-o content/originals]. FOLDER holds the copies as .txt; each is recognised by
its words. What it writes is a draft: `check` on the bound lessons tells which strand has no exercise left, which
facts tell their class by their length and how many minutes it takes, and numbers in explanations have to be read
again, since facts are left out. content/originals was finished by hand; tests bind it where copies are at hand.
"""

import copy
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

import click

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from lessons.anchoring.detached import (  # noqa: E402
    Copy,
    Detached,
    Fate,
    Found,
)
from lessons.anchoring.tokens import Tokens, tokens_of  # noqa: E402
from lessons.checking.run import check  # noqa: E402
from lessons.kinds.anchored import exercises, labels, side_of  # noqa: E402
from lessons.kinds.omission import classes  # noqa: E402
from lessons.lesson.opening import open_lesson  # noqa: E402
from lessons.lesson.standoff_files import StandoffSource, standoff_of  # noqa: E402
from lessons.loading.article_source import article_from_text  # noqa: E402
from lessons.loading.catalogue import shipped  # noqa: E402
from lessons.loading.document import FileFields  # noqa: E402
from lessons.loading.yaml_edit import to_yaml  # noqa: E402
from lessons.loading.yaml_source import read_yaml  # noqa: E402
from lessons.model.article import Article, Masthead  # noqa: E402
from lessons.model.scalar import Plain  # noqa: E402
from lessons.share.standoff.attaching import Attached  # noqa: E402
from lessons.share.standoff.binding import exercise_lines, keep_what_plays  # noqa: E402
from lessons.share.standoff.binding_report import BindingReport  # noqa: E402
from lessons.share.standoff.detaching import detach_lesson  # noqa: E402
from lessons.share.standoff.filling import Filler, quotations  # noqa: E402
from lessons.share.standoff.lessening import drop_exercise  # noqa: E402
from lessons.share.standoff.readers_copy import ReadersCopy, read_copy  # noqa: E402
from lessons.share.standoff.shaping import (  # noqa: E402
    WORDLESS,
    front_matter,
    shape,
)
from lessons.text.spans import Span  # noqa: E402

LINES = {
    "unsigned-column": "f1 f2 f3 f4 h1 1-h2-2-3-h3-4-h4-5-6-h5-7-8-9-10",
    "broadcasters-recap": """f1 1 h1 2 f2 3 h2 4 5 h3 6 f3 f3 7 8 h4 9 10 h5 f4 f4 11 12 h6 13 14 h7 f5 f5 15 16
        h8 f6 f6 17 18""",
    "republished-recap": """h1 1 h2 2 3 4 5 h3 6 7 8 9 h4 10 11 h5 12 13 h6 14 15 16 h7 17 18 19 h8 20 21 22 h9 23
        24 25 f1 f2 f3 f4 f5""",
    "unsourced-summary": "1 2 3 4 5 6 7 8",
    "explainer": """h1 f2 1 f4 h2 2 3 4 5 6 h3 7 h4 8 h5 9 h6 10 h7 11 h8 12 h9 13 h10 14 h11 15 h12 16 h13 17 18
        h14 h15 19 h16 20 h17 21 h18 22 h19 23""",
}
"""For each line of a copy the block of the rendition that follows it; several for a line that runs on."""
SHARED = 0.04
"""A copy that has a larger share of a rendition's runs of three words is a copy of what it follows."""
SHORT = 4
"""A hidden passage of so many words is plain English; a longer one quotes the rendition."""
LEAST_ITEMS = 3
"""An exercise with fewer items left is left out, and so is one that has lost more than half of them."""
SUMMARY = "This is the lesson on the published article itself."
UNSURE = frozenset({"audit"})
"""Exercises that ask how parts of the page agree with each other."""
PROMPT = (
    "**Which fact, known on that day, would change my reading?** {day} All these facts are true. Sort them.\n\n"
    "Ask three things. Was it known on that day? Does it change a claim on the page? Is it on the page already?\n"
)
"""For sorting facts without naming the claims."""
THIN = frozenset({"K607", "K710", "K711", "K722", "L803"})
"""Codes of ``check`` for exercises that a guess would solve."""
REFERENCES = {
    "unsigned-column": "the unsigned opinion column on the president's speech at Valdai, Sochi, October 2025",
    "broadcasters-recap": "RT's recap of the president's answers at Valdai, Sochi, November 2024",
    "republished-recap": "RT's recap of the president's speech to diplomats, November 2021, as others republished it",
    "unsourced-summary": "the unsigned news text on the president's words at Vladivostok, September 2025",
    "explainer": "the unsigned explainer on why the president holds his line, September 2025",
}
"""How a reader finds each article, in words that are not its own."""


@dataclass(frozen=True)
class Original(Attached):
    """A published article laid beside its rendition."""

    rendition: Tokens = field(default_factory=lambda: tokens_of(""))

    def words(self, digits: str, check: str, at: int) -> list[str] | None:
        """Words of the original; of the rendition where they are too few to be a quotation of it."""
        found = super().words(digits, check, at)
        if found is None and len(digits) <= SHORT:
            spans = self.rendition.spans[at : at + len(digits)]
            return [self.rendition.text[span.start : span.end] for span in spans]
        return found


@click.command(help=__doc__)
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("-o", "--output", type=click.Path(path_type=Path), default=shipped() / "originals")
def command(folder: Path, output: Path) -> None:
    """Make all lessons for which there is a copy."""
    for path in sorted(folder.glob("*.txt")):
        reader = read_copy(path)
        name = rendition_of(reader)
        if name is None:
            click.echo(f"{path.name}: follows no article of the course")
            continue
        report = make(shipped() / name, reader, output / name)
        click.echo(
            f"{name}: {len(report.anchors)} places, {sum(one.fate is not Fate.LOST for one in report.anchors)} kept"
        )
        for line in [*report.items, *report.exercises]:
            click.echo(f"  left out: {line}")


def rendition_of(reader: ReadersCopy) -> str | None:
    """The lesson whose article follows this copy."""
    theirs = runs(tokens_of(reader.text).forms)
    shares = {}
    for name in REFERENCES:
        ours = runs(tokens_of(open_lesson(shipped() / name).article.text).forms)
        shares[name] = len(ours & theirs) / len(ours)
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] > SHARED else None


def runs(forms: Sequence[str]) -> set[tuple[str, ...]]:
    """All runs of three words."""
    return {tuple(forms[at : at + 3]) for at in range(len(forms) - 2)}


def make(folder: Path, reader: ReadersCopy, target: Path) -> BindingReport:
    """Write the stand-off lesson on an original; what became of every place of the rendition's lesson."""
    report = BindingReport(folder.name)
    with tempfile.TemporaryDirectory() as temporary:
        made = Path(temporary) / "originals" / folder.name
        made.mkdir(parents=True)
        (made.parent / "techniques.yaml").write_bytes((shipped() / "techniques.yaml").read_bytes())
        write_without_second_text(folder, made, report)
        source = standoff_of(made, detach_lesson(made).files)
        original = lay_beside(source, reader, tokens_of(open_lesson(made).article.text))
        lesson, key = copy.deepcopy(source.lesson), copy.deepcopy(source.key)
        before = {id: items(lesson, key, id) for id in ids(lesson)}
        Filler(source, {"main": original}, {"main": original.article}, report).fill(lesson, key)
        keep_what_quotes(lesson, key, before, report)
        for exercise in exercises(lesson):
            if exercise.get("kind") == "mark":
                spare_unjudged(exercise, key, original)
        lesson["article"] = "article.md"
        (made / "article.md").write_text(original.source, "utf-8")
        lesson["title"] = f"{lesson['title']}: the original"
        lesson["summary"] = f"{lesson['summary']} {SUMMARY}"
        lesson.pop("goals", None)
        keep_what_plays(made, lesson, key, report)
        while drop_what_is_thin(made, lesson, key, report):
            keep_what_plays(made, lesson, key, report)
        lesson["minutes"] = Plain(5 + 3 * len(exercises(lesson)))
        (made / "lesson.yaml").write_text(to_yaml(lesson), "utf-8")
        (made / "SOURCES.md").write_bytes((folder / "SOURCES.md").read_bytes())
        target.mkdir(parents=True, exist_ok=True)
        for name, data in detach_lesson(made, REFERENCES[folder.name]).files.items():
            (target / name).write_bytes(data)
    return report


def write_without_second_text(folder: Path, target: Path, report: BindingReport) -> None:
    """The rendition's lesson without exercises and notes about a second text."""
    lesson, key = (read_yaml(folder / name).value for name in ("lesson.yaml", "key.yaml"))
    assert isinstance(lesson, dict)
    assert isinstance(key, dict)
    for exercise in exercises(lesson):
        rows = [row for name in ("items", "rows") for row in _values(exercise.get(name))]
        beside = side_of(exercise) == "beside" or any(row.get("in") == "beside" for row in rows)
        if beside or exercise.get("kind") == "compare":
            drop_exercise(lesson, key, str(exercise.get("id")))
            report.exercises.append(f"{exercise.get('id')}: it is about a second text")
        elif exercise.get("kind") == "omission":
            drop_claims(exercise, key)
        elif exercise.get("id") in UNSURE:
            drop_exercise(lesson, key, str(exercise.get("id")))
            report.exercises.append(
                f"{exercise.get('id')}: the rendition may have changed what it asks about"
            )
    for name in ("annotations", "credits"):
        notes = key.get(name)
        kept = [note for note in notes if isinstance(note, dict)] if isinstance(notes, list) else []
        key[name] = [note for note in kept if note.get("in") != "beside"]
    lesson.pop("beside", None)
    (target / "article.md").write_bytes((folder / str(lesson.get("article", "article.md"))).read_bytes())
    (target / "lesson.yaml").write_text(to_yaml(lesson), "utf-8")
    (target / "key.yaml").write_text(to_yaml(key), "utf-8")


def drop_claims(exercise: FileFields, key: FileFields) -> None:
    """Sorting facts without the claims, which the rendition words, and without facts that it tells in its own way."""
    answers = key.get("answers")
    answer = answers.get(str(exercise.get("id"))) if isinstance(answers, dict) else None
    facts = answer.get("facts") if isinstance(answer, dict) else None
    asked = exercise.get("facts")
    for id, fact in list(facts.items()) if isinstance(facts, dict) and isinstance(asked, dict) else ():
        if isinstance(fact, dict) and "in-text" in labels(fact.get("class")):
            del facts[id]
            asked.pop(id, None)
    if isinstance(facts, dict) and isinstance(asked, dict):
        classed = {id: labels(fact.get("class")) for id, fact in facts.items() if isinstance(fact, dict)}
        missing = [id for id, named in classed.items() if named == ("matters",)]
        others = sum("matters" not in named for named in classed.values())
        for id in missing[max(2, others) :]:  # with more that matter than others, a slip would cost too much
            del facts[id]
            asked.pop(id, None)
    for fact in _values(facts):
        fact.pop("claim", None)
        wrong = fact.get("wrong")
        if isinstance(wrong, dict):
            fact["wrong"] = {id: text for id, text in wrong.items() if id in classes()}
    if exercise.pop("claims", None) is not None:
        hints = exercise.get("hints")
        exercise["prompt"] = PROMPT.format(day=day_of(str(exercise.get("prompt"))))
        exercise["hints"] = (
            [hint for hint in hints if "claim" not in str(hint)] if isinstance(hints, list) else []
        )
        exercise.pop("worked", None)


def day_of(prompt: str) -> str:
    """The sentence about the day that a prompt names."""
    found = re.search(r"known on (\d{1,2} [A-Z][a-z]+ \d{4})", prompt)
    return f"It is {found[1]}." if found else ""


def lay_beside(source: StandoffSource, reader: ReadersCopy, rendition: Tokens) -> Original:
    """The original in the blocks of its rendition, with each place of the rendition's lesson found in its block."""
    bring = source.bring["main"]
    tokens = tokens_of(reader.text)
    pairs = shared_words(rendition, tokens)
    shaped = shape(reader, tokens, lines_to_blocks(source, reader, tokens, pairs), bring.blocks, WORDLESS)
    masthead = Masthead(bring.title, language=bring.language)
    text = f"{front_matter(masthead)}\n{shaped.source}"
    article = article_from_text(text).article
    assert article is not None, "the copy can be set in paragraphs"
    own_tokens = tokens_of(article.text)
    copied, own = Copy.of(tokens, bring.salt), Copy.of(own_tokens, bring.salt)
    made = Original(bring, reader, False, article, text, shaped, {}, copied, own, pairs, rendition)
    found = {anchor: in_its_block(anchor, made) for anchor in source.anchors("main")}
    return Original(bring, reader, False, article, text, shaped, found, copied, own, pairs, rendition)


def lines_to_blocks(
    source: StandoffSource, reader: ReadersCopy, tokens: Tokens, shared: Mapping[int, int]
) -> dict[int, int]:
    """Pairs of words from which each line falls into its block, whatever its words are."""
    starts, total = {}, 0
    for block in source.bring["main"].blocks:
        starts[block.label] = (total, block.words)
        total += block.words
    pairs: dict[int, int] = {}
    used: dict[str, int] = {}
    lines = [tokens.touched(line) for line in reader.lines]
    names = LINES[source.folder.name].split()
    assert len(lines) == len(names), f"{source.folder.name}: {len(lines)} lines, {len(names)} named"
    for words, name in zip(lines, names, strict=True):
        several = name.split("-")
        if len(several) > 1:
            low, high = starts[several[0]][0], sum(starts[several[-1]])
            pairs |= {one: two for one, two in shared.items() if low <= one < high and two in words}
            continue
        first, size = starts[name]
        done = used.get(name, 0)
        for step in range(min(len(words), size - done)):
            pairs[first + done + step] = words[step]
        used[name] = done + len(words)
    return pairs


def shared_words(ours: Tokens, theirs: Tokens) -> dict[int, int]:
    """Words that stand in both, in the same order: runs of two or more."""
    matcher = SequenceMatcher(None, ours.forms, theirs.forms, autojunk=False)
    return {
        block.a + step: block.b + step
        for block in matcher.get_matching_blocks()
        if block.size >= 2
        for step in range(block.size)
    }


def in_its_block(anchor: Detached, original: Original) -> Found:
    """Where the words of an anchor stand in the block that follows its own, if in one place only."""
    start = 0
    label = ""
    for block in original.bring.blocks:
        if start <= anchor.at < start + block.words:
            label = block.label
        start += block.words
    places = []
    ours = original.rendition.span(anchor.at, len(anchor.words))
    for place in original.copy.places(anchor.words, anchor.check):
        span = original.own.span(anchor, original.shaped.words[place])
        same = in_quotation(original.rendition.text, ours) == in_quotation(original.article.text, span)
        if original.block_now(span) == label and same:
            places.append(place)
    if len(places) != 1:
        return Found(Fate.LOST, why="several" if places else "words")
    return Found(Fate.MOVED, places[0])


def drop_what_is_thin(folder: Path, lesson: FileFields, key: FileFields, report: BindingReport) -> bool:
    """Leave out exercises in which too little is left to tell apart; whether there were any."""
    documents = [read_yaml(folder / name) for name in ("lesson.yaml", "key.yaml")]
    thin = {}
    for problem in check([folder]):
        for document in documents:
            for id, first, end in exercise_lines(document, lesson, key):
                if (
                    problem.place.file == document.file
                    and first <= problem.place.line < end
                    and problem.code in THIN
                ):
                    thin[id] = problem.found
    for id, found in thin.items():
        drop_exercise(lesson, key, id)
        report.exercises.append(f"{id}: {found}")
    return bool(thin)


def in_quotation(text: str, span: Span) -> bool:
    """Whether a span stands between quotation marks of its paragraph."""
    start = text.rfind("\n", 0, span.start) + 1
    marks = [sign for sign in text[start : span.start] if sign in '"“”']
    straight = marks.count('"') % 2 == 1
    curly = [sign for sign in marks if sign != '"']
    return straight or (bool(curly) and curly[-1] == "“")


def ids(lesson: FileFields) -> list[str]:
    """Ids of the exercises."""
    return [str(exercise.get("id")) for exercise in exercises(lesson)]


def items(lesson: FileFields, key: FileFields, id: str) -> int:
    """How many items of an exercise quote the article."""
    exercise = next((one for one in exercises(lesson) if one.get("id") == id), {})
    answers = key.get("answers")
    answer = answers.get(id) if isinstance(answers, dict) else None
    listed = (
        list(answer.get("mark") or [])
        if isinstance(answer, dict) and isinstance(answer.get("mark"), list)
        else []
    )
    for name in ("items", "rows", "claims"):
        rows = exercise.get(name)
        listed += list(rows.values()) if isinstance(rows, dict) else []
    return sum(isinstance(one, dict) and bool({"anchor", "quote"} & one.keys()) for one in listed)


def _values(value: object) -> Iterator[FileFields]:
    if isinstance(value, dict):
        yield from (one for one in value.values() if isinstance(one, dict))


def keep_what_quotes(
    lesson: FileFields, key: FileFields, before: Mapping[str, int], report: BindingReport
) -> None:
    """Leave out what hangs on the rendition alone; what is missing can be sorted without a quotation."""
    for exercise in exercises(lesson):
        id = str(exercise.get("id"))
        left = items(lesson, key, id)
        if exercise.get("kind") != "omission" and (left < LEAST_ITEMS or 2 * left < before.get(id, 0)):
            drop_exercise(lesson, key, id)
            report.exercises.append(f"{id}: {left} of {before.get(id, 0)} quotations stand in the original")


def spare_unjudged(exercise: FileFields, key: FileFields, original: Original) -> None:
    """In an exercise that marks words, the words of the original alone cost and earn nothing."""
    answers = key.get("answers")
    answer = answers.get(str(exercise.get("id"))) if isinstance(answers, dict) else None
    marks = answer.get("mark") if isinstance(answer, dict) else None
    if not isinstance(marks, list):
        return
    judged = set(original.pairs.values())
    taken = {place for span in taken_spans(answer, original) for place in original.own.tokens.touched(span)}
    named = set(labels(exercise.get("where")))
    article, tokens = original.article, original.own.tokens
    new = {original.shaped.words[place] for place in range(len(original.shaped.words)) if place not in judged}
    for block in article.blocks:
        if named and block.label not in named:
            continue
        run: list[int] = []
        for place in [*tokens.touched(block.span), -1]:
            if place in new and place not in taken:
                run.append(place)
            elif run:
                span = whole_words(article, tokens.span(run[0], len(run)))
                run = []
                if span is None or taken.intersection(tokens.touched(span)):
                    continue
                why = "These words stand in the original only, and the key was not written about them."
                fields = quotations(article, [span], tuple(named))[0]
                marks.append({**fields, "debatable": Plain("true"), "why": why})


def whole_words(article: Article, span: Span) -> Span | None:
    """The span, grown to whole words as they are marked: a part of a hyphened word cannot be marked by itself."""
    words = article.words.between(*span)
    return Span(article.words[words[0]][0], article.words[words[-1]][1]) if words else None


def taken_spans(answer: object, original: Original) -> list[Span]:
    """The spans of an answer's phrases and traps."""
    from lessons.anchoring.quote import locate
    from lessons.model.fields import Quote

    spans: list[Span] = []
    for name in ("mark", "traps"):
        for phrase in answer.get(name) or [] if isinstance(answer, dict) else []:
            fields = {
                one: phrase[one]
                for one in ("quote", "before", "after", "nth", "where", "all")
                if one in phrase
            }
            spans += locate(original.article, Quote.model_validate(fields)).spans
    return spans


if __name__ == "__main__":
    command()
