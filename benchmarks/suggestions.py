"""How often ``closeread suggest`` is right: its candidates against the annotations of the shipped keys.

For each class: how many candidates there are; how many of them lie on an annotation of the same technique
(precision), or on any annotation or credit; how many annotations of that technique are met by a candidate of the
class (recall), or by any candidate. Main and second articles count, each once a lesson, where the key annotates them.
Usage: python benchmarks/suggestions.py [--write docs/suggest.md]
"""

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

from lessons.author.suggesting.candidate import TECHNIQUES, Candidate, Sort
from lessons.author.suggesting.searches import suggest
from lessons.lesson.keys import open_key
from lessons.lesson.lesson import Note
from lessons.lesson.opening import open_lesson
from lessons.text.spans import Span

ROOT = Path(__file__).parents[1]
KNOWN = ("unsigned-column",)
"""Lessons whose key the author of the word lists had read; they are counted apart."""
BEGIN, END = "<!-- figures: benchmarks/suggestions.py --write docs/suggest.md -->", "<!-- end of figures -->"
Pair = tuple[tuple[Candidate, ...], tuple[Note, ...]]


def pairs(lessons: Iterable[Path]) -> list[Pair]:
    """Candidates and notes of each article that a key annotates."""
    found: list[Pair] = []
    for folder in lessons:
        lesson = open_lesson(folder)
        notes = open_key(lesson).notes
        for side, article in (("main", lesson.article), ("beside", lesson.beside)):
            here = tuple(note for note in notes if note.side == side)
            if article is not None and any(note.technique for note in here):
                found.append((suggest(article, lesson.glossary), here))
    return found


def meet(candidate: Candidate, note: Note) -> bool:
    about: Span = candidate.about or candidate.span
    return any(about.start < span.end and span.start < about.end for span in note.spans)


def share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({round(100 * part / whole)} %)" if whole else "-"


def row(sort: Sort, found: Sequence[Pair]) -> str:
    ours = right = anywhere = wanted = met = met_by_any = 0
    for candidates, notes in found:
        for one in (one for one in candidates if one.sort is sort):
            ours += 1
            right += any(note.technique == one.technique and meet(one, note) for note in notes)
            anywhere += any(meet(one, note) for note in notes)
        for note in (note for note in notes if note.technique and note.technique == TECHNIQUES.get(sort)):
            wanted += 1
            met += any(one.sort is sort and meet(one, note) for one in candidates)
            met_by_any += any(meet(one, note) for one in candidates)
    cells = (share(right, ours), share(anywhere, ours), share(met, wanted), share(met_by_any, wanted))
    return f"| {sort} | {' | '.join(cells)} |"


def table(title: str, folders: Sequence[Path]) -> list[str]:
    found = pairs(folders)
    lines = [f"{title}: {', '.join(folder.name for folder in folders)}; {len(found)} articles.", ""]
    lines.append(
        "| class | precision: same technique | precision: any note | recall: this class | recall: any class |"
    )
    lines.append("|---|---|---|---|---|")
    return [*lines, *(row(sort, found) for sort in Sort), ""]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path, help="a Markdown file whose figures are replaced")
    options = parser.parse_args()
    folders = sorted(path.parent for path in (ROOT / "content").glob("*/key.yaml"))
    lines = table("Lessons unknown to the lists' author", [one for one in folders if one.name not in KNOWN])
    lines += table("Known to the lists' author", [one for one in folders if one.name in KNOWN])
    text = "\n".join(lines)
    if options.write is None:
        print(text)
        return
    page = options.write.read_text("utf-8")
    before, rest = page.split(BEGIN)
    _old, after = rest.split(END)
    options.write.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
