"""What a comment says in a few words, and what a label of a corpus means: a line of a lesson.

A comment begins with a word and then ``:``, `` / `` or a new line: ``loaded: close / why``. The words are those of
the presets in the language of the article, and names of techniques; English words do as well.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from lessons.author.importing.corpora import techniques_of
from lessons.author.importing.flow import FIND, GOOD, TRAP
from lessons.author.importing.labelled import LabelledQuote
from lessons.kinds.fitting import meant
from lessons.loading.presets import Presets
from lessons.model.glossary import Glossary

Role = Literal["find", "trap", "debatable", "good", "note", "missing", "row", "who", "scale"]
Written = str | list[str] | None
"""A value of a field; ``None`` for one that is still to be written."""
ROLES: tuple[Role, ...] = ("find", "trap", "debatable", "good", "note", "missing", "row", "who", "scale")
FIELDS: Mapping[Role, tuple[str, ...]] = {
    "find": ("technique", "plain", "core", "also", "why"),
    "trap": ("why",),
    "debatable": ("why",),
    "good": ("why",),
    "note": ("technique", "why"),
    "missing": ("changes", "known", "source", "why"),
    "row": ("why",),
    "who": ("why",),
    "scale": ("why",),
}
"""The fields that a comment may name, as in ``source: a report``."""
COLOURS: Mapping[str, Role] = {GOOD: "good", TRAP: "trap", FIND: "find"}
"""What highlights alone say."""
_CUT = re.compile(r"[ \t\u00a0]+/[ \t\u00a0]+|[ \t]*\n[ \t]*")
_COLON = re.compile(r"\s*[:\uff1a]\s*")
_SHORTEST = 4
"""Fewest letters of a word that stands for the beginning of a longer name."""
_LONGEST = 40
_STEP = re.compile(r"([1-9])(?:\s*(?:-|\u2013|to|bis|\u00e0|a)\s*([1-9]))?")
WHO, ATTITUDE = "who-stands-behind", "attitude"
"""The presets whose options and steps the roles ``who`` and ``scale`` take."""


@dataclass(frozen=True, slots=True)
class LessonLine:
    """A line of a lesson: what words of the article are, and what is said of them."""

    role: Role
    quote: LabelledQuote
    fields: Mapping[str, Written] = field(default_factory=dict)
    """Beside the explanation: ``technique``, ``plain``; the columns of a row; the fact that is missing, as ``fact``."""
    why: str = ""


@dataclass(frozen=True, slots=True)
class CommentWords:
    """The words that comments may use: those of a language, and the techniques of a glossary."""

    presets: Presets
    glossary: Glossary

    def line_of(self, quote: LabelledQuote) -> LessonLine | None:
        """The line that a comment, a highlight or a label stands for; ``None`` for one that is not understood."""
        if not quote.note and quote.label in COLOURS:
            return LessonLine(COLOURS[quote.label], quote)
        return self._labelled(quote) if quote.label else self._commented(quote)

    def _labelled(self, quote: LabelledQuote) -> LessonLine | None:
        """The line of a label: a word for comments, a technique, or a class that stands for several of them."""
        role, technique = self._role(quote.label)
        if role is None:
            known = [self._technique(name) for name in techniques_of(quote.label)]
            if not known or not all(known):
                return None
            role, technique = "find", known[0] if len({*known}) == 1 else ""
        if role not in ("find", "trap", "debatable", "good", "note"):
            return None
        fields: dict[str, Written] = {"technique": technique or None} if role == "find" else {}
        return LessonLine(role, quote, fields, quote.note)

    def _commented(self, quote: LabelledQuote) -> LessonLine | None:
        cuts = [*_CUT.finditer(quote.note)]
        first = quote.note[: cuts[0].start()] if cuts else quote.note
        rest = quote.note[cuts[0].end() :] if cuts else ""
        colon = _COLON.search(first)
        word, said = (first[: colon.start()], first[colon.end() :]) if colon else (first, "")
        role, technique = self._role(word)
        if role is None:
            return None
        fields, why = self._fields(role, rest)
        if technique:
            fields = {"technique": technique, **fields}
        match role:
            case "find" if said:
                fields.setdefault("plain", said)
            case "missing":
                fields = {"fact": said, **fields}
            case "row":
                cells = self._cells(said)
                return LessonLine(role, quote, cells, why) if cells else None
            case "who":
                who = self._options(said, self.presets.list("options", WHO))
                return LessonLine(role, quote, {"is": who}, why) if who else None
            case "scale":
                step = _STEP.fullmatch(said.strip())
                if step is None or not self._is_step(step):
                    return None
                return LessonLine(role, quote, {"is": f"{step[1]} to {step[2]}" if step[2] else step[1]}, why)
            case _:
                sign = "\n" if cuts and "\n" in cuts[0][0] else " / "
                why = sign.join(filter(None, (said, why))) if role != "find" else why
        if role == "missing" and not said:
            return None
        return LessonLine(role, quote, fields, why)

    def _role(self, word: str) -> tuple[Role | None, str]:
        """What the first word of a comment means: a role, and a technique where it names one."""
        word = " ".join(word.split()).strip(" .\"'\u201c\u201d\u2018\u2019\u00a0")
        if not word or len(word) > _LONGEST:
            return None, ""
        named = self.presets.text("comments", word.casefold())
        for role in ROLES:
            if role in (named, word.casefold()):
                return role, ""
        technique = (named and self._technique(named)) or self._technique(word)
        return ("find", technique) if technique else (None, "")

    def _technique(self, name: str) -> str:
        """The id of the technique that a name means: its id, its name, how it begins, or a word of it alone."""
        known = [
            (one.id, (one.name, *(text for _tag, text in one.names))) for one in self.glossary.techniques
        ]
        whole = [id for id, names in known if name.casefold() in (id, *(text.casefold() for text in names))]
        if len(whole) == 1:
            return whole[0]
        if len(name) < _SHORTEST:
            return ""
        id = meant(name, known) or meant(name.replace("_", " "), known)
        if id is not None:
            return id
        word = name.casefold()
        holding = [
            id
            for id, names in known
            if any(
                one.startswith(word)
                for text in (id.replace("-", " "), *names)
                for one in text.casefold().split()
            )
        ]
        return holding[0] if len(holding) == 1 else ""

    def _fields(self, role: Role, rest: str) -> tuple[dict[str, Written], str]:
        """The fields that the parts after the first name, and the explanation: all that names none."""
        fields: dict[str, Written] = {}
        why, start, sign = "", 0, ""
        for cut in [*_CUT.finditer(rest), None]:
            part = rest[start : cut.start() if cut else len(rest)].strip()
            named = self._field(role, part)
            if named is not None and named[0] != "why":
                fields.setdefault(*named)
            else:
                text = str(named[1]) if named is not None else part
                why = f"{why}{sign}{text}" if why and text else why or text
            if cut is not None:
                start, sign = cut.end(), "\n" if "\n" in cut[0] else " / "
        return fields, why

    def _field(self, role: Role, part: str) -> tuple[str, Written] | None:
        colon = _COLON.search(part)
        if colon is None:
            return None
        word, said = part[: colon.start()].strip().casefold(), part[colon.end() :].strip()
        name = self.presets.text("comments", word) or word
        if name not in FIELDS[role] or not said:
            return None
        if name in ("technique", "also"):
            ids = [self._technique(one.strip()) for one in said.split(",")]
            if not all(ids):
                return None
            return name, ids[0] if name == "technique" else ids
        return name, said

    def _cells(self, said: str) -> dict[str, Written]:
        """The columns of a row, as in ``named no, interest unknown``; none where one is not understood."""
        cells: dict[str, Written] = {}
        for part in filter(None, (one.strip() for one in said.split(","))):
            word, _space, value = part.partition(" ")
            column = self.presets.text("comments", word.casefold()) or word.casefold()
            entry = self.presets.entry("columns", column)
            if not isinstance(entry, dict) or column in cells:
                return {}
            read = self._options(value.lstrip(":= "), entry.get("options") or _FLAGS)
            if read is None:
                return {}
            cells[column] = read
        return cells

    def _options(self, said: str, options: object) -> Written:
        """The ids of the options that a text names, cut at commas and slashes; ``None`` where one is not known."""
        known = [(str(id), (str(text),)) for id, text in options.items()] if isinstance(options, dict) else []
        ids: list[str] = []
        for word in filter(None, (one.strip() for one in re.split(r"[,/|]", said))):
            id = meant(self.presets.text("comments", word.casefold()) or word, known)
            if id is None:
                return None
            ids.append(id)
        return ids[0] if len(ids) == 1 else ids or None

    def _is_step(self, step: re.Match[str]) -> bool:
        steps = self.presets.list("steps", ATTITUDE)
        known = {str(number) for number in steps} if isinstance(steps, dict) else set()
        return step[1] in known and (step[2] is None or (step[2] in known and step[1] < step[2]))


_FLAGS = {"yes": "Yes", "no": "No"}
