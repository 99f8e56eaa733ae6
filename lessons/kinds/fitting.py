"""Values of a lesson in one file brought into the form that their fields want: yes and no, ranges of blocks, names cut
at commas, presets, and ids by the words that they stand for."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from types import MappingProxyType

from lessons.kinds.roles import HERE, FieldType, fields_of
from lessons.loading.document import START, Value
from lessons.loading.placed import Placed
from lessons.loading.presets import Presets
from lessons.loading.suggestion import did_you_mean
from lessons.model.fields import Of, Role
from lessons.model.glossary import Glossary
from lessons.model.scalar import Plain
from lessons.text import visible
from lessons.text.ids import NOTHING_KEPT, KeptTexts, ids_of

SHOWN = 60
"""Most characters of a text in a message."""
SOUND_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_RANGE = re.compile(r"(?:paragraphs? )?([0-9]{1,3})\s*(?:[-\u2013\u2014]|to|bis)\s*([0-9]{1,3})")
_FLAGS = {"yes": "true", "no": "false", "true": "true", "false": "false"}
Tell = Callable[[str, Placed, str, str, str], None]
"""Takes a fault: code, place, found, expected, fix."""


class Fitter:
    """Brings the fields of one exercise into form; ``task`` are those of lesson.yaml, whose lists have the ids."""

    def __init__(
        self,
        presets: Presets,
        glossary: Glossary,
        task: Mapping[str, Placed],
        tell: Tell,
        kept: Mapping[str, KeptTexts] = MappingProxyType({}),
    ) -> None:
        """``kept`` are texts of before by their ids, by the name of their list."""
        self.presets, self.glossary, self.task, self.fault, self.kept = presets, glossary, task, tell, kept
        self.texts: dict[str, dict[str, str]] = {}
        """The texts of lists of options by their ids, by the name of the list."""

    def fields(self, fields: Mapping[str, Placed], types: Mapping[str, FieldType]) -> dict[str, Placed]:
        """The fields of a mapping, each in the form of its type."""
        return {name: self._fitted(part, types[name], None, (), name) for name, part in fields.items()}

    def techniques(self, part: Placed) -> list[Placed]:
        """The ids of the techniques that a text or a list names; what is unclear stays, and is told elsewhere."""
        return [
            one.here(self._meant(one, Role.TECHNIQUE) or one.text)
            for one in self._cut_at_commas(part, Role.TECHNIQUE)
        ]

    def _fitted(
        self, part: Placed, type_: FieldType, around: Of | Role | None, under: tuple[str, ...], group: str
    ) -> Placed:
        """A value in the form that its field wants: ranges, lists, ids by their words, yes and no, presets."""
        role = type_.refers or around
        if Role.LABELS in type_.roles:
            return self._labels(part)
        if type_.base is bool and isinstance(part.value, Plain) and part.text.lower() in _FLAGS:
            return part.here(_FLAGS[part.text.lower()])
        if type_.is_id:
            return self._reference(part, role, under)
        if type_.items:
            return self._fitted_list(part, type_, role, under, group)
        return self._fitted_mapping(part, type_, role, under, group)

    def _fitted_list(
        self, part: Placed, type_: FieldType, role: Of | Role | None, under: tuple[str, ...], group: str
    ) -> Placed:
        if isinstance(part.value, list):
            items = enumerate(part.value)
            return part.here(
                [self._fitted(one, type_.item(n), role, (*under, str(n)), group) for n, one in items]
            )
        item = type_.item(0)
        if item.is_id and isinstance(part.value, str):
            pieces = self._cut_at_commas(part, role, under)
            if len(pieces) == 1:
                return self._reference(pieces[0], role, under)
            return part.here([self._fitted(one, item, role, under, group) for one in pieces])
        return part

    def _fitted_mapping(
        self, part: Placed, type_: FieldType, role: Of | Role | None, under: tuple[str, ...], group: str
    ) -> Placed:
        key, inner = type_.entries or (type_, type_)
        if type_.entries is not None and isinstance(part.value, str | list):
            by_ids = key.is_id and not isinstance(key.refers or role, Of)
            part = self._listed_options(part, group, under) if by_ids else self._preset(part, group)
        if not isinstance(part.value, dict):
            full = type_.in_full(part.plain()) if type_.model is not None and part.value is not None else None
            if not isinstance(full, dict) or len(full) != 1:
                return part
            (name,) = full
            shorter = fields_of(type_.model)[name] if type_.model is not None else type_
            return self._fitted(part, shorter, role, under, name)
        if type_.entries is not None:
            made: dict[str, Placed] = {}
            for id, one in part.value.items():
                known = self._preset_entry(id, one, group)
                name = self._reference(Placed(Plain(id), one.key or one.mark), key.refers or role, under).text
                made[name] = self._fitted(known, inner, role, (*under, name), group)
            return part.here(made)
        if type_.model is None:
            return part
        types = fields_of(type_.model)
        return part.here(
            {
                name: self._fitted(one, types[name], role, under, name) if name in types else one
                for name, one in part.value.items()
            }
        )

    def _labels(self, part: Placed) -> Placed:
        """Labels of blocks, ``1-3`` as 1, 2, 3; a text is cut at its commas."""
        made: list[Placed] = []
        for one in part.items:
            for piece in names_in(one):
                match = _RANGE.fullmatch(piece.text)
                if match is None:
                    made.append(piece)
                else:
                    low, high = sorted((int(match[1]), int(match[2])))
                    numbers = range(low, min(high, low + 500) + 1)
                    made += [piece.here(str(number)) for number in numbers] or [piece]
        return part.here(made) if part.value is not None else part

    # Presets

    def _listed_options(self, part: Placed, group: str, under: tuple[str, ...]) -> Placed:
        """A preset by its name, or a list of texts, of ``name: text`` and of presets, as a mapping by ids."""
        if isinstance(part.value, str):
            names = names_in(part)
            if len(names) > 1 and all(self.presets.has_entry(group, one.text) for one in names):
                part = part.here(names)
            elif self.presets.has_entry(group, part.text):
                part = part.here([part])
            else:
                return self._preset(part, group)
        own: list[str] = []
        texts: list[Placed] = []
        for one in part.items:
            named = [(id, text) for id, text in one.fields.items() if not isinstance(text.value, list | dict)]
            if isinstance(one.value, str):
                known = self.presets.has_entry(group, one.text)
                id, text = (one.text, Placed(None, one.mark, one.mark)) if known else ("", one)
            elif len(named) == len(one.fields) == 1:
                ((id, text),) = named
            else:
                fix = "write one text a line, or one name: text"
                self.fault("F205", one, "a list or mapping in a list of texts", "a text", fix)
                continue
            if id and id in own:
                found = f"the name {visible(id)[:SHOWN]!r} a second time"
                self.fault("F205", text, found, "a name of its own", "write another name, or leave it out")
                continue
            own.append(id)
            texts.append(Placed(text.value, text.mark, text.key or text.mark))
        name = "/".join([*under, group])
        said = [text.text or id for id, text in zip(own, texts, strict=True)]
        ids = ids_of(said, own, kept=self.kept.get(name, NOTHING_KEPT))
        self.texts[name] = dict(zip(ids, said, strict=True))
        return part.here(dict(zip(ids, texts, strict=True)))

    def _preset_entry(self, id: str, part: Placed, group: str) -> Placed:
        """What a preset says of an entry that is left empty."""
        found = self.presets.entry(group, id) if part.value is None else None
        return part if found is None else _at(part, found)

    def _preset(self, part: Placed, group: str) -> Placed:
        """The list that a preset stands for."""
        found = self.presets.list(group, part.text)
        if found is None:
            names = ", ".join(self.presets.names(group)) or "a list of your own"
            fix = did_you_mean(part.text, self.presets.names(group)) or "write a list of your own below it"
            self.fault("F212", part, f"no preset {visible(part.text)[:SHOWN]!r}", f"one of {names}", fix)
            return part.here({})
        return _at(part, found)

    # Ids by their words

    def _reference(self, part: Placed, role: Of | Role | None, under: tuple[str, ...]) -> Placed:
        if not isinstance(part.value, str):
            return part
        meant = self._meant(part, role, under)
        if meant is not None:
            return part.here(meant)
        if SOUND_ID.fullmatch(part.text) or not (isinstance(role, Of) or role is Role.TECHNIQUE):
            return part  # whether there is such an id is told where the key is bound
        if not isinstance(role, Of):
            names = [technique.name for technique in self.glossary.techniques]
            code, expected = "F302", "the name of a technique, or its id"
        else:
            names = [text or id for id, text in self._texts(role, under).items()]
            if not names and SOUND_ID.fullmatch(part.text.lower()):  # those that stand where nobody wrote any
                return part.here(part.text.lower())
            code, expected = "F213", f"one of {'; '.join(visible(name)[:SHOWN] for name in names)}"
        fix = did_you_mean(part.text, names) or "write its first words, as they stand there"
        self.fault(code, part, f"{visible(part.text)[:SHOWN]!r}, which fits none or several", expected, fix)
        return part.here("unknown")

    def _cut_at_commas(
        self, part: Placed, role: Of | Role | None, under: tuple[str, ...] = ()
    ) -> list[Placed]:
        """The names in a text. A comma inside a name, as in "9,000 homes", does not cut: the longest name is taken."""
        if not isinstance(part.value, str):
            return names_in(part)
        pieces, names = part.value.split(","), []
        while pieces:
            for length in range(len(pieces), 0, -1):
                name = part.here(",".join(pieces[:length]).strip())
                if length == 1 or self._meant(name, role, under) is not None:
                    names += [name] if name.value else []
                    del pieces[:length]
                    break
        return names

    def _meant(self, part: Placed, role: Of | Role | None, under: tuple[str, ...] = ()) -> str | None:
        """The id that a text means: itself, what it stands for, or what begins with it; ``None`` when unclear."""
        if isinstance(role, Of):
            return meant(part.text, [(id, (text,)) for id, text in self._texts(role, under).items()])
        if role is Role.TECHNIQUE:
            known = self.glossary.techniques
            return meant(
                part.text, [(one.id, (one.name, *(name for _tag, name in one.names))) for one in known]
            )
        return None

    def _texts(self, role: Of, under: tuple[str, ...]) -> dict[str, str]:
        """The texts of a list of the task by their ids; ``under`` are the ids that the reference stands under."""
        for taken in combinations(reversed(under), role.path.count(HERE)):
            fill = iter(reversed(taken))
            part: Placed | None = Placed(dict(self.task), START)
            for step in role.path:
                part = part.fields.get(next(fill) if step == HERE else step) if part is not None else None
            if part is not None and part.fields:
                return {id: text_of(one) for id, one in part.fields.items()}
        return {}


def text_of(part: Placed, head: str = "text") -> str:
    """The words of an entry: a text, or the text or quotation of a mapping; ``head`` is the field that has the text."""
    return part.text or next((part.fields[name].text for name in (head, "quote") if name in part.fields), "")


def meant(text: str, known: Iterable[tuple[str, Sequence[str]]]) -> str | None:
    """The id of what a text means: its id, its whole words, or how it alone begins; case and spaces do not matter."""
    wanted = _folded(text)
    if not wanted:
        return None
    known = [(id, [_folded(name) for name in names]) for id, names in known]
    for fits in (
        lambda id, names: id == text,
        lambda id, names: wanted in names or id == wanted,
        lambda id, names: any(name.startswith(wanted) for name in names),
    ):
        found = [id for id, names in known if fits(id, names)]
        if len(found) == 1:
            return found[0]
        if found:
            return None
    return None


def _folded(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .\"'\u201c\u201d\u2018\u2019")


def _at(part: Placed, value: Value) -> Placed:
    """A value of the program's own, all of it at one place."""
    if isinstance(value, dict):
        return Placed(
            {name: _at(Placed(None, part.mark, part.mark), one) for name, one in value.items()},
            part.mark,
            part.key,
        )
    if isinstance(value, list):
        return Placed([_at(part, one) for one in value], part.mark, part.key)
    return Placed(value, part.mark, part.key)


def names_in(part: Placed) -> list[Placed]:
    """The names in a text, cut at its commas; the items of a list as they are."""
    if not isinstance(part.value, str):
        return part.items
    return [part.here(name.strip()) for name in part.value.split(",") if name.strip()]
