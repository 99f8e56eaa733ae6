"""The commands by name, each imported when it is used, and what happens to a word that is none of them."""

from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

import click

from lessons.cli.call import COMMANDS_TRIED, Call
from lessons.i18n import _
from lessons.text import visible

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class LessonGroup(click.Group):
    """A group whose first word may also be a lesson or a folder: ``closeread unsigned-column``."""

    modules: ClassVar[dict[str, str]] = {
        "read": "lessons.cli.read",
        "new": "lessons.cli.new",
        "import": "lessons.cli.import_article",
        "suggest": "lessons.cli.suggest",
        "check": "lessons.cli.check",
        "preview": "lessons.cli.preview",
        "schema": "lessons.cli.schema",
        "score": "lessons.cli.score",
        "crosscheck": "lessons.cli.crosscheck",
        "progress": "lessons.cli.progress",
        "review": "lessons.cli.review",
        "forget": "lessons.cli.forget",
        "glossary": "lessons.cli.glossary",
        "hand-in": "lessons.cli.hand_in",
        "collect": "lessons.cli.collect",
        "class": "lessons.cli.class_group",
        "rescore": "lessons.cli.rescore",
        "pack": "lessons.cli.pack",
        "unpack": "lessons.cli.unpack",
        "bind": "lessons.cli.bind",
        "unseal": "lessons.cli.unseal",
        "sealing": "lessons.cli.sealing",
    }
    """Command name -> module that holds it as ``command``."""

    closed: ClassVar[frozenset[str]] = frozenset(
        {"suggest", "preview", "score", "crosscheck", "review", "glossary"}
    )
    """Commands that could help with a test; closed while one runs."""

    def list_commands(self, context: click.Context) -> list[str]:
        """The command names in the order of the help page."""
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
        """The command for the first word; any other word is what ``read`` shall open."""
        if args[0] in self.closed and not context.resilient_parsing and not {"--help", "--list"} & {*args}:
            _refuse_beside_a_test(context, args[0])
        if args[0] in self.modules or args[0].startswith("-"):
            return super().resolve_command(context, args)
        context.meta[COMMANDS_TRIED] = tuple(self.modules)
        return "read", self.get_command(context, "read"), args

    def shell_complete(self, context: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Commands and options, then the lessons on this machine."""
        from lessons.cli.target import complete_lessons

        return [*super().shell_complete(context, incomplete), *complete_lessons(context, None, incomplete)]


def _refuse_beside_a_test(context: click.Context, name: str) -> None:
    """Raise ``click.UsageError`` while the learner has begun a test and not ended it."""
    from lessons.disk import read_file
    from lessons.record.journal import MOST_BYTES, read_journal
    from lessons.record.places import journal_path
    from lessons.record.recorder import RecordError

    try:
        here = context.ensure_object(Call).context
        path = journal_path(here.home, context.params.get("learner") or here.settings.learner())
        if b"-test-" not in read_file(
            path, MOST_BYTES
        ):  # nearly always, and much quicker than reading every event
            return
        from lessons.share.sealing.running import running_test

        test = running_test(read_journal(path, drafts=False).events, here.home, here.clock())
    except (RecordError, OSError):
        return  # the command itself says what is wrong with the record
    if test:
        told = _("A test is running: {test}. Until it is ended, 'closeread {name}' is closed.")
        raise click.UsageError(told.format(test=visible(test), name=name), context)
