"""A form that has no field of its own, line by line: it is typed as it is typed from a filled sheet."""

from collections.abc import Iterator

from lessons.cli.linear.field import Field, Help, not_kept, split_command
from lessons.cli.linear.speech import ended, shown
from lessons.i18n import _
from lessons.model.answer import AnswerError, CustomAnswer
from lessons.model.form import CustomForm
from lessons.model.paper import Paper, PaperLines, PaperList, PaperTable, PaperText
from lessons.text import visible


def told_on_paper(paper: Paper) -> Iterator[str]:
    """What stands on the front of a sheet, a thing a line."""
    for part in paper.front:
        match part:
            case PaperText(text):
                yield shown(text)
            case PaperList(lines):
                yield from (f"{label}. {shown(words)}" for label, words in lines)
            case PaperTable(heads, rows):
                yield from filter(None, ("; ".join(filter(None, map(shown, row))) for row in (heads, *rows)))
            case PaperLines(title=title) if title:
                yield shown(title)


class PaperField(Field[CustomForm, CustomAnswer]):
    """One line is the whole answer; a new one replaces it."""

    answer_type = CustomAnswer  # of whatever form

    def intro(self) -> list[str]:
        """What is asked, and how it is typed."""
        how = _("Type your answer on one line: {how}").format(how=ended(self.form.how_to_type()))
        return [*told_on_paper(self.form.on_paper()), how]

    def show(self) -> list[str]:
        """The answer as it is typed."""
        if self.answer == self.form.blank():
            return [_("No answer yet.")]
        return [_("Your answer: {text}").format(text=visible(self.form.as_typed(self.answer)))]

    def missing(self) -> str:
        """Nothing typed."""
        return _("No answer yet.") if self.answer == self.form.blank() else ""

    def help(self) -> Help:
        """How to type an answer."""
        return (
            (_("your answer"), self.form.how_to_type()),
            ("clear", _("take your answer back")),
        )

    def take(self, line: str) -> list[str] | None:
        """An answer."""
        if split_command(line) == ("clear", ""):
            return self.keep(self.form.blank()) or [_("Your answer is taken back.")]
        try:
            answer = self.form.typed(line)
        except AnswerError as error:
            return [not_kept(error)]
        return self.keep(answer) or self.show()
