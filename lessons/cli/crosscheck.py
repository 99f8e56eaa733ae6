"""``closeread crosscheck LESSON``: a colleague's blind reading, and the report over readings."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lessons.cli.call import Call, Exit, here
from lessons.cli.target import complete_lessons, find_one_lesson
from lessons.i18n import _
from lessons.text import visible

if TYPE_CHECKING:
    from lessons.lesson.lesson import Lesson
    from lessons.reports.crosscheck import Reading
    from lessons.reports.reading_file import ReadingFile

FOLDER = "readings"
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("crosscheck")
@click.argument("lesson", metavar="LESSON", shell_complete=complete_lessons)
@click.argument("readings", nargs=-1, type=_FILE, metavar="[READING ...]")
@click.option("--reader", metavar="NAME", help="Who reads; the learner's name by default.")
@click.option(
    "--answers", metavar="FILE.json|-", help="Make a reading of a file of raw answers, or of the input."
)
@click.option("-o", "--output", type=_FILE, metavar="FILE", help="Where to keep the reading.")
@click.option("--force", is_flag=True, help="Replace a reading that is there.")
@click.option("--report", is_flag=True, help="Hold readings against each other and against the key.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), help="Of the report.  [default: text]")
@click.option(
    "--write-debatable", is_flag=True, help="With --report: call what is disputed debatable in the key."
)
@click.pass_context
def command(
    context: click.Context,
    lesson: str,
    readings: tuple[Path, ...],
    reader: str | None,
    answers: str | None,
    output: Path | None,
    force: bool,
    report: bool,
    form: str | None,
    write_debatable: bool,
) -> None:
    """Have colleagues answer a lesson without its key, and see where they and the key differ.

    Without --report, one colleague answers the whole lesson, line by line. Nothing of the key is opened or shown.
    The answers are kept as they are given in readings/LESSON-NAME.json, or where -o says; the same command goes
    on with a reading that is not finished. A finished one is never overwritten without --force.

    With --report, any number of readings are compared: Krippendorff's alpha among the readers, each reader against
    the key, character F1 for marks, confused techniques, and everything that at least half of the readers see in
    another way than the key. --write-debatable then calls it debatable in the key, where that is possible.

    Exit code 0: done; 1: a file has a problem, or something could not be written; 2: no such lesson or file.

    \b
    Examples:
      closeread crosscheck unsigned-column --reader ana
      closeread crosscheck unsigned-column --reader ben --answers ben.json
      closeread crosscheck --report unsigned-column readings/unsigned-column-*.json
      closeread crosscheck --report ./my-course/river-story readings/*.json --write-debatable
    """
    if report:
        if reader is not None or answers is not None or output is not None or force:
            raise click.UsageError(
                _("--reader, --answers, -o and --force belong to a reading, not to --report.")
            )
        if not readings:
            raise click.UsageError(_("Name the readings, for example readings/*.json."))
        context.exit(_report(find_one_lesson(here(), lesson), readings, form or "text", write_debatable))
    if readings or form is not None or write_debatable:
        raise click.UsageError(_("READING, --format and --write-debatable belong to --report."))
    folder = find_one_lesson(here(), lesson)
    name = _reader(context, reader)
    if answers is not None:
        context.exit(_import(folder, name, answers, output, force))
    context.exit(_read(folder, name, output, force))


def _reader(context: click.Context, given: str | None) -> str:
    """The reader's name as it is shown. Raises ``LearnerNameError``."""
    from lessons.record.paths import learner_name

    return (
        learner_name(given, "--reader")
        if given is not None
        else context.ensure_object(Call).learning().learner
    )


def _place(lesson: "Lesson", reader: str, output: Path | None) -> Path:
    from lessons.record.paths import learner_slug

    return output or Path(FOLDER) / f"{lesson.id}-{learner_slug(reader)}.json"


def _is_reading(path: Path) -> bool:
    from lessons.loading.strict_json import JsonError
    from lessons.reports.reading_file import read_reading

    try:
        read_reading(path)
    except (JsonError, OSError):
        return False
    return True


def _taken(path: Path) -> int:
    template = _("closeread: {file} is there already; --force replaces it, -o names another file.")
    if not _is_reading(path):
        template = _("closeread: {file} is there already and is no reading; -o names another file.")
    click.echo(visible(template.format(file=path)), err=True)
    return Exit.PROBLEMS


def _import(folder: Path, reader: str, answers: str, output: Path | None, force: bool) -> int:
    from dataclasses import replace

    from lessons.cli.linear.blind import write_reading
    from lessons.cli.score import AnswersError, read_answers
    from lessons.kinds.kept_answers import keep
    from lessons.lesson.opening import open_lesson
    from lessons.reports.reading_file import blank_reading

    lesson = open_lesson(folder, here().home)
    path = _place(lesson, reader, output)
    if path.exists() and not (force and _is_reading(path)):
        return _taken(path)
    try:
        typed = read_answers(answers, lesson)
    except AnswersError as error:
        for line in error.lines:
            click.echo(visible(line), err=True)
        return Exit.PROBLEMS
    forms = {exercise.id: exercise.form for exercise in lesson.exercises}
    kept = {id: keep(forms[id], answer, lesson.article, lesson.beside) for id, answer in typed.items()}
    write_reading(path, replace(blank_reading(lesson, reader), answers=kept, finished=True))
    template = _("kept {file}: {count} of {all} exercises answered.")
    click.echo(visible(template.format(file=path, count=len(kept), all=len(forms))))
    return Exit.OK


def _read(folder: Path, reader: str, output: Path | None, force: bool) -> int:
    """One blind reading, line by line on every terminal; the exit code."""
    import sys
    from io import StringIO

    from lessons.cli.linear.blind import BlindPlayer, ReadingRecord, blind_session
    from lessons.cli.linear.console import Console
    from lessons.lesson.opening import open_lesson
    from lessons.reports.reading_file import blank_reading

    lesson = open_lesson(folder, here().home)
    path = _place(lesson, reader, output)
    begun = blank_reading(lesson, reader)
    if path.exists() and not (force and _is_reading(path)):
        found = _begun(path, lesson)
        if found is None:
            return _taken(path)
        begun = found
    record = ReadingRecord(path, begun, lesson)
    console = Console(sys.stdin or StringIO(), sys.stdout or StringIO())  # the shell may have closed them
    player = BlindPlayer(blind_session(lesson, record), record, console)
    player.run()
    return Exit.OK if player.session.trouble is None else Exit.RECORD


def _begun(path: Path, lesson: "Lesson") -> "ReadingFile | None":
    """The reading to go on with; ``None`` for a finished one and for any other file."""
    from lessons.loading.strict_json import JsonError
    from lessons.reports.reading_file import as_named_today, read_reading

    try:
        file = as_named_today(read_reading(path), lesson)
    except (JsonError, OSError):
        return None
    return None if file.finished or file.lesson != lesson.id else file


def _report(folder: Path, paths: tuple[Path, ...], form: str, write_debatable: bool) -> int:
    from lessons.cli.output import echo_json
    from lessons.lesson.keys import open_key
    from lessons.lesson.opening import open_lesson
    from lessons.reports.crosscheck import as_mapping, as_text, cross_check

    lesson = open_lesson(folder, here().home)
    readings = _readings(lesson, paths)
    if readings is None:
        return Exit.PROBLEMS
    check = cross_check(lesson, open_key(lesson), readings)
    if form == "json":
        echo_json(as_mapping(check))
    else:
        click.echo(as_text(check))
    if not write_debatable:
        return Exit.OK
    from lessons.cli import crosscheck_key

    return crosscheck_key.write_debatable(check, folder)


def _readings(lesson: "Lesson", paths: tuple[Path, ...]) -> "list[Reading] | None":
    """The readings, fitted to the lesson; ``None`` after telling what is wrong with the files."""
    from lessons.loading.strict_json import JsonError
    from lessons.reports.reading_file import fitted, read_reading, told_apart

    readings, problems = [], []
    for path in paths:
        try:
            file = read_reading(path)
        except FileNotFoundError as error:
            raise click.UsageError(_("There is no file {file}.").format(file=visible(str(path)))) from error
        except JsonError as error:
            problems.append(str(error))
            continue
        except OSError as error:
            problems.append(f"{path}: {error.strerror or type(error).__name__}")
            continue
        if file.lesson != lesson.id:
            template = _("{file}: a reading of {other}, not of {lesson}; leave it out")
            problems.append(template.format(file=path, other=file.lesson[:80], lesson=lesson.id))
            continue
        readings.append((str(path), file))
    problems += told_apart(readings)
    for problem in problems:
        click.echo(visible(problem), err=True)
    return None if problems else [fitted(file, lesson) for _path, file in readings]
