"""The fields of an exercise in lesson.yaml and of its answer in key.yaml, joined to an exercise in one file.

The way back of ``lessons.kinds.one_file``: what is joined here is written out there to the same fields.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from lessons.kinds.answer_lines import ROW_WORDS, AnswerLines, FirstWord
from lessons.kinds.fitting import text_of
from lessons.kinds.one_file import AS_WRITTEN, ORDER, InOneFile, in_no_order
from lessons.kinds.roles import FieldType, fields_of
from lessons.loading.placed import Placed
from lessons.loading.presets import Presets
from lessons.text.ids import ids_of

_FIRST = ("id", "was", "strand", "level", "short-path", "where")
"""Fields of the task that stand right below the question."""
_LAST = ("why",)


class Joiner:
    """Both halves of an exercise: what is left of them, and the exercise in one file as far as it is made."""

    def __init__(
        self,
        kind: InOneFile,
        task: Mapping[str, Placed],
        key: Mapping[str, Placed],
        presets: Presets,
        *,
        keep_ids: bool,
    ) -> None:
        self.kind, self.presets, self.keep_ids = kind, presets, keep_ids
        self.task, self.key = dict(task), dict(key)
        self.usual, self.strand = kind.usual(task), kind.usual_strand(task)
        self.lists: dict[str, Placed] = {}
        self.types = tuple(map(fields_of, kind.fields))

    def joined(self, entry: Placed) -> Placed:
        """The exercise, in the order in which it is read, without what nobody needs to write."""
        if self.task.get("strand", entry).text == self.strand and not self.kind.any_strand:
            del self.task["strand"]
        for fields, model in zip((self.task, self.key), self.kind.fields, strict=True):
            for name, field in model.model_fields.items():
                part, usual = fields.get(field.alias or name), field.get_default()
                written = str(usual).lower() if isinstance(usual, str | int | Fraction) else ""
                if part is not None and written and _same(part.text, written):
                    del fields[field.alias or name]
        prompt = self.task.pop("prompt", Placed(None, entry.mark))
        if prompt.text == self.presets.text("prompts", self.usual):
            prompt = prompt.here(None)
        for name in ("why", "otherwise"):
            if self.key.get(name, prompt).text == self.presets.text(name, self.usual) != "":
                del self.key[name]
        self.task = {name: self._as_preset(name, part) for name, part in self.task.items()}
        if "where" in self.task:
            self.task["where"] = _range(self.task["where"])
        first = {name: self.task.pop(name) for name in _FIRST if name in self.task}
        last = {name: self.key.pop(name) for name in _LAST if name in self.key}
        return entry.here({self.kind.name: prompt, **first, **self.task, **self.lists, **self.key, **last})

    def _as_preset(self, name: str, part: Placed) -> Placed:
        """The name of a list that is a preset, or the names of its entries; any other value as it is."""
        value = part.plain()
        for preset in self.presets.names(name):
            if self.presets.list(name, preset) == value:
                return part.here(preset)
        entries = part.fields
        if entries and all(self.presets.entry(name, id) == one.plain() for id, one in entries.items()):
            return part.here([one.here(id) for id, one in entries.items()])
        return part

    def put(self, lines: AnswerLines) -> None:
        """Join a list of the task and one of the key, or the lists of the key, to lines."""
        if lines.asked:
            self._put_entries(lines)
            return
        made: list[Placed] = []
        place: Placed | None = None
        for name in dict.fromkeys(
            [lines.answered, *(word.into for word in lines.words.values() if word.into)]
        ):
            listed = self.key.pop(name, None)
            place = place or listed
            for item in listed.items if listed is not None else ():
                made.append(self._item(lines, name, self.in_full(item, self.types[1][name].item(0))))
        if place is not None:
            self.lists[lines.name] = place.here(made)

    def _put_entries(self, lines: AnswerLines) -> None:
        asked, answered = self.task.pop(lines.asked, None), self.key.pop(lines.answered, None)
        if asked is None or answered is None:
            return
        ids = [*asked.fields]
        rows = [asked.fields[id] for id in ids]
        made = [
            self.entry(lines, row, answered.fields.get(id, row.here({})))
            for id, row in zip(ids, rows, strict=True)
        ]
        made = self.with_ids(made, ids, rows, head=lines.head)
        if lines.mixed and self.keep_ids and rows != in_no_order(rows, text_of):
            self.lists[ORDER] = asked.here(AS_WRITTEN)
        self.lists[lines.name] = asked.here(made)

    def with_ids(
        self,
        made: Sequence[Placed],
        ids: Sequence[str],
        rows: Sequence[Placed],
        bare: str = "",
        head: str = "text",
        *,
        keep: bool = False,
    ) -> list[Placed]:
        """The lines, with their ids where they are to be kept and are not those that their words make."""
        texts = [text_of(row, head) for row in rows]
        usual = ids_of(texts)
        own = ["" if id == one else id for id, one in zip(ids, usual, strict=True)]
        own = own if ids_of(texts, own) == tuple(ids) else list(ids)
        return [
            _with_id(line, id, row, bare) if id and (self.keep_ids or keep) else line
            for line, id, row in zip(made, own, rows, strict=True)
        ]

    def entry(self, lines: AnswerLines, row: Placed, answer: Placed) -> Placed:
        """A line out of an entry of the task and its answer."""
        type_ = self.types[1][lines.answered].entries
        asked = dict(row.fields) or {"text": row}
        fields = self.in_full(answer, type_[1]) if type_ is not None else {}
        word = self._word(lines, fields)
        head = asked.pop(lines.head, None)
        if word in ROW_WORDS or not (lines.verdict or any(one.says for one in lines.words.values())):
            word = "quote" if head is None else next(name for name in lines.words if name != "quote")
            head = head or asked.pop("quote", Placed(None, row.mark))
        head = head or Placed(None, row.mark)
        if lines.bare and not (asked or fields) and word == lines.bare:
            return head
        back = {own: name for name, own in lines.renamed.items()}
        return row.here(
            {word: head, **asked, **{back.get(name, name): part for name, part in fields.items()}}
        )

    def _item(self, lines: AnswerLines, name: str, fields: dict[str, Placed]) -> Placed:
        words = {word: one for word, one in lines.words.items() if (one.into or lines.answered) == name}
        word = _fitting(words, fields)
        head = fields.pop(lines.text)
        return head.here({word: head, **fields})

    def _word(self, lines: AnswerLines, fields: dict[str, Placed]) -> str:
        """What the line begins with; what that says is taken out of the fields."""
        if not lines.verdict:
            return _fitting(lines.words, fields)
        accepted = fields.pop(lines.verdict).items if lines.verdict in fields else []
        called = {one.says.get(lines.verdict, word): word for word, one in lines.words.items()}
        words = [one.here(called.get(one.text, one.text)) for one in accepted]
        also = [*words[1:], *(fields.pop("also").items if "also" in fields else ())]
        if also:
            fields["also"] = also[0].here(also) if len(also) > 1 else also[0]
        return words[0].text if words else next(iter(lines.words))

    def in_full(self, part: Placed, type_: FieldType) -> dict[str, Placed]:
        """A value as a mapping, where it is written in a shorter way."""
        if part.fields or part.value is None:
            return dict(part.fields)
        plain = part.plain()
        full = type_.fitting(plain).in_full(plain)
        return dict.fromkeys(full, part) if isinstance(full, dict) else {}


def _fitting(words: Mapping[str, FirstWord], fields: dict[str, Placed]) -> str:
    """The word that says most of the fields, which are taken out; else one that begins to say them, else another."""
    says = {word: one.says for word, one in words.items()}
    for name in {name for said in says.values() for name in said}:
        if name in fields and fields[name].text in ("0", "false"):
            del fields[name]
    for word, said in sorted(says.items(), key=lambda one: -len(one[1])):
        if said and all(name in fields and _same(fields[name].text, value) for name, value in said.items()):
            for name in said:
                del fields[name]
            return word
    partly = [word for word, said in says.items() if said and {*said} <= {*fields}]
    silent = [word for word, said in says.items() if not said]
    return partly[-1] if partly else (silent or [*says])[0]


def _same(text: str, value: str) -> bool:
    try:
        return Fraction(text) == Fraction(value)
    except (ValueError, ZeroDivisionError):
        return text == value


def _range(part: Placed) -> Placed:
    """Labels of blocks in the shortest way: one alone, or a range of paragraphs."""
    labels = [one.text for one in part.items]
    if len(labels) == 1:
        return part.items[0]
    numbers = [int(label) for label in labels if label.isascii() and label.isdigit()]
    if len(numbers) == len(labels) > 2 and numbers == [*range(numbers[0], numbers[-1] + 1)]:
        return part.here(f"{numbers[0]}-{numbers[-1]}")
    return part


def _with_id(line: Placed, id: str, row: Placed, bare: str) -> Placed:
    """A line with its id below the first key; a bare text becomes a mapping."""
    fields = dict(line.fields) or {bare: line}
    first = next(iter(fields))
    at = Placed(None, row.key or row.mark, row.key)
    return line.here({first: fields.pop(first), "id": at.here(id), **fields})


def as_mapping(part: Placed, key: str, value: str) -> Placed:
    """A list of mappings as one mapping, by their field ``key``; the list itself where that would lose something."""
    made: dict[str, Placed] = {}
    for one in part.items:
        fields = dict(one.fields) or {key: one}
        name = fields.get(key, Placed(None, one.mark)).text
        if not name or name in made or "\n" in name or {*fields} - {key, value}:
            return part
        said = fields.get(value, Placed(None, one.mark, one.mark))
        made[name] = said.items[0] if len(said.items) == 1 else said
    return part.here(made) if made else part


def in_words(part: Placed, words: Mapping[str, str]) -> Placed:
    """Ids as the words that they stand for."""
    if isinstance(part.value, list):
        return part.here([in_words(one, words) for one in part.value])
    return part.prose(words.get(part.text, part.text))


def in_one_line(lines: Sequence[Placed]) -> list[Placed]:
    """Wordings of one verdict that stand together and are explained alike, behind one key."""
    made: list[Placed] = []
    for line in lines:
        (word, words), *others = line.fields.items()
        (first, before), *earlier = made[-1].fields.items() if made else (("", words),)
        if first == word and {name: part.text for name, part in others} == {
            name: part.text for name, part in earlier
        }:
            made[-1] = made[-1].here({word: before.here([*before.items, words]), **dict(earlier)})
        else:
            made.append(line)
    return made
