"""``closeread serve``: a class reads together in any browser."""

import ipaddress
from importlib.util import find_spec
from urllib.parse import urlsplit

import click

from lessons.cli.call import Call, ServeWish
from lessons.cli.target import complete_lessons, find
from lessons.i18n import _
from lessons.text import visible

EXTRA = ("aiohttp", "segno", "trame_xterm")
"""What the extra ``serve`` brings."""
PORT = 8017
SSH_PORT = 8022


@click.command("serve")
@click.argument("courses", nargs=-1, metavar="[COURSE ...]", shell_complete=complete_lessons)
@click.option("--class", "name", required=True, metavar="NAME", help="The class that reads.")
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
@click.option("--headless", is_flag=True, help="Tell address and code in two lines, and no QR code.")
@click.pass_context
def command(
    context: click.Context,
    courses: tuple[str, ...],
    name: str,
    port: int,
    lan: bool,
    proxy: str,
    address: str,
    everybody: bool,
    database: str,
    ssh: int | None,
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
      closeread serve --class 8b --behind-proxy 127.0.0.1 --address https://read.school.example/
    """
    if proxy:
        proxy = _ip_address(proxy, "--behind-proxy")
    if address:
        address = _web_address(address)
    call = context.ensure_object(Call)
    needed, extra = (EXTRA, "serve") if ssh is None else ((*EXTRA, "asyncssh"), "ssh")
    missing = [package for package in needed if find_spec(package) is None]
    if call.serve is None or missing:
        raise click.UsageError(
            _("serve needs more packages: pip install {wanted}").format(wanted=f'"closeread[{extra}]"')
        )
    if database:
        from lessons.school.databases import keep_in

        keep_in(database, name, call.context.home)
    targets = [find(call.context, word) for word in courses]
    roots = [
        root for target in targets for root in ([target.lesson.parent] if target.lesson else target.roots)
    ]
    lessons = [target.lesson for target in targets if target.lesson is not None]
    wish = ServeWish(
        name,
        tuple(dict.fromkeys(roots)) or call.context.courses,
        call.context,
        lesson=lessons[0] if len(lessons) == 1 == len(targets) else None,
        lan=lan,
        port=port,
        address=address,
        proxy=proxy,
        everybody=everybody,
        headless=headless,
        ssh=ssh,
    )
    context.exit(call.serve(wish))


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
        message = _("--address {word}: write it whole, such as https://read.school.example/.")
        raise click.UsageError(message.format(word=visible(word[:100])))
    return f"{parts.scheme}://{parts.netloc}/"
