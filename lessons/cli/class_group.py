"""``closeread class ...``: what a teacher does with a class, one command a module."""

from collections.abc import Iterable
from importlib import import_module
from typing import ClassVar

import click

from lessons.cli.call import Call, here
from lessons.cli.play import ClassWish
from lessons.i18n import _
from lessons.text import visible


class ClassGroup(click.Group):
    """The commands on a class, each imported when it is used."""

    modules: ClassVar[dict[str, str]] = {
        "show": "lessons.cli.class_show",
        "list": "lessons.cli.class_list",
        "assign": "lessons.cli.class_assign",
        "learners": "lessons.cli.class_learners",
        "report": "lessons.cli.class_report",
        "disputes": "lessons.cli.class_disputes",
        "decide": "lessons.cli.class_decide",
        "history": "lessons.cli.class_history",
    }

    def list_commands(self, context: click.Context) -> list[str]:
        """The names in the order of the help page."""
        return list(self.modules)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command, imported now; ``None`` for an unknown name."""
        if name not in self.modules:
            return None
        command = import_module(self.modules[name]).command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command for the first word; a word that is none, but names a class, shows that class."""
        word = args[0]
        if word in self.modules or word.startswith("-"):
            return super().resolve_command(context, args)
        if _is_class(word):
            return "show", self.get_command(context, "show"), args
        raise click.UsageError(_unknown(word, self.modules), context)


def _is_class(word: str) -> bool:
    from lessons.record.recorder import LearnerNameError
    from lessons.school.classes import class_path

    try:
        return class_path(word, here().home).is_file()
    except (LearnerNameError, OSError, ValueError):
        return False


def _unknown(word: str, commands: Iterable[str]) -> str:
    """What to say of a word that is no command and no class: what comes near it."""
    import difflib

    from lessons.school.classes import known_classes

    classes = [path.stem for path in known_classes(here().home)]
    near = difflib.get_close_matches(word.lower()[:100], [*commands, *classes], 2, 0.6)
    told = _("No command and no class is called '{word}'.").format(word=visible(word[:100]))
    if near:
        return told + " " + _("Did you mean {names}?").format(names=visible(_(" or ").join(near)))
    return told + " " + _("'closeread class list' names the classes.")


@click.group("class", cls=ClassGroup, invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """A class by file: no server, no accounts.

    Learners hand in with 'closeread hand-in', you gather the files with 'closeread collect', and look at the class with
    these commands. CLASS is a name, kept with your records, or the path of a database file ending in .db. Alone,
    'closeread class' opens the list of classes on the screen, and 'closeread class 8b' the class 8b.
    """
    if context.invoked_subcommand is None:
        from lessons.cli.class_show import show

        code = show(context.ensure_object(Call), ClassWish())
        if code is not None:
            context.exit(code)
        known = command.get_command(context, "list")
        assert known is not None
        context.invoke(known)
        click.echo(f"\n{context.get_help()}")
