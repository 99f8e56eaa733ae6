"""Random exercises of every kind but ``mark``, correct by construction, with random answers to them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from random import Random
from typing import Any

from tests.helpers.bound_kinds import Made, make

QUOTES = [
    "Greedy planners",
    "a reckless tram plan",
    "the council",
    "Everyone in the town",
    "a credible source",
]
TECHNIQUES = ["loaded-language", "exaggeration", "slogan"]
CLASSES = ["matters", "in-text", "beside", "later"]
PLACES = ["here", "there", "both", "neither"]
WORDS = [
    *("river", "harbour", "tram", "budget", "council", "garden", "bridge"),
    *("letter", "window", "engine", "market", "orchard", "teacher", "planet"),
]


@dataclass(frozen=True)
class World:
    """One exercise, as its two mappings, and a way to answer it blindly."""

    name: str
    task: dict[str, Any]
    key: dict[str, Any]
    ids: tuple[str, ...]
    """Every id that the two mappings use and an author could have chosen otherwise."""
    answer: Callable[[Random], Any]
    """A random raw answer: now and then blank, in part, or with more than it should have."""

    @cached_property
    def made(self) -> Made:
        return make(self.name, self.task, self.key)

    def again(self, change: Callable[[Any], Any]) -> Made:
        """The same exercise with both mappings changed."""
        return make(self.name, change(self.task), change(self.key))


def some(random: Random, items: list[str], least: int = 1, most: int | None = None) -> list[str]:
    """A random part of the items, in random order."""
    return random.sample(items, random.randint(least, len(items) if most is None else min(most, len(items))))


def named(prefix: str, count: int) -> list[str]:
    return [f"{prefix}-{index}" for index in range(count)]


def texts(ids: list[str]) -> dict[str, str]:
    return {id: f"The text of {id.upper()}" for id in ids}


def rows(random: Random, ids: list[str]) -> dict[str, Any]:
    """Texts and quotations."""
    return {
        id: {"quote": random.choice(QUOTES)} if random.random() < 0.3 else f"Row {id.upper()}" for id in ids
    }


def accepted(random: Random, options: list[str]) -> Any:
    """One id, a list, or the mapping in full; never every option."""
    ids = some(random, options, 1, max(1, len(options) - 1))
    form = random.randrange(3)
    if form == 0:
        return ids[0]
    if form == 1:
        return ids
    wrong = {id: f"Not {id}." for id in options if id not in ids and random.random() < 0.5}
    return {"is": ids[0], "also": ids[1:], "why": "Because.", "wrong": wrong}


def full(value: Any) -> list[str]:
    """The ids that an accepted value accepts."""
    if isinstance(value, str):
        return [value]
    return list(value) if isinstance(value, list) else [value["is"], *value["also"]]


def choice_one(random: Random) -> World:
    ids = named("o", random.randint(2, 6))
    credits = ["1", "0"] + [random.choice(["0", "0", "1/2", "1/3", "1"]) for _ in ids[2:]]
    random.shuffle(credits)
    key = {id: {"credit": credit, "why": "Because."} for id, credit in zip(ids, credits, strict=True)}
    return World(
        "choice", {"options": texts(ids)}, {"options": key}, tuple(ids), lambda r: some(r, ids, 0, 1)
    )


def choice_several(random: Random) -> World:
    right, wrong, open_ = random.randint(1, 4), random.randint(1, 5), random.randint(0, 2)
    roles = ["right"] * right + ["wrong"] * wrong + ["open"] * open_
    random.shuffle(roles)
    ids = named("o", len(roles))
    marks: dict[str, dict[str, Any]] = {"right": {"credit": 1}, "wrong": {}, "open": {"debatable": True}}
    key = {id: marks[role] | {"why": "Because."} for id, role in zip(ids, roles, strict=True)}
    task = {"pick": "several", "options": texts(ids)}
    return World("choice", task, {"options": key}, tuple(ids), lambda r: some(r, ids, 0))


def match(random: Random) -> World:
    asked, options = named("r", random.randint(1, 5)), named("o", random.randint(2, 5))
    key = {row: accepted(random, options) for row in asked}
    task = {"rows": rows(random, asked), "options": texts(options)}
    return World("match", task, {"rows": key}, (*asked, *options), cells(asked, options))


def cells(asked: list[str], options: list[str]) -> Callable[[Random], Any]:
    return lambda r: {row: r.choice(options) for row in some(r, asked, 0)}


def label(random: Random) -> World:
    asked = named("r", random.randint(1, 4))
    key = {row: accepted(random, TECHNIQUES) for row in asked}
    credit = random.choice(["0", "0.5", "1/3"])
    items = {row: {"quote": random.choice(QUOTES)} for row in asked}
    return World(
        "label",
        {"items": items},
        {"items": key, "family-credit": credit},
        tuple(asked),
        cells(asked, TECHNIQUES),
    )


def ledger(random: Random) -> World:
    asked, columns = named("r", random.randint(1, 3)), named("c", random.randint(1, 3))
    offered = {column: named(f"{column}o", random.randint(2, 4)) for column in columns}
    key = {row: {column: accepted(random, offered[column]) for column in columns} for row in asked}
    asks = {column: {"ask": f"Question {column}?", "options": texts(offered[column])} for column in columns}

    def answer(r: Random) -> Any:
        return {
            row: {column: r.choice(offered[column]) for column in some(r, columns, 0)}
            for row in some(r, asked, 0)
        }

    ids = (*asked, *columns, *(id for options in offered.values() for id in options))
    return World("ledger", {"rows": rows(random, asked), "columns": asks}, {"rows": key}, ids, answer)


def omission(random: Random) -> World:
    claims = named("c", random.randint(2, 4)) if random.random() < 0.7 else []
    roles = (
        ["matters"] * random.randint(1, 3)
        + ["decoy"] * random.randint(1, 4)
        + ["open"] * random.randint(0, 2)
    )
    random.shuffle(roles)
    facts = named("f", len(roles))
    key: dict[str, Any] = {}
    for fact, role in zip(facts, roles, strict=True):
        if role == "matters":
            key[fact] = {"class": "matters"} | (
                {"claim": some(random, claims, 1, len(claims) - 1)} if claims else {}
            )
        elif role == "decoy":
            key[fact] = {"class": some(random, CLASSES[1:])}
        else:
            key[fact] = {"class": random.choice(CLASSES[1:]), "debatable": True}
        key[fact]["why"] = "Because."
    task: dict[str, Any] = {"facts": texts(facts)} | ({"claims": rows(random, claims)} if claims else {})

    def answer(r: Random) -> Any:
        return {fact: sorting(r, r.choice(CLASSES), claims) for fact in some(r, facts, 0)}

    return World("omission", task, {"facts": key}, (*facts, *claims), answer)


def sorting(random: Random, class_: str, claims: list[str]) -> Any:
    if class_ == "matters" and claims and random.random() < 0.9:
        return {"class": class_, "claim": random.choice(claims)}
    return class_


def order(random: Random) -> World:
    ids = named("i", random.randint(3, 6))
    cuts = sorted(random.sample(range(1, len(ids)), random.randint(1, len(ids) - 1)))
    groups = [ids[start:end] for start, end in zip([0, *cuts], [*cuts, len(ids)], strict=True)]
    shown = [id for group in reversed(groups) for id in group]
    key = [group if len(group) > 1 else group[0] for group in groups]
    return World("order", {"items": texts(shown)}, {"order": key}, tuple(ids), lambda r: some(r, ids, 0))


def scale(random: Random) -> World:
    steps = range(first := random.randint(-2, 1), first + random.randint(2, 7))
    asked = named("i", random.randint(1, 4))
    key: dict[str, Any] = {}
    for item in asked:
        low = random.choice(steps)
        high = min(max(steps), low + random.choice([0, 0, 1]))
        key[item] = (
            low
            if low == high or (low, high) == (min(steps), max(steps))
            else {"is": [low, high], "why": "Because."}
        )
    task = {
        "steps": {step: f"step {step}" for step in (min(steps), max(steps))},
        "items": rows(random, asked),
    }
    return World("scale", task, {"items": key}, tuple(asked), cells(asked, [str(step) for step in steps]))


def short(random: Random) -> World:
    words = random.sample(WORDS, 6)
    phrases = [words[0], f"{words[1]} {words[2]}", f"{words[3]} * {words[4]}"]
    accept: list[Any] = [random.choice(phrases)]
    accept += [
        {"text": phrase, "credit": "1/2"}
        for phrase in phrases
        if phrase not in accept and random.random() < 0.5
    ]
    key = {"accept": accept, "reject": [{"text": words[5], "why": "No."}], "spelling": random.random() < 0.5}

    def answer(r: Random) -> Any:
        return r.choice(
            ["", " ".join(some(r, WORDS, 1, 3)), r.choice(phrases).replace("*", r.choice(["", "not", "old"]))]
        )

    return World("short", {}, key, (), answer)


def rewrite(random: Random) -> World:
    words = random.sample(WORDS, 12)
    loaded, facts, new, filler = words[:3], words[3:6], words[6:8], words[8:]
    loaded = loaded[: random.randint(1, 3)]
    original = random.sample([*loaded, *facts, *filler], len(loaded) + 7)
    kept = facts[: random.randint(1, 3)]
    key = {
        "remove": [{"text": word, "why": "Loaded."} for word in loaded],
        "keep": [{"any": [fact, f"{fact[:4]}*"], "say": fact} for fact in kept],
        "avoid": new[: random.randint(0, 2)],
        "model": " ".join([*kept, *filler[:3]]) + ", the end.",
    }

    def answer(r: Random) -> Any:
        return " ".join(r.choice(words) for _ in range(r.randint(0, 18)))

    return World("rewrite", {"original": " ".join(original), "words": [4, 16]}, key, (), answer)


def compare(random: Random, mode: str) -> World:
    asked = named("r", random.randint(2, 6))
    key: dict[str, Any] = {row: accepted(random, PLACES) for row in asked}
    key[asked[0]], key[asked[1]] = "there", random.choice(["here", "both", "neither"])
    task = {"mode": mode, "rows": rows(random, asked)}
    answer = cells(asked, PLACES) if mode == "sort" else lambda r: some(r, asked, 0)
    return World("compare", task, {"rows": key}, tuple(asked), answer)


def lookup(random: Random) -> World:
    worths = ["decides"] * random.randint(1, 2) + ["look-alike"] * random.randint(2, 3)
    worths += random.choices(["helps", "neutral"], k=random.randint(2, 4))
    random.shuffle(worths)
    cards, verdicts = named("c", len(worths)), named("v", random.randint(2, 4))
    shelf = {
        id: {
            "title": f"Page {id.upper()}",
            "outlet": "A paper",
            "text": f"It rained in May. {id.upper()} paid the bill.",
        }
        for id in cards
    }
    key: dict[str, Any] = {
        id: {"worth": worth, "why": "Because."} for id, worth in zip(cards, worths, strict=True)
    }
    for id in cards:
        if key[id]["worth"] == "decides":
            key[id]["proof"] = {"quote": f"{id.upper()} paid the bill", "core": "paid"}
    opens = random.randint(1, 3)
    task = {"opens": opens, "verdicts": texts(verdicts), "cards": shelf}

    def answer(r: Random) -> Any:
        opened = some(r, cards, 0, opens)
        raw: dict[str, Any] = {"opened": opened}
        if r.random() < 0.8:
            raw["verdict"] = r.choice(verdicts)
        if r.random() < 0.8:
            raw["card"] = r.choice(opened or cards)
            raw["words"] = [
                {"quote": quote} for quote in some(r, ["paid the bill", "It rained", "paid", "May"], 0, 2)
            ]
        return raw

    return World(
        "lookup", task, {"verdicts": accepted(random, verdicts), "cards": key}, (*cards, *verdicts), answer
    )


def lookup_online(random: Random) -> World:
    verdicts = named("v", random.randint(2, 4))
    task: dict[str, Any] = {"mode": "online", "verdicts": texts(verdicts), "not-from": ["archive.example"]}
    key = {"expect": ["Bluewat*"]} if random.random() < 0.5 else {}
    fields = {
        "page": ["https://page.example", "page.example/x", "nowhere", ""],
        "looked": ["https://register.example", "https://www.page.example", "archive.example", ""],
        "who": ["The firm Bluewater", "page", "?", ""],
        "date": ["2026-05-01", "none found", "tomorrow", ""],
        "sentence": ["The firm Bluewater owns this page in the city.", "Too short.", ""],
    }

    def answer(r: Random) -> Any:
        raw: dict[str, Any] = {name: r.choice(values) for name, values in fields.items()}
        if r.random() < 0.8:
            raw["verdict"] = r.choice(verdicts)
        return {name: value for name, value in raw.items() if value}

    return World("lookup", task, key, tuple(verdicts), answer)


FAMILIES: Mapping[str, Callable[[Random], World]] = {
    "choice one": choice_one,
    "choice several": choice_several,
    "match": match,
    "label": label,
    "ledger": ledger,
    "omission": omission,
    "order": order,
    "scale": scale,
    "short": short,
    "rewrite": rewrite,
    "lookup": lookup,
    "lookup online": lookup_online,
    "compare sort": lambda random: compare(random, "sort"),
    "compare pick": lambda random: compare(random, "pick"),
}


def credit_sum(made: Made, raw: Any) -> tuple[Fraction, Fraction]:
    """Credits and weights of all parts."""
    parts = made.score(raw).parts
    return sum((part.credit for part in parts), Fraction(0)), sum(
        (part.weight for part in parts), Fraction(0)
    )
