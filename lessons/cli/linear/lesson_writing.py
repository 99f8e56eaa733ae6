"""A lesson written line by line: the blanks of the screen asked one after the other, for screen readers and pipes."""

from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from lessons.anchoring.closest import closest
from lessons.author.blank import Blank, change_of, filled, shown
from lessons.author.workshop import LESSON, NOTED, ToDo, Workshop, wishes
from lessons.author.yaml_changes import Remove, Rename
from lessons.cli.linear.console import Console
from lessons.i18n import _, counted
from lessons.kinds.registry import KINDS
from lessons.model.form import Side
from lessons.text.searching import Searchable
from lessons.text.spans import Span

if TYPE_CHECKING:
    from lessons.author.offered_mends import Mend

CONTEXT = 30
"""Characters told on both sides of words that stand in several places."""
OFFERED = 12
"""How many of the things to choose from are told at once."""
QUOTING = ("find", "trap", "debatable", "quote", "note", "good")
"""First words of a line that stand for words of the article."""


def run(folder: Path, lines_in: TextIO, lines_out: TextIO) -> int:
    """Write the lesson in a folder until the author leaves; 1 when answers are left that the file could not take."""
    workshop = Workshop(folder)
    LessonWriting(workshop, Console(lines_in, lines_out)).run()
    return 1 if workshop.manuscript.held else 0


class LessonWriting:
    """What is asked, what is said, and where the author is."""

    def __init__(self, workshop: Workshop, console: Console) -> None:
        self.workshop, self.console = workshop, console
        self.say = console.say
        self._warned = ""
        """What the author was told that leaving would lose."""
        self._quoted: int | None = None
        """The line about words of the article that was just made: the rest of it is asked next."""

    def run(self) -> None:
        """Take command after command until ``quit`` or the end of the input."""
        self._list()
        self.say(_("Type help for what you can say."))
        while True:
            typed = self.console.ask()
            self._tell(self.workshop.look()[1])
            if typed is None or typed in ("quit", "q"):
                if self._leaves(asked=typed is not None):
                    return
                continue
            self._do(typed)

    def _leaves(self, *, asked: bool) -> bool:
        """Say what is in the file; whether to leave: with answers held at the end of the input, or when asked twice."""
        manuscript = self.workshop.manuscript
        lost, before = manuscript.lost_on_leaving, self._warned
        self._warned = lost
        self.say(lost or _("Everything is in {file}.").format(file=manuscript.path))
        return not asked or lost in ("", before)

    def _do(self, typed: str) -> None:
        word, _blank, rest = typed.partition(" ")
        does = {
            "help": lambda: self._help(),
            "list": lambda: self._list(),
            "lesson": lambda: self._fill(LESSON),
            "notes": lambda: self._notes(),
            "open": lambda: self._open(rest),
            "add": lambda: self._add(rest),
            "remove": lambda: self._remove(rest),
            "read": lambda: self._read(rest),
            "todo": lambda: self._to_do(),
            "mend": lambda: self._mend(rest),
            "undo": lambda: self.say(self.workshop.manuscript.undo() or _("Undone.")),
        }.get(word)
        if does is not None:
            does()
        elif typed:
            self.say(_("{word} is no command here. Type help.").format(word=word))

    def _help(self) -> None:
        self.say(
            _("list: the exercises. open 3: fill in exercise 3. lesson: its title and so on."),
            _("add: what students may do; add 3 begins such an exercise. remove 3: take exercise 3 out."),
            _("read: the article; read 2: paragraph 2. notes: notes on words for the finished article."),
            _("todo: what is still to write or wrong. mend 1: mend what todo has a 1 for."),
            _("undo: take the last change back. quit: leave."),
            _(
                "At a question: type the answer. Nothing keeps what is there; - empties it; back goes back; stop ends."
            ),
            _(
                "At a new line, right: words or wrong: words says what it is. Two texts in one answer: write \\n."
            ),
        )

    def _list(self) -> None:
        workshop = self.workshop
        if workshop.manuscript.unread:
            self.say(workshop.manuscript.unread)
        self.say(workshop.title)
        for number in range(len(workshop.exercises)):
            kind = workshop.kind(number)
            words = " ".join(workshop.question(number).split())
            self.say(f"{number + 1}. {kind or '?'}: {words} {workshop.counted(number)}".rstrip())
        if not workshop.exercises:
            self.say(_("No exercise yet. add lists what students may do."))

    def _number(self, typed: str) -> int | None:
        number = int(typed) - 1 if typed.isdecimal() and len(typed) < 6 else -1
        if 0 <= number < len(self.workshop.exercises):
            return number
        self.say(_("Say the number of an exercise, as in: open 1."))
        return None

    def _open(self, typed: str) -> None:
        number = self._number(typed)
        if number is None:
            return
        if not self.workshop.kind(number):
            line = self.workshop.line_of(number)
            self.say(_("This one is for your editor: line {n} of lesson.yaml.").format(n=line))
            return
        self._fill(number)

    def _add(self, typed: str) -> None:
        known = wishes(beside=self.workshop.place.beside is not None)
        place = int(typed) - 1 if typed.isdecimal() and len(typed) < 6 else -1
        kinds = [kind for kind, _told in known]
        if typed in kinds:
            place = kinds.index(typed)
        if not 0 <= place < len(known):
            self.say(
                _("You want students to ..."),
                *(f"{n}. {told} ({kind})" for n, (kind, told) in enumerate(known, 1)),
            )
            return
        number, told = self.workshop.add(kinds[place])
        self._tell(told)
        if not told:
            self._fill(number)

    def _remove(self, typed: str) -> None:
        number = self._number(typed)
        if number is not None:
            self._tell(
                self.workshop.change(Remove(("exercises", number))) or _("It is out; undo brings it back.")
            )

    def _read(self, typed: str) -> None:
        articles = [
            one for one in (self.workshop.place.article, self.workshop.place.beside) if one is not None
        ]
        for article in articles:
            self.say(article.masthead.title)
            for block in article.blocks:
                if not typed or block.label == typed:
                    self.say(f"{block.label}. {article.text[slice(*block.span)]}")

    def _to_do(self) -> None:
        todo, number = self._looked_up(), 0
        for one, own in todo:
            where = {LESSON: _("lesson"), NOTED: _("notes")}.get(one.number) or str(one.number + 1)
            fix = one.fix
            if own is not None:
                number += 1
                fix = _("mend {n}: {what}").format(n=number, what=own.told)
            self.say(f"{where}: {one.told}{f' ({fix})' if fix else ''}")
        if not todo:
            self.say(_("Nothing is left to do."))

    def _looked_up(self) -> "list[tuple[ToDo, Mend | None]]":
        """What is to do in the files as they are now, and what mends it."""
        from lessons.author.offered_mends import mends
        from lessons.checking.run import check

        self.workshop.problems = tuple(check([self.workshop.folder]))
        offered = mends(self.workshop, self.workshop.problems)
        return [
            (one, offered.get(one.problem) if one.problem is not None else None)
            for one in self.workshop.to_do()
        ]

    def _mend(self, typed: str) -> None:
        from lessons.author.offered_mends import mend

        listed = [
            one.problem for one, own in self._looked_up() if own is not None and one.problem is not None
        ]
        place = int(typed) - 1 if typed.isdecimal() and len(typed) < 6 else -1
        if not 0 <= place < len(listed):
            self.say(_("todo tells what can be mended, and its number, as in: mend 1."))
            return
        self.say(
            mend(self.workshop, listed[place], self.workshop.problems) or _("Mended; undo takes that back.")
        )

    def _tell(self, told: str) -> None:
        if told:
            self.say(told)

    # Blanks

    def _fill(self, number: int) -> None:
        """Ask blank after blank."""
        at = 0
        while at < len(blanks := self.workshop.blanks(number)):
            blank = blanks[at]
            if blank.depth == 1 and not blank.is_new:
                self.say(f"{blank.label}: {shown(blank)}")
            if blank.sort == "hand":
                self.say(_("{what}: for your editor.").format(what=blank.label))
                at += 1
                continue
            typed = self._asked(blank)
            if typed is None or typed == "stop":
                self.say(_("Saved."))
                return
            if typed == "back":
                at = max(0, at - 1)
                continue
            keys = [one.key for one in blanks]
            if not self._answer(number, blank, typed):
                continue
            if self._quoted is not None:
                self._line(number, self._quoted)
                self._quoted = None
                at = next(n for n, one in enumerate(self.workshop.blanks(number)) if one.is_new)
                continue
            now = [one.key for one in self.workshop.blanks(number)]
            fresh = [key for key in now if key not in keys]
            asked = [key for key in fresh if not key.endswith("/words")]
            at = now.index((asked or fresh)[0]) if fresh else at + 1
            if fresh and not asked:
                at = now.index(blank.key) if blank.key in now else at
        self.say(_("That was the last question of this exercise. It is saved."))

    def _asked(self, blank: Blank) -> str | None:
        """Ask for one blank."""
        if blank.is_new:
            words = ", ".join(f"{word}:" for word in self._words(blank))
            more = _(" (it may begin with {words})").format(words=words) if words else ""
            self.say(_("Another line? Type its words, or nothing to go on.{more}").format(more=more))
        else:
            now = shown(blank).replace("\n", " / ")
            told = _("now: {now}").format(now=now) if now else _("empty: {usual}").format(usual=blank.usual)
            self.say(f"{blank.label}? " + (f"[{told}]" if now or blank.usual else ""))
            for place, one in enumerate(blank.offers[:OFFERED], 1):
                self.say(f"  {place}. {one.label}")
            if len(blank.offers) > OFFERED:
                self.say(_("  and {n} more: type how its name begins").format(n=len(blank.offers) - OFFERED))
        return self.console.ask()

    def _words(self, blank: Blank) -> list[str]:
        number = blank.trail[1] if len(blank.trail) > 1 else None
        lines = self.workshop.lines_of(number) if isinstance(number, int) else None
        return [*lines.words] if lines is not None and len(lines.words) > 1 else []

    def _answer(self, number: int, blank: Blank, typed: str) -> bool:
        """Put an answer into the file; false when it has to be asked again."""
        if blank.is_new:
            return self._new_line(number, blank, typed)
        if not typed:
            return True
        if blank.depth == 1 and typed.endswith(":") and typed[:-1] in blank.verdicts:
            return self._done(self.workshop.change(Rename(blank.trail, typed[:-1])))
        if typed == "-":
            change = change_of(blank, None)
            return change is None or self._done(self.workshop.change(change))
        value = filled(blank, self._picked(blank, typed).replace("\\n", "\n"))
        if blank.sort == "pick" and not blank.several and value not in [one.value for one in blank.offers]:
            self.say(_("Nothing here is called so; say its number, or how its name begins."))
            return False
        change = change_of(blank, value)
        return change is None or self._done(self.workshop.change(change))

    def _picked(self, blank: Blank, typed: str) -> str:
        """Numbers as what they stand for, where something is to be picked."""
        if blank.sort != "pick":
            return typed
        parts = [part.strip() for part in typed.split(",")]
        known = {str(place): one.value for place, one in enumerate(blank.offers, 1)}
        return ", ".join(known.get(part, part) for part in parts)

    def _new_line(self, number: int, blank: Blank, typed: str) -> bool:
        if not typed:
            return True
        word, colon, words = typed.partition(":")
        if colon and word in self._words(blank):
            typed = words.strip()
        else:
            word = str(blank.trail[-1])
        if not typed:
            return False
        if word in QUOTING:
            return self._quote(number, word, typed)
        blank = Blank(blank.key, (*blank.trail[:-1], word), blank.label, blank.sort, order=blank.order)
        change = change_of(blank, filled(blank, typed.replace("\\n", "\n")))
        return change is None or self._done(self.workshop.change(change))

    def _done(self, told: str) -> bool:
        self._tell(told)
        return not told or bool(self.workshop.manuscript.held)

    # Words of the article

    def _quote(self, number: int, word: str, typed: str) -> bool:
        found = self._found(number, typed)
        if found is None:
            return False
        place, told = self.workshop.quote(number, word, *found)
        self._quoted = place if self._done(told) else None
        return self._quoted is not None

    def _found(self, number: int, typed: str) -> tuple[Side, Span] | None:
        """Where words stand in the articles; asked for where they stand several times."""
        sides: tuple[Side, ...] = ("main", "beside")
        kind = KINDS.get(self.workshop.kind(number)) if number >= 0 else None
        if kind is not None and kind.both_articles:
            sides = ("beside", "main")
        places: list[tuple[Side, Span]] = []
        for side in sides:
            article = self.workshop.article(side)
            if article is not None and not places:
                places = [(side, Span(*span)) for span in Searchable(article.text).find(typed)]
        if len(places) == 1:
            return places[0]
        if not places:
            article = self.workshop.place.article
            near = closest(article, typed) if article is not None else None
            told = _("These words do not stand in the article.")
            if article is not None and near is not None:
                told += " " + _("The closest are: {words}").format(words=article.text[slice(*near)])
            self.say(told)
            return None
        self.say(counted("They stand there {count} time:", "They stand there {count} times:", len(places)))
        for at, (side, span) in enumerate(places[:OFFERED], 1):
            article = self.workshop.article(side)
            text = article.text if article is not None else ""
            start = max(0, span.start - CONTEXT)
            self.say(f"{at}. ... {' '.join(text[start : span.end + CONTEXT].split())} ...")
        self.say(_("Which? Say the number."))
        typed = self.console.ask() or ""
        return places[int(typed) - 1] if typed.isdecimal() and 0 < int(typed) <= len(places) else None

    def _notes(self) -> None:
        """The notes there are, and new ones."""
        self._fill(NOTED)
        while True:
            self.say(_("Another note? Type note: words or good: words of the article, or nothing to end."))
            typed = self.console.ask()
            if not typed:
                return
            word, colon, words = typed.partition(":")
            if not colon or word not in ("note", "good"):
                continue
            found = self._found(NOTED, words.strip())
            if found is None:
                continue
            place, told = self.workshop.note(word, *found)
            self._tell(told)
            self._line(NOTED, place)

    def _line(self, number: int, place: int) -> None:
        """Ask what is empty in a line that was just made."""
        for blank in self.workshop.line(number, place)[1:]:
            typed = self._asked(blank) if blank.empty else ""
            while typed and typed != "stop" and not self._answer(number, blank, typed):
                typed = self._asked(blank)
            if typed == "stop":
                return
