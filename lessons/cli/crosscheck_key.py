"""``crosscheck --report --write-debatable``: what is disputed becomes debatable in the answers, where that is safe."""

from collections.abc import Sequence
from pathlib import Path

import click

from lessons.author.answer_files import answer_file
from lessons.checking.report import as_line
from lessons.cli.call import Exit, here
from lessons.cli.changed_answers import ChangedAnswers
from lessons.disk import replace_file
from lessons.i18n import _, plural
from lessons.reports.crosscheck import CrossCheck
from lessons.reports.disputes import Dispute, Trail
from lessons.text import visible


def write_debatable(check: CrossCheck, folder: Path) -> int:
    """Write what two readers or more ask for, and say what was written and what was not; the exit code.

    Raises ``OSError`` when the file cannot be written; it is then as it was.
    """
    file = answer_file(folder)
    if file is None:
        template = _(
            "closeread: {folder}: the answers cannot be read, or their line ends are of several sorts"
        )
        click.echo(visible(template.format(folder=folder)), err=True)
        return Exit.PROBLEMS
    path = file.file.path
    key = ChangedAnswers(folder, here().home, file)
    offered = [(exercise.id, one) for exercise, one in check.disputes if one.offered]
    refused = 0
    written: list[tuple[Trail, str]] = []
    for exercise, dispute in offered:
        assert dispute.trail is not None  # what is offered has a place
        why = key.take(dispute.trail)
        name = f"{exercise}: {dispute.words}"
        if why:
            refused += 1
            click.echo(visible(_("not written: {name}: {why}").format(name=name, why=why)), err=True)
            continue
        written.append((dispute.trail, name))
        written += [(trail, name) for trail in _notes(check, dispute) if not key.take(trail)]
    if written:
        replace_file(path, key.file.file.written().encode(), only_over=file.file.written().encode())
    _tell(path, key, written)
    if not offered:
        click.echo(_("Nothing to write: two readers or more must differ from the key."), err=True)
    return Exit.PROBLEMS if refused else Exit.OK


def _notes(check: CrossCheck, dispute: Dispute) -> list[Trail]:
    """The annotations on the same words: what is debatable as an exercise is so in the annotated article."""
    trails: list[Trail] = []
    for index, note in enumerate(note for note in check.key.notes if not note.credit):
        if dispute.span in note.spans and note.side == dispute.side and not note.debatable:
            trails.append(("annotations", index))
    return trails


def _tell(path: Path, key: ChangedAnswers, written: Sequence[tuple[Trail, str]]) -> None:
    """The lines that were changed, and what ``check`` says now that it did not say before."""
    for trail, name in written:
        template = _("written: {file}:{line}: debatable: true ({name})")
        told = template.format(file=path, line=key.file.line(trail), name=name)
        click.echo(visible(told), err=True)
    fresh = key.new(key.file) if written else []
    for problem in fresh:
        click.echo(as_line(problem), err=True)
    if written:
        count = len(written)
        template = plural("{count} place changed in {file}.", "{count} places changed in {file}.", count)
        click.echo(visible(template.format(count=count, file=path)), err=True)
