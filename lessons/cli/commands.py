"""The commands by name, each imported when it is used, and what happens to a word that is none of them."""

from collections.abc import Iterable, Iterator
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, ClassVar

import click

from lessons.cli.call import COMMANDS_TRIED, Call, ClassWish, here
from lessons.i18n import _
from lessons.text import visible

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class LazyGroup(click.Group):
    """A group of commands, each imported when it is used."""

    places: ClassVar[dict[str, str]] = {}
    """``module:function`` by the name of the command, in the order of the help page."""

    def list_commands(self, context: click.Context) -> list[str]:
        """The names in the order of the help page."""
        return list(self.places)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command, imported now; ``None`` for an unknown name."""
        if name not in self.places:
            return None
        module, _colon, function = self.places[name].partition(":")
        command = getattr(import_module(module), function)
        assert isinstance(command, click.Command)
        return command


class PlainWordsCommand(click.Command):
    """A command whose options take no word for their value that is plainly something else.

    A number that may be left out is taken from the next word only where that is one: click takes any word. A value
    that may not be left out is not taken from the name of another option.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the words, with every number said that was left out."""
        return super().parse_args(ctx, [*self._completed(ctx, args)])

    def _completed(self, context: click.Context, words: list[str]) -> Iterator[str]:
        options = [one for one in self.params if isinstance(one, click.Option)]
        names = {name for one in options for name in one.opts}
        with_value = {name: one for one in options if not one.is_flag for name in one.opts}
        rest = iter([*zip(words, [*words[1:], ""], strict=False)])
        for word, following in rest:
            option = with_value.get(word)
            if word == "--":
                yield from (word, *(one for one, _following in rest))
            elif option is None:
                yield word
            elif isinstance(option.flag_value, int):
                yield word if following.isdecimal() else f"{word}={option.flag_value}"
            elif following in names and not context.resilient_parsing:
                message = _("{option} needs a value, and the word after it is {name}.")
                raise click.UsageError(message.format(option=word, name=following), context)
            else:
                yield from (word, *(one for one, _following in islice(rest, 1)))


class LessonGroup(LazyGroup):
    """A group whose first word may also be a lesson or a folder: ``closeread unsigned-column``."""

    places: ClassVar[dict[str, str]] = {
        "read": "lessons.cli.read:read_command",
        "new": "lessons.cli.new:new_command",
        "import": "lessons.cli.import_article:command",
        "suggest": "lessons.cli.suggest:command",
        "check": "lessons.cli.check:command",
        "convert": "lessons.cli.convert:command",
        "write": "lessons.cli.write:command",
        "preview": "lessons.cli.read:preview_command",
        "schema": "lessons.cli.new:schema_command",
        "score": "lessons.cli.score:score_command",
        "crosscheck": "lessons.cli.crosscheck:command",
        "print": "lessons.cli.print_lesson:command",
        "progress": "lessons.cli.progress:command",
        "review": "lessons.cli.read:review_command",
        "forget": "lessons.cli.read:forget_command",
        "glossary": "lessons.cli.read:glossary_command",
        "hand-in": "lessons.cli.hand_in:command",
        "join": "lessons.cli.join:command",
        "collect": "lessons.cli.collect:command",
        "class": "lessons.cli.commands:class_command",
        "rescore": "lessons.cli.rescore:command",
        "serve": "lessons.cli.serve:command",
        "pack": "lessons.cli.pack:pack_command",
        "unpack": "lessons.cli.pack:unpack_command",
        "bind": "lessons.cli.pack:bind_command",
        "unseal": "lessons.cli.sealing:unseal_command",
        "sealing": "lessons.cli.sealing:sealing_command",
    }

    closed: ClassVar[frozenset[str]] = frozenset(
        {"suggest", "write", "preview", "print", "score", "crosscheck", "review", "glossary"}
    )
    """Commands that could help with a test; closed while one runs."""

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command for the first word; any other word is what ``read`` shall open."""
        if args[0] in self.closed and not context.resilient_parsing and not {"--help", "--list"} & {*args}:
            _refuse_beside_a_test(context, args[0])
        if args[0] in self.places or args[0].startswith("-"):
            return super().resolve_command(context, args)
        context.meta[COMMANDS_TRIED] = tuple(self.places)
        return "read", self.get_command(context, "read"), args

    def shell_complete(self, context: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Commands and options, then the lessons on this machine."""
        from lessons.cli.target import complete_lessons

        return [*super().shell_complete(context, incomplete), *complete_lessons(context, None, incomplete)]


def _refuse_beside_a_test(context: click.Context, name: str) -> None:
    """Raise ``click.UsageError`` while the learner has begun a test and not ended it."""
    from lessons.disk import read_file
    from lessons.record.journal import MOST_BYTES, read_journal
    from lessons.record.paths import journal_path
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
        message = _("A test is running: {test}. Until it is ended, 'closeread {name}' is closed.")
        raise click.UsageError(message.format(test=visible(test), name=name), context)


class ClassGroup(LazyGroup):
    """The commands on a class. A word that is none of them may be the name of a class: ``closeread class 8b``."""

    places: ClassVar[dict[str, str]] = {
        "show": "lessons.cli.class_show:command",
        "list": "lessons.cli.class_list:command",
        "assign": "lessons.cli.class_assign:command",
        "learners": "lessons.cli.class_learners:command",
        "names": "lessons.cli.class_names:command",
        "enter": "lessons.cli.class_enter:command",
        "mark": "lessons.cli.class_mark:command",
        "report": "lessons.cli.class_report:command",
        "disputes": "lessons.cli.class_disputes:command",
        "decide": "lessons.cli.class_decide:command",
        "history": "lessons.cli.class_history:command",
    }

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command for the first word; a word that is none, but names a class, shows that class."""
        word = args[0]
        if word in self.places or word.startswith("-"):
            return super().resolve_command(context, args)
        if _is_class(word):
            return "show", self.get_command(context, "show"), args
        raise click.UsageError(_unknown(word, self.places), context)


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
    message = _("No command and no class is called '{word}'.").format(word=visible(word[:100]))
    if near:
        return message + " " + _("Did you mean {names}?").format(names=visible(_(" or ").join(near)))
    return message + " " + _("'closeread class list' names the classes.")


@click.group("class", cls=ClassGroup, invoke_without_command=True)
@click.pass_context
def class_command(context: click.Context) -> None:
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
        listing = class_command.get_command(context, "list")
        assert listing is not None
        context.invoke(listing)
        click.echo(f"\n{context.get_help()}")
