"""An exercise of a lesson that is written in one file, and how it is written out as fields of lesson.yaml and key.yaml.

In one file an exercise begins with its kind and its question, and each line of its list with a verdict and the words
it is about; the answer stands beside the question, and what has an id is called by its words (docs/one-file.md).
What the list of a kind is called and which words its lines begin with stands in the kind's own file as ``AnswerLines``.
All else comes from the fields of its task and its key: their names, and the roles of the ids in them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, Protocol, TypeVar

from pydantic import BaseModel

from lessons.kinds.answer_lines import ROW_WORDS, AnswerLine, AnswerLines, answer_type, row_model
from lessons.kinds.fitting import SHOWN, SOUND_ID, Fitter, names_in
from lessons.kinds.roles import fields_of, needed_in
from lessons.loading.document import Mark
from lessons.loading.placed import Placed
from lessons.loading.presets import Presets
from lessons.loading.suggestion import closest, did_you_mean
from lessons.model.glossary import Glossary
from lessons.model.problem import Place, Problem, Severity
from lessons.text import visible
from lessons.text.ids import NOTHING_KEPT, KeptTexts, ids_of, sum_of

E = TypeVar("E")
ORDER, AS_WRITTEN = "shown", "as-written"
"""The field that keeps the order of a list that is else shown mixed, and its value."""


class InOneFile(Protocol):
    """What a kind says of its exercises in one file; ``lessons.kinds.base.Kind`` has it all."""

    name: ClassVar[str]
    any_strand: ClassVar[bool]
    lines: ClassVar[tuple[AnswerLines, ...]]

    @property
    def fields(self) -> tuple[type[BaseModel], type[BaseModel]]:
        """The models of its task and its key."""

    def line_fields(self, desk: "Desk", lines: AnswerLines) -> Sequence[str]:
        """More fields that a line may have, beside those of the answer."""

    def usual(self, task: Mapping[str, Placed]) -> str:
        """The name of its usual question."""

    def usual_strand(self, task: Mapping[str, Placed]) -> str:
        """What it trains, where the author does not say it."""


class Desk:
    """The table at which an exercise is taken apart: what is left of it, and what is done.

    Methods never raise; faults are in ``problems``, with their places in the file.
    """

    def __init__(
        self,
        kind: InOneFile,
        entry: Placed,
        presets: Presets,
        glossary: Glossary,
        file: Path,
        kept: Mapping[str, KeptTexts] = MappingProxyType({}),
    ) -> None:
        """``kept`` are texts of before by their ids, by the name of their list."""
        self.kind, self.presets, self.glossary, self.file = kind, presets, glossary, file
        self.entry = entry
        self.prompt = entry.fields[kind.name]
        self.rest = {name: part for name, part in entry.fields.items() if name != kind.name}
        if self.prompt.value is None and "prompt" in self.rest:
            self.prompt = self.rest.pop("prompt")
        self.task: dict[str, Placed] = {}
        self.key: dict[str, Placed] = {}
        self.problems: list[Problem] = []
        self.kept = kept
        self.texts: dict[str, KeptTexts] = {}
        """The texts of the lists by their ids, by the name of the list."""
        self.spoilt: list[Place] = []
        """Where something is told that comes from a line or a list that could not be read."""
        self._listed = self.head
        self._tasks, self._keys = map(fields_of, kind.fields)
        self._known = [*self._tasks, *self._keys, *(lines.name for lines in kind.lines)]

    @property
    def head(self) -> Placed:
        """The place of the exercise's first key: that of whatever nobody wrote."""
        prompt = self.entry.fields[self.kind.name]
        mark: Mark = prompt.key or prompt.mark
        return Placed(None, mark, mark)

    # What is on the table

    def take(self, name: str) -> Placed | None:
        """The field of this name, taken off the table; ``None`` when there is none."""
        self._known.append(name)
        return self.rest.pop(name, None)

    def fault(
        self,
        code: str,
        at: Placed,
        found: str,
        expected: str,
        fix: str,
        *,
        on_key: bool = False,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Note a fault at a value, or at its key."""
        self.problems.append(Problem(self.place(at, on_key), code, found, expected, fix, severity))

    def place(self, at: Placed, on_key: bool = False) -> Place:
        """Where a value stands, or its key."""
        mark = at.key if on_key and at.key is not None else at.mark
        return Place(self.file, mark.line + 1, mark.column + 1)

    def advise(self, code: str, at: Placed, found: str, expected: str, fix: str) -> None:
        """Note advice at a key."""
        self.fault(code, at, found, expected, fix, on_key=True, severity=Severity.ADVICE)

    def lines(self, lines: AnswerLines) -> list[AnswerLine]:
        """The lines of a list of the exercise, taken off the table, with ids."""
        listed = self.listed(lines)
        if listed is None:
            return []
        read = [line for one in listed.items if (line := self.line(lines, one)) is not None]
        return self.named(read, lines.name)

    def listed(self, lines: AnswerLines) -> Placed | None:
        """The list itself, taken off the table; ``None``, and a fault, where there is none."""
        listed = self.take(lines.name) or self._called_otherwise(lines)
        self._listed = listed or self.head
        if listed is not None and isinstance(listed.value, list):
            return listed
        words = " or ".join(f"'- {word}:'" for word in list(lines.words)[:2])
        self.spoilt += [self.place(self._listed), self.place(self.head)]
        if listed is None:
            found, fix = f"no list {lines.name!r}", f"add '{lines.name}:' with a line for each"
            self.fault("F204", self.head, found, f"{lines.name}:", fix)
        elif listed.value is None:
            found, fix = f"nothing under {lines.name!r}", f"write lines that begin with {words}"
            self.fault("F208", listed, found, "a list", fix)
        else:
            found, fix = (
                f"lines under {lines.name!r} without dashes",
                f"write - before each line, as in {words}",
            )
            self.fault("F205", listed, found, "a list", fix)
        return None

    def _called_otherwise(self, lines: AnswerLines) -> Placed | None:
        """The list under a name that it does not have, which is a fault; ``None`` where nothing looks like it."""
        for name, part in self.rest.items():
            begins = any(lines.called(word) for one in part.items for word in one.fields)
            near = name not in self._known and closest(name, [lines.name])
            if near or (begins and isinstance(part.value, list)):
                self._unknown(name, part, lines.name, self.known())
                return self.rest.pop(name)
        return None

    def named(self, lines: list[AnswerLine], name: str) -> list[AnswerLine]:
        """The lines of the list of that name with ids: their own, those they had, or ids made of their words."""
        own = [self._own_id(line) for line in lines]
        was = {one.text for line in lines if "was" in line.asked for one in line.asked["was"].items}
        kept = self.kept.get(name, NOTHING_KEPT).without(was)
        sums = [sum_of(line.said) for line in lines]
        for line, id in zip(lines, ids_of([line.about for line in lines], own, (), kept, sums), strict=True):
            line.id = id
        texts = {line.id: line.about for line in lines}
        self.texts[name] = KeptTexts(
            texts, sums={line.id: one for line, one in zip(lines, sums, strict=True) if one}
        )
        return lines

    def _own_id(self, line: AnswerLine) -> str:
        """The id that the author gave; one that stands twice, or is none, is a fault."""
        id = line.answer.pop("id", None)
        if id is None:
            return ""
        if not SOUND_ID.fullmatch(id.text):
            fix = "write it in lower-case letters, digits and hyphens, or leave the line out"
            self.fault("F209", id, f"the id {visible(id.text)[:SHOWN]!r}", "an id", fix)
            return ""
        return id.text

    def line(self, lines: AnswerLines, whole: Placed) -> AnswerLine | None:
        """One line of a list; ``None``, and a fault, where it begins with none of the words."""
        if lines.bare and isinstance(whole.value, str):
            whole = whole.here({lines.bare: Placed(whole.value, whole.mark, whole.mark)})
        words = {name: lines.called(name) for name in whole.fields if lines.called(name)}
        verdicts = [name for name in words if name not in ROW_WORDS] or [*words]
        if len(verdicts) != 1:
            self._no_first_word(lines, whole, verdicts)
            return None
        (written,) = verdicts
        word, head = words[written], whole.fields[written]
        names = self.line_names(lines)
        line = AnswerLine(whole, word, head, {}, {})
        for name, part in whole.fields.items():
            if name == written:
                continue
            if lines.asked and name in self._row_names(lines):
                line.asked[name] = part
            elif name in names or name == "id":
                line.answer[lines.renamed.get(name, name)] = part
            else:
                known = [*dict.fromkeys((*lines.words, *names, "id"))]
                missing = [one for one in known if one not in whole.fields]
                meant = closest(name, missing) or closest(name, known) or ""
                self._unknown(name, part, meant, known)
                if (
                    meant in names and meant in missing
                ):  # read as it was meant, so that nothing else is told of it
                    line.answer[lines.renamed.get(meant, meant)] = part
        self._say(lines, line)
        for called, name in lines.renamed.items():
            if name in self._needed(lines) and name not in line.answer:
                self.fault(
                    "F204", whole, f"missing key {called!r}", f"{called}: ...", f"add a line '{called}: ...'"
                )
        return line

    def _no_first_word(self, lines: AnswerLines, whole: Placed, verdicts: Sequence[str]) -> None:
        """Tell of a line that begins with no word of its list, or with several; the list is not whole without it."""
        self.spoilt += [self.place(self._listed), self.place(self.head)]
        first = next(iter(whole.fields), "")
        expected = f"one of {', '.join(lines.words)}"
        fix = f"begin it with one of them, as in '- {next(iter(lines.words))}: ...'"
        found = "a line that begins with none of its words"
        if verdicts:
            found = f"{' and '.join(verdicts)} in one line"
        elif lines.bare and len(whole.fields) == 1 and " " in first and not closest(first, lines.words):
            found, expected = "a text with a colon", "a text"
            fix = "put the text in quotation marks: it holds a colon"
        elif first:
            found = f"a line that begins with {visible(first)[:SHOWN]!r}"
            fix = did_you_mean(first, lines.words) or fix
        self.fault("F211", whole, found, expected, fix)

    def _unknown(self, name: str, part: Placed, meant: str, known: Sequence[str]) -> None:
        """Tell of a key that may not stand there."""
        fix = f"did you mean {meant!r}?" if meant else "delete it or rename it"
        found, expected = f"unknown key {visible(name)[:SHOWN]!r}", f"one of {', '.join(known)}"
        self.fault("F201", part, found, expected, fix, on_key=True)

    def _needed(self, lines: AnswerLines) -> frozenset[str]:
        """The fields that an answer cannot do without."""
        entries = self._keys[lines.answered].entries
        model = entries[1].model if entries is not None else None
        return needed_in(model) if model is not None else frozenset()

    def _say(self, lines: AnswerLines, line: AnswerLine) -> None:
        """Put what the first key says into the fields of the answer."""
        head = line.words
        says = {name: head.here(value) for name, value in lines.words[line.word].says.items()}
        line.answer = {**says, **line.answer}
        if lines.verdict:
            also = line.answer.pop("also", None)
            first = line.answer[lines.verdict] if lines.verdict in line.answer else head.here(line.word)
            all = [first, *(names_in(also) if also is not None else ())]
            verdict = first if also is None else head.here(all)
            line.answer = {lines.verdict: verdict, **line.answer, lines.verdict: verdict}
        if not lines.asked:
            line.answer = {lines.text: head, **line.answer}
        elif line.word in ROW_WORDS:
            line.asked = {line.word: head, **line.asked}
        elif head.value is not None or "quote" not in line.asked:
            line.asked = {lines.head: head, **line.asked}

    def _row_names(self, lines: AnswerLines) -> Iterable[str]:
        model = self.row_model(lines)
        return fields_of(model) if model is not None else ("was",)

    def row_model(self, lines: AnswerLines) -> type[BaseModel] | None:
        """The fields of the rows that such lines ask; ``None`` for plain texts, and where nothing is asked."""
        return row_model(self._tasks, lines)

    def answer_model(self, lines: AnswerLines) -> type[BaseModel] | None:
        """The fields of the answers that such lines give; ``None`` where the author names them, or the kind does."""
        inner = answer_type(self._keys, lines)
        return inner.model if inner is not None else None

    def line_names(self, lines: AnswerLines) -> list[str]:
        """The fields that a line may have beside its first key, as they are called in one file."""
        model = self.answer_model(lines)
        fields = list(fields_of(model)) if model is not None else []
        back = {own: name for name, own in lines.renamed.items()}
        hidden = {lines.verdict, lines.text if not lines.asked else ""}
        also = ["also"] if lines.verdict and "also" not in fields else []
        names = [back.get(name, name) for name in fields if name not in hidden or name in back]
        rows = self._row_names(lines) if lines.asked else ()
        extra = [*self.kind.line_fields(self, lines), *also]
        return [*names, *extra, *(name for name in rows if name not in names)]

    # What is done

    def put(self, lines: AnswerLines, read: Sequence[AnswerLine]) -> None:
        """Put the lines where they belong in the task and in the key."""
        place = self.entry.fields.get(lines.name, self.head)
        if not lines.asked:
            lists: dict[str, list[Placed]] = {lines.answered: []}
            for line in read:
                lists.setdefault(lines.words[line.word].into or lines.answered, []).append(
                    line.whole.here(line.answer)
                )
            self.key |= {name: place.here(items) for name, items in lists.items()}
            return
        shown = self.mixed(read) if lines.mixed else read
        self.task[lines.asked] = place.here({line.id: self.row(line) for line in shown})
        self.key[lines.answered] = place.here({line.id: line.whole.here(line.answer) for line in read})

    def row(self, line: AnswerLine) -> Placed:
        """What a line asks, as an entry of the task; a text alone in its shortest way."""
        if set(line.asked) == {"text"}:
            return Placed(line.words.value, line.words.mark, line.whole.mark)
        return Placed(dict(line.asked), line.whole.mark, line.whole.mark)

    def mixed(self, read: Sequence[AnswerLine]) -> list[AnswerLine]:
        """The lines in an order that comes from their texts alone: a new one moves no other."""
        self.take(ORDER)
        shown = self.entry.fields.get(ORDER)
        if shown is not None and shown.text == AS_WRITTEN:
            return list(read)
        if shown is not None and not any(problem.code == "F206" for problem in self.problems):
            fix = f"write {ORDER}: {AS_WRITTEN}, or leave it out: then they are shown mixed"
            self.fault("F206", shown, f"{visible(shown.text)[:SHOWN]!r}", AS_WRITTEN, fix)
        return in_no_order(read, lambda line: line.about)

    def finish(self) -> None:
        """Sort what is left into task and key, bring every value into its form, and add what nobody needs to write."""
        hidden = self._hidden()
        for name, part in self.rest.items():
            if name in hidden:
                self._strange(name, part)
            elif name in self._tasks:
                self.task.setdefault(name, part)
            elif name in self._keys:
                self.key.setdefault(name, part)
            else:
                self._strange(name, part)
        self.rest = {}
        fitter = Fitter(self.presets, self.glossary, self.task, self.fault, self.kept)
        fitter.task = self.task = fitter.fields(self.task, self._tasks)
        self.key = fitter.fields(self.key, self._keys)
        self.texts |= {name: KeptTexts(texts) for name, texts in fitter.texts.items()}
        if "strand" not in self.task:
            strand = self.kind.usual_strand(self.task)
            self.task["strand"] = self.head.here(strand)
            if self.kind.any_strand:
                found, fix = f"no strand; counted as {strand}", "write strand: language, sourcing or omission"
                self.advise("F215", self.head, found, "what the exercise trains", fix)
        usual = self.kind.usual(self.task)
        if self.prompt.value is None and (prompt := self.presets.text("prompts", usual)):
            self.task["prompt"] = self.head.prose(prompt)
        elif self.prompt.value is None:
            found, fix = (
                f"{self.kind.name!r} without a question",
                f"write the question behind '{self.kind.name}:'",
            )
            self.fault("F204", self.head, found, "a question", fix)
        else:
            self.task["prompt"] = self.prompt
        for name in ("why", "otherwise"):
            text = self.presets.text(name, usual) if name in self._keys and name not in self.key else ""
            if text:
                self.key[name] = self.head.prose(text)

    def _hidden(self) -> set[str]:
        """Fields of the two files that no exercise has in one file: lines stand for them."""
        hidden = {"prompt"}
        for lines in self.kind.lines:
            hidden |= {lines.asked, lines.answered, *(word.into for word in lines.words.values())}
        return hidden - {lines.name for lines in self.kind.lines}

    def known(self) -> list[str]:
        """The fields that an exercise may have, beside its kind; whole once the kind has taken what it looks for."""
        return [one for one in dict.fromkeys(self._known) if one not in self._hidden()]

    def _strange(self, name: str, part: Placed) -> None:
        """Tell of a key that no exercise of this kind has in one file, and read it as the one that is meant."""
        known = self.known()
        missing = [one for one in known if one not in self.entry.fields]
        meant = closest(name, missing) or closest(name, known) or ""
        if self.prompt.value is None and closest(name, ["prompt"]) and isinstance(part.value, str):
            found, fix = (
                f"unknown key {visible(name)[:SHOWN]!r}",
                f"write the question behind '{self.kind.name}:'",
            )
            self.fault("F201", part, found, f"'- {self.kind.name}:' and the question", fix, on_key=True)
            self.prompt = part
            return
        self._unknown(name, part, meant, known)
        for fields, types in ((self.task, self._tasks), (self.key, self._keys)):
            if meant in types and meant in missing:
                fields.setdefault(meant, part)
                return

    def techniques(self, parts: Iterable[Placed]) -> list[Placed]:
        """The techniques that are meant, each once, in the order of the glossary; those it does not know come last."""
        known = [technique.id for technique in self.glossary.techniques]
        fitter = Fitter(self.presets, self.glossary, {}, self.fault)
        ids = {id.text: id for part in parts for id in fitter.techniques(part)}
        return sorted(ids.values(), key=lambda id: known.index(id.text) if id.text in known else len(known))

    def offer(self, named: Iterable[Placed]) -> None:
        """The techniques to choose from: those under ``offer``, and those that the lines have."""
        offer = self.take("offer")
        if offer is not None:
            self.rest.setdefault("techniques", offer.here(self.techniques([*named, offer])))

    def use_preset(self, field: str, name: str) -> None:
        """Take a preset where the author wrote no list."""
        if field not in self.rest and self.presets.list(field, name) is not None:
            self.rest[field] = self.head.here(name)


def in_no_order(items: Sequence[E], text: Callable[[E], str]) -> list[E]:
    """The items in the order of a checksum of their texts."""
    return sorted(
        items, key=lambda one: sha256(" ".join(text(one).split()).encode("utf-8", "replace")).digest()
    )
