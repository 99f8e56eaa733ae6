"""``lookup`` with ``mode: online``: a real page is looked up at home, and a slip says what was found and where.

The program opens no address and never says what is true of a real page. It ticks what can be seen on the slip; the
teacher gives the mark, 0 to 4, after the rubric for open web searches of the Digital Polarization Initiative.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from urllib.parse import urlsplit

from lessons.i18n import _, plural
from lessons.kinds.base import Bound, Lazy, Variant
from lessons.kinds.item import Item
from lessons.kinds.phrases import Pattern, loose_words, text_of
from lessons.kinds.wording import plain_line
from lessons.kinds.written_answers import id_in, in_message, only_known
from lessons.model.answer import Answer, AnswerError, CustomAnswer, Raw, answer_of
from lessons.model.form import Asked, CustomForm, Option
from lessons.model.paper import OPEN, Paper, PaperLines, PaperList, PaperTable, lettered, named_by
from lessons.model.result import Part, Score, Verdict
from lessons.text import comparable, normalise, words_of

ONLINE = "online"
"""The mode, and what the exercise is called behind the name of the kind."""
_TEMPLATE = """
  # lookup, online: a real page is looked up at home; the program ticks what it can see, and you give the mark.
  - lookup: {{prompt: Choose a page that recommends something. Who is behind it? Look in another place.}}
    mode: online
    strand: sourcing               # what it trains: language, sourcing or omission
    verdicts:                      # what the search may lead to; none is right or wrong before you have read it
      - {{sells: Somebody who sells what it recommends}}
      - {{gains: Somebody who gains in another way}}
      - {{open: I could not find out}}
    not-from: [wikipedia.org]      # places where looking does not count as having left the page
    # expect: [owner, owned*]      # words of which one is expected in what was found
    # weight: 1                    # what your mark weighs in the lesson; 0 unless it is written
    why: {{why: Say what the exercise teaches, in one or two sentences.}}
"""

SLIP = Variant(
    "look up a real page at home, for your mark",
    {"mode": ONLINE},
    asks=("verdicts", "not-from", "expect"),
    without=("opens", "cards"),
    template=_TEMPLATE,
)
FEWEST, MOST = 5, 40
"""Words that a pasted sentence has."""
IN_A_ROW = Fraction(60, 100)
"""From this share of its words in a row on, a sentence is one of the page itself."""
LONGEST = 2_000
"""Characters of one field."""
FIELDS = ("page", "looked", "who", "date", "sentence")
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+", re.ASCII | re.IGNORECASE)
_SLASHED = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_NONE_FOUND = ("none found", "none", "no date")


def field_names() -> Mapping[str, str]:
    """What the fields are called, for students."""
    return {
        "page": _("Page"),
        "looked": _("Looked at"),
        "who": _("Who is behind that place"),
        "date": _("Its date"),
        "sentence": _("Sentence that decides"),
    }


@dataclass(frozen=True)
class SlipAnswer(CustomAnswer):
    """What was found of a real page. Addresses are text: nothing opens them."""

    page: str = ""
    """Address of the page in question."""
    looked: str = ""
    """Address where something was found about it."""
    who: str = ""
    date: str = ""
    sentence: str = ""
    verdict: str | None = None

    def written(self) -> Raw:
        """The fields that are filled in."""
        fields: dict[str, Raw] = {name: getattr(self, name) for name in FIELDS}
        return {name: value for name, value in (fields | {"verdict": self.verdict}).items() if value}

    @property
    def text(self) -> str:
        """The fields as lines to type behind their names."""
        return "\n".join(f"{name}: {getattr(self, field)}" for field, name in field_names().items())

    def with_text(self, text: str) -> "SlipAnswer":
        """The slip with the fields of such lines; what stands behind no name belongs to the field before it."""
        names = {name.casefold(): field for field, name in field_names().items()}
        fields = dict.fromkeys(FIELDS, "")
        at = FIELDS[0]
        for line in text.split("\n"):
            head, colon, rest = line.partition(":")
            if colon and head.strip().casefold() in names:
                at, line = names[head.strip().casefold()], rest
            fields[at] = f"{fields[at]} {line}".strip()
        return replace(self, **{name: " ".join(words.split()) for name, words in fields.items()})


@dataclass(frozen=True)
class SlipForm(CustomForm):
    """Five fields to fill in, and a verdict."""

    verdicts: tuple[Option, ...]

    @property
    def texts(self) -> Sequence[str]:
        """The names of the fields and the verdicts."""
        return [*field_names().values(), *(option.text for option in self.verdicts)]

    @property
    def decisions(self) -> int:
        """Each field, and the verdict."""
        return len(FIELDS) + 1

    def asked(self) -> Sequence[Asked]:
        """The verdict."""
        verdicts = {option.id: plain_line(option.text) for option in self.verdicts}
        return (Asked("verdict", _("The verdict"), verdicts),)

    def chosen(self, answer: Answer) -> Mapping[str, str]:
        """The verdict given."""
        verdict = answer_of(SlipAnswer, answer).verdict
        return {"verdict": verdict} if verdict is not None else {}

    def blank(self) -> SlipAnswer:
        """An empty slip."""
        return SlipAnswer()

    def read(self, raw: Raw) -> SlipAnswer:
        """``{"page", "looked", "who", "date", "sentence": texts, "verdict": id}``; any may be missing."""
        if not isinstance(raw, dict):
            example = 'write {"page": "...", "looked": "...", "sentence": "...", "verdict": "..."}'
            raise AnswerError(in_message(raw), "a mapping with the fields of the slip", example)
        only_known(raw, frozenset({*FIELDS, "verdict"}))
        fields: dict[str, str] = {}
        for name in FIELDS:
            value = raw.get(name) or ""
            if not isinstance(value, str) or len(value) > LONGEST:
                found = in_message(value) if not isinstance(value, str) else f"{len(value)} characters"
                raise AnswerError(f"{name}: {found}", f"text of at most {LONGEST} characters", "shorten it")
            fields[name] = " ".join(normalise(value).split())
        verdict = raw.get("verdict") or None
        ids = [option.id for option in self.verdicts]
        return SlipAnswer(
            **fields, verdict=id_in(verdict, ids, "verdict", "verdict: ") if verdict is not None else None
        )

    def keep(self, answer: Answer) -> Raw:
        """As it is written."""
        return answer_of(SlipAnswer, answer).written()

    def reread(self, raw: Raw) -> tuple[SlipAnswer, tuple[str, ...]]:
        """As it was read; nothing of it is lost when a text changes."""
        return self.read(raw), ()

    def onward(self, before: Answer, after: Answer) -> SlipAnswer:
        """Everything can be taken back; the lengths are held."""
        return self.read(answer_of(SlipAnswer, after).written())

    def on_paper(self) -> Paper:
        """A line or two for each field, and the verdicts."""
        fields = [
            PaperLines(2 if name in ("page", "looked", "sentence") else 1, f"{words}:")
            for name, words in field_names().items()
        ]
        verdicts = lettered([plain_line(option.text) for option in self.verdicts])
        told = PaperTable((_("Letter of your verdict"),), (("",),))
        return Paper((*fields, PaperList(verdicts), told))

    def how_to_type(self) -> str:
        """The fields in their order."""
        names = "; ".join(field_names().values())
        return _("{fields}; letter of the verdict; - for an empty one").format(fields=names)

    def typed(self, words: str) -> SlipAnswer:
        """The fields and the verdict, with semicolons between. Raises ``AnswerError``."""
        parts = [part.strip() for part in words.split(";")]
        if len(parts) > len(FIELDS) + 1:
            found = _("fields: {count}").format(count=len(parts))
            raise AnswerError(found, str(len(FIELDS) + 1), _("no ; inside a field"))
        raw: dict[str, Raw] = {
            name: part for name, part in zip(FIELDS, parts, strict=False) if part not in ("", OPEN)
        }
        if len(parts) > len(FIELDS) and parts[-1] not in ("", OPEN):
            raw["verdict"] = named_by(parts[-1], dict(lettered([option.id for option in self.verdicts])))
        return self.read(raw)

    def as_typed(self, answer: Answer) -> str:
        """The way back of ``typed``."""
        slip = answer_of(SlipAnswer, answer)
        letters = {id: letter for letter, id in lettered([option.id for option in self.verdicts])}
        fields = [getattr(slip, name).replace(";", ",") or OPEN for name in FIELDS]
        return "; ".join([*fields, letters.get(slip.verdict or "", OPEN)])


# The key -----------------------------------------------------------------------------------------------------------


def host_of(address: str) -> str:
    """The host of an address in small letters, without ``www.``; empty for what is no address."""
    typed = address.strip()
    try:
        host = urlsplit(typed if "//" in typed else f"//{typed}").hostname or ""
    except ValueError:
        return ""
    host = host.rstrip(".").removeprefix("www.")
    return host if _HOST.fullmatch(host) else ""


def same_house(one: str, other: str) -> bool:
    """Whether two hosts are one, or one lies inside the other: ``news.example.org`` and ``example.org``."""
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def day_of(words: str) -> date | None:
    """The day that was typed: 2026-06-11, 11.6.2026, 11/6/2026, or with the name of the month as in 11 June 2026."""
    typed = " ".join(words.split())
    try:
        if match := _SLASHED.fullmatch(typed):
            return date(int(match[3]), int(match[2]), int(match[1]))
        return date.fromisoformat(typed)
    except ValueError:
        pass
    from datetime import datetime

    for form in ("%d %B %Y", "%B %d, %Y", "%d %b %Y", "%b %d, %Y"):
        try:
            return datetime.strptime(typed, form).date()
        except ValueError:
            continue
    return None


def longest_run(words: Sequence[str], text: Sequence[str]) -> int:
    """How many of the words stand in the text in a row, at most."""
    longest, before = 0, [0] * (len(text) + 1)
    for word in words:
        row = [0] * (len(text) + 1)
        for at, other in enumerate(text, 1):
            if word == other:
                row[at] = before[at - 1] + 1
        longest, before = max(longest, *row), row
    return longest


@dataclass(frozen=True)
class BoundSlip(Bound):
    """What is ticked of a slip. The score is the share of ticks; it is no mark, and counts nowhere."""

    verdicts: Mapping[str, str]
    """Plain words by id."""
    not_from: tuple[str, ...]
    """Hosts that do not count as having left the page."""
    expect: tuple[Pattern, ...]
    """Words of which one is expected in the sentence or in who is behind it."""
    pages: tuple[tuple[str, ...], ...]
    """The words of the lesson's own texts: a sentence from them was found nowhere else."""

    @property
    def chance(self) -> Fraction:
        """Nothing is guessed on a slip."""
        return Fraction(0)

    @property
    def rubric(self) -> tuple[str, ...]:
        """What the marks 0 to 4 mean."""
        return (
            _("nothing"),
            _("reactive: judges by looks, or by an opinion"),
            _("inquisitive: asks the right question, and brings no finding"),
            _(
                "investigative: brings a finding from outside; misses the one that decides, or reads too much into it"
            ),
            _("competent: the finding that decides, rightly read, with its limits"),
        )

    def rule(self) -> str:
        """The rule for students."""
        return _(
            "The program ticks what it can see: that you left the page, who is behind the other place, a sentence of "
            "{fewest} to {most} words, a date or 'none found'. It opens no address and cannot know what is true. Your "
            "teacher gives the mark."
        ).format(fewest=FEWEST, most=MOST)

    def _ticks(self) -> Iterator[tuple[str, str, str, Callable[[SlipAnswer], str]]]:
        """Id, field, name, and what speaks against the tick: empty where it is given."""
        yield "left", "looked", _("You left the page"), self._not_left
        yield "who", "who", _("You say who is behind it"), self._nobody
        yield "sentence", "sentence", _("You pasted a sentence"), self._no_sentence
        yield "date", "date", _("You give its date"), _no_day
        if self.expect:
            yield "expected", "sentence", _("Something expected is in it"), self._not_expected

    def score(self, answer: Answer) -> Score:
        """The share of ticks."""
        slip = answer_of(SlipAnswer, answer)
        parts = []
        for id, field, name, against in self._ticks():
            why = against(slip)
            given = str(getattr(slip, field)) or (slip.who if id == "expected" else "")
            verdict = Verdict.RIGHT if not why else Verdict.WRONG if given else Verdict.MISSED
            called = _("ticked") if not why else _("no tick")
            parts.append(Part(id, verdict, name, Fraction(not why), given=given, why=why, called=called))
        ticks, all_of = sum(part.credit != 0 for part in parts), len(parts)
        told = plural("{count} of {all} tick.", "{count} of {all} ticks.", all_of)
        said = {"page": (field_names()["page"], slip.page)}
        said["verdict"] = (_("Your verdict"), self.verdicts.get(slip.verdict or "", ""))
        parts += [
            Part(id, Verdict.DEBATABLE, name, weight=Fraction(0), given=given, called=_("for your teacher"))
            for id, (name, given) in said.items()
        ]
        return Score(Fraction(ticks, all_of), tuple(parts), told.format(count=ticks, all=all_of))

    def _not_left(self, slip: SlipAnswer) -> str:
        page, looked = host_of(slip.page), host_of(slip.looked)
        if not page or not looked:
            return _("Give both addresses, such as https://example.org/page.")
        if same_house(page, looked):
            return _("This is the page itself: look somewhere else.")
        if any(same_house(looked, host) for host in self.not_from):
            return _("This place does not count here: look somewhere else.")
        return ""

    def _nobody(self, slip: SlipAnswer) -> str:
        who, page = comparable(slip.who), host_of(slip.page)
        if not any(character.isalpha() for character in who):
            return _("Name the people, the firm or the office behind it.")
        bare = "".join(character for character in who if character.isalnum())
        own = {page, page.split(".")[0], *page.split(".")[-2:-1]}
        if page and bare in {"".join(filter(str.isalnum, name)) for name in own}:
            return _("This is the name of the page you ask about.")
        return ""

    def _no_sentence(self, slip: SlipAnswer) -> str:
        count = len(words_of(slip.sentence))
        if not FEWEST <= count <= MOST:
            return _("Paste one sentence of {fewest} to {most} words.").format(fewest=FEWEST, most=MOST)
        words = loose_words(slip.sentence)
        if any(longest_run(words, page) >= IN_A_ROW * len(words) for page in self.pages):
            return _("This sentence stands in the text of the lesson: paste one from the other place.")
        return ""

    def _not_expected(self, slip: SlipAnswer) -> str:
        typed = text_of(f"{slip.who} \u2013 {slip.sentence}")
        if any(typed.hold(phrase) for phrase in self.expect):
            return ""
        return _("Your teacher expects another finding; ask, if you are sure of yours.")

    def perfect(self) -> SlipAnswer:
        """A slip with every tick."""
        found = " ".join(" ".join(phrase.words) for phrase in self.expect[:1])
        sentence = f"The register names the owner of this page {found}".rstrip()
        looked = next(
            host
            for host in ("register.example", "archive.example", "office.example", "third.example")
            if not any(same_house(host, other) for other in self.not_from)
        )
        return SlipAnswer(
            "https://page.example/",
            f"https://{looked}/entry",
            _("a public office"),
            _NONE_FOUND[0],
            sentence,
            next(iter(self.verdicts)),
        )

    def lazy(self) -> Iterator[Lazy]:
        """A verdict alone, and the page's own words."""
        yield Lazy("a verdict alone", SlipAnswer(verdict=next(iter(self.verdicts))))

    def items(self) -> tuple[Item, ...]:
        """The ticks."""
        return tuple(Item(id, name) for id, _field, name, _against in self._ticks())


def _no_day(slip: SlipAnswer) -> str:
    if comparable(slip.date) in (*_NONE_FOUND, comparable(_("none found"))):
        return ""
    day = day_of(slip.date)
    if day is None:
        return _("Write a day such as 2026-06-11, or: none found.")
    return _("This day is still to come.") if day > date.today() else ""
