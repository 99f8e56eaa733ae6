"""``closeread glossary [TECHNIQUE]``: look up a technique without opening a lesson."""

import click

from lessons.i18n import _


@click.command("glossary")
@click.argument("words", nargs=-1, metavar="[TECHNIQUE]")
@click.option("--course", metavar="FOLDER", help="The glossary of another course.")
def command(words: tuple[str, ...], course: str | None) -> None:
    """List the techniques, or explain one of them.

    TECHNIQUE is an id or a part of a name; several words need no quotation marks.

    \b
    Examples:
      closeread glossary
      closeread glossary loaded language
    """
    from lessons.cli.call import here
    from lessons.cli.target import find
    from lessons.lesson.opening import glossary_for
    from lessons.loading.catalogue import shipped
    from lessons.model.problem import LessonError
    from lessons.reports.glossary_text import entry, find_techniques, overview

    folder = shipped()
    if course is not None:
        target = find(here(), course)
        folder = target.lesson.absolute().parent if target.lesson else target.roots[0]
    glossary, problems = glossary_for(folder)
    if not glossary.techniques and problems:
        raise LessonError(problems)
    if not words:
        click.echo("\n".join(overview(glossary)))
        return
    found = find_techniques(glossary, " ".join(words))
    if not found:
        raise click.UsageError(
            _("No technique is called '{words}'. 'closeread glossary' lists them.").format(
                words=" ".join(words)
            )
        )
    click.echo("\n\n".join("\n".join(entry(glossary, technique)) for technique in found))
