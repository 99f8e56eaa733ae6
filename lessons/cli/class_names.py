"""``closeread class names CLASS FILE``: who may come into a class that is served, and cards to come back with."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lessons.cli.call import Exit, here
from lessons.i18n import _, counted, plural
from lessons.text import visible

if TYPE_CHECKING:
    from lessons.school.store import ClassStore

_PAGE = click.Path(path_type=Path, dir_okay=False)


@click.command("names")
@click.argument("name", metavar="CLASS")
@click.argument("file", metavar="[FILE]", type=_PAGE, required=False)
@click.option(
    "--remove", "removed", metavar="NAME", multiple=True, help="Take a name off the list; repeatable."
)
@click.option(
    "--cards", metavar="PAGE", type=_PAGE, help="Write cards to print, with new words for each name."
)
@click.option("--all", "everybody", is_flag=True, help="With --cards: also for those who came in already.")
@click.option(
    "--address", default="", metavar="URL", help="With --cards: the address of the class, on each card."
)
@click.pass_context
def command(
    context: click.Context,
    name: str,
    file: Path | None,
    removed: tuple[str, ...],
    cards: Path | None,
    everybody: bool,
    address: str,
) -> None:
    """List the names of CLASS, or put those of FILE on the list: one in each line of a .txt or .csv file.

    With a list only these names come in while the class is served; it is never shown at the door. Without one, new
    names wait until you let them in. Names that are on the list stay; the class is made when it is new.

    A card has a name and the words for coming back. Only whoever has it comes in under that name. The words are new
    each time, and are kept nowhere else: print the page, then delete it.

    \b
    Examples:
      closeread class names 8b class-8b.txt
      closeread class names 8b --cards cards.html
      closeread class names 8b --remove "Ana L."
    """
    from lessons.reports.classes.spreadsheet import SheetError
    from lessons.school.classes import class_path
    from lessons.school.members import list_names, unlist
    from lessons.school.store import ClassStore

    if (everybody or address) and cards is None:
        raise click.UsageError(_("--all and --address say something of cards: write --cards PAGE too."))
    names: tuple[str, ...] = ()
    if file is not None:
        from lessons.cli.class_report import tell
        from lessons.reports.classes.name_list import read_names

        try:
            names = read_names(file)
        except SheetError as error:
            tell(error)
            context.exit(Exit.PROBLEMS)
    path = class_path(name, here().home)
    writes = bool(names or removed or cards is not None)
    with ClassStore(path, name, write=writes) as store:
        if names:
            listed = list_names(store, names)
            template = plural("{count} name is on the list.", "{count} names are on the list.", len(listed))
            click.echo(template.format(count=len(listed)))
        for one in removed:
            was = unlist(store, one)
            told = _("Taken off the list: {name}") if was else _("Not on the list: {name}")
            click.echo(visible(told.format(name=one)))
        if cards is not None:
            context.exit(_write_cards(store, name, cards, address, everybody=everybody))
        if not writes:
            _list(store)


def _list(store: "ClassStore") -> None:
    from lessons.record.event import local_words
    from lessons.school.members import everybody

    members = everybody(store)
    if not members:
        click.echo(_("No names yet: closeread class names CLASS FILE puts those of a file on the list."))
    for one in members:
        notes = []
        if one.came:
            notes.append(_("came in {time}").format(time=local_words(one.came)))
        elif one.words:
            notes.append(_("has a card"))
        if not one.listed:
            notes.append(_("not on the list"))
        click.echo(visible(f"{one.name}  {', '.join(notes)}".rstrip()))


def _write_cards(store: "ClassStore", name: str, page: Path, address: str, *, everybody: bool) -> Exit:
    """Make new words for the chosen names, and write the page; the exit code."""
    from lessons.cli.output import refuse_to_replace
    from lessons.disk import replace_file, why
    from lessons.reports.word_cards import word_cards
    from lessons.school import members

    refuse_to_replace(page, (b"<!doctype html",), _("no page"))
    chosen = [one.id for one in members.everybody(store) if everybody or one.learner is None]
    if not chosen:
        click.echo(_("Nobody is left without having come in; --all makes new words for everybody."), err=True)
        return Exit.PROBLEMS
    try:
        replace_file(page, word_cards(name, (), address), private=True)  # words that cannot be told are lost
        made = members.new_words(store, chosen)
        replace_file(page, word_cards(name, made, address), private=True)
    except OSError as error:
        told = _("{file} could not be written: {why}").format(file=page, why=why(error))
        click.echo(visible(told), err=True)
        return Exit.PROBLEMS
    count = counted("{count} card", "{count} cards", len(made))
    click.echo(visible(_("Written: {file}, {cards}").format(file=page, cards=count)))
    return Exit.OK
