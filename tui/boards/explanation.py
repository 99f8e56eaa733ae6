"""Why an answer earned what it earned: to the student after the commit, in review, and to the writer of the key."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from textual.content import Content

from lessons.i18n import _
from lessons.kinds.wording import about_guessing, fair_word, verdict_name
from lessons.lesson.lesson import AnswerKey, Exercise, Lesson
from lessons.loading.replies_source import reply_words
from lessons.model.form import Form, MarkForm, Side
from lessons.model.glossary import Glossary
from lessons.model.result import Part, Result, Verdict, percent
from lessons.play.contesting import MARK, Contest, item_of
from lessons.review import telling
from lessons.text.spans import Span
from tui.boards.board import Board, Passage
from tui.safe_text import joined, line, plain, quoted
from tui.widgets.article_marks import Decoration
from tui.widgets.sheet import Entry, paragraphs


class ExplanationBoard(Board):
    """The parts of a result, walked one by one; those with a span are marked on the article with their sign."""

    def __init__(
        self,
        form: Form,
        result: Result,
        glossary: Glossary,
        practice: bool,
        contests: Mapping[str, Contest] = MappingProxyType({}),
    ) -> None:
        self.result = result
        self.glossary = glossary
        self.practice = practice
        self.marks = isinstance(form, MarkForm)
        self.contests = contests
        """What the learner contests, by item."""

    def entries(self) -> list[Entry]:
        """Score first, then the items, then the rule and the key's explanation."""
        entries = [*self.head(), *self._contested(MARK)]
        said = ""
        for number, part in self._walk():
            entries += self._part(number, part, part.why if part.why != said else "")
            said = part.why
        return [*entries, *paragraphs(self.result.why, gap=1), *self._contested(""), *self.rule()]

    def head(self) -> list[Entry]:
        """The score, what guessing would give, and the arithmetic."""
        result = self.result
        if result.rubric:
            marked = _("No points here: your teacher gives the mark, 0 to {most}.").format(
                most=len(result.rubric) - 1
            )
            return [Entry(line(marked, "bold")), Entry(line(result.arithmetic))]
        score = joined(plain(str(percent(result.score)), "bold"), plain(_(" of 100"), "$quiet"))
        guess = plain(_("a blind guess: {n}").format(n=percent(result.chance)), "$quiet")
        entries = [Entry(joined(score, plain("   "), guess)), Entry(line(result.arithmetic))]
        if word := fair_word(result.score):
            entries.append(Entry(plain(word)))
        if self.practice:
            entries.append(Entry(plain(_("Practice: your first answer stays the score."), "$quiet")))
        return entries

    def rule(self) -> list[Entry]:
        """How it was scored."""
        guessing = [] if self.result.rubric else [Entry(plain(about_guessing(), "$quiet"))]
        return [Entry(line(self.result.rule, "$quiet"), gap=1), *guessing]

    def _walk(self) -> list[tuple[int, Part]]:
        """The parts with their numbers; marks in reading order, so that walking them walks the article."""
        parts = list(enumerate(self.result.parts))
        if self.marks and all(part.span is not None for _number, part in parts):
            parts.sort(key=lambda numbered: numbered[1].span or Span(0, 0))
        return parts

    def _part(self, number: int, part: Part, why: str) -> list[Entry]:
        colour = f"$sign-{part.verdict.value}"
        group = f"part {number}"
        lead = plain(f"{part.verdict.sign} ", f"bold {colour}")
        words = (quoted if part.span is not None and self.marks else line)(part.text, "bold")
        verdict = plain(part.called or verdict_name(part.verdict, self.marks), colour)
        entries = [Entry(words, str(number), lead, verdict, gap=1, group=group)]
        details = list(self._details(part))
        if details:
            entries.append(Entry(joined(*details, between="   "), indent=2, group=group))
        if why:
            entries += paragraphs(why, indent=2, spread=0, group=group)
        return [*entries, *self._contested(item_of(part), group)]

    def _contested(self, item: str, group: str = "") -> list[Entry]:
        """What the learner contests here, and what the teacher answered."""
        one = self.contests.get(item)
        if one is None:
            return []
        entries = (
            [Entry(_named(_("you contest this:"), one.reason), indent=2, group=group)] if one.reason else []
        )
        if one.reply is not None:
            answer = joined(
                plain(_("your teacher:"), "$quiet"),
                line(reply_words(one.reply), "bold"),
                between=" ",
            )
            entries.append(Entry(joined(answer, line(one.reply.answer), between="  "), indent=2, group=group))
        return entries

    def part(self, key: str) -> Part | None:
        """The item on this line."""
        return self.result.parts[int(key)] if key.isdigit() and int(key) < len(self.result.parts) else None

    def _details(self, part: Part) -> Sequence[Content]:
        """Technique, answer given, answer expected, plain wording: what there is of them."""
        details = []
        technique = self.glossary.technique(part.technique) if part.technique else None
        if technique is not None and technique.name not in (part.given, part.expected):
            details.append(line(technique.name, "$quiet"))
        if part.given and part.given != part.text and part.verdict is not Verdict.LEFT:
            details.append(_named(_("you:"), part.given))
        if part.expected and part.verdict not in (Verdict.RIGHT, Verdict.LEFT):
            details.append(_named(_("key:"), part.expected))
        if part.plain:
            details.append(_named(_("plain:"), part.plain))
        return details

    def key_of(self, part: Part) -> str:
        """The line of an item, which may come from another answer to the same exercise; empty when it has none."""
        numbers = (number for number, own in enumerate(self.result.parts) if own.id == part.id)
        return next((str(number) for number in numbers), "")

    def decorations(self, side: Side) -> list[Decoration]:
        """Each item's words with its sign and verdict."""
        return [
            Decoration(
                part.span,
                part.verdict.value,
                part.verdict.sign,
                part.called or verdict_name(part.verdict, self.marks),
            )
            for part in self.result.parts
            if part.span is not None and part.side == side
        ]

    def place(self, key: str) -> Passage | None:
        """Where an item stands."""
        part = self.result.parts[int(key)] if key.isdigit() else None
        return (part.side, part.span) if part is not None and part.span is not None else None

    def key_at(self, side: Side, span: Span) -> str | None:
        """The item at these words; the shortest when several are."""
        over = [
            (part.span.end - part.span.start, number)
            for number, part in enumerate(self.result.parts)
            if part.span is not None and part.side == side and part.span.overlaps(span)
        ]
        return str(min(over)[1]) if over else None


def _named(name: str, value: str) -> Content:
    return joined(plain(name, "$quiet"), plain(" "), line(value))


class ReviewBoard(ExplanationBoard):
    """The parts of a judged card: right or not stands in the place of a score."""

    def __init__(
        self, form: Form, result: Result, glossary: Glossary, back: date | None, today: date, *, aside: bool
    ) -> None:
        super().__init__(form, result, glossary, practice=False)
        self._back, self._today, self._aside = back, today, aside

    def head(self) -> list[Entry]:
        """Right or not, and when it comes back."""
        right = self.result.score == 1
        verdict = (
            plain(_("+ Right."), "bold $sign-right")
            if right
            else plain(_("o Not this time."), "bold $sign-missed")
        )
        entries = [Entry(verdict)]
        if self._back is not None:
            entries.append(
                Entry(plain(telling.comes_back(self._back, self._today, aside=self._aside), "$quiet"))
            )
        return entries

    def rule(self) -> list[Entry]:
        """What counts as right, for those whose answer was not."""
        return super().rule() if self.result.rule and self.result.score != 1 else []


class KeyBoard(ExplanationBoard):
    """The answer that earns everything, with all that a student may read after committing it."""

    def __init__(self, lesson: Lesson, exercise: Exercise, key: AnswerKey, *, former: bool) -> None:
        """``LessonError`` when the key has nothing for the exercise that could be used."""
        bound = key.bound[exercise.id]
        result = bound.grade(bound.perfect(), key.why[exercise.id])
        super().__init__(exercise.form, result, lesson.glossary, practice=False)
        self.former = former
        """Whether this key is no longer the one in the file, which cannot be used."""

    def entries(self) -> list[Entry]:
        """What it is, then the explanation."""
        entries = [Entry(plain(_("The key: an answer that earns everything"), "bold"))]
        if self.former:
            entries.append(Entry(plain(_("As it last worked; the file has a problem now."), "$sign-wrong")))
        return entries + super().entries()

    def _details(self, part: Part) -> Sequence[Content]:
        """Also what else is accepted, which the explanation of a right answer leaves out."""
        details = list(super()._details(part))
        named = bool(part.expected) and part.expected != part.given
        if named and not any(part.expected in one.plain for one in details):
            details.append(joined(plain(_("key:"), "$quiet"), plain(" "), line(part.expected)))
        return details


class NoKeyBoard(Board):
    """Stands where the key would be."""

    def entries(self) -> list[Entry]:
        """Why there is none."""
        words = _("The key of this exercise cannot be used yet. The list of problems says why.")
        return [Entry(plain(words, "$sign-wrong"))]
