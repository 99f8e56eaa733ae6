"""``closeread score LESSON ANSWERS.json``: a file of raw answers, read, checked and graded without a screen."""

import difflib
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lessons.cli.call import Exit, here
from lessons.cli.output import echo_json
from lessons.cli.target import complete_lessons, find_one_lesson
from lessons.i18n import _
from lessons.text import visible

if TYPE_CHECKING:
    from lessons.lesson.lesson import Lesson
    from lessons.model.answer import Answer, Raw


class AnswersError(Exception):
    """The file cannot be graded; ``lines`` has one line a problem: where, found, expected, how to mend it."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        super().__init__("\n".join(lines))


def read_answers(name: str, lesson: "Lesson") -> "Mapping[str, Answer]":
    """Exercise id -> answer for everything in the file ``name``, or in the input for ``-``.

    Raises ``AnswersError`` with every problem, and ``click.UsageError`` where there is no such file.
    """
    from lessons.kinds.written_answers import read
    from lessons.model.answer import AnswerError

    raw = _mapping(name)
    forms = {exercise.id: exercise.form for exercise in lesson.exercises}
    answers: dict[str, Answer] = {}
    problems: list[str] = []
    for id, value in raw.items():
        if id not in forms:
            close = difflib.get_close_matches(id[:100], forms, 1)
            fix = _("did you mean {name!r}?").format(name=close[0]) if close else _("take it out")
            found = _("there is no exercise {id!r} in the lesson").format(id=id[:100])
            problems.append(f"{name}: {found}; {_('one of')} {', '.join(forms)}; {fix}")
            continue
        if value is None:
            continue
        try:
            answers[id] = read(forms[id], value, lesson.article, lesson.beside)
        except AnswerError as error:
            parts = (part for part in (error.found, error.expected, error.fix) if part)
            problems.append(f"{name}: {id}: {'; '.join(parts)}")
    if problems:
        raise AnswersError(problems)
    return answers


def _mapping(name: str) -> "dict[str, Raw]":
    from lessons.loading.strict_json import MOST_BYTES, JsonError, read_json_file, read_object

    expected = _('one JSON object, exercise id to answer, such as {"who-says": "brook"}')
    try:
        if name == "-":
            data = sys.stdin.buffer.read(MOST_BYTES + 1) if sys.stdin else b""  # the shell may have closed it
            return read_object(data, name, expected)
        return read_json_file(Path(name), expected)
    except FileNotFoundError as error:
        raise click.UsageError(_("There is no file {file}.").format(file=visible(name))) from error
    except JsonError as error:
        raise AnswersError([str(error)]) from error


@click.command("score")
@click.argument("lesson", metavar="LESSON", shell_complete=complete_lessons)
@click.argument("answers", metavar="ANSWERS.json")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def score_command(context: click.Context, lesson: str, answers: str, form: str) -> None:
    """Score a file of raw answers. Nothing is recorded.

    LESSON is a lesson's name or folder. ANSWERS.json is one JSON object, exercise id to answer; '-' reads it
    from the input. An exercise left out is blank. The form of each answer, and of the JSON that is printed, is in
    docs/score-files.md.

    Exit code 0: scored; 1: the lesson or an answer has a problem, and nothing is scored; 2: no such lesson or
    file.

    \b
    Examples:
      closeread score unsigned-column answers.json
      closeread score --format json ./my-course/river-story - < answers.json
    """
    from lessons.lesson.keys import open_key
    from lessons.lesson.opening import open_lesson
    from lessons.reports.scores import as_mapping, as_text, score_answers

    opened = open_lesson(find_one_lesson(here(), lesson), here().home)
    key = open_key(opened)
    try:
        scored = score_answers(opened, key, read_answers(answers, opened))
    except AnswersError as error:
        for line in error.lines:
            click.echo(visible(line), err=True)
        context.exit(Exit.PROBLEMS)
    if form == "json":
        echo_json(as_mapping(scored))
    else:
        click.echo(as_text(scored))
