"""``closeread class disputes CLASS``: what learners contest, with the figures of the class."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from lessons.cli.call import here
from lessons.cli.output import echo_json
from lessons.i18n import _, plural
from lessons.text import visible

if TYPE_CHECKING:
    from lessons.loading.replies_source import ReplyVerdict
    from lessons.reports.classes.values import ClassReport, ItemReport
    from lessons.school.contested import Contested


@click.command("disputes")
@click.argument("name", metavar="CLASS")
@click.argument("lesson", metavar="[LESSON]", required=False)
@click.option("--open", "only_open", is_flag=True, help="Only what has no answer yet.")
@click.option("--anonymous", is_flag=True, help="No names.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(name: str, lesson: str | None, only_open: bool, anonymous: bool, form: str) -> None:
    """List what learners contest, item by item, with what the class answered there.

    Each has a tag such as find-loaded/3f2a. Answer it with 'closeread class decide'.

    \b
    Examples:
      closeread class disputes 8b
      closeread class decide 8b unsigned-column find-loaded/3f2a --accept debatable --answer "You are right: ..."
    """
    from lessons.cli.class_report import reports
    from lessons.school.classes import class_path
    from lessons.school.contested import contested
    from lessons.school.store import ClassStore

    by_report: list[tuple[ClassReport, tuple[Contested, ...]]] = []
    for report in reports(name, lesson, here().home):
        with ClassStore(class_path(name, here().home), name) as store:
            every = contested(store, report.lesson)
        by_report.append((report, tuple(one for one in every if one.open or not only_open)))
    if form == "json":
        lessons = [
            {"lesson": report.lesson.id, "disputes": [_mapping(report, one, anonymous) for one in some]}
            for report, some in by_report
        ]
        echo_json({"format": 1, "class": name, "lessons": lessons})
        return
    for report, some in by_report:
        click.echo(visible(f"{report.lesson.title} ({report.lesson.id})"))
        if not some:
            click.echo("  " + _("Nothing is contested."))
        for one in some:
            for line in _lines(report, one, anonymous):
                click.echo(visible(line))


def _lines(report: "ClassReport", one: "Contested", anonymous: bool) -> Iterator[str]:
    count = len(one.voices)
    voices = plural("contested by {count} learner", "contested by {count} learners", count).format(
        count=count
    )
    yield f"  {one.tag}  {one.words or _('the whole exercise')}: {voices}"
    item = item_of(report, one)
    if item is not None:
        figures = " ".join(f"{verdict.sign}{times}" for verdict, times in item.verdicts.items())
        yield "    " + _("the class: {figures}").format(figures=figures)
    called = {learner.id: learner.name for learner in report.learners}
    for voice in one.voices:
        who = _("a learner") if anonymous else called.get(voice.learner, "?")
        given = _(" (answered: {given})").format(given=voice.given) if voice.given else ""
        yield f"    {who}: {voice.reason}{given}"
    if one.decision is not None:
        from lessons.loading.replies_source import verdict_words

        verdict = next(
            (verdict_words(v) for v in VERDICTS if v == one.decision.verdict), one.decision.verdict
        )
        yield "    " + _("your answer: {verdict}. {answer}").format(
            verdict=verdict, answer=one.decision.answer
        )


VERDICTS: "tuple[ReplyVerdict, ...]" = ("right", "debatable", "removed", "stands")


def item_of(report: "ClassReport", one: "Contested") -> "ItemReport | None":
    """The item of the report that is contested, found by its words."""
    items = [
        item
        for exercise in report.exercises
        if exercise.exercise.id == one.exercise
        for item in exercise.items
    ]
    same = [item for item in items if item.text == one.words]
    return next((item for item in same if item.id == one.item), same[0] if same else None)


def _mapping(report: "ClassReport", one: "Contested", anonymous: bool) -> dict[str, object]:
    item = item_of(report, one)
    called = {learner.id: learner.name for learner in report.learners}
    mapping: dict[str, object] = {
        "tag": one.tag,
        "exercise": one.exercise,
        "words": one.words,
        "verdicts": {verdict.value: times for verdict, times in item.verdicts.items()} if item else {},
        "reasons": [
            {
                "learner": None if anonymous else called.get(voice.learner),
                "reason": voice.reason,
                "given": voice.given,
            }
            for voice in one.voices
        ],
        "decision": None,
    }
    if one.decision is not None:
        mapping["decision"] = {
            "verdict": one.decision.verdict,
            "answer": one.decision.answer,
            "time": one.decision.time,
        }
    return mapping
