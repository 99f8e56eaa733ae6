"""A list of terms to look up or to choose from, with what the term at hand means beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.message import Message

from lessons.i18n import _
from lessons.model.form import Option
from lessons.model.glossary import Glossary, Technique, YardstickQuestion
from lessons.play.summary import strand_name
from lessons.prose import one_line
from tui.actions import bindings
from tui.boards.board import TENTH, numbered
from tui.layout import BREAKPOINTS, FittedScreen, fit
from tui.safe_text import joined, line, plain, prose_line
from tui.widgets.key_bar import KeyBar, TitleBar
from tui.widgets.sheet import Entry, Sheet, paragraphs

T = TypeVar("T")


class SearchSheet(Sheet):
    """A sheet on which letters search instead of commanding."""

    @dataclass
    class Searched(Message):
        """The search changed."""

        words: str

    def __init__(self, *, id: str, verb: str = "") -> None:
        super().__init__(id=id, verb=verb)
        self.words = ""
        self.by_hand = ("searched", *self.by_hand)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Letters are taken here; the question mark stays the key for help."""
        return character is not None and (character.isalpha() or (character in " -" and bool(self.words)))

    def on_key(self, event: events.Key) -> None:
        """Search by letters."""
        before = self.words
        if event.key == "backspace":
            self.words = self.words[:-1]
        elif event.character is not None and self.check_consume_key(event.key, event.character):
            self.words = (self.words + event.character)[:40]
        if before != self.words:
            event.stop()
            event.prevent_default()
            self.post_message(self.Searched(self.words))


class TermsScreen(FittedScreen[T]):
    """Terms on one side, the meaning of one on the other."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("leave",))
    CSS_PATH = "terms.tcss"
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    verb = ""

    def __init__(
        self,
        glossary: Glossary,
        techniques: Sequence[Technique],
        yardstick: Sequence[YardstickQuestion],
        name: str,
    ) -> None:
        super().__init__()
        self.glossary, self.techniques, self.yardstick = glossary, techniques, yardstick
        self.background: Sequence[tuple[str, str]] = ()
        self.shown = name

    def compose(self) -> ComposeResult:
        """The parts of the screen, from the top."""
        yield TitleBar(plain(self.shown, "bold"), plain(_("type to search"), "$quiet"))
        with Container(id="terms"):
            yield SearchSheet(id="list", verb=self.verb)
            yield Sheet(id="meaning")
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin with everything."""
        fit(self)
        meaning = self.query_one("#meaning", Sheet)
        meaning.can_focus = False
        self.query_one("#list", SearchSheet).beside = meaning
        self._list("")
        self.query_one("#list").focus()

    # The list

    def _list(self, words: str) -> None:
        sheet = self.query_one("#list", SearchSheet)
        entries: list[Entry] = []
        if words:
            entries.append(Entry(joined(plain(_("Search: "), "$quiet"), plain(words, "bold")), gap=0))
        background = [
            Entry(line(name), f"b/{number}", indent=1)
            for number, (name, meaning) in enumerate(self.background)
            if words.casefold() in f"{name} {one_line(meaning)}".casefold()
        ]
        if background:
            heading = Entry(plain(_("Who, what and when, in this lesson"), "bold"), gap=1 if entries else 0)
            entries += [heading, *background]
        for family in self.glossary.families:
            own = [one for one in self.techniques if one.family == family.id and _fits(one, words)]
            if own:
                strand = (
                    f"$strand-{family.strand}"
                    if family.strand in ("language", "sourcing", "omission")
                    else ""
                )
                entries.append(Entry(plain(family.name, f"bold {strand}".strip()), gap=1 if entries else 0))
                entries += [self._term(technique) for technique in own]
        questions = [one for one in self.yardstick if words.casefold() in one.text.casefold()]
        if questions:
            entries.append(
                Entry(
                    plain(_("The yardstick: the same questions for every article"), "bold"),
                    gap=1 if entries else 0,
                )
            )
            entries += [
                Entry(line(one.text), f"y/{one.id}", plain(f"{one.id.upper()} ", "$quiet"))
                for one in questions
            ]
        if len(entries) <= 1 and words:
            entries.append(
                Entry(plain(_("Nothing has these letters. Backspace takes them back."), "$quiet"), gap=1)
            )
        sheet.show(entries, top=True)
        self._explain(sheet.key)

    def _term(self, technique: Technique) -> Entry:
        return Entry(line(technique.name), f"t/{technique.id}", indent=1)

    def on_search_sheet_searched(self, event: SearchSheet.Searched) -> None:
        """Show what has these letters."""
        self._list(event.words)

    def on_sheet_moved(self, event: Sheet.Moved) -> None:
        """Say what the term means."""
        self._explain(event.key)

    def on_resize(self) -> None:
        """Show the keys that work now."""
        self.call_after_refresh(self.refresh_bindings)

    # The meaning

    def _explain(self, key: str) -> None:
        self.query_one("#meaning", Sheet).show(self._meaning(key), top=True)
        self.call_after_refresh(self.refresh_bindings)

    def _meaning(self, key: str) -> list[Entry]:
        kind, _slash, id = key.partition("/")
        if kind == "t" and (technique := self.glossary.technique(id)) is not None:
            return technique_entries(technique)
        if kind == "b":
            name, meaning = self.background[int(id)]
            return [Entry(line(name, "bold")), *paragraphs(meaning, gap=1)]
        question = next((one for one in self.yardstick if one.id == id), None)
        if question is None:
            return []
        strand = question.strand
        named = (
            [plain(strand_name(strand), f"$strand-{strand}")]
            if strand in ("language", "sourcing", "omission")
            else []
        )
        return [
            Entry(line(question.text, "bold")),
            *paragraphs(question.help, gap=1),
            *(Entry(name, gap=1) for name in named),
        ]

    def action_leave(self) -> None:
        """Back; with a search, take the search back first."""
        sheet = self.query_one("#list", SearchSheet)
        if sheet.words:
            sheet.words = ""
            self._list("")
        else:
            self.dismiss(None)


def technique_entries(technique: Technique) -> list[Entry]:
    """Definition, example, and what it is not."""
    entries = [Entry(line(technique.name, "bold")), *paragraphs(technique.definition, gap=1)]
    if technique.example:
        entries.append(Entry(plain(_("Example"), "$quiet"), gap=1))
        entries.append(Entry(prose_line(technique.example, "italic"), indent=2))
        if technique.example_why:
            entries += paragraphs(technique.example_why, indent=2)
    if technique.is_not:
        entries.append(Entry(plain(_("What it is not"), "$quiet"), gap=1))
        entries += paragraphs(technique.is_not, indent=2)
    if technique.names:
        names = joined(*(line(f"{tag}: {name}", "$quiet") for tag, name in technique.names), between="   ")
        entries.append(Entry(names, gap=1))
    return entries


def _fits(technique: Technique, words: str) -> bool:
    """A term fits when its name has the letters, or a word of its definition begins with them."""
    letters = words.casefold()
    return letters in technique.name.casefold() or any(
        word.startswith(letters) for word in technique.definition.casefold().split()
    )


class GlossaryScreen(TermsScreen[None]):
    """Everything that can be looked up."""

    def __init__(self, glossary: Glossary) -> None:
        super().__init__(glossary, glossary.techniques, glossary.yardstick, _("Glossary"))
        self.background = glossary.background


class LabelPicker(TermsScreen[str | None]):
    """Returns a technique's id, or ``None``."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("take",))

    def __init__(self, options: Sequence[Option], glossary: Glossary) -> None:
        offered = {option.id: number for number, option in enumerate(options, 1)}
        self.offered = offered
        techniques = [one for one in glossary.techniques if one.id in offered]
        super().__init__(glossary, techniques, (), _("Name the technique"))
        self.verb = _("choose")

    def _term(self, technique: Technique) -> Entry:
        number = self.offered[technique.id]
        return Entry(line(technique.name), f"t/{technique.id}", plain(numbered(number), "$quiet"))

    def on_sheet_chosen(self, event: Sheet.Chosen) -> None:
        """Take the technique."""
        self.dismiss(event.key.partition("/")[2])

    def action_take(self, number: int) -> None:
        """Choose by number, as in the article; 0 is the tenth."""
        for id, place in self.offered.items():
            if place == (number or TENTH):
                self.dismiss(id)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Digits, as far as there are techniques."""
        if action == "take":
            number = parameters[0] if parameters else 0
            return isinstance(number, int) and (number or TENTH) <= len(self.offered)
        return super().check_action(action, parameters)
