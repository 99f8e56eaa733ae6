"""``closeread class decide``: a contested item answered, and the key changed where the teacher accepts."""

from typing import TYPE_CHECKING

import click

from lessons.cli.call import Exit, here
from lessons.i18n import _
from lessons.text import visible

if TYPE_CHECKING:
    from lessons.author.accepting import Acceptance, Concession
    from lessons.school.at_hand import AssignedLesson
    from lessons.school.contested import Contested
    from lessons.school.store import ClassStore


@click.command("decide")
@click.argument("name", metavar="CLASS")
@click.argument("lesson", metavar="LESSON")
@click.argument("tag", metavar="TAG")
@click.option(
    "--accept",
    type=click.Choice(["right", "debatable", "removed"]),
    help="Change the key: what was answered is right, either way costs nothing, or the item goes.",
)
@click.option("--answer", required=True, metavar="WORDS", help="What the learners read.")
@click.option(
    "--technique",
    default="",
    metavar="ID",
    help="Of a phrase that becomes right, where techniques are named.",
)
@click.option(
    "--why",
    default="",
    metavar="WORDS",
    help="With --accept: the explanation of a new phrase in the key, for all who take the lesson from now on.",
)
@click.option("--by-hand", is_flag=True, help="You have changed the key yourself; only keep the answer.")
@click.pass_context
def command(
    context: click.Context,
    name: str,
    lesson: str,
    tag: str,
    accept: "Acceptance | None",
    answer: str,
    technique: str,
    why: str,
    by_hand: bool,
) -> None:
    """Answer what learners contest; TAG is the name that 'closeread class disputes' gives it.

    --answer is for those who contest, in their class. It becomes part of the key only as --why.

    Without --accept the key stands, and the learners read why. With it, key.yaml is changed, or
    lesson.yaml where the answers stand there, unless 'check' would then find an error: a few characters, all else stays
    as it is. Then 'closeread rescore' brings the scores up to date.

    The answer is written into replies.yaml in the lesson's folder. Hand the lesson out again with it: who contested
    reads the answer on opening the lesson.

    \b
    Examples:
      closeread class decide 8b unsigned-column find-loaded/3f2a --answer "Look: whose word is it?"
      closeread class decide 8b unsigned-column find-loaded/3f2a --accept debatable --answer "You have a point: ..."
    """
    from lessons.cli.class_assign import chosen
    from lessons.school.at_hand import open_assigned
    from lessons.school.classes import class_path
    from lessons.school.contested import contested, decide, find, replies_to_add_to, write_reply
    from lessons.school.store import ClassStore

    if not answer.strip():
        raise click.UsageError(_("--answer needs words: the learners read them."))
    if by_hand and accept is None:
        raise click.UsageError(_("--by-hand belongs to --accept."))
    with ClassStore(
        class_path(name, here().home), name, write=class_path(name, here().home).is_file()
    ) as store:
        one = open_assigned(chosen(store, lesson)[0], here().home, store)
        all_contested = contested(store, one.whole)
        disputed = find(all_contested, tag)
        if disputed is None:
            tags = ", ".join(other.tag for other in all_contested) or _("nothing is contested")
            raise click.UsageError(
                _("No dispute is called {tag}. There are: {tags}.").format(
                    tag=visible(tag[:80]), tags=visible(tags)
                )
            )
        replies_to_add_to(one.whole.folder)  # before the key is changed
        if accept is not None and not by_hand and not _changed(store, one, disputed, accept, why, technique):
            context.exit(Exit.PROBLEMS)
        words = " ".join(answer.split())
        path = write_reply(one.whole.folder, disputed, accept or "stands", words)
        decide(store, one.whole.course, one.whole.id, disputed, accept or "stands", words)
    click.echo(visible(_("kept: {file}").format(file=path)))
    if accept is not None:
        click.echo(
            _("next: closeread rescore {name}, and hand the lesson out again").format(name=visible(name))
        )


def _changed(
    store: "ClassStore",
    one: "AssignedLesson",
    disputed: "Contested",
    accept: "Acceptance",
    why: str,
    technique: str,
) -> bool:
    """Change the answers; whether they were."""
    from lessons.author.accepting import accepted
    from lessons.author.answer_files import answer_file
    from lessons.cli.changed_answers import ChangedAnswers
    from lessons.disk import replace_file

    file = answer_file(one.whole.folder)
    if file is None:
        template = _("the answers in {folder} cannot be read, or the line ends there are of several sorts")
        click.echo(visible(template.format(folder=one.whole.folder)), err=True)
        return False
    path = file.file.path
    exercise = next((each for each in one.whole.exercises if each.id == disputed.exercise), None)
    if exercise is None:
        click.echo(
            visible(_("the lesson has no exercise {id} any more").format(id=disputed.exercise)), err=True
        )
        return False
    changed = accepted(
        file, one.whole, one.key, exercise, accept, _wanted(store, one, disputed, why, technique)
    )
    answers = ChangedAnswers(one.whole.folder, here().home, file)
    why = changed if isinstance(changed, str) else answers.why_not(changed)
    if isinstance(changed, str) or why:
        click.echo(visible(_("not changed: {file}: {why}").format(file=path, why=why)), err=True)
        click.echo(_("When you have changed it, keep your answer with --by-hand."), err=True)
        return False
    replace_file(path, changed.file.written().encode(), only_over=file.file.written().encode())
    click.echo(visible(_("changed: {file}").format(file=path)))
    return True


def _wanted(
    store: "ClassStore", one: "AssignedLesson", disputed: "Contested", why: str, technique: str
) -> "Concession":
    from lessons.author.accepting import Concession, current_item, most_given
    from lessons.reports.classes.exercise import known_items
    from lessons.school.grading import graded_answers
    from lessons.text.spans import Span

    exercise = one.whole.exercise(disputed.exercise)
    items = [(part.id, part.text) for part in known_items(one.whole, one.key, exercise).values()]
    item = current_item(items, disputed.words, disputed.item)
    voices = {voice.learner for voice in disputed.voices}
    raw = [
        event.data.get("answer")
        for graded, event, _parts in graded_answers(store, one.whole, one.key, exercise.id)
        if graded.learner in voices
    ]
    span = None
    if disputed.span is not None:
        article = one.whole.side(disputed.side)
        start, end = disputed.span
        if " ".join(article.text[start:end].split()) == disputed.words:
            span = Span(start, end)
    return Concession(item, span, most_given(exercise, item, raw), " ".join(why.split()), technique)
