"""What can be heard of a lesson, line by line: text, position, exercise, glossary. Nothing here changes anything."""

from collections.abc import Iterable

from lessons.cli.linear.addresses import AddressError, Addresses, block_name
from lessons.cli.linear.afterwards import Sides
from lessons.cli.linear.speech import ended, said, said_lines
from lessons.i18n import _, counted, plural
from lessons.model.article import Article, Block
from lessons.model.form import MarkForm
from lessons.model.result import percent
from lessons.play import Phase, Session, Status
from lessons.play.rules import told_path
from lessons.play.states import status_name
from lessons.play.summary import strand_name, withdrawn_line
from lessons.reports.glossary_text import background, entry, find_techniques, overview
from lessons.text import visible
from lessons.text.searching import Searchable
from lessons.text.spans import Span


def masthead(article: Article, *, second: bool = False) -> list[str]:
    """What the page says about itself; what it does not say is left out."""
    head = article.masthead
    form = _("Second text: {title}") if second else _("Text: {title}")
    lines = [form.format(title=ended(visible(head.title)))]
    for form, value in (
        (_("Published by {value}."), head.outlet),
        (_("Byline: {value}."), head.byline),
        (_("Date: {value}."), head.published),
    ):
        if value:
            lines.append(form.format(value=visible(value)))
    if head.rendition:
        follows = visible(head.follows) if head.follows else ""
        lines.append(
            _("Written for teaching; it follows {work}.").format(work=follows)
            if follows
            else _("Written for teaching.")
        )
    if head.rights:
        lines.append(_("Rights: {value}.").format(value=visible(head.rights)))
    return lines


def block_lines(addresses: Addresses, blocks: Iterable[Block]) -> list[str]:
    """Each sentence on a line: ``2.3: The words.``; headings and page furniture say what they are."""
    lines = []
    for block in blocks:
        sentences = addresses.sentences(block.span)
        for number, sentence in enumerate(sentences, 1):
            words = addresses.article.text[slice(*sentence)]
            address = (
                f"{block.label}.{number}" if len(sentences) > 1 or block.role == "paragraph" else block.label
            )
            name = "" if block.role == "paragraph" else f" ({block_name(block).rpartition(' ')[0]})"
            lines.append(f"{address}{name}: {visible(words)}")
    return lines


def word_lines(addresses: Addresses, span: Span) -> list[str]:
    """The words of each sentence that the span touches, each with its number in the sentence."""
    lines = []
    for sentence in addresses.sentences(span):
        words = addresses.words(sentence)
        if not words:
            continue
        block, number, _word = addresses.address(words[0]).split(".")
        numbered = ", ".join(
            f"{count} {addresses.article.text[slice(*word)]}" for count, word in enumerate(words, 1)
        )
        lines.append(
            _("{address}, words: {words}.").format(address=f"{block}.{number}", words=visible(numbered))
        )
    return lines or [_("There are no words here.")]


_MOST_FOUND, _AROUND = 20, 5
"""Places that are told of what was looked for, and words of the same sentence shown on each side."""
_MOST_READ = 6
"""Most blocks that are read out with the exercise that is about them; more are read on request."""


class Hearing:
    """Lines about a session."""

    def __init__(self, session: Session, sides: Sides) -> None:
        self.session, self.sides = session, sides

    @property
    def side(self) -> str:
        """The text the current exercise is about."""
        exercise = self.session.exercise
        return exercise.form.side if isinstance(exercise.form, MarkForm) else exercise.side

    @property
    def places(self) -> Addresses:
        """The addresses of that text."""
        return self.sides.of(self.side)

    def welcome(self) -> list[str]:
        """The lesson, its goals and its texts; only the title where the learner goes on."""
        lesson = self.session.lesson
        reading = self.session.phase is Phase.READING
        help_line = (
            _("'help' tells the commands.")
            if reading
            else _("'read' reads the text, 'help' tells the commands.")
        )
        if any(self.session.status(exercise.id) is not Status.OPEN for exercise in lesson.exercises):
            return [_("You go on with: {title}").format(title=ended(said(lesson.title))), help_line]
        lines = [
            _("Lesson: {title}").format(title=ended(said(lesson.title))),
            said(lesson.summary),
            *self._extent(),
            *(_("You will: {goal}").format(goal=said(goal)) for goal in lesson.goals),
            *masthead(lesson.article),
            self.sides.main.extent(),
        ]
        if lesson.beside is not None:
            lines += masthead(lesson.beside, second=True)
            lines.append(_("'other' reads the second text."))
        if lesson.glossary.background and self.session.rules.allow("glossary"):
            lines.append(_("'glossary' begins with who and what is named in it."))
        return [line for line in [*lines, help_line] if line]

    def _extent(self) -> list[str]:
        """How many exercises in how many minutes, on the short path too where there is one."""
        session, label = self.session, self.session.whole.minutes
        if session.has_paths:
            paths = [f"{told_path(session.whole, short=short)}." for short in (True, False)]
            return [*paths, _("'path short' takes the short path, 'path whole' all exercises.")]
        exercises = counted("{count} exercise", "{count} exercises", len(session.lesson.exercises))
        if label is None:
            return [f"{exercises}."]
        minutes = counted("{count} minute", "{count} minutes", label.whole)
        return [_("{exercises}, about {minutes}.").format(exercises=exercises, minutes=minutes)]

    def heading(self) -> list[str]:
        """The number, strand and prompt of the exercise."""
        task = self.session.exercise.task
        aside = self.aside()
        status = f" {aside}" if aside else ""
        line = _("Exercise {number} of {count}. {strand}.").format(
            number=self.session.index + 1,
            count=len(self.session.lesson.exercises),
            strand=strand_name(task.strand).capitalize(),
        )
        first, *rest = said_lines(task.prompt)
        return [f"{line}{status} {first}", *rest]

    def aside(self) -> str:
        """The line between the number of an exercise and its prompt."""
        practice = self.session.practising and self.session.phase is Phase.ANSWERING
        return _("Practice.") if practice else ""

    def position(self) -> str:
        """Where the student is, in a sentence."""
        if self.session.phase is Phase.FINISHED:
            return _("The lesson is finished. 'back' goes to the exercises, 'quit' leaves.")
        if self.session.phase is Phase.READING:
            return _("'read' reads the text. Nothing is asked yet; 'next' goes on to exercise 1.")
        done = {
            Phase.ANSWERING: _("Not handed in yet."),
            Phase.EXPLAINED: _("Handed in. 'next' goes on, 'again' practises it."),
        }[self.session.phase]
        number, count = self.session.index + 1, len(self.session.lesson.exercises)
        return _("Exercise {number} of {count}. {done}").format(number=number, count=count, done=done)

    def task(self) -> list[str]:
        """The exercise: prompt, example, and the blocks it is about when they are few."""
        exercise = self.session.exercise
        lines = self.heading()
        if exercise.task.worked:
            first, *rest = said_lines(exercise.task.worked)
            lines += [_("Example: {text}").format(text=first), *rest]
        if exercise.scope:
            blocks = [self.places.article.block_at(span.start) for span in exercise.scope]
            if len(blocks) <= _MOST_READ:
                lines += block_lines(self.places, blocks)
            else:
                lines.append(
                    counted(
                        "It is about {count} paragraph; 'read' reads it.",
                        "It is about {count} paragraphs; 'read' reads them.",
                        len(blocks),
                    )
                )
        return lines

    def read(self, side: str, typed: str) -> list[str]:
        """The blocks of one text whose addresses were typed; the whole text when nothing was."""
        places = self.sides.of(side)
        if typed.lower() in ("", "all"):
            return [*masthead(places.article), *block_lines(places, places.article.blocks)]
        try:
            return block_lines(places, places.blocks(typed))
        except AddressError as error:
            return [str(error)]

    def words(self, typed: str) -> list[str]:
        """The words at an address, with their numbers."""
        try:
            return word_lines(self.places, self.places.span(typed))
        except AddressError as error:
            return [str(error)]

    def find(self, typed: str) -> list[str]:
        """Each place where the words stand: its address and the sentence around it."""
        places = self.places
        text = places.article.text
        hits = Searchable(text).find(typed)
        if not typed:
            return [_("Type the words after 'find', for example: find warning.")]
        if not hits:
            return [_("'{words}' is not in the text.").format(words=visible(typed))]
        message = plural("{count} place has '{words}':", "{count} places have '{words}':", len(hits))
        lines = [message.format(count=len(hits), words=visible(typed))]
        for start, end in hits[:_MOST_FOUND]:
            first, last = places.around(Span(start, end), _AROUND)
            lines.append(f"{places.address(Span(start, end))}: {visible(' '.join(text[first:last].split()))}")
        if len(hits) > _MOST_FOUND:
            lines.append(_("The first {count} are told.").format(count=_MOST_FOUND))
        return lines

    def where(self) -> list[str]:
        """The position, and the status of each exercise with the first paragraph of its prompt."""
        lines = [self.position()]
        for number, exercise in enumerate(self.session.lesson.exercises, 1):
            status = self.session.status(exercise.id)
            line = f"{number}. {status_name(status)}"
            if status is Status.DONE and self.session.rules.explains:
                result = self.session.first_result(exercise.id)
                if result is not None and result.rubric:
                    line += ", " + _("for your teacher to mark")
                elif result is not None:
                    line += ", " + _("{score} of 100").format(score=percent(result.score))
            lines.append(f"{line}. {said_lines(exercise.task.prompt)[0]}")
        return [*lines, *(visible(withdrawn_line(one)) for one in self.session.withdrawn)]

    def glossary(self, typed: str) -> list[str]:
        """The glossary, or one technique."""
        glossary = self.session.lesson.glossary
        if not typed:
            return overview(glossary)
        techniques = find_techniques(glossary, typed)
        told = background(glossary, typed)
        if not techniques and not told:
            return [
                _("No technique is called '{words}'. 'glossary' lists them.").format(words=visible(typed))
            ]
        return told or [line for technique in techniques for line in entry(glossary, technique)]
