"""``closeread class history CLASS LESSON``: every row of the grade book, and the keys it was made with."""

import click

from lessons.cli.call import here
from lessons.i18n import _
from lessons.text import visible


@click.command("history")
@click.argument("name", metavar="CLASS")
@click.argument("lesson", metavar="LESSON")
@click.argument("learner", metavar="[LEARNER]", required=False)
def command(name: str, lesson: str, learner: str | None) -> None:
    """Show how scores came about: when, by which version of the key, and why they changed.

    For one LEARNER every exercise; without one, the lesson's totals of all.
    """
    from lessons.cli.class_assign import opened
    from lessons.model.result import percent
    from lessons.school.book import TOTAL, history, key_versions
    from lessons.school.classes import class_path
    from lessons.school.store import ClassStore, names

    with ClassStore(class_path(name, here().home), name) as store:
        called = names(store.pupils())
        if learner is not None and learner not in called.values():
            template = _("No learner of the class is called {name}.")
            raise click.UsageError(template.format(name=visible(learner[:80])))
        for one in opened(store, lesson, here().home):
            versions = key_versions(store, one.lesson)
            click.echo(visible(one.lesson.title))
            for number, (version, seen) in enumerate(versions.items(), 1):
                click.echo(
                    _("  key {number}: {version}, first used {time}").format(
                        number=number, version=version[:12], time=seen
                    )
                )
            places = (
                [TOTAL] if learner is None else [TOTAL, *(exercise.id for exercise in one.lesson.exercises)]
            )
            for id, shown in called.items():
                if learner not in (None, shown):
                    continue
                for exercise in places:
                    for entry in history(store, one.lesson, id, exercise):
                        key = 1 + list(versions).index(entry.key) if entry.key in versions else "?"
                        place, cause = exercise or _("total"), cause_words(entry.cause)
                        score = "-" if entry.cause == "void" else percent(entry.score)
                        line = f"  {shown}: {place}: {score}, {cause}, {_('key')} {key}, {entry.time}"
                        click.echo(visible(line + (f": {entry.reason}" if entry.reason else "")))


def cause_words(cause: str) -> str:
    """Why a row was added."""
    return {
        "collected": _("collected"),
        "rescored": _("scored again"),
        "kept": _("kept: the new key would have given less"),
        "lowered": _("lowered"),
        "marked": _("your mark"),
        "void": _("does not count any more"),
    }[cause]
