"""``closeread class list``: the classes on this machine."""

import click

from lessons.cli.call import here
from lessons.i18n import _, plural
from lessons.text import visible


@click.command("list")
def command() -> None:
    """Name the classes on this machine, their lessons and how many handed in."""
    from lessons.school.class_cards import class_cards
    from lessons.school.classes import known_classes

    cards = class_cards(known_classes(here().home))
    if not cards:
        click.echo(_("There is no class yet: 'closeread collect FOLDER -c NAME' makes one."))
    for card in cards:
        if card.trouble is not None:
            click.echo(visible(f"{card.path}: {card.trouble.found}"), err=True)
            continue
        learners = plural("{count} learner", "{count} learners", card.learners).format(count=card.learners)
        lessons = ", ".join(
            one.assignment.lesson + (_(" (short path)") if one.assignment.short else "")
            for one in card.lessons
        )
        lessons = lessons or _("no lesson")
        click.echo(visible(f"{card.name}: {learners}; {lessons} ({card.path})"))
