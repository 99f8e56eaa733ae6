"""``closeread class ...``: what a teacher does with a class, one command a module."""

from importlib import import_module
from typing import ClassVar

import click


class ClassGroup(click.Group):
    """The commands on a class, each imported when it is used."""

    modules: ClassVar[dict[str, str]] = {
        "list": "lessons.cli.class_list",
        "assign": "lessons.cli.class_assign",
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


@click.group("class", cls=ClassGroup)
def command() -> None:
    """A class by file: no server, no accounts.

    Learners hand in with 'closeread hand-in', you gather the files with 'closeread collect', and look at the class with
    these commands. CLASS is a name, kept with your records, or the path of a database file ending in .db.
    """
