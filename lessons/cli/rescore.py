"""``closeread rescore CLASS``: the grade book brought to the key of today; nobody loses silently."""

from typing import TYPE_CHECKING

import click

from lessons.cli.call import Exit, here
from lessons.cli.output import echo_json
from lessons.i18n import _, plural
from lessons.text import visible

if TYPE_CHECKING:
    from lessons.school.at_hand import AssignedLesson
    from lessons.school.book import ScoreChange
    from lessons.school.store import ClassStore


@click.command("rescore")
@click.argument("name", metavar="CLASS")
@click.argument("lesson", metavar="[LESSON]", required=False)
@click.option("--allow-lower", is_flag=True, help="Lower scores too; needs --reason.")
@click.option("--reason", metavar="WORDS", help="Why scores are lowered; kept in the grade book.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def command(
    context: click.Context, name: str, lesson: str | None, allow_lower: bool, reason: str | None, form: str
) -> None:
    """Score all answers of a class again, with the keys as they are today.

    Scores are worked out from the raw answers. Who gains, gains. Who would lose keeps the score that stands, unless you
    say --allow-lower and why. All rows of the grade book stay: 'closeread class history' shows them. Doing it
    twice changes nothing more.

    \b
    Examples:
      closeread rescore 8b
      closeread rescore 8b unsigned-column --allow-lower --reason "item 3 was keyed by mistake"
    """
    if allow_lower and not (reason or "").strip():
        raise click.UsageError(_("--allow-lower needs --reason: it is kept with each score that is lowered."))
    if reason is not None and not allow_lower:
        raise click.UsageError(_("--reason belongs to --allow-lower."))
    from lessons.cli.class_assign import opened
    from lessons.school.classes import class_path
    from lessons.school.store import ClassStore, names

    with ClassStore(class_path(name, here().home), name, write=True) as store:
        called = names(store.pupils())
        done = [
            (one, _rescored(store, one, allow_lower, reason or ""), _orphans(store, one))
            for one in opened(store, lesson, here().home)
        ]
    if form == "json":
        echo_json(
            {
                "format": 1,
                "class": name,
                "lessons": [_mapping(one, changes, called, gone) for one, changes, gone in done],
            }
        )
    else:
        for one, changes, gone in done:
            _tell(one, changes, called)
            _tell_orphans(gone)
    context.exit(Exit.OK)


def _rescored(
    store: "ClassStore", one: "AssignedLesson", allow_lower: bool, reason: str
) -> "tuple[ScoreChange, ...]":
    from lessons.school.book import rescore
    from lessons.school.grading import grade_class

    grade_class(store, one.lesson, one.key)
    return rescore(store, one.lesson, one.key, allow_lower=allow_lower, reason=" ".join(reason.split()))


def _orphans(store: "ClassStore", one: "AssignedLesson") -> dict[str, int]:
    """How many learners answered each exercise, row or option that the lesson does not have any more, by its name."""
    from collections import Counter

    from lessons.school.oddities import orphans

    return dict(sorted(Counter(id for _learner, id in orphans(store, one.whole)).items()))


def _tell_orphans(gone: dict[str, int]) -> None:
    from lessons.lesson.lesson import INSIDE

    for id, count in gone.items():
        template = plural(
            "{count} learner answered {id}, which the lesson does not have any more: not scored again.",
            "{count} learners answered {id}, which the lesson does not have any more: not scored again.",
            count,
        )
        hint = _("If it was renamed, write was: [{id}] there.")
        click.echo(
            visible(f"  {template.format(count=count, id=id)} {hint.format(id=id.rpartition(INSIDE)[2])}")
        )


def _tell(one: "AssignedLesson", changes: "tuple[ScoreChange, ...]", called: dict[int, str]) -> None:
    """Each change in a line, then how many of each sort."""
    from lessons.model.result import percent

    click.echo(visible(one.lesson.title))
    if not changes:
        click.echo("  " + _("nothing changes"))
        return
    words = {
        "rescored": _("gains"),
        "kept": _("would lose; the score is kept"),
        "lowered": _("lowered"),
    }
    for change in sorted(changes, key=lambda change: (called[change.learner], change.exercise)):
        figures = f"{percent(change.before)} -> {percent(change.derived)}"
        place = change.exercise or _("total")
        click.echo(visible(f"  {called[change.learner]}: {place}: {figures}: {words[change.cause]}"))
    for cause, said in words.items():
        learners = {change.learner for change in changes if change.cause == cause}
        if learners:
            template = plural("{count} learner: {what}", "{count} learners: {what}", len(learners))
            click.echo("  " + template.format(count=len(learners), what=said))


def _mapping(
    one: "AssignedLesson", changes: "tuple[ScoreChange, ...]", called: dict[int, str], gone: dict[str, int]
) -> dict[str, object]:
    rows = [
        {
            "learner": called[change.learner],
            "exercise": change.exercise or None,
            "before": str(change.before),
            "derived": str(change.derived),
            "after": str(change.after),
            "cause": change.cause,
        }
        for change in changes
    ]
    lesson = {"course": one.lesson.course, "lesson": one.lesson.id, "key": one.key.version}
    return {**lesson, "changes": rows, "orphaned": gone}
