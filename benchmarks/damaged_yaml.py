"""How well a damaged file is read on: the usual slips of a hand, made at many places of the shipped lessons.

    python benchmarks/damaged_yaml.py                 # single faults, and five in a file
    python benchmarks/damaged_yaml.py --count 2000 --seed 3 --show wrong

For single faults: how often the first message names the line of the fault, how many messages there are, how often the
file is read exactly as it was meant, and what --fix would make of it. For five faults in a file: how often one run
tells all of them. A slip that leaves sound YAML is not counted: there is nothing to recover from.
"""

import argparse
import json
import random
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from lessons.checking.run import check
from lessons.lesson.shapes import key_shapes, lesson_shapes
from lessons.loading.document import Value
from lessons.loading.levels import Shape
from lessons.loading.recovery import Recovery, recover_text
from lessons.loading.yaml_source import read_yaml_text

ROOT = Path(__file__).parents[1]
FILES = sorted(
    path for folder in ("content", "tests/course", "tests/pool") for path in (ROOT / folder).rglob("*.yaml")
    if path.name in ("lesson.yaml", "key.yaml")
)  # fmt: skip
Lines = list[str]
Slip = Callable[[Lines, int, random.Random], str | tuple[str, str] | None]
"""Lines and the number of one of them -> the line as it is mistyped, with another one that says the same in sound YAML
where it is not the line itself; ``None`` where that slip cannot be made."""
_FIELD = re.compile(r"( *(?:- )?[a-z][\w-]*: )(.+)")


def _value(line: str) -> tuple[str, str] | None:
    match = _FIELD.fullmatch(line)
    return (match[1], match[2]) if match and match[2][0] not in "|>" else None


def _plain_text(line: str) -> tuple[str, str] | None:
    """A field with a text of several words without quotation marks."""
    parts = _value(line)
    return parts if parts and parts[1][0].isalnum() and " " in parts[1] and " #" not in parts[1] else None


def _quoted(line: str) -> tuple[str, str] | None:
    parts = _value(line)
    return parts if parts and len(parts[1]) > 2 and parts[1][0] == '"' == parts[1][-1] else None


def _as_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def no_closing_mark(lines: Lines, at: int, chance: random.Random) -> str | None:
    return lines[at][:-1] if _quoted(lines[at]) else None


def no_opening_mark(lines: Lines, at: int, chance: random.Random) -> str | None:
    parts = _quoted(lines[at])
    return parts[0] + parts[1][1:] if parts else None


def no_marks(lines: Lines, at: int, chance: random.Random) -> str | None:
    parts = _quoted(lines[at])
    return parts[0] + parts[1][1:-1] if parts and "\\" not in parts[1] else None


def curved_marks(lines: Lines, at: int, chance: random.Random) -> str | None:
    parts = _quoted(lines[at])
    return f"{parts[0]}“{parts[1][1:-1]}”" if parts and "\\" not in parts[1] else None


def marks_in_marks(lines: Lines, at: int, chance: random.Random) -> tuple[str, str] | None:
    parts = _quoted(lines[at])
    words = parts[1][1:-1].split(" ") if parts else []
    if not parts or len(words) < 3 or "\\" in parts[1]:
        return None
    turn = chance.randrange(1, len(words) - 1)
    words[turn] = f'"{words[turn]}"'
    text = " ".join(words)
    return f'{parts[0]}"{text}"', parts[0] + _as_json(text)


def apostrophe(lines: Lines, at: int, chance: random.Random) -> tuple[str, str] | None:
    parts = _plain_text(lines[at])
    if not parts or "'" in parts[1]:
        return None
    text = parts[1].replace(" ", "'s ", 1)
    return f"{parts[0]}'{text}'", parts[0] + _as_json(text)


def comma_after_marks(lines: Lines, at: int, chance: random.Random) -> str | None:
    return lines[at] + "," if _quoted(lines[at]) else None


def backslash(lines: Lines, at: int, chance: random.Random) -> tuple[str, str] | None:
    parts = _quoted(lines[at])
    if not parts or "\\" in parts[1]:
        return None
    text = parts[1][1:-1].replace(" ", "\\w", 1)
    return f'{parts[0]}"{text}"', parts[0] + _as_json(text)


def colon_inside(lines: Lines, at: int, chance: random.Random) -> tuple[str, str] | None:
    parts = _plain_text(lines[at])
    words = parts[1].split(" ") if parts else []
    if not parts or len(words) < 2:
        return None
    turn = chance.randrange(len(words) - 1)
    words[turn] += ":"
    return parts[0] + " ".join(words), parts[0] + _as_json(" ".join(words))


def sign_first(lines: Lines, at: int, chance: random.Random) -> tuple[str, str] | None:
    parts = _plain_text(lines[at])
    text = chance.choice("*&!@%`|>") + parts[1] if parts else ""
    return (parts[0] + text, parts[0] + _as_json(text)) if parts else None


def first_word_in_marks(lines: Lines, at: int, chance: random.Random) -> tuple[str, str] | None:
    parts = _plain_text(lines[at])
    first, _, rest = parts[1].partition(" ") if parts else ("", "", "")
    text = f'"{first}" {rest}'
    return (parts[0] + text, parts[0] + _as_json(text)) if parts and rest else None


def no_colon(lines: Lines, at: int, chance: random.Random) -> str | None:
    return lines[at].replace(": ", " ", 1) if _value(lines[at]) else None


def no_space(lines: Lines, at: int, chance: random.Random) -> str | None:
    return lines[at].replace(": ", ":", 1) if _value(lines[at]) else None


def equals_sign(lines: Lines, at: int, chance: random.Random) -> str | None:
    return lines[at].replace(": ", " = ", 1) if _value(lines[at]) else None


def heading_without_colon(lines: Lines, at: int, chance: random.Random) -> str | None:
    return lines[at][:-1] if re.fullmatch(r" *(?:- )?[a-z][\w-]*:", lines[at]) else None


def no_heading(lines: Lines, at: int, chance: random.Random) -> str | None:
    following = lines[at + 1] if at + 1 < len(lines) else ""
    return "" if re.fullmatch(r" *[a-z][\w-]*:", lines[at]) and following.strip() else None


def no_break_colon(lines: Lines, at: int, chance: random.Random) -> str | None:
    return lines[at].replace(": ", ":\u00a0", 1) if _value(lines[at]) else None


def no_dash(lines: Lines, at: int, chance: random.Random) -> str | None:
    return lines[at].replace("- ", "  ", 1) if re.match(r" *- [a-z][\w-]*: ", lines[at]) else None


def other_dash(lines: Lines, at: int, chance: random.Random) -> str | None:
    return (
        lines[at].replace("- ", chance.choice("–—•") + " ", 1)
        if lines[at].lstrip().startswith("- ")
        else None
    )


def no_break_indent(lines: Lines, at: int, chance: random.Random) -> str | None:
    return lines[at].replace(" ", "\u00a0", 1) if lines[at].startswith("  ") else None


def tab_indent(lines: Lines, at: int, chance: random.Random) -> str | None:
    room = len(lines[at]) - len(lines[at].lstrip(" "))
    return "\t" * (room // 2) + lines[at].lstrip(" ") if room and room % 2 == 0 else None


def _moved(by: int) -> Slip:
    def slip(lines: Lines, at: int, chance: random.Random) -> str | None:
        line = lines[at]
        if not re.match(r" *(?:- )?[a-z][\w-]*:", line) or not line.startswith(" " * -by):
            return None
        return " " * by + line if by > 0 else line[-by:]

    return slip


def no_closing_bracket(lines: Lines, at: int, chance: random.Random) -> str | None:
    parts = _value(lines[at])
    return lines[at][:-1] if parts and parts[1][0] in "[{" and parts[1][-1] in "]}" else None


def colon_in_braces(lines: Lines, at: int, chance: random.Random) -> tuple[str, str] | None:
    match = re.search(r"(why: [A-Z][\w]+)( [^{}\"',:\[\]]*)\}$", lines[at])
    if not match or not match[2]:
        return None
    before, text = lines[at][: match.start()], f"{match[1]}:{match[2]}".removeprefix("why: ")
    return f"{before}why: {text}}}", f"{before}why: {_as_json(text)}}}"


def marks_in_braces(lines: Lines, at: int, chance: random.Random) -> tuple[str, str] | None:
    match = re.search(r"(why: )([A-Z]\w+)( [^{}\"',:\[\]]*)\}$", lines[at])
    if not match or not match[3]:
        return None
    before, text = lines[at][: match.start()], f'"{match[2]}"{match[3]}'
    return f"{before}why: {text}}}", f"{before}why: {_as_json(text)}}}"


def outdented_text(lines: Lines, at: int, chance: random.Random) -> str | None:
    above = lines[at - 1] if at else ""
    if not re.search(r": [|>]-?$", above) or not lines[at].strip():
        return None
    return " " * (len(above) - len(above.lstrip())) + lines[at].lstrip()


def second_document(lines: Lines, at: int, chance: random.Random) -> str | None:
    return "---" if not lines[at].strip() and 3 < at < len(lines) - 3 else None


def conflict(lines: Lines, at: int, chance: random.Random) -> str | None:
    return (
        f"<<<<<<< HEAD\n{lines[at]}\n=======\n{lines[at]}x\n>>>>>>> theirs"
        if _plain_text(lines[at])
        else None
    )


SLIPS: dict[str, Slip] = {
    "closing mark left out": no_closing_mark,
    "opening mark left out": no_opening_mark,
    "both marks left out": no_marks,
    "curved marks": curved_marks,
    "marks inside marks": marks_in_marks,
    "apostrophe in single marks": apostrophe,
    "comma after marks": comma_after_marks,
    "backslash": backslash,
    "colon in a text": colon_inside,
    "sign before a text": sign_first,
    "first word in marks": first_word_in_marks,
    "colon left out": no_colon,
    "no space after colon": no_space,
    "= for colon": equals_sign,
    "heading without colon": heading_without_colon,
    "heading left out": no_heading,
    "no-break space after colon": no_break_colon,
    "dash left out": no_dash,
    "another dash": other_dash,
    "no-break space before": no_break_indent,
    "tabs before": tab_indent,
    "one to the right": _moved(1),
    "one to the left": _moved(-1),
    "two to the right": _moved(2),
    "two to the left": _moved(-2),
    "closing bracket left out": no_closing_bracket,
    "colon in braces": colon_in_braces,
    "marks in braces": marks_in_braces,
    "text below | not indented": outdented_text,
    "second document": second_document,
    "conflict": conflict,
}


@dataclass(frozen=True)
class Case:
    """A file with slips."""

    file: Path
    text: str
    meant: Value
    lines: tuple[int, ...]
    """The lines of the slips, from 1."""
    slips: tuple[str, ...]


def damaged(file: Path, names: Sequence[str], chance: random.Random, apart: int = 8) -> Case | None:
    """The file with one slip of each name, each some lines from the others; ``None`` where they cannot be made."""
    text = file.read_text("utf-8")
    lines = text.split("\n")
    inside = _inside_texts(lines)
    taken: list[int] = []
    changed, meant = dict[int, str](), dict(enumerate(lines))
    for name in names:
        places = [
            at
            for at in range(len(lines))
            if at not in inside and all(abs(at - one) >= apart for one in taken)
        ]
        chance.shuffle(places)
        for at in places:
            slip = SLIPS[name](lines, at, chance)
            line, same = slip if isinstance(slip, tuple) else (slip, lines[at])
            if line is None or line == lines[at]:
                continue
            alone = "\n".join([*lines[:at], line, *lines[at + 1 :]])
            if read_yaml_text(alone, file).broken:
                taken.append(at)
                changed[at] = line
                meant[at] = same
                break
        else:
            return None
    parts: list[str] = []
    numbers: list[int] = []
    slips: list[str] = []
    by_place = dict(zip(taken, names, strict=True))
    for at, line in enumerate(lines):
        if at in changed:
            left_out = changed[at] == ""  # told where what stood below it begins
            numbers.append(1 + left_out + sum(part.count("\n") + 1 for part in parts))
            slips.append(by_place[at])
        parts.append(changed.get(at, line))
    return Case(
        file,
        "\n".join(parts),
        read_yaml_text("\n".join(meant.values()), file).value,
        tuple(numbers),
        tuple(slips),
    )


def _inside_texts(lines: Lines) -> set[int]:
    """Lines below ``|``, except the first, where nothing is syntax."""
    inside: set[int] = set()
    limit = None
    for at, line in enumerate(lines):
        room = len(line) - len(line.lstrip())
        if limit is not None and (room > limit[0] or not line.strip()):
            if at > limit[1] + 1:
                inside.add(at)
            continue
        limit = (room, at) if re.search(r": [|>][-+]?$", line) else None
    return inside


def shapes(file: Path) -> tuple[Shape, ...]:
    """What the mappings of the file may hold."""
    return lesson_shapes() if file.name == "lesson.yaml" else key_shapes()


def recovery(case: Case) -> Recovery:
    """The damaged file, read on."""
    return recover_text(case.text, case.file, shapes(case.file))


def told_lines(case: Case) -> list[int]:
    """The line of each message on the damaged file."""
    return [problem.place.line for problem in recovery(case).document.problems if problem.severity == "error"]


def singles(count: int, seed: int, show: str, only: str) -> None:
    """One slip a file."""
    if not count:
        return
    chance = random.Random(seed)
    sums: dict[str, Counter[str]] = {name: Counter() for name in SLIPS}
    spent, tries = 0.0, 0
    while sum(one["all"] for one in sums.values()) < count and tries < count * 20:
        tries += 1
        name = only or chance.choice([*SLIPS])
        case = damaged(chance.choice(FILES), [name], chance)
        if case is None:
            continue
        start = perf_counter()
        result = recovery(case)
        spent += perf_counter() - start
        problems = [problem for problem in result.document.problems if problem.severity == "error"]
        numbers = [problem.place.line for problem in problems]
        marks = sums[name]
        marks["all"] += 1
        marks["first"] += numbers[:1] == [case.lines[0]]
        marks["messages"] += len(numbers)
        as_meant = result.document.value == case.meant
        marks["as meant"] += as_meant
        verdict = "meant" if as_meant else "other"
        if result.flaws and result.sure_text != case.text:
            fixed = read_yaml_text(result.sure_text, case.file).value
            verdict = "fixed" if fixed == case.meant else "wrong"
            marks[verdict] += 1
        if show in (verdict, "all") or (show == "line" and numbers[:1] != [case.lines[0]]):
            line = case.text.split("\n")[case.lines[0] - 1]
            print(f"{verdict}: {name}: {case.file.parent.name}/{case.file.name}:{case.lines[0]}: {line!r}")
            for problem in problems[:3]:
                print(
                    f"    {problem.place.line}:{problem.place.column} {problem.code} {problem.found}; {problem.fix}"
                )
            if verdict == "wrong":
                print(f"    {result.sure_text.split(chr(10))[case.lines[0] - 1]!r}")
    print(
        f"{'one slip':28} {'files':>5} {'1st at line':>11} {'messages':>8} {'as meant':>8} {'fixed':>6}"
        f" {'wrong fix':>9}"
    )
    whole: Counter[str] = Counter()
    for name, marks in sums.items():
        whole.update(marks)
        if marks["all"]:
            print(_row(name, marks))
    if whole["all"]:
        print(_row("all", whole))
        print(f"{1000 * spent / whole['all']:.0f} ms a file")


def _row(name: str, marks: Counter[str]) -> str:
    count = marks["all"]
    return (
        f"{name:28} {count:5} {marks['first'] / count:11.0%} {marks['messages'] / count:8.2f}"
        f" {marks['as meant'] / count:8.0%} {marks['fixed'] / count:6.0%} {marks['wrong']:9}"
    )


def whole_checks(count: int, seed: int, show: str) -> None:
    """One slip a lesson, and all that ``check`` says of it beyond what it said before."""
    chance = random.Random(seed)
    said, files, tries = Counter[int](), 0, 0
    while files < count and tries < count * 20:
        tries += 1
        file = chance.choice([file for file in FILES if "originals" not in file.parts])
        case = damaged(file, [chance.choice([*SLIPS])], chance)
        if case is None:
            continue
        files += 1
        with tempfile.TemporaryDirectory() as folder:
            course = Path(folder) / "course"
            shutil.copytree(file.parent.parent, course)
            lesson = course / file.parent.name
            before = {(one.code, one.found) for one in check([lesson])}
            (lesson / file.name).write_text(case.text, "utf-8")
            more = [one for one in check([lesson]) if (one.code, one.found) not in before]
        messages = [one for one in more if one.severity != "advice"]
        said[len(messages)] += 1
        if show == "check" and len(messages) > 1:
            print(f"{case.slips[0]}: {file.parent.name}/{file.name}:{case.lines[0]}")
            for one in messages[:6]:
                print(f"    {one.place.file.name}:{one.place.line} {one.code} {one.found}")
    total = sum(number * times for number, times in said.items())
    print(
        f"whole check: {total / max(1, files):.2f} messages a slip; one in {said[1] / max(1, files):.0%},",
        end=" ",
    )
    print(f"most {max(said, default=0)}, none in {said[0]}")


def fives(count: int, seed: int, show: str) -> None:
    """Five slips a file."""
    chance = random.Random(seed)
    whole, faults, files, wrong, tries = 0, 0, 0, 0, 0
    missed: Counter[str] = Counter()
    while files < count and tries < count * 20:
        tries += 1
        case = damaged(chance.choice(FILES), chance.sample([*SLIPS], 5), chance)
        if case is None:
            continue
        files += 1
        numbers = set(told_lines(case))
        hits = [line in numbers for line in case.lines]
        whole += all(hits)
        faults += sum(hits)
        missed.update(name for name, hit in zip(case.slips, hits, strict=True) if not hit)
        if show == "five" and not all(hits):
            told = [*zip(case.slips, case.lines, hits, strict=True)]
            print(f"{case.file.parent.name}/{case.file.name}: {told} told {sorted(numbers)}")
    print(
        f"five slips: all told in one run in {whole} of {files} files ({whole / max(1, files):.0%});", end=" "
    )
    print(f"{faults} of {5 * files} slips; not at their line: {dict(missed)}; wrong {wrong}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=1200, help="files with one slip")
    parser.add_argument("--fives", type=int, default=150, help="files with five slips")
    parser.add_argument(
        "--checks", type=int, default=60, help="lessons with one slip that are checked as a whole"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", default="", choices=("", "wrong", "other", "line", "five", "check", "all"))
    parser.add_argument("--only", default="", choices=("", *SLIPS), help="one sort of slip")
    parser.add_argument(
        "--form", default="", choices=("", "one", "two"), help="lessons in one file, or in two"
    )
    options = parser.parse_args()
    if options.form:
        FILES[:] = [path for path in FILES if (path.parent / "key.yaml").exists() == (options.form == "two")]
    singles(options.count, options.seed, options.show, options.only)
    fives(options.fives, options.seed, options.show)
    whole_checks(options.checks, options.seed, options.show)
