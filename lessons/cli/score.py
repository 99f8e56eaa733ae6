"""``closeread score LESSON ANSWERS.json``: grade a file of raw answers without a screen."""

import click

from lessons.cli.call import here
from lessons.cli.exits import Exit
from lessons.cli.output import echo_json
from lessons.cli.target import complete_lessons, find_one_lesson
from lessons.text import visible


@click.command("score")
@click.argument("lesson", metavar="LESSON", shell_complete=complete_lessons)
@click.argument("answers", metavar="ANSWERS.json")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def command(context: click.Context, lesson: str, answers: str, form: str) -> None:
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
    from lessons.cli.answers import AnswersError, read_answers
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
