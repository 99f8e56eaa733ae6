"""``closeread review``: what was missed comes back, on the screen or line by line."""

import sys
from io import StringIO

import click

from lessons.cli.call import Call
from lessons.cli.play import PlayRequest
from lessons.context import Context
from lessons.i18n import plural
from lessons.text import visible


@click.command("review")
@click.option("--linear", is_flag=True, help="Line by line, without a screen: for screen readers and pipes.")
@click.option("--list", "listing", is_flag=True, help="Tell what is due, and ask nothing.")
@click.pass_context
def command(context: click.Context, linear: bool, listing: bool) -> None:
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
        _list(learning)
        return
    request = PlayRequest(None, learning.courses, learning, review=True)
    if call.play is not None and not linear and call.has_screen():
        context.exit(call.play(request))
    from lessons.cli.linear.start import run_review

    context.exit(run_review(request, sys.stdin or StringIO(), sys.stdout or StringIO()))


def _list(learning: Context) -> None:
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
        told = plural("{title}: {n} card due", "{title}: {n} cards due", count)
        click.echo(told.format(title=visible(title), n=count))
    if not titles:
        click.echo(telling.nothing_due() if deck.cards else telling.nothing_yet())
    for line in telling.coming(deck.days(now), now.date()):
        click.echo(line)
