"""``closeread join``: this computer belongs to a class that is served, and what is done here goes there too."""

import platform
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from lessons.cli.call import Call, Exit
from lessons.cli.commands import PlainWordsCommand
from lessons.context import Context
from lessons.i18n import _, plural
from lessons.record.recorder import RecordError
from lessons.text import visible

if TYPE_CHECKING:  # a command is imported for its line in --help, and HTTP is dear
    from lessons.share.joining.class_server import Answer, ClassServer
    from lessons.share.joining.membership import Membership

_LOOK = 2.0
"""Seconds between two questions whether the teacher has let the learner in."""
_LET_IN = 600.0
"""Seconds after which nobody is waited for any more."""
_TRIES = 5
"""How often code, name and words are asked for."""
CODE, WORDS = 401, 409


@click.command("join", cls=PlainWordsCommand)
@click.argument("url", required=False, metavar="[URL]")
@click.option("--code", metavar="CODE", help="The class code; without it, you are asked.")
@click.option(
    "--name", metavar="NAME", help="Your name, as your teacher calls you; without it, you are asked."
)
@click.option("--lessons", "fetches", is_flag=True, help="Fetch what the class shares and is not here yet.")
@click.option("--leave", is_flag=True, help="Leave the class: nothing goes there any more.")
@click.pass_context
def command(
    context: click.Context, url: str | None, code: str | None, name: str | None, fetches: bool, leave: bool
) -> None:
    """Join a class: what you do here goes to your teacher too.

    URL is the address on the board. Your answers stay on this computer, and come first: without a net you go on, and
    what your teacher does not have yet goes there later by itself. Only the lessons of the class go there, with what
    you did in them before; nothing else does. Without URL it says which class you have joined.

    Lessons that the teacher shares and that are not on this computer come along as packs; --lessons fetches what came
    in since. A course of the same name that is here already is not replaced.

    Exit code 0: joined, or left; 1: the class does not answer, or does not let you in; 3: a record cannot be read.

    \b
    Examples:
      closeread join http://192.168.1.20:8017/
      closeread --learner ana join https://read.school.example/ --code 8BKM4T --name "Ana L."
      closeread join --lessons
      closeread join --leave
    """
    from lessons.share.joining.class_server import ClassServer, ClassServerError, server_address
    from lessons.share.joining.membership import Membership, membership_file

    learning = context.ensure_object(Call).learning()
    file = membership_file(learning.home, learning.learner)
    if leave and (url is not None or fetches):
        raise click.UsageError(_("Say --leave alone."))
    if url is None and fetches:
        context.exit(_fetch_again(learning))
    if url is None:
        context.exit(_leave(learning) if leave else _tell(learning))
    if code is not None and not code.strip():
        raise click.UsageError(_("--code is empty."))
    try:
        address = server_address(url)
        server = ClassServer(address)
        answer = _come_in(server, code, name)
        membership = Membership(address, answer.text("class"), answer.text("learner"), answer.text("token"))
        words = answer.text("words")
    except ClassServerError as error:
        click.echo(_("Not joined: {why}").format(why=error.why), err=True)
        context.exit(Exit.PROBLEMS)
    _keep(file, membership)
    _welcome(membership, words)
    _fetch(learning, membership, asked=fetches)
    click.echo(_("Read as always: closeread. What your teacher does not have yet goes there by itself."))


def _keep(file: Path, membership: "Membership") -> None:
    """Belong to a class from now on, and no more to the one of before. Raises ``RecordError``."""
    from lessons.share.joining.membership import keep_membership

    before = _membership_before(file)
    if before is not None and before.class_name != membership.class_name:
        _drop_hand_ins(file, before)
    keep_membership(file, membership)


def _welcome(membership: "Membership", words: str) -> None:
    """Say which class was joined, the words for coming back where there are new ones, and who can read along."""
    shown = {"name": visible(membership.learner), "class_name": visible(membership.class_name)}
    click.echo(_("{name} has joined the class {class_name}.").format(**shown))
    if words:
        click.echo(_("Your words for coming back: {words}").format(words=visible(words)))
        click.echo(_("Write them down; they are shown once."))
    parts = urlsplit(membership.url)
    if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        warning = _("This address has no TLS: whoever listens to the network can read what you do.")
        click.echo(warning, err=True)


def _fetch(learning: Context, joined: "Membership", *, asked: bool = True) -> Exit:
    """Fetch the lessons that the class shares; what is not fetched is told. Raises ``RecordError``.

    Where nobody ``asked``, nothing is said of a class that shares nothing.
    """
    from lessons.loading.catalogue import course_id
    from lessons.share.joining.class_server import ClassServer, ClassServerError
    from lessons.share.joining.fetching import WHOLE, fetch, packs_of

    server = ClassServer(joined.url, joined.token, whole=WHOLE)
    try:
        packs = packs_of(server.about(""))
    except ClassServerError as error:
        click.echo(_("No lessons fetched: {why}").format(why=error.why), err=True)
        return Exit.PROBLEMS
    code, count = Exit.OK, 0
    for one in fetch(packs, server, learning.home, {course_id(folder) for folder in learning.courses}):
        if one.trouble:
            click.echo(_("Not fetched: {course}: {why}").format(course=one.course, why=one.trouble), err=True)
            code = Exit.PROBLEMS
            continue
        count += 1
        message = plural(
            "Fetched: {title}, {count} lesson.", "Fetched: {title}, {count} lessons.", one.lessons
        )
        click.echo(message.format(title=one.title, count=one.lessons))
    if not packs and asked:
        click.echo(_("The class shares no lessons as files."))
    elif packs and not count and code == Exit.OK:
        click.echo(_("Everything that the class shares is here."))
    return code


def _fetch_again(learning: Context) -> Exit:
    """Fetch what the class that was joined shares by now. Raises ``RecordError``."""
    from lessons.share.joining.membership import membership_file, membership_of

    one = membership_of(membership_file(learning.home, learning.learner))
    if one is None:
        click.echo(_("No class was joined here. To join one: closeread join URL"), err=True)
        return Exit.PROBLEMS
    return _fetch(learning, one)


def _come_in(server: "ClassServer", code: str | None, name: str | None) -> "Answer":
    """Ask for what is missing or was wrong, until the class lets the learner in. Raises ``ClassServerError``."""
    from lessons.share.joining.class_server import ClassServerError

    given = {"device": platform.node()[:60] or "computer"}
    given["code"] = code or click.prompt(_("Class code"))
    given["name"] = name or click.prompt(_("Your name"))
    for tried in range(_TRIES):
        try:
            return _let_in(server, server.join(given))
        except ClassServerError as error:
            asked = error.status in (CODE, WORDS) and tried < _TRIES - 1
            if not asked or (error.status == CODE and code is not None and "words" not in given):
                raise
            click.echo(error.why)
            if error.status == WORDS or "words" in given:
                given["words"] = click.prompt(_("Your words"), hide_input=True)
            else:
                given["code"] = click.prompt(_("Class code"))
    raise AssertionError("the last try returns or raises")


def _let_in(server: "ClassServer", answer: "Answer") -> "Answer":
    """Wait until the teacher has let the learner in, where that is asked for. Raises ``ClassServerError``."""
    from lessons.share.joining.class_server import ClassServerError

    if answer.status == 202:
        click.echo(_("Your teacher has to let you in. Wait here; Ctrl+C gives up."))
    until = time.monotonic() + _LET_IN
    while answer.status == 202:
        if time.monotonic() > until:
            raise ClassServerError(_("nobody let you in; ask your teacher, and join again"))
        time.sleep(_LOOK)
        waiting: Mapping[str, str] = {"waiting": answer.text("waiting")}
        answer = server.join(waiting)
    return answer


def _membership_before(file: Path) -> "Membership | None":
    """The class that was joined till now; ``None`` also where that cannot be understood: joining again mends it."""
    from lessons.share.joining.membership import membership_of

    with suppress(RecordError):
        return membership_of(file)
    return None


def _drop_hand_ins(file: Path, left: "Membership") -> None:
    """Keep no hand-in for a class that is left, and say so. Raises ``RecordError``."""
    from lessons.share.joining.outbox import Outbox

    if count := Outbox(file, left.class_name).empty():
        message = plural(
            "{count} hand-in never reached the class {name}; your answers are still here.",
            "{count} hand-ins never reached the class {name}; your answers are still here.",
            count,
        )
        click.echo(visible(message.format(count=count, name=left.class_name)), err=True)


def _tell(learning: Context) -> Exit:
    """Say which class was joined. Raises ``RecordError``."""
    from lessons.share.joining.membership import membership_file, membership_of
    from lessons.share.joining.outbox import Outbox

    one = membership_of(membership_file(learning.home, learning.learner))
    if one is None:
        click.echo(_("No class was joined here. To join one: closeread join URL"))
        return Exit.OK
    told = _("{name} has joined the class {class_name} at {url}.")
    click.echo(visible(told.format(name=one.learner, class_name=one.class_name, url=one.url)))
    for parcel in Outbox(membership_file(learning.home, learning.learner), one.class_name).parcels():
        told = _("The hand-in of {lesson} waits until the class answers.")
        if parcel.refused:
            told = _("The class does not take the hand-in of {lesson}: {why}")
        click.echo(visible(told.format(lesson=parcel.names[1], why=parcel.refused)))
    return Exit.OK


def _leave(learning: Context) -> Exit:
    """Belong to no class any more, also where that class does not answer. Raises ``RecordError``."""
    from lessons.share.joining.class_server import ClassServer, ClassServerError
    from lessons.share.joining.membership import forget_membership, membership_file, membership_of

    file = membership_file(learning.home, learning.learner)
    one = membership_of(file)
    if one is None:
        click.echo(_("No class was joined here."))
        return Exit.OK
    _drop_hand_ins(file, one)
    forget_membership(file)
    try:
        ClassServer(one.url, one.token).leave()
    except ClassServerError as error:
        if error.status != CODE:
            click.echo(_("The class was not told: {why}").format(why=error.why), err=True)
    click.echo(
        visible(_("You have left the class {name}. What it has stays there.").format(name=one.class_name))
    )
    return Exit.OK
