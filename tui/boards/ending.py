"""Where nothing is answered: before the first exercise, after handing in to a test, and at the end."""

from collections.abc import Sequence

from textual.content import Content

from lessons.i18n import _
from lessons.kinds.wording import verdict_name
from lessons.lesson.lesson import Exercise, Lesson, Note
from lessons.model.answer import Answer
from lessons.model.form import MarkForm, Side
from lessons.model.result import Part, percent
from lessons.play import Session, Status
from lessons.play.rules import told_path
from lessons.play.summary import StrandScore, Summary, TechniqueScore, strand_name, withdrawn_line
from lessons.prose import lines, one_line
from lessons.text.spans import Span
from tui.boards.answers import answer_board
from tui.boards.board import AnswerBoard, Board, Passage
from tui.boards.mark import MarkBoard
from tui.safe_text import joined, line, plain, quoted
from tui.widgets.article_marks import Decoration
from tui.widgets.sheet import Entry, paragraphs

SHORT, WHOLE = "short", "whole"
"""The lines that lead to the short path of a lesson and to all its exercises."""


class ReadingBoard(Board):
    """What a student should know before the first exercise; where there is a short path it can be chosen."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def entries(self) -> list[Entry]:
        """When an answer counts, and when it is explained."""
        if self.session.rules.closes:
            return []
        sentence = _("No answer counts before you commit it. The explanation comes straight after.")
        entries = [Entry(plain(sentence, "$quiet"))]
        if self.session.has_paths:
            entries += [
                Entry(line(told_path(self.session.whole, short=name == SHORT)), name, gap=int(name == SHORT))
                for name in (SHORT, WHOLE)
            ]
        return entries

    def opens(self, key: str) -> bool:
        """A path leads to its first exercise."""
        return key in (SHORT, WHOLE)


def explained_later() -> str:
    """What is said where explanations wait, and there is no test."""
    return _("Your teacher shows the explanations later, to everybody at once.")


class HandedInBoard(Board):
    """An exercise of a test that cannot be changed any more: the answer to look at."""

    def __init__(self, lesson: Lesson, exercise: Exercise, answer: Answer | None, *, handed_in: bool) -> None:
        self.handed_in, self.in_a_test = handed_in, lesson.seal is not None
        self.answered: AnswerBoard = answer_board(lesson, exercise, answer)

    def entries(self) -> list[Entry]:
        """That it is handed in, and the answer."""
        if not self.handed_in:
            words = _("Not answered. The test is over.") if self.in_a_test else _("Not answered.")
            return [Entry(plain(words, "bold"), gap=1)]
        entries = [Entry(plain(_("Handed in. It cannot be changed."), "bold"), gap=1)]
        if not self.in_a_test:
            entries.append(Entry(plain(explained_later(), "$quiet")))
        if self.answered.blank:
            return [*entries, Entry(plain(_("You handed in a blank answer."), "$quiet"), gap=1)]
        entries.append(Entry(plain(_("Your answer"), "$quiet"), gap=1))
        return [*entries, *self.answered.answered()]

    def decorations(self, side: Side) -> Sequence[Decoration]:
        """The student's own marks."""
        return self.answered.decorations(side)

    def place(self, key: str) -> Passage | None:
        """Where a mark stands."""
        return self.answered.place(key) if isinstance(self.answered, MarkBoard) else None

    def key_at(self, side: Side, span: Span) -> str | None:
        """The mark at these words."""
        return self.answered.key_at(side, span) if isinstance(self.answered, MarkBoard) else None


class EndOfTestBoard(Board):
    """The end of a test: what is handed in, and how it reaches the teacher."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def entries(self) -> list[Entry]:
        """How many answers, each exercise, and the way on."""
        session, exercises = self.session, self.session.lesson.exercises
        over = session.limit is not None and session.limit.left <= 0
        done = len(exercises) - len(session.unanswered)
        sentence = _("{count} of {total} answers are handed in").format(count=done, total=len(exercises))
        entries = [Entry(plain(_("The time is over"), "bold"))] if over else []
        entries += [
            Entry(plain(sentence, "bold")),
            Entry(plain(_("Nothing can be changed any more."), "$quiet")),
        ]
        if session.lesson.seal is None:
            entries.append(Entry(plain(explained_later()), gap=1))
        elif session.rules.allow("hand_in"):
            told = _("Your teacher scores the test. Press i to hand it in; or type:")
            name = f"{session.lesson.course}/{session.lesson.id}"
            entries += [
                Entry(plain(told), gap=1),
                Entry(line(f"closeread hand-in {name}"), indent=2),
            ]
        else:
            entries.append(Entry(plain(_("Your teacher scores the test.")), gap=1))
        for number, exercise in enumerate(exercises, 1):
            handed_in = session.status(exercise.id) is Status.DONE
            status = plain(_("handed in"), "$quiet") if handed_in else plain(_("no answer"), "$sign-missed")
            lead = plain(f"{number:>2}  ", "$quiet")
            words = line(next(iter(lines(exercise.task.prompt)), ""))
            entries.append(Entry(words, lead=lead, right=status, gap=int(number == 1), most=1))
        return entries


FURTHER = "further"
"""The line that leads to the next lesson."""
BAR = 20
"""Cells of a bar that stands for 100."""


def bar(percentage: int, colour: str) -> Content:
    """A share as a line: its full part is heavy, so that it is seen without colours too."""
    full = round(percentage * BAR / 100)
    return joined(plain("━" * full, colour), plain("─" * (BAR - full), "$rule"))


class EndBoard(Board):
    """Lines with notes can be walked; their words are marked on the article."""

    def __init__(
        self,
        lesson: Lesson,
        summary: Summary,
        notes: tuple[Note, ...],
        further: str = "",
        minutes: int = 0,
        more: str = "",
    ) -> None:
        """``further`` is the title of the next lesson, empty for none; ``minutes`` what the exercises took.

        ``more`` is what the whole lesson asks for, where this is the end of its short path.
        """
        self.lesson, self.further, self.minutes, self.more = lesson, further, minutes, more
        self.summary = summary
        self.notes = tuple(note for note in notes if not note.credit) + tuple(
            note for note in notes if note.credit
        )

    def entries(self) -> list[Entry]:
        """Figures, missed, notes, credits, advice."""
        return [*self._figures(), *self._advice(), *self._missed(), *self._notes()]

    def _figures(self) -> list[Entry]:
        summary = self.summary
        of = _(" of 100 on the short path") if summary.short else _(" of 100")
        score = joined(plain(str(percent(summary.score)), "bold"), plain(of, "$quiet"))
        guess = plain(_("a blind guess: {n}").format(n=percent(summary.chance)), "$quiet")
        done = plain(
            _("{n} of {total} exercises answered").format(n=summary.answered, total=summary.total), "$quiet"
        )
        if self.minutes:
            done = joined(done, plain(_("about {n} min").format(n=self.minutes), "$quiet"), between="   ")
        entries = [Entry(joined(score, plain("   "), guess)), Entry(done), *self._further()]
        entries += [self._strand(strand, number == 0) for number, strand in enumerate(summary.strands)]
        return entries + self._since() + self._techniques()

    def _since(self) -> list[Entry]:
        """What has changed since an answer was told its score, which stands; exercises that were withdrawn."""
        places = {exercise.id: place for place, exercise in enumerate(self.lesson.exercises, 1)}
        entries: list[Entry] = []
        for id, sentences in self.summary.changed:
            lead = plain(_("exercise {n}: ").format(n=places[id]), "$quiet")
            entries.append(Entry(line(" ".join(sentences)), lead=lead, gap=int(not entries)))
        for one in self.summary.withdrawn:
            entries.append(Entry(line(withdrawn_line(one)), gap=int(not entries)))
        return entries

    def _strand(self, strand: StrandScore, first: bool) -> Entry:
        shown = percent(strand.score)
        right = joined(bar(shown, f"$strand-{strand.strand}"), plain(str(shown).rjust(4), "bold"))
        return Entry(line(strand_name(strand.strand).capitalize()), right=right, gap=int(first))

    def _techniques(self) -> list[Entry]:
        """A line for each technique that was missed at least once; the others in one sentence."""
        always_found = [self._named(one) for one in self.summary.techniques if not one.missed]
        missed = [one for one in self.summary.techniques if one.missed]
        entries = []
        for number, one in enumerate(sorted(missed, key=lambda one: -one.missed)):
            right = plain(
                _("{found} of {all} found").format(found=one.found, all=one.found + one.missed), "$quiet"
            )
            entries.append(Entry(line(self._named(one)), right=right, gap=int(number == 0)))
        if always_found:
            words = _("Found every time: {names}.").format(names=", ".join(always_found))
            entries.append(Entry(line(words, "$quiet"), gap=int(not missed)))
        return entries

    def _named(self, one: TechniqueScore) -> str:
        technique = self.lesson.glossary.technique(one.technique)
        return technique.name if technique else one.technique

    def _advice(self) -> list[Entry]:
        """Strong, weak, next."""
        lines = (
            (_("Strong:"), self.summary.strong),
            (_("Weak:"), self.summary.weak),
            (_("Next:"), self.summary.next),
        )
        return [
            Entry(line(words), lead=plain(f"{name} ", "$quiet"), gap=int(number == 0))
            for number, (name, words) in enumerate(lines)
        ]

    def _further(self) -> list[Entry]:
        """The next lesson, and the exercises that are left."""
        entries = []
        if self.further:
            words = joined(plain(_("Next lesson:"), "$quiet"), line(self.further, "bold"), between=" ")
            entries.append(Entry(words, FURTHER, plain("n ", "$accent")))
        if self.more:
            entries.append(
                Entry(joined(plain(_("More:"), "$quiet"), line(self.more, "bold"), between=" "), WHOLE)
            )
        return entries

    def _missed(self) -> list[Entry]:
        """What cost, below the question it was asked with."""
        if not self.summary.missed:
            return []
        entries = [Entry(plain(_("What you missed"), "bold"), gap=1)]
        places = {exercise.id: place for place, exercise in enumerate(self.lesson.exercises, 1)}
        asked = ""
        for number, (id, part) in enumerate(self.summary.missed):
            exercise = self.lesson.exercise(id)
            if id != asked:
                question = joined(plain(f"{places[id]}. ", "bold"), line(one_line(exercise.task.prompt)))
                entries.append(Entry(question, gap=int(number > 0)))
            asked = id
            entries += self._item(number, exercise, part)
        return entries

    def _item(self, number: int, exercise: Exercise, part: Part) -> list[Entry]:
        marks, group = isinstance(exercise.form, MarkForm), f"missed {number}"
        colour = f"$sign-{part.verdict.value}"
        lead = plain(f"{part.verdict.sign} ", f"bold {colour}")
        words = (quoted if part.span is not None and marks else line)(
            part.text or part.given or _("no answer")
        )
        right = plain(part.called or verdict_name(part.verdict, marks), colour)
        answers = [
            joined(plain(name, "$quiet"), line(value), between=" ")
            for name, value in ((_("you:"), part.given), (_("key:"), part.expected))
            if value and value != part.text
        ]
        entries = [Entry(words, f"m{number}", lead, right, indent=2, group=group)]
        return entries + ([Entry(joined(*answers, between="   "), indent=4, group=group)] if answers else [])

    def _notes(self) -> list[Entry]:
        entries: list[Entry] = []
        for number, note in enumerate(self.notes):
            if number == 0 and not note.credit:
                entries.append(Entry(plain(_("The article, note by note"), "bold"), gap=1))
            if note.credit and (number == 0 or not self.notes[number - 1].credit):
                entries.append(Entry(plain(_("What this article does well"), "bold"), gap=1))
            entries += self._note(number, note)
        return entries

    def _note(self, number: int, note: Note) -> list[Entry]:
        sign, colour = _sign(note)
        group = f"note {number}"
        entries = [
            Entry(
                quoted(note.quote, "bold"),
                f"n{number}",
                plain(f"{sign} ", f"bold {colour}"),
                gap=1,
                group=group,
            )
        ]
        technique = self.lesson.glossary.technique(note.technique) if note.technique else None
        details = [line(technique.name, "$quiet")] if technique else []
        if note.debatable:
            details.append(plain(_("debatable"), "$sign-debatable"))
        if note.plain:
            details.append(joined(plain(_("plain:"), "$quiet"), plain(" "), line(note.plain)))
        if details:
            entries.append(Entry(joined(*details, between="   "), indent=2, group=group))
        return [*entries, *paragraphs(note.why, indent=2, spread=0, group=group)]

    def missed(self, key: str) -> tuple[int, Part] | None:
        """What was missed on this line: its exercise, counted from 0, and the item."""
        number = int(key[1:]) if key[1:].isdigit() else -1
        if not key.startswith("m") or not 0 <= number < len(self.summary.missed):
            return None
        id, part = self.summary.missed[number]
        return next(n for n, exercise in enumerate(self.lesson.exercises) if exercise.id == id), part

    def opens(self, key: str) -> bool:
        """What was missed opens its exercise, the next lesson opens, and the whole of this one."""
        return key in (FURTHER, WHOLE) or self.missed(key) is not None

    def decorations(self, side: Side) -> list[Decoration]:
        """Every note on the article."""
        return [
            Decoration(
                span,
                "credit" if note.credit else "debatable" if note.debatable else "annotation",
                _sign(note)[0],
            )
            for note in self.notes
            if note.side == side
            for span in note.spans
        ]

    def place(self, key: str) -> Passage | None:
        """Where a note, or something missed, stands."""
        number = int(key[1:]) if key[1:].isdigit() else -1
        if key.startswith("n") and 0 <= number < len(self.notes) and self.notes[number].spans:
            note = self.notes[number]
            return note.side, note.spans[0]
        if key.startswith("m") and 0 <= number < len(self.summary.missed):
            part = self.summary.missed[number][1]
            return (part.side, part.span) if part.span is not None else None
        return None

    def key_at(self, side: Side, span: Span) -> str | None:
        """The note at these words."""
        for number, note in enumerate(self.notes):
            if note.side == side and any(place.overlaps(span) for place in note.spans):
                return f"n{number}"
        return None


def _sign(note: Note) -> tuple[str, str]:
    """Sign and colour of a note: `+` for what is done well, `~` for what is debatable, `*` for the others."""
    if note.credit:
        return "+", "$sign-right"
    return ("~", "$sign-debatable") if note.debatable else ("*", "$accent")
