"""What a learner opens: a lesson, what is due for review, a technique; and a lesson as its author previews it."""

import sys
from dataclasses import replace
from io import StringIO
from pathlib import Path

import click

from lessons.cli.call import COMMANDS_TRIED, Call, Exit, PlayRequest
from lessons.cli.target import (
    OwnFolder,
    Target,
    complete_lessons,
    everything,
    find,
    find_one_lesson,
    remember,
)
from lessons.context import Context
from lessons.i18n import _, plural
from lessons.text import visible


@click.command("read")
@click.argument("lesson", required=False, metavar="[LESSON | FOLDER]", shell_complete=complete_lessons)
@click.option("--linear", is_flag=True, help="Line by line, without a screen: for screen readers and pipes.")
@click.option(
    "--short", is_flag=True, help="The short path of LESSON, unless you did something in it before."
)
@click.pass_context
def read_command(context: click.Context, lesson: str | None, linear: bool, short: bool) -> None:
    """Read a lesson's article and do its exercises.

    LESSON is a lesson's name, such as unsigned-column; FOLDER is a folder with a lesson or a course. You go
    on where you stopped; every committed answer is on the disk before you are told that it is saved.

    With --linear, and whenever there is no terminal, the lesson is read and answered line by line: type
    'help' there. The end of the input saves and leaves.

    \b
    Examples:
      closeread read unsigned-column
      closeread read unsigned-column --short
      closeread read unsigned-column --linear
      printf 'pick a\\ncommit\\n' | closeread read ./my-course/river-story
    """
    call = context.ensure_object(Call)
    if linear:
        call = replace(call, linear=True)
    # A bare word may have been meant as a command: then the whole program's usage is the one to show.
    commands: tuple[str, ...] = context.meta.get(COMMANDS_TRIED, ())
    here = call.context
    target = (
        find(here, lesson, commands, context.parent if commands else None) if lesson else everything(here)
    )
    if lesson:
        remember(here, target)
    if short and target.lesson is None:
        raise click.UsageError(_("--short is about one lesson: name it."))
    context.exit(open_target(call, target, short=short))


def open_target(call: Call, target: Target, *, short: bool = False) -> int:
    """Play what was asked for on the screen when there is one, else line by line; the exit code."""
    request = PlayRequest(target.lesson, target.roots, call.learning(), short=short)
    if call.play is not None and call.has_screen():
        return call.play(request)
    from lessons.cli.linear.start import run

    return run(request, sys.stdin or StringIO(), sys.stdout or StringIO())  # the shell may have closed them


@click.command("review")
@click.option("--linear", is_flag=True, help="Line by line, without a screen: for screen readers and pipes.")
@click.option("--list", "listing", is_flag=True, help="Tell what is due, and ask nothing.")
@click.pass_context
def review_command(context: click.Context, linear: bool, listing: bool) -> None:
    """Ask again what you missed, a few cards a day.

    A phrase, a row or a question that you missed in a lesson comes back the next day, and then in longer and longer
    steps for as long as you know it; what you miss again comes back the next day. Where the lesson gives them, you
    are asked about fresh sentences, and some of them are plain. A sitting has at most 15 cards. It never changes a
    score. Every answer is on the disk before it is explained; you may leave at any time.

    \b
    Examples:
      closeread review
      closeread review --linear
      closeread review --list
    """
    call = context.ensure_object(Call)
    learning = call.learning()
    if listing:
        _list_due(learning)
        return
    request = PlayRequest(None, learning.courses, learning, review=True)
    if call.play is not None and not linear and call.has_screen():
        context.exit(call.play(request))
    from lessons.cli.linear.start import run_review

    context.exit(run_review(request, sys.stdin or StringIO(), sys.stdout or StringIO()))


def _list_due(learning: Context) -> None:
    """What is due in each lesson, and what comes back when. The record is only read."""
    from collections import Counter

    from lessons.loading.catalogue import courses
    from lessons.record.journal import read_journal
    from lessons.record.own_copies import with_bound
    from lessons.review import telling
    from lessons.review.deck import deck_of
    from lessons.share.packs.shelf import with_opened

    now = learning.clock()
    deck = deck_of(
        with_bound(courses(with_opened(learning.courses, learning.home)), learning.home),
        read_journal(learning.journal_path, drafts=False).events,
        now,
        learning.home,
    )
    for line in telling.left_out(deck.dropped):
        click.echo(visible(line), err=True)
    titles = Counter(card.source.lesson.title for card in deck.due(now))
    for title, count in titles.items():
        message = plural("{title}: {n} card due", "{title}: {n} cards due", count)
        click.echo(message.format(title=visible(title), n=count))
    if not titles:
        click.echo(telling.nothing_due() if deck.cards else telling.nothing_yet())
    for line in telling.coming(deck.days(now), now.date()):
        click.echo(line)


@click.command("forget")
@click.argument("lesson", metavar="LESSON", shell_complete=complete_lessons)
@click.pass_context
def forget_command(context: click.Context, lesson: str) -> None:
    """Make a lesson new again that you only opened.

    It no longer stands as "Go on" and counts as not begun. A lesson in which you answered something is kept: at its end
    you may begin it again as practice. A test that was begun stays begun.

    Exit code 0: forgotten; 1: there is nothing to forget, or something was answered; 3: the record cannot be written.

    \b
    Example:
      closeread forget unsigned-column
    """
    from lessons.lesson.opening import open_lesson
    from lessons.play.rules import rules_of
    from lessons.record.attempts import FORGOTTEN, opened_only, since_forgotten
    from lessons.record.event import Event

    learning = context.ensure_object(Call).learning()
    opened = open_lesson(find_one_lesson(learning, lesson), learning.home)
    with learning.open_journal() as record:
        events = tuple(record.events(opened.course, opened.id))
        title = visible(opened.title)
        if rules_of(opened).closes and events:
            _refuse_to_forget(
                context, _("{title} is a test that you began: it stays begun.").format(title=title)
            )
        if any(event.data.get("answer") or event.name == "committed" for event in since_forgotten(events)):
            message = _(
                "You answered something in {title}: it is kept. At its end you may begin it again as practice."
            )
            _refuse_to_forget(context, message.format(title=title))
        if not opened_only(events):
            _refuse_to_forget(
                context, _("You did not open {title}: there is nothing to forget.").format(title=title)
            )
        record.append(Event(FORGOTTEN, opened.course, opened.id), sync=True)
    click.echo(_("Forgotten: {title} is new again.").format(title=title))


def _refuse_to_forget(context: click.Context, why: str) -> None:
    click.echo(why, err=True)
    context.exit(Exit.PROBLEMS)


@click.command("glossary")
@click.argument("words", nargs=-1, metavar="[TECHNIQUE]")
@click.option("--course", metavar="FOLDER", help="The glossary of one course.")
def glossary_command(words: tuple[str, ...], course: str | None) -> None:
    """List the techniques of the shipped courses, or explain one of them.

    TECHNIQUE is an id or a part of a name; several words need no quotation marks.

    \b
    Examples:
      closeread glossary
      closeread glossary loaded language
    """
    from lessons.cli.call import here
    from lessons.cli.target import find
    from lessons.lesson.opening import glossary_for
    from lessons.loading.catalogue import shipped_courses
    from lessons.model.glossary import Glossary
    from lessons.model.problem import LessonError
    from lessons.reports.glossary_text import entry, find_techniques, overview

    folders = shipped_courses()[::-1]
    if course is not None:
        target = find(here(), course)
        folders = (target.lesson.absolute().parent if target.lesson else target.roots[0],)
    glossary = Glossary()
    for folder in folders:
        own, problems = glossary_for(folder)
        if not own.techniques and problems:
            raise LessonError(problems)
        glossary = glossary.with_more(own)
    if not words:
        click.echo("\n".join(overview(glossary)))
        return
    techniques = find_techniques(glossary, " ".join(words))
    if not techniques:
        raise click.UsageError(
            _("No technique is called '{words}'. 'closeread glossary' lists them.").format(
                words=" ".join(words)
            )
        )
    click.echo("\n\n".join("\n".join(entry(glossary, technique)) for technique in techniques))


@click.command("preview")
@click.argument("folder", type=OwnFolder(path_type=Path), metavar="FOLDER")
@click.pass_context
def preview_command(context: click.Context, folder: Path) -> None:
    """Show a lesson as its students see it, and follow its files.

    FOLDER is a lesson, one of its files, or a course with one lesson. After each save the screen shows the new version,
    at the same exercise and the same place of the article. Press r for the key of the exercise, m for what is wrong
    with the files. While they cannot be used, the last version that worked stays. Your answers are not kept.

    \b
    Examples:
      closeread preview my-course/river-story
      closeread preview .
    """
    call = context.ensure_object(Call)
    lesson = lesson_meant(folder)
    if call.play is None or not call.has_screen():
        message = _("A preview needs a terminal with a screen. Without one, use: closeread check {folder}")
        raise click.UsageError(message.format(folder=visible(str(folder))))
    context.exit(call.play(PlayRequest(lesson, (), call.context, preview=True)))


def lesson_meant(path: Path) -> Path:
    """The folder of the lesson that is meant. Raises ``click.UsageError`` where there is none, or more than one."""
    from lessons.loading.catalogue import is_course, is_file, is_lesson, read_course

    folder = path.parent if is_file(path) else path
    if is_lesson(folder):
        return folder
    shown = visible(str(path))
    if not is_course(folder):
        raise click.UsageError(_("There is no lesson in {folder}: no lesson.yaml.").format(folder=shown))
    cards = read_course(folder).lessons
    if len(cards) == 1:
        return cards[0].folder
    names = ", ".join(visible(str(card.folder)) for card in cards[:12])
    message = (
        _("{folder} is a course; name one of its lessons: {names}.")
        if cards
        else _("{folder} has no lesson.")
    )
    raise click.UsageError(message.format(folder=shown, names=names))
