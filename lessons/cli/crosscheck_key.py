"""``crosscheck --report --write-debatable``: what is disputed becomes debatable in key.yaml, where that is safe."""

from collections.abc import Sequence
from pathlib import Path

import click

from lessons.author.key_edits import with_debatable
from lessons.checking.lesson_rules import examine
from lessons.checking.report import as_line
from lessons.cli.call import Exit, here
from lessons.disk import replace_file
from lessons.i18n import _, plural
from lessons.lesson.keys import load_key
from lessons.lesson.opening import LessonSource, load_lesson
from lessons.loading.yaml_edit import YamlText, open_yaml
from lessons.model.problem import Problem, Severity
from lessons.reports.crosscheck import CrossCheck
from lessons.reports.disputes import Dispute, Trail
from lessons.text import visible


class _Key:
    """key.yaml on its way to a better one; nothing is written before the end."""

    def __init__(self, source: LessonSource, file: YamlText) -> None:
        self.source, self.file = source, file
        self.problems = self._problems(file)

    def take(self, trail: Trail) -> str:
        """Make the mapping at a place debatable; why not, or nothing when it was done."""
        changed = with_debatable(self.file, trail)
        if changed is None:
            return _("the file is written there in a way that cannot be changed safely; do it by hand")
        errors = [one for one in self.new(changed) if one.severity is Severity.ERROR]
        if errors:
            return _("'check' would then say: {problem}").format(problem=as_line(errors[0]))
        self.file = changed
        return ""

    def new(self, file: YamlText) -> list[Problem]:
        """What ``check`` says of another key and does not say of the one on the disk."""
        before = {(one.code, one.found) for one in self.problems}
        return [one for one in self._problems(file) if (one.code, one.found) not in before]

    def _problems(self, file: YamlText) -> list[Problem]:
        if self.source.sketch is None:
            return []
        key = load_key(self.source.sketch, self.source.faulty, self.source.unread, file.document)
        return [*key.problems, *examine(self.source, key)]


def write_debatable(check: CrossCheck, folder: Path) -> int:
    """Write what two readers or more ask for, and say what was written and what was not; the exit code.

    Raises ``OSError`` when the file cannot be written; it is then as it was.
    """
    path = folder / "key.yaml"
    if not path.is_file():
        template = _(
            "closeread: not written: the answers of this lesson stand in {file}: change the lines there"
        )
        click.echo(visible(template.format(file=folder / "lesson.yaml")), err=True)
        return Exit.PROBLEMS
    file = open_yaml(path)
    if file is None:
        template = _("closeread: {file}: its line ends are of several sorts; save it with one sort")
        click.echo(visible(template.format(file=path)), err=True)
        return Exit.PROBLEMS
    key = _Key(load_lesson(folder, home=here().home), file)
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
        replace_file(path, key.file.written().encode())
    _tell(path, key, file, written)
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


def _tell(path: Path, key: _Key, before: YamlText, written: Sequence[tuple[Trail, str]]) -> None:
    """The lines that were changed, and what ``check`` says now that it did not say before."""
    document = key.file.document
    for trail, name in written:
        line, _column = document.value_at((*trail, "debatable"))
        template = _("written: {file}:{line}: debatable: true ({name})")
        click.echo(visible(template.format(file=path, line=line, name=name)), err=True)
    fresh = key.new(key.file) if key.file is not before else []
    for problem in fresh:
        click.echo(as_line(problem), err=True)
    if written:
        count = len(written)
        template = plural("{count} place changed in {file}.", "{count} places changed in {file}.", count)
        click.echo(visible(template.format(count=count, file=path)), err=True)
