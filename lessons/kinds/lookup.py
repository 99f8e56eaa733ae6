"""``lookup``: leave the page. Open a few cards of a shelf, give a verdict, and prove it; or look up a real page."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field

from lessons.anchoring.places import found, places_of, squeeze
from lessons.i18n import _
from lessons.kinds.accepted import Accepted, AcceptedField, accept, explained, same_ids
from lessons.kinds.answer_lines import AnswerLines, FirstWord
from lessons.kinds.base import Bench, Example, Key, Kind, Task
from lessons.kinds.fitting import text_of
from lessons.kinds.joining import Joiner
from lessons.kinds.languages import group_mark
from lessons.kinds.mark import without_articles
from lessons.kinds.marking import KeyPhrase, MarkKey, SidePhrase
from lessons.kinds.one_file import AS_WRITTEN, ORDER, Desk, in_no_order
from lessons.kinds.phrases import ANY, loose_words, misplaced_star, pattern
from lessons.kinds.rows import OptionText, distinct
from lessons.kinds.shelf_form import ShelfCard, ShelfForm
from lessons.kinds.shelves import DECIDES, HELPS, LOOK_ALIKE, NEUTRAL, BoundShelf, KeyedCard
from lessons.kinds.slip import ONLINE, SLIP, BoundSlip, SlipForm, host_of
from lessons.kinds.units import units_of
from lessons.kinds.wording import plain_line
from lessons.loading.document import Trail
from lessons.loading.placed import NOTHING
from lessons.model.article import Article, Block, Masthead
from lessons.model.fields import (
    ANY_TEXT,
    Explanation,
    Fields,
    Flag,
    Identifier,
    Identifiers,
    Integer,
    Number,
    Of,
    Question,
    Role,
    Shorter,
)
from lessons.model.form import Form, Option
from lessons.text import comparable, normalise, words_of
from lessons.text.spans import Span

LONGEST = 60
"""Words that the text of a card may have."""
MOST_CHANCE = Fraction(1, 5)
"""What a blind answer may expect; more is warned of."""
FEWEST_LOOK_ALIKES = 2
FEWEST_CARDS = 3


def _with_quote(value: object) -> object:
    return {"quote": value} if isinstance(value, str) else value


def _one_or_more(value: object) -> object:
    return value if isinstance(value, list) else [value]


class CardFields(Fields):
    """A card in lesson.yaml: closed, it shows what a list of search results shows."""

    title: Question
    """The name of the page."""
    outlet: Question
    """Who published it."""
    date: Question | None = None
    """When."""
    snippet: Question | None = None
    """The line below the name."""
    text: Question
    """What stands on the page: at most 60 words, seen once the card is open."""
    behind: Question | None = None
    """Who is behind it, last on the open card."""
    was: Annotated[Identifiers, Role.KEPT] = ()
    """Ids that the card had before: what was answered under them belongs to it."""


class LookupTask(Task):
    """Fields in lesson.yaml."""

    mode: Literal["shelf", "online"] = "shelf"
    """``shelf``: cards of the lesson; ``online``: a real page, for homework, marked by the teacher."""
    opens: Annotated[Integer, Field(ge=1, le=20)] = 3
    """How many cards may be opened: less than half of them."""
    verdicts: Annotated[dict[Identifier, OptionText], Field(min_length=2, max_length=20)]
    """What the search may lead to, each under an id."""
    cards: Annotated[dict[Identifier, CardFields], Field(max_length=40)] = Field(default_factory=dict)
    """The shelf, in the order shown."""
    not_from: Annotated[
        tuple[Question, ...],
        BeforeValidator(_one_or_more),
        Field(alias="not-from", strict=False, max_length=40),
    ] = ()
    """Online: hosts such as ``example.org`` where looking does not count as having left the page."""
    weight: Annotated[Number, Field(ge=0, le=100)] = Fraction(1)
    """Share of the lesson's total; online the weight of the teacher's mark, 0 unless it is written."""


class ProofFields(Fields):
    """Words of a card's own text."""

    quote: Question
    """The words, exactly as in the card's text; they stand there once."""
    core: Question | None = None
    """The words of the quote that must be found; the rest may be marked."""
    debatable: Flag = False
    """Marking these words costs and earns nothing."""


class ShelfKeyFields(Fields):
    """A card in key.yaml."""

    worth: Literal["decides", "helps", "neutral", "look-alike"]
    """``decides`` the question, ``helps`` and does not settle it, is ``neutral``, or only seems to settle it."""
    proof: Annotated[
        tuple[Annotated[ProofFields, BeforeValidator(_with_quote), Shorter(ANY_TEXT)], ...],
        BeforeValidator(_one_or_more),
        Field(strict=False, max_length=20),
        Shorter({"type": ["string", "number", "boolean", "object"]}),
    ] = ()
    """The words that prove it, of a card that decides."""
    why: Explanation | None = None
    """Shown after the answer."""


class LookupKey(Key):
    """Fields in key.yaml."""

    verdicts: Annotated[AcceptedField, Of(("verdicts",))] | None = None
    """The verdict that is right."""
    cards: dict[Annotated[Identifier, Of(("cards",))], ShelfKeyFields] = Field(default_factory=dict)
    """For each card what it is worth, and why."""
    expect: Annotated[
        tuple[Question, ...], BeforeValidator(_one_or_more), Field(strict=False, max_length=40)
    ] = ()
    """Online: words of which one is expected in what was found; ``word*`` is any word with that beginning."""


def _card(id: str, fields: CardFields, language: str) -> ShelfCard:
    """The card; its inside is an article, so that its words can be marked."""
    title, text = plain_line(fields.title), _flat(fields.text)
    behind = _("Who is behind it: {who}").format(who=plain_line(fields.behind)) if fields.behind else ""
    blocks: list[Block] = []
    whole = ""
    for label, role, words in (
        ("h1", "heading", title),
        ("1", "paragraph", text),
        ("f1", "furniture", behind),
    ):
        if words:
            start = len(whole) + 2 if whole else 0
            whole = f"{whole}\n\n{words}" if whole else words
            level = int(role == "heading")
            blocks.append(Block(label, role, Span(start, start + len(words)), level))  # type: ignore[arg-type]
    head = Masthead(title, plain_line(fields.outlet), None, fields.date, language)
    return ShelfCard(
        id,
        fields.title,
        fields.outlet,
        fields.date or "",
        fields.snippet or "",
        Article(head, whole, tuple(blocks)),
    )


def _flat(markdown: str) -> str:
    """The words on one line; signs alone, which mean nothing as Markdown, stay as they are."""
    return " ".join(normalise(plain_line(markdown)).split()) or " ".join(markdown.split()) or "\u2013"


# The kind ----------------------------------------------------------------------------------------------------------

TEMPLATE = """
  # lookup: the page cannot answer; the student opens a few cards, gives a verdict and proves it.
  - lookup: {{prompt: Who stands behind this page? It cannot tell you. Look it up.}}
    strand: sourcing               # what it trains: language, sourcing or omission
    where: {{where|list}}                     # only if it is about some paragraphs
    opens: 3                       # how many cards may be opened: less than half of them
    verdicts:                      # shown mixed; "shown: as-written" keeps your order
      - right: {{right: Somebody who sells what it praises}}
        why: {{why1: Say what the cards show.}}
      - wrong: {{readers: Its readers pay for it}}
        why: {{why2: Say where the student should have looked.}}
      - wrong: {{open: These cards cannot settle it}}
        why: {{why3: Say which card does.}}
    cards:                         # shown in your order; text and behind are seen once a card is open
      - look-alike: {{own1: About us}}
        outlet: {{own2: The page itself}}
        snippet: {{own3: Independent and curious}}
        text: {{own4: We are independent. We thank our partners.}}
        behind: {{own5: The page itself.}}
        why: {{why4: Its own word about itself.}}
      - look-alike: {{stars1: Five stars}}
        outlet: {{stars2: A page of stars}}
        text: {{stars3: Two hundred people gave stars. Anybody can send them in.}}
        why: {{why5: Anybody can send stars in.}}
      - decides: {{register1: Who owns this address}}
        outlet: {{register2: The register of addresses}}
        text: {{register3: The owner of the address is a firm in the city. It came in May.}}
        behind: {{register4: A public office.}}
        proof: {{proof1: a firm in the city}}
        why: {{why6: Say why this settles it.}}
      - neutral: {{guide1: How to read a page}}
        outlet: {{guide2: A school}}
        text: {{guide3: Ask who pays for a page before you ask what it says.}}
        why: {{why7: Good advice, and nothing about this page.}}
      - decides: {{report1: Report of the year}}
        outlet: {{report2: A firm in the city}}
        text: {{report3: Among our costs is the page, which we founded last year.}}
        behind: {{report4: The firm. It has no reason to invent this.}}
        proof: {{proof2: which we founded}}
        why: {{why8: Say why this settles it too.}}
      - neutral: {{walk1: A walk on Sunday}}
        outlet: {{walk2: A sports club}}
        text: {{walk3: Twelve kilometres, and soup at the end.}}
        why: {{why9: Only the name is alike.}}
      - look-alike: {{forum1: Everybody knows who pays}}
        outlet: {{forum2: A forum}}
        text: {{forum3: It is the firm. No link needed.}}
        why: {{why0: The right thing, and no proof.}}
    why: {{why: Say what the exercise teaches, in one or two sentences.}}
"""


class Lookup(Kind[LookupTask, LookupKey]):
    """Leave the page: open a few cards, give a verdict, and prove it."""

    name = "lookup"
    example = Example("sourcing", template=TEMPLATE)
    task = LookupTask
    key = LookupKey
    variants: ClassVar = {ONLINE: SLIP}
    lines = (
        AnswerLines(
            "verdicts",
            {
                "right": FirstWord(about="The verdict that the cards lead to."),
                "wrong": FirstWord(about="Another one."),
            },
            "verdicts",
            asked="verdicts",
            mixed=True,
        ),
        AnswerLines(
            "cards",
            {
                DECIDES: FirstWord(
                    {"worth": DECIDES},
                    about="The name of a page that settles the question.",
                    asks=("outlet", "date", "snippet", "text", "behind", "proof", "why"),
                ),
                HELPS: FirstWord({"worth": HELPS}, about="The name of a good page that does not settle it."),
                NEUTRAL: FirstWord(
                    {"worth": NEUTRAL}, about="The name of an honest page about something else."
                ),
                LOOK_ALIKE: FirstWord(
                    {"worth": LOOK_ALIKE}, about="The name of a page that only seems to settle it."
                ),
            },
            "cards",
            asked="cards",
            beside_first=True,
            head="title",
            asks=("outlet", "date", "snippet", "text", "behind", "why"),
        ),
    )

    def teachers_weight(self, task: LookupTask) -> Fraction | None:
        """Online it is what was written, else 0."""
        if task.mode == "shelf":
            return None
        return task.weight if "weight" in task.model_fields_set else Fraction(0)

    def write_out(self, desk: Desk) -> None:
        """The right verdicts go to ``is``, what is said of the others to ``wrong``; the cards stay as written."""
        verdicts, cards = self.lines
        if (mode := desk.rest.get("mode")) is not None and mode.text == ONLINE:
            return  # no verdict is right before the teacher has read what was found
        desk.put(cards, desk.lines(cards))
        read = desk.lines(verdicts)
        right = [line for line in read if line.word == "right"]
        listed = desk.entry.fields.get(verdicts.name, desk.head)
        fields = {"is": listed.here([line.words.here(line.id) for line in right])}
        if whys := [line.answer["why"] for line in right if "why" in line.answer]:
            fields["why"] = whys[0]
        wrong = {line.id: line.answer["why"] for line in read if line not in right and "why" in line.answer}
        desk.task["verdicts"] = listed.here({line.id: desk.row(line) for line in desk.mixed(read)})
        desk.key["verdicts"] = listed.here({**fields, **({"wrong": listed.here(wrong)} if wrong else {})})

    def join(self, joiner: Joiner) -> None:
        """A line for each verdict."""
        verdicts, cards = self.lines
        if (mode := joiner.task.get("mode")) is not None and mode.text == ONLINE:
            return
        asked, answered = joiner.task.pop("verdicts", NOTHING), joiner.key.pop("verdicts", NOTHING)
        accepted = answered.fields or {"is": answered}
        right = [one.text for name in ("is", "also") if name in accepted for one in accepted[name].items]
        wrong = accepted.get("wrong", NOTHING).fields
        lines = []
        for id, text in asked.fields.items():
            why = accepted.get("why") if id == next(iter(right), "") else wrong.get(id)
            head = text.fields.get("text", text)
            rest = {name: part for name, part in text.fields.items() if name != "text"}
            word = "right" if id in right else "wrong"
            lines.append(text.here({word: head, **rest, **({"why": why} if why is not None else {})}))
        rows = [*asked.fields.values()]
        if joiner.keep_ids and rows != in_no_order(rows, text_of):
            joiner.lists[ORDER] = asked.here(AS_WRITTEN)
        joiner.lists[verdicts.name] = asked.here(joiner.with_ids(lines, [*asked.fields], rows))
        joiner.put(cards)

    def line_fields(self, desk: Desk, lines: AnswerLines) -> Sequence[str]:
        """What is said of a verdict."""
        return ("why",) if lines is self.lines[0] else ()

    def form(self, task: LookupTask, bench: Bench) -> ShelfForm | SlipForm:
        """The shelf in the order of the file; online a slip to fill in."""
        verdicts = tuple(Option(id, text) for id, text in task.verdicts.items())
        distinct(bench, ("verdicts",), verdicts)
        _fit_the_mode(bench, task)
        if task.mode == ONLINE:
            for index, host in enumerate(task.not_from):
                if not host_of(host):
                    fix = "write the host alone, such as example.org"
                    bench.fault("K785", ("not-from", index), f"{host!r}", "a host", fix)
            return SlipForm(verdicts)
        if 2 * task.opens >= len(task.cards) >= FEWEST_CARDS:
            found = f"opens: {task.opens} of {len(task.cards)} cards"
            fix = "lower opens, or add cards"
            bench.warn("K790", ("opens",), found, "less than half of the cards", fix)
        cards = []
        for id, fields in task.cards.items():
            card = _card(id, fields, bench.article.masthead.language)
            cards.append(card)
            count = len(words_of(card.inside.text[slice(*card.asked.scope[0])]))
            if count > LONGEST:
                found, fix = f"{count} words", "cut it down to what a search would show"
                bench.warn("K791", ("cards", id, "text"), found, f"at most {LONGEST} words", fix)
        return ShelfForm(tuple(cards), verdicts, task.opens)

    def bind(self, task: LookupTask, key: LookupKey, form: Form, bench: Bench) -> BoundShelf | BoundSlip:
        """Each card with what it is worth, and its proof as sets of words; online what is ticked."""
        if isinstance(form, SlipForm):
            return _bind_slip(bench, task, key, form)
        if key.expect:
            _of_other_mode(bench, "expect", task.mode)
        if key.verdicts is None and task.cards:
            _lacking(bench, (), "no verdicts with mode: shelf", "verdicts:", "add verdicts:")
        assert isinstance(form, ShelfForm)  # made by form() above
        at = ("cards",)
        same_ids(bench, at, "card", task.cards, key.cards)
        explained(bench, at, {id: field.why for id, field in key.cards.items()})
        unkeyed = ShelfKeyFields(worth="neutral")
        cards = []
        for card in form.cards:
            fields = key.cards.get(card.id, unkeyed)
            proof = _proof(bench, card, fields)
            cards.append(KeyedCard(card.id, plain_line(card.title), fields.worth, fields.why or "", proof))
        bound = BoundShelf(
            tuple(cards),
            {option.id: plain_line(option.text) for option in form.verdicts},
            accept(bench, key.verdicts, form.verdicts, ("verdicts",))
            if key.verdicts is not None
            else Accepted({}, ""),
            form.opens,
        )
        if len(bound.cards) >= FEWEST_CARDS:
            _check(bench, bound)
        return bound


def _fit_the_mode(bench: Bench, task: LookupTask) -> None:
    """Note a fault for each field that belongs to the other mode, and for those that are missing."""
    online = task.mode == ONLINE
    there = task.model_fields_set
    names = {"cards": "cards", "opens": "opens"} if online else {"not_from": "not-from"}
    for field, name in names.items():
        if field in there:
            _of_other_mode(bench, name, task.mode)
    if online:
        return
    if len(task.cards) < FEWEST_CARDS:
        at: Trail = ("cards",) if task.cards else ()
        fix = "add cards, or write mode: online"
        _lacking(bench, at, f"{len(task.cards)} cards", f"{FEWEST_CARDS} cards or more", fix)
    if not task.weight:
        fix = "write a weight above 0, or mode: online"
        _lacking(bench, ("weight",), "weight: 0 with mode: shelf", "a weight above 0", fix)


def _of_other_mode(bench: Bench, name: str, mode: str) -> None:
    bench.fault("K786", (name,), f"{name} with mode: {mode}", f"no {name}", f"remove {name}:")


def _lacking(bench: Bench, at: Trail, found: str, expected: str, fix: str) -> None:
    bench.fault("K787", at, found, expected, fix)


def _bind_slip(bench: Bench, task: LookupTask, key: LookupKey, form: SlipForm) -> BoundSlip:
    """What is ticked of a slip."""
    if key.cards:
        _of_other_mode(bench, "cards", task.mode)
    if key.verdicts is not None:
        _of_other_mode(bench, "verdicts", task.mode)
    group = group_mark(bench.article.masthead.language)
    expected = [pattern(text, loose_words, group) for text in key.expect]
    for index, (text, phrase) in enumerate(zip(key.expect, expected, strict=True)):
        if misplaced_star(text) or ANY in phrase.tokens or not phrase.tokens:
            fix = "put the star at the end of a word"
            bench.fault("K788", ("expect", index), f"a star out of place: {text!r}", "word*", fix)
    texts = [bench.article.text, *([bench.beside.text] if bench.beside is not None else [])]
    return BoundSlip(
        {option.id: plain_line(option.text) for option in form.verdicts},
        tuple(filter(None, map(host_of, task.not_from))),
        tuple(expected),
        tuple(map(loose_words, texts)),
    )


def _proof(bench: Bench, card: ShelfCard, fields: ShelfKeyFields) -> MarkKey | None:
    """The words of proof of a card; ``None`` for none, and where they are faulty."""
    at: Trail = ("cards", card.id, "proof")
    if not fields.proof:
        return None
    if fields.worth == LOOK_ALIKE:
        fix = "take the proof out, or write worth: decides"
        bench.fault("K792", at, "a proof on a look-alike", "proofs on cards that settle it", fix)
        return None
    inside, scope = card.inside, card.asked.scope
    units = units_of(inside, scope, "word")
    phrases: list[KeyPhrase] = []
    debatable: list[SidePhrase] = []
    for index, proof in enumerate(fields.proof):
        step: Trail = (*at, index) if len(fields.proof) > 1 else at
        span = _place(bench, inside, scope[0], proof.quote, (*step, "quote"))
        core = _place(bench, inside, span, proof.core, (*step, "core")) if span and proof.core else None
        words = units.marked([span]) if span is not None else 0
        if span is None or not words:
            continue
        if proof.debatable:
            debatable.append(SidePhrase(f"d{index}", span, words))
            continue
        must = units.marked([core]) if core is not None else 0
        wanted = must & words or without_articles(inside.text, units, words, inside.masthead.language)
        phrases.append(KeyPhrase(f"p{index}", span, words, wanted))
        face = comparable(f" {card.title} {card.snippet} ")
        if len(comparable(proof.core or proof.quote)) > 3 and f" {comparable(proof.quote)} " in f" {face} ":
            fix = "say less on the face of the card"
            bench.warn(
                "K793", (*step, "quote"), "the proof stands on the closed card", "words inside it", fix
            )
    return MarkKey(inside.text, units, tuple(phrases), tuple(debatable)) if phrases else None


def _place(bench: Bench, inside: Article, within: Span, words: str, at: Trail) -> Span | None:
    """Where words stand in a part of a card; a fault when that is not one place."""
    places = found(places_of(inside.text), words, [within], ("", ""), 2) if squeeze(words) else []
    if len(places) == 1:
        return places[0]
    what = "stands more than once in the card's text" if places else "does not stand in the card's text"
    bench.fault(
        "K794", at, f"{words!r} {what}", "words that stand there once", "copy the words from the card"
    )
    return None


def _check(bench: Bench, bound: BoundShelf) -> None:
    """What a shelf needs, as far as it can be counted."""
    at = ("cards",)
    if not any(card.useful for card in bound.cards):
        fix = "give a card worth: decides and a proof"
        bench.fault("K795", at, "no card decides or helps", "a card that settles the question", fix)
    for card in bound.cards:
        if card.worth == DECIDES and card.proof is None and bench.sound:
            found, fix = f"{card.id!r} decides, and has no proof", "add proof: with the words that settle it"
            bench.fault("K796", (*at, card.id), found, "a proof", fix)
    alike = sum(card.worth == LOOK_ALIKE for card in bound.cards)
    if alike < FEWEST_LOOK_ALIKES:
        found = f"{alike} look-alikes"
        fix = "add one with the right verdict and no proof, and one of each side"
        bench.warn("K797", at, found, f"{FEWEST_LOOK_ALIKES} or more", fix)
    if bound.cards and bound.cards[0].worth == DECIDES:
        fix = "put another card first in lesson.yaml"
        bench.warn("K798", (*at, bound.cards[0].id), "the first card decides", "a card that does not", fix)
    if bench.sound and bound.chance > MOST_CHANCE:
        found = f"a blind answer expects {float(bound.chance):.2f}"
        fix = "add verdicts or cards, or open fewer"
        bench.warn("K799", at, found, f"at most {float(MOST_CHANCE):.2f}", fix)
