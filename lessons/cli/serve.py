"""``closeread serve``: a class reads together in any browser."""

import ipaddress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import click

from lessons import installing
from lessons.cli.call import Call, Serve, ServeWish
from lessons.cli.commands import PlainWordsCommand
from lessons.cli.target import complete_lessons, find
from lessons.i18n import _
from lessons.school.classes import class_path
from lessons.text import visible

EXTRA = ("aiohttp", "segno", "trame_xterm")
"""What the extra ``serve`` brings."""
PORT = 8017
SSH_PORT = 8022


@click.command("serve", cls=PlainWordsCommand)
@click.argument("courses", nargs=-1, metavar="[COURSE ...]", shell_complete=complete_lessons)
@click.option(
    "--class",
    "names",
    required=True,
    multiple=True,
    metavar="NAME",
    help="The class that reads. Once more for each further class.",
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0: any free one."
)
@click.option("--lan", is_flag=True, help="Listen to the whole network, without TLS; says what that means.")
@click.option(
    "--behind-proxy",
    "proxy",
    metavar="ADDRESS",
    default="",
    help="Believe the reverse proxy at this address who asks, and that TLS is spoken.",
)
@click.option(
    "--address", metavar="URL", default="", help="What students type, where a proxy stands before this."
)
@click.option("--open", "everybody", is_flag=True, help="Let everybody in who has the class code.")
@click.option(
    "--database",
    metavar="URL",
    default="",
    envvar="CLOSEREAD_DATABASE",
    help="Keep a new class in PostgreSQL: postgresql://user:password@host/name. Said once.",
)
@click.option(
    "--ssh",
    type=click.IntRange(0, 65535),
    is_flag=False,
    flag_value=SSH_PORT,
    metavar="[PORT]",
    help=f"Let students in over SSH as well; PORT is {SSH_PORT} unless given.",
)
@click.option(
    "--share-lessons",
    "shares",
    is_flag=True,
    help="Let computers that joined fetch your lessons, with their keys; sealed ones stay sealed.",
)
@click.option("--headless", is_flag=True, help="Tell address and code, and show no live view.")
@click.pass_context
def command(
    context: click.Context,
    courses: tuple[str, ...],
    names: tuple[str, ...],
    port: int,
    lan: bool,
    proxy: str,
    address: str,
    everybody: bool,
    database: str,
    ssh: int | None,
    shares: bool,
    headless: bool,
) -> None:
    """Serve lessons to a class, in any browser.

    COURSE is a course or a lesson; without one, everything that you have. Students open the address that is shown,
    type the class code and their name, and read. Nothing is installed on their machines, and there are no accounts.

    \b
    Examples:
      closeread serve --class 8b --open
      closeread serve unsigned-column --class 8b --open
      closeread serve --class 8b --open --lan
      closeread serve unsigned-column --class 8b --open --ssh
      closeread serve --class 8a --class 8b --class 9c --open --lan
      closeread serve ./my-course --class 8b --open --lan --share-lessons
      closeread serve --class 8b --behind-proxy 127.0.0.1 --address https://read.school.example/
    """
    if proxy:
        proxy = _ip_address(proxy, "--behind-proxy")
    if address:
        address = _web_address(address)
    call = context.ensure_object(Call)
    _apart(names, call.context.home)
    serve = _installed(call, ssh=ssh is not None)
    if database:
        from lessons.school.databases import keep_in

        for name in names:
            keep_in(database, name, call.context.home)
    roots, lesson = _to_read(call, courses)
    wish = ServeWish(
        names[0],
        roots,
        call.context,
        lesson=lesson,
        lan=lan,
        port=port,
        address=address,
        proxy=proxy,
        everybody=everybody,
        headless=headless,
        ssh=ssh,
        beside=names[1:],
        packs=_packed(roots, call.context.home) if shares else None,
    )
    context.exit(serve(wish))


def _packed(roots: tuple[Path, ...], home: Path) -> tuple[Path, ...]:
    """Packs of the courses that are not on every computer anyway, made anew. Raises ``LessonError``."""
    from lessons.disk import make_folder
    from lessons.loading.catalogue import course_id, shipped_courses
    from lessons.loading.seal_source import read_seal
    from lessons.share.packs.packing import gather, write_pack

    folder = home / "served" / "packs"
    packs = []
    for root in roots:
        if root in shipped_courses() or read_seal(root) is not None:
            continue
        make_folder(folder)
        packs.append(write_pack(gather(root), folder / f"{course_id(root)}.zip").path)
    if packs:
        courses = ", ".join(visible(pack.stem) for pack in packs)
        message = _(
            "Shared with computers that join: {courses}. Whoever fetches a pack can read its answers; "
            "closeread pack --seal makes one that only a code opens."
        )
        click.echo(message.format(courses=courses), err=True)
    return tuple(packs)


def _installed(call: Call, *, ssh: bool) -> Serve:
    """What serves, if all packages are here that it needs. Raises ``click.UsageError``."""
    needed, extra = ((*EXTRA, "asyncssh"), "ssh") if ssh else (EXTRA, "serve")
    if call.serve is None or any(find_spec(package) is None for package in needed):
        raise click.UsageError(_("serve needs more packages: {install}").format(install=installing(extra)))
    return call.serve


def _to_read(call: Call, words: tuple[str, ...]) -> tuple[tuple[Path, ...], Path | None]:
    """The course folders that these words name, and the lesson if they name just one."""
    targets = [find(call.context, word) for word in words]
    roots = [
        root for target in targets for root in ([target.lesson.parent] if target.lesson else target.roots)
    ]
    lessons = [target.lesson for target in targets if target.lesson is not None]
    lesson = lessons[0] if len(lessons) == 1 == len(targets) else None
    return tuple(dict.fromkeys(roots)) or call.context.courses, lesson


def _apart(names: tuple[str, ...], home: Path) -> None:
    """See that the classes are different ones, and can be served beside each other. Raises ``click.UsageError``."""
    import socket

    if len({class_path(name, home) for name in names}) < len(names):
        raise click.UsageError(_("--class names a class twice: name each once."))
    if len(names) > 1 and not hasattr(socket, "send_fds"):
        raise click.UsageError(
            _("several classes in one command need Linux or macOS: start one command for each, with --port.")
        )


def _ip_address(word: str, option: str) -> str:
    """An address as numbers. Raises ``click.UsageError``."""
    try:
        return str(ipaddress.ip_address(word))
    except ValueError:
        message = _("{option} {word}: this is no address; write the proxy's in numbers, such as 127.0.0.1.")
        raise click.UsageError(message.format(option=option, word=visible(word[:60]))) from None


def _web_address(word: str) -> str:
    """The address of a page, with a slash at its end. Raises ``click.UsageError``."""
    parts = urlsplit(word)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        message = _(
            "--address {word}: write it whole and without a path, such as https://read.school.example/."
        )
        raise click.UsageError(message.format(word=visible(word[:100])))
    return f"{parts.scheme}://{parts.netloc}/"
