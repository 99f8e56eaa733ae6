"""Hand-ins as a careless or a spiteful hand leaves them: damaged bytes, hostile names, hostile values."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

Damage = Callable[[Random, bytes, bytes], bytes]
"""A damaged file, from a hand-in and another learner's."""


def sealed(lines: list[bytes], count: int | None = None) -> bytes:
    """Lines with a last line whose checksum is right."""
    body = b"".join(line + b"\n" for line in lines)
    end = {"closeread": "end", "events": len(lines) - 1 if count is None else count}
    return body + json.dumps(end | {"sha256": sha256(body).hexdigest()}).encode() + b"\n"


def lines_of(data: bytes) -> list[bytes]:
    """All lines but the last."""
    return data.rstrip(b"\n").split(b"\n")[:-1]


def _flip(random: Random, data: bytes, _other: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(random.choice([1, 1, 2, 20])):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _cut(random: Random, data: bytes, _other: bytes) -> bytes:
    low, high = sorted(random.choices(range(len(data)), k=2))
    return random.choice([data[:low], data[low:], data[:low] + data[high:]])


def _glued(random: Random, data: bytes, other: bytes) -> bytes:
    at = random.randrange(len(other))
    return random.choice([data + other, other + data, data + data, other[:at] + data + other[at:]])


def _mixed(random: Random, data: bytes, other: bytes) -> bytes:
    """Lines of both, in a wrong order or under the wrong head; the last line is of the first."""
    ours, theirs = data.rstrip(b"\n").split(b"\n"), other.rstrip(b"\n").split(b"\n")
    if random.random() < 0.5:
        random.shuffle(ours)
    else:
        ours.insert(1, random.choice(theirs))
    if random.random() < 0.3:
        ours[0] = theirs[0]
    return b"\n".join(ours) + b"\n"


def _encoded(random: Random, data: bytes, _other: bytes) -> bytes:
    return random.choice(
        [data.decode().encode("utf-16"), data.replace(b"\n", b"\r"), b"\x00" + data, data * 40]
    )


DAMAGES: tuple[Damage, ...] = (_flip, _cut, _glued, _mixed, _encoded)


def damaged(random: Random, data: bytes, other: bytes) -> bytes:
    """One of all sorts of damage, never the file itself."""
    while True:
        made = random.choice(DAMAGES)(random, data, other)
        if made != data and made != other:
            return made


# With a right checksum --------------------------------------------------------------------------------------

_DEEP = "[" * 900 + "]" * 900
VALUES: Mapping[str, tuple[str, ...]] = {
    "sure": ('"x"', "true", "99", "-1", "2.5", "[]", "1e400", "NaN"),
    "seconds": ("1e308", "-1", "true", "1e999", '"1"', "{}", "9" * 400, "-0.0"),
    "hints": ("1" + "0" * 50, "-3", "0.5", "null", '"two"'),
    "practice": ('"no"', "0", "1", "[true]", "null"),
    "key": ("[]", "17", '"\\ud800"'),
    "text": ('{"a": 1}', "false", '"x"'),
    "answer": (
        *("null", "true", "-1", "1e308", '"\\ud800"', '"\\u0000"', "[[]]", '[{"start": true}]', '{"": ""}'),
        '["brook", "brook"]',
        '[{"start": -1, "end": 10, "exact": "x"}]',
        '[{"start": 0, "end": 1' + "0" * 60 + ', "exact": "T", "prefix": [], "suffix": 3}]',
        '[{"start": 0, "end": 3, "exact": "", "technique": ["x"]}]',
        '{"s1": {"named": {"named": {}}}}',
        '{"s1": "yes", "s2": 12, "\\ud800": {}}',
        '{"vote": {"class": [], "claim": 1}}',
        _DEEP,
        '{"a":' * 900 + "1" + "}" * 900,
        '"' + "a" * 100_000 + '"',
        "[" + ",".join(['{"start":0,"end":1,"exact":"e","prefix":"zz"}'] * 6_000) + "]",
        json.dumps("‮ evil \x1b[2J [link](x) ![i](y) `code` ** <b>" * 5),
    ),
}
"""JSON values that no program of ours writes, by field of a committed event."""


CONTESTS: tuple[dict[str, Any], ...] = (
    {},
    {"item": ["m0"], "reason": 7, "words": {}, "given": None, "verdict": []},
    {
        "item": "\x1b[2J",
        "reason": "\x1b]0;x\x07 [link](x) <script>",
        "words": "\u202egreedy",
        "verdict": "\x07",
    },
    {"item": "m0", "reason": "y" * 100_000, "words": "greedy", "span": [-1, 10**50]},
    {
        "item": "m0",
        "reason": "\ud800",
        "words": "\ud800",
        "given": "\ud800",
        "verdict": "\ud800",
        "span": [True, "x"],
    },
    {
        "item": "m0" * 5_000,
        "reason": "",
        "words": "=cmd|' /C calc'!A0",
        "span": {"start": 1},
        "side": ["beside"],
    },
)
"""Data of contests that no program of ours writes."""


def with_value(data: bytes, exercise: str, field: str, value: str) -> bytes:
    """A hand-in with this value in the answer to one exercise, its checksum right."""
    lines = lines_of(data)
    mark = f'"exercise":"{exercise}"'.encode()
    for number, line in enumerate(lines):
        if b'"event":"committed"' in line and mark in line:
            fields = json.loads(line)
            fields["data"][field] = "@here@"
            lines[number] = json.dumps(fields).replace('"@here@"', value).encode()
    return sealed(lines)


def with_event(data: bytes, /, **changes: Any) -> bytes:
    """A hand-in with its second line changed and put behind the others, its checksum right."""
    lines = lines_of(data)
    fields = json.loads(lines[1]) | changes
    return sealed([*lines, json.dumps({key: one for key, one in fields.items() if one is not None}).encode()])


def with_head(data: bytes, /, **changes: Any) -> bytes:
    """A hand-in with its first line changed, its checksum right."""
    first, *lines = lines_of(data)
    return sealed([json.dumps(json.loads(first) | changes).encode(), *lines])


def odd_events(data: bytes, many: int = 200) -> Iterator[bytes]:
    """Hand-ins with events that our programs never write; in one ``many`` of them."""
    name = "0" * 32
    yield with_event(data, id=name, exercise="no-such", event="committed", data={"answer": []})
    yield with_event(data, id=name, exercise="\ud800")
    yield with_event(data, id=name, exercise="a\x00b")
    yield with_event(data, id=name, exercise="x" * 100_000)
    yield with_event(data, id=name, event="y" * 100_000)
    yield with_event(data, id=name, event="")
    yield with_event(data, id="'; drop table events; --")
    yield with_event(data, id=name, time="9999-19-39T29:59:69.999999Z")
    yield with_event(data, id=name, time="yesterday")
    yield with_event(data, id=name, course="another")
    yield with_event(data, id=name, data=[1])
    yield with_event(data, data={"answer": "other content, same id"})
    for number, told in enumerate(CONTESTS):
        yield with_event(data, id=f"{number}" * 32, event="contested", exercise="find-loaded", data=told)
    yield sealed(lines_of(data), count=7)
    yield sealed([*lines_of(data), *([b"{}"] * 3)])
    yield sealed([*lines_of(data), b'{"closeread":"end"}'])
    one = json.loads(lines_of(data)[2])
    crowd = [json.dumps(one | {"id": f"e{number}"}).encode() for number in range(many)]
    yield sealed([*lines_of(data), *crowd])
    yield sealed([lines_of(data)[0], *([b""] * 60_000)])
    yield sealed([lines_of(data)[0], b"[" + b"[]," * 30 * many + b"[]]"])


def odd_heads(data: bytes) -> Iterator[bytes]:
    """Hand-ins with a first line that our programs never write."""
    for learner in ("\ud800", "\x1b[2J", "\u200b\u200b", "x" * 5_000, "", " ", 7, None, ["ana"]):
        yield with_head(data, learner=learner)
    for record in ("", "../../etc", "r" * 65, 5, "\u0661" * 32):
        yield with_head(data, record=record)
    for created in ("", "tomorrow", 5, "2026-01-31T09:50:00Z\n"):
        yield with_head(data, created=created)
    yield with_head(data, format=True)
    yield with_head(data, format=10**50)
    yield with_head(data, course="../..", lesson="\x00")


# Names and things that are no files -------------------------------------------------------------------------

NAMES = (
    *(
        "-rf.handin",
        "--help",
        "=cmd|' /C calc'!A0.handin",
        "@SUM(1+1).handin",
        "+1.handin",
        "a\nb.handin",
        "\x1b[2J",
    ),
    *(
        "\u202egnp.handin",
        "x" * 240,
        "  .handin",
        "con.handin",
        "%s%n{0}{name}.handin",
        "[red]b.handin",
        "'\";--",
    ),
    "ünï-日本.handin",
)


def write_names(folder: Path, data: bytes) -> list[Path]:
    """The same bytes under hostile names, as far as the file system takes them."""
    made = []
    for name in (*NAMES, os.fsdecode(b"\xff\xfe\x80.handin")):
        try:
            (folder / name).write_bytes(data)
        except OSError:  # a file system that does not take the name
            continue
        made.append(folder / name)
    return made


def write_no_files(folder: Path, outside: Path) -> list[str]:
    """Links, pipes, folders, things whose modes forbid reading; the names that have to be told."""
    (folder / "dir.handin").mkdir()
    told = ["link.handin", "nowhere.handin", "linked-folder", "circle"]
    (folder / "link.handin").symlink_to(outside)
    (folder / "nowhere.handin").symlink_to(folder / "gone")
    (folder / "linked-folder").symlink_to(outside.parent, target_is_directory=True)
    (folder / "circle").symlink_to(folder / "circle")
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe.handin")
        told.append("pipe.handin")
    (folder / "closed.handin").write_bytes(b"x")
    (folder / "closed.handin").chmod(0)
    (folder / "closed-folder").mkdir(0)
    told += ["closed.handin", "closed-folder"]
    return told


def write_deep(folder: Path, levels: int) -> None:
    """A folder in a folder in a folder ..., deeper than a path can be long."""
    here = os.open(folder, os.O_RDONLY)
    for _ in range(levels):
        os.mkdir("d", dir_fd=here)
        inside = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inside
    os.close(here)
