"""Picking options by letter, number or words."""

from lessons.cli.linear.addresses import Addresses
from lessons.cli.linear.field import Field, Help, split_command
from lessons.cli.linear.naming import NamingError, labels, option_lines, said, which_option
from lessons.i18n import _
from lessons.model.answer import PickAnswer
from lessons.model.form import Option, PickForm
from lessons.play import Session


class PickField(Field):
    """One option, or several."""

    def __init__(self, session: Session, form: PickForm, places: Addresses) -> None:
        super().__init__(session, places)
        self.form = form

    def intro(self) -> list[str]:
        """The options."""
        how = _("Pick all that fit:") if self.form.several else _("Pick one:")
        return [how, *option_lines(self.form.options)]

    @property
    def answer(self) -> PickAnswer:
        """The answer so far."""
        answer = self.read()
        assert isinstance(answer, PickAnswer)  # a form is answered in its own type
        return answer

    def show(self) -> list[str]:
        """The options picked."""
        picked = self.answer.picked
        if not picked:
            return [_("Nothing is picked yet.")]
        told = [self._told(option) for option in self.form.options if option.id in picked]
        return [_("Picked: {options}.").format(options="; ".join(told))]

    def missing(self) -> str:
        """Nothing picked."""
        return "" if self.answer.picked else _("Nothing is picked yet.")

    def help(self) -> Help:
        """Picking commands."""
        if self.form.several:
            return (
                ("pick a c", _("pick a and c; 'a c' does the same")),
                ("unpick a", _("take a back")),
                ("options", _("the options again")),
            )
        return (("pick a", _("pick a; 'a' does the same")), ("options", _("the options again")))

    def take(self, line: str) -> list[str] | None:
        """A letter, a number, the words of an option, or a command."""
        command, rest = split_command(line)
        if command == "options" and not rest:
            return self.intro()
        if command in ("pick", "unpick"):
            if not rest:
                return [_("Type the letter of an option after '{command}'.").format(command=command)]
            return self._change(rest, add=command == "pick")
        try:
            self._meant(line)
        except NamingError:
            return None
        return self._change(line, add=True)

    def _change(self, typed: str, *, add: bool) -> list[str]:
        try:
            options = self._meant(typed)
        except NamingError as error:
            return [str(error)]
        if len(options) > 1 and not self.form.several:
            return [_("Pick one option only.")]
        ids = {option.id for option in options}
        if not add:
            picked = self.answer.picked - ids
        elif self.form.several:
            picked = self.answer.picked | ids
        else:
            picked = frozenset(ids)
        return self.keep(PickAnswer(frozenset(picked))) or self.show()

    def _meant(self, typed: str) -> list[Option]:
        """The options named: several by their letters or numbers, or one by its words."""
        pieces = typed.lower().replace(",", " ").split()
        names = labels(self.form.options)
        if len(pieces) > 1 and all(piece in names or piece.isdigit() for piece in pieces):
            return [which_option(piece, self.form.options) for piece in pieces]
        return [which_option(typed, self.form.options)]

    def _told(self, option: Option) -> str:
        label = labels(self.form.options)[self.form.options.index(option)]
        return f"{label}, {said(option.text)}"
