"""A sitting of review, line by line."""

from collections.abc import Mapping

from lessons.cli.linear.afterwards import part_line
from lessons.cli.linear.console import Console
from lessons.cli.linear.hearing import Hearing, block_lines
from lessons.cli.linear.player import Leaving, Player
from lessons.cli.linear.speech import ended, said, said_lines
from lessons.i18n import _, plural
from lessons.lesson.lesson import Exercise
from lessons.model.article import Article
from lessons.model.form import MarkForm
from lessons.play import Phase
from lessons.play.summary import strand_name
from lessons.record.event import local_now
from lessons.record.recorder import Recorder
from lessons.review import telling
from lessons.review.deck import Deck
from lessons.review.sitting import Clock, Sitting
from lessons.text import visible


def review(deck: Deck, record: Recorder, console: Console, clock: Clock = local_now) -> bool:
    """Ask what is due until it is done, the learner leaves or the input ends; whether every answer is saved."""
    sitting = Sitting(deck, record, clock)
    today = sitting.clock().date()
    console.say_all(visible(line) for line in telling.left_out(deck.dropped))
    if sitting.over:
        lines = telling.coming(sitting.coming(), today) or [telling.nothing_yet()]
        console.say(telling.nothing_due(), *lines)
        if not sitting.can_practise:
            return True
        console.say(_("To practise with cards before their day, type 'practise'. Enter leaves."))
        if (console.ask() or "").lower() not in ("practise", "practice"):
            return True
        sitting = sitting.practising()
    count = len(sitting.cards)
    message = plural(
        "Review: {n} card. 'help' tells the commands.", "Review: {n} cards. 'help' tells the commands.", count
    )
    console.say(message.format(n=count))
    saved = True
    while not sitting.over:
        player = ReviewPlayer(sitting, console)
        leaving = player.run()
        saved = saved and player.session.trouble is None
        if leaving is not Leaving.NEXT:
            break
        sitting.next()
    sitting.flush()
    if sitting.practice:
        console.say(telling.was_practice())
    if sitting.tally.answered:
        console.say(telling.went(sitting.tally))
    console.say_all(telling.coming(sitting.coming(), today))
    return saved


def words_that_count(exercise: Exercise, article: Article) -> list[str]:
    """Which words of an article a card asks about, where these are fewer than its paragraphs; a line, or none."""
    form = exercise.form
    if not isinstance(form, MarkForm) or {block.span for block in article.blocks}.issuperset(form.scope):
        return []
    words = " ".join(article.text[slice(*span)] for span in form.scope)
    return [_('Only these words count: "{words}"').format(words=visible(words))]


class ReviewHearing(Hearing):
    """Says which card this is, and reads what it is about."""

    def __init__(self, player: "ReviewPlayer") -> None:
        super().__init__(player.session, player.sides)
        self._sitting = player.sitting

    def heading(self) -> list[str]:
        """The number of the card, where it comes from, the question."""
        exercise, lesson = self.session.exercise, self.session.lesson
        line = _("Card {number} of {count}. {strand}. From the lesson {title}").format(
            number=self._sitting.index + 1,
            count=len(self._sitting.cards),
            strand=strand_name(exercise.task.strand).capitalize(),
            title=ended(said(lesson.title)),
        )
        return [line, *said_lines(exercise.task.prompt)]

    def position(self) -> str:
        """Where the learner is, in a sentence."""
        message = _("Card {number} of {count}.").format(
            number=self._sitting.index + 1, count=len(self._sitting.cards)
        )
        done = (
            _("Not handed in yet.")
            if self.session.phase is Phase.ANSWERING
            else _("Handed in. 'next' goes on.")
        )
        return f"{message} {done}"

    def where(self) -> list[str]:
        """The position."""
        return [self.position()]

    def task(self) -> list[str]:
        """The question, and the words that it is about."""
        exercise = self.session.exercise
        spans = exercise.form.scope if isinstance(exercise.form, MarkForm) else exercise.scope
        if not spans:
            return self.heading()
        article = self.places.article
        labels = dict.fromkeys(article.block_at(span.start).label for span in spans)
        lines = [
            *self.heading(),
            *block_lines(self.places, [article.by_label[label] for label in labels]),
        ]
        return [*lines, *words_that_count(exercise, article)]


class ReviewPlayer(Player):
    """Plays one card on a console."""

    def __init__(self, sitting: Sitting, console: Console) -> None:
        super().__init__(sitting.session(), console)
        self.sitting = sitting
        self.hear = ReviewHearing(self)

    def _welcome(self) -> list[str]:
        return []

    def _farewell(self) -> str:
        if self.leaving is Leaving.NEXT:
            return ""
        if self.session.trouble is not None:
            return _("You leave. What was done last is not saved.")
        return _("Saved. What was not answered stays due.")

    def no_such(self, command: str) -> str:
        """What to say of a closed command."""
        return _("There is no '{command}' in review.").format(command=command)

    @property
    def other_help(self) -> Mapping[str, str]:
        """The help of commands that do something else in review."""
        return {
            "next": _("the next card"),
            "skip": _("leave this card for another day"),
            "explain": _("hear the explanation again"),
            "task": _("hear the card again"),
            "quit": _("leave; what you answered is kept, the rest stays due"),
        }

    def do_explain(self, rest: str) -> list[str]:
        """Right or not, why, and when the card comes back."""
        result, session = self.session.result, self.session
        if result is None:
            return [self.hear.position()]
        form, glossary = session.exercise.form, session.lesson.glossary
        lines = [_("Right.") if result.score == 1 else _("Not this time.")]
        lines += [part_line(part, form, self.sides, glossary) for part in result.parts]
        lines += said_lines(result.why) if result.why else []
        if result.rule and result.score != 1:
            lines.append(result.rule)
        day = self.sitting.comes_back()
        if day is not None:
            lines.append(telling.comes_back(day, self.sitting.clock().date(), aside=self.sitting.set_aside))
        if session.trouble is None:
            lines.append(_("Saved."))
        return [*lines, _("'next' goes on.")]

    def do_next(self, rest: str) -> list[str]:
        """The next card; an answered one, or one that is left for later."""
        self.leaving = Leaving.NEXT
        return []

    def do_skip(self, rest: str) -> list[str]:
        """Leave the card due."""
        return self.do_next(rest)
