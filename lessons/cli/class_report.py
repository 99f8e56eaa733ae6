"""``closeread class report CLASS``: what a class saw and missed."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from lessons.reports.classes.values import ClassReport


@click.command("report")
@click.argument("name", metavar="CLASS")
@click.argument("lesson", metavar="[LESSON]", required=False)
@click.option("--anonymous", is_flag=True, help="Numbers in the place of names.")
def command(name: str, lesson: str | None, anonymous: bool) -> None:
    """Report on a class: learners, exercises, items, and where the key may be wrong.

    Scores are those of the grade book; figures about items are worked out from the raw answers under the key of today.
    Only first answers count. With fewer than 10 learners no correlations are shown, with fewer than 30 they are marked.
    docs/statistics.md explains every figure.

    \b
    Examples:
      closeread class report 8b
      closeread class report 8b unsigned-column
    """
    from lessons.reports.classes.text import as_text

    for report in reports(name, lesson):
        click.echo("\n".join(as_text(report, anonymous=anonymous)))
        click.echo()


def reports(name: str, lesson: str | None) -> "list[ClassReport]":
    """The reports on one lesson of a class or on all. Raises ``click.UsageError``, ``LessonError``, ``RecordError``."""
    from lessons.classroom.places import class_path
    from lessons.classroom.store import ClassStore
    from lessons.cli.class_lessons import opened
    from lessons.reports.classes.building import class_report

    path = class_path(name)
    with ClassStore(path, name, write=path.is_file()) as store:
        return [class_report(store, one) for one in opened(store, lesson)]
