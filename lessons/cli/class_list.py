"""``closeread class list``: the classes on this machine."""

import click

from lessons.i18n import _, plural
from lessons.text import visible


@click.command("list")
def command() -> None:
    """Name the classes on this machine, their lessons and how many handed in."""
    from lessons.classroom.places import known_classes
    from lessons.classroom.store import ClassStore
    from lessons.store.recorder import RecordError

    paths = known_classes()
    if not paths:
        click.echo(_("There is no class yet: 'closeread collect FOLDER -c NAME' makes one."))
    for path in paths:
        try:
            with ClassStore(path, path.stem) as store:
                count = len(store.pupils())
                learners = plural("{count} learner", "{count} learners", count).format(count=count)
                lessons = ", ".join(one.lesson for one in store.assignments()) or _("no lesson")
                click.echo(visible(f"{store.name}: {learners}; {lessons} ({path})"))
        except RecordError as error:
            click.echo(visible(f"{path}: {error.found}"), err=True)
