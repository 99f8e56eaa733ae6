"""A slip about a real page, line by line: a command for each field, and the verdict."""

from dataclasses import replace

from lessons.cli.linear.field import Field, Help, split_command
from lessons.cli.linear.speech import NamingError, ended, labels, option_lines, said, which_option
from lessons.i18n import _
from lessons.kinds.slip import FIELDS, SlipAnswer, SlipForm, field_names
from lessons.text import visible


class SlipField(Field[SlipForm, SlipAnswer]):
    """The fields can be filled in any order; each line replaces what stood there."""

    answer_type = SlipAnswer

    def intro(self) -> list[str]:
        """The fields, the verdicts, how to fill in."""
        fields = [
            _("{command}: {name}").format(command=field, name=name) for field, name in field_names().items()
        ]
        how = _("Type the first word and what belongs there: page https://example.org. Then 'verdict b'.")
        return [_("Fields:"), *fields, _("Verdicts:"), *option_lines(self.form.verdicts), how]

    def show(self) -> list[str]:
        """What stands on the slip."""
        lines = [
            f"{name}: {visible(words) if (words := getattr(self.answer, field)) else _('empty')}"
            for field, name in field_names().items()
        ]
        return [*lines, self._verdict_said()]

    def _verdict_said(self) -> str:
        for label, option in zip(labels(self.form.verdicts), self.form.verdicts, strict=True):
            if option.id == self.answer.verdict:
                return _("Your verdict: {label}, {text}").format(label=label, text=ended(said(option.text)))
        return _("There is no verdict yet.")

    def missing(self) -> str:
        """The fields that are empty, and the verdict."""
        names = [name for field, name in field_names().items() if not getattr(self.answer, field)]
        told = [_("Still empty: {fields}.").format(fields=", ".join(names))] if names else []
        return " ".join([*told, *([] if self.answer.verdict else [_("There is no verdict yet.")])])

    def help(self) -> Help:
        """A command a field."""
        fields = [(f"{field} ...", name) for field, name in field_names().items()]
        return (
            *fields,
            ("verdict b", _("give a verdict; 'verdicts' lists them, 'verdict none' takes it back")),
        )

    def take(self, line: str) -> list[str] | None:
        """A field with its words; alone, the field is emptied."""
        command, rest = split_command(line)
        command = command.rstrip(":")
        if command in FIELDS:
            trouble = self.keep(replace(self.answer, **{command: rest}))
            self.session.flush()  # a line is a whole field
            return trouble or [f"{field_names()[command]}: {visible(rest) if rest else _('empty')}"]
        if command == "verdicts" and not rest:
            return option_lines(self.form.verdicts)
        return self._verdict(rest) if command == "verdict" else None

    def _verdict(self, rest: str) -> list[str]:
        if rest.lower() == "none":
            return self.keep(replace(self.answer, verdict=None)) or [_("Your verdict is taken back.")]
        try:
            option = which_option(rest, self.form.verdicts)
        except NamingError as error:
            return [str(error), *option_lines(self.form.verdicts)]
        return self.keep(replace(self.answer, verdict=option.id)) or [self._verdict_said()]
