"""Typing an answer: any line that is no command."""

from lessons.cli.linear.addresses import Addresses
from lessons.cli.linear.field import Field, Help, split_command
from lessons.cli.linear.naming import said
from lessons.i18n import _, counted
from lessons.model.answer import TextAnswer
from lessons.model.form import TextForm
from lessons.play import Session
from lessons.text import visible, words_of


class TextField(Field):
    """A word, a number, a phrase or a sentence."""

    def __init__(self, session: Session, form: TextForm, places: Addresses) -> None:
        super().__init__(session, places)
        self.form = form

    def intro(self) -> list[str]:
        """The sentence to rewrite and its rules, and how to answer."""
        lines = []
        if self.form.original_span is not None:
            words = self.places.article.text[slice(*self.form.original_span)]
            place = self.places.in_words(self.form.original_span, exact=False)
            lines.append(_('To rewrite: "{words}" ({place})').format(words=visible(words), place=place))
        elif self.form.original:
            lines.append(_('To rewrite: "{words}"').format(words=said(self.form.original)))
        lines += [_("Rule: {rule}").format(rule=said(rule)) for rule in self.form.must]
        if self.form.words:
            fewest, most = self.form.words
            lines.append(_("Write {fewest} to {most} words.").format(fewest=fewest, most=most))
        lines.append(
            _("Type your answer on one line; a new line replaces it.")
            if self.form.long
            else _("Type your answer.")
        )
        return lines

    @property
    def answer(self) -> TextAnswer:
        """The answer so far."""
        answer = self.read()
        assert isinstance(answer, TextAnswer)  # a form is answered in its own type
        return answer

    def show(self) -> list[str]:
        """What was typed, and its number of words where that matters."""
        text = self.answer.text
        if not text:
            return [_("No answer yet.")]
        line = _("Your answer: {text}").format(text=visible(text))
        if not self.form.words:
            return [line]
        count = len(words_of(text))
        lines = [line, counted("{count} word.", "{count} words.", count)]
        fewest, most = self.form.words
        if not fewest <= count <= most:
            lines.append(_("Asked for are {fewest} to {most} words.").format(fewest=fewest, most=most))
        return lines

    def missing(self) -> str:
        """Nothing typed."""
        return "" if self.answer.text.strip() else _("No answer yet.")

    def help(self) -> Help:
        """How to type an answer."""
        return (
            (_("your answer"), _("any line that is no command is your answer")),
            ("answer next", _("answer with a word that is also a command")),
            ("clear", _("take your answer back")),
        )

    def take(self, line: str) -> list[str] | None:
        """An answer."""
        command, rest = split_command(line)
        if command == "answer" and rest:
            return self._keep(rest)
        if command == "clear" and not rest:
            return self.keep(TextAnswer()) or [_("Your answer is taken back.")]
        return self._keep(line)

    def _keep(self, text: str) -> list[str]:
        trouble = self.keep(TextAnswer(text))
        self.session.flush()  # a line is a whole answer: it need not wait for a pause in typing
        return trouble or self.show()
