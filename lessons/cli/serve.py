"""``closeread serve``: a class reads together in any browser."""

from importlib.util import find_spec

import click

from lessons.cli.call import Call, ServeWish
from lessons.cli.target import complete_lessons, find
from lessons.i18n import _

EXTRA = ("aiohttp", "segno", "trame_xterm")
"""What the extra ``serve`` brings."""
PORT = 8017


@click.command("serve")
@click.argument("courses", nargs=-1, metavar="[COURSE ...]", shell_complete=complete_lessons)
@click.option("--class", "name", required=True, metavar="NAME", help="The class that reads.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0: any free one."
)
@click.option("--open", "everybody", is_flag=True, help="Let everybody in who has the class code.")
@click.option("--headless", is_flag=True, help="Tell address and code in two lines, and no QR code.")
@click.pass_context
def command(
    context: click.Context, courses: tuple[str, ...], name: str, port: int, everybody: bool, headless: bool
) -> None:
    """Serve lessons to a class, in any browser.

    COURSE is a course or a lesson; without one, everything that you have. Students open the address that is shown,
    type the class code and their name, and read. Nothing is installed on their machines, and there are no accounts.

    \b
    Examples:
      closeread serve --class 8b --open
      closeread serve unsigned-column --class 8b --open
    """
    call = context.ensure_object(Call)
    missing = [package for package in EXTRA if find_spec(package) is None]
    if call.serve is None or missing:
        raise click.UsageError(
            _("serve needs more packages: pip install {wanted}").format(wanted='"closeread[serve]"')
        )
    targets = [find(call.context, word) for word in courses]
    roots = [root for target in targets for root in (target.roots[:1] if target.lesson else target.roots)]
    lessons = [target.lesson for target in targets if target.lesson is not None]
    wish = ServeWish(
        name,
        tuple(dict.fromkeys(roots)) or call.context.courses,
        call.context,
        lesson=lessons[0] if len(lessons) == 1 == len(targets) else None,
        port=port,
        everybody=everybody,
        headless=headless,
    )
    context.exit(call.serve(wish))
