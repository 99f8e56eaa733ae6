"""``closeread import FILE -o FOLDER``: a published text becomes article.md."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lessons.cli.call import Exit
from lessons.i18n import _, counted, plural
from lessons.text import visible

if TYPE_CHECKING:
    from lessons.author.importing.intake import Imported

ARTICLE, LEFT_OUT = "article.md", "left-out.txt"
_HEAD = "# What closeread import left out"


@click.command("import")
@click.argument("file", metavar="FILE|-")
@click.option(
    "-o",
    "--output",
    "folder",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Where article.md goes.",
)
@click.option(
    "--as",
    "form",
    type=click.Choice(["text", "markdown", "html"]),
    help="What FILE is; by its ending and its first line otherwise.",
)
@click.option(
    "--encoding", metavar="NAME", help="How FILE was saved, when the guess is wrong: windows-1252 ..."
)
@click.option("--split-headings", is_flag=True, help="Cut off headings that seem glued to a sentence.")
@click.option("--force", is_flag=True, help="Write over an article.md that is there.")
@click.pass_context
def command(
    context: click.Context,
    file: str,
    folder: Path,
    form: str | None,
    encoding: str | None,
    split_headings: bool,
    force: bool,
) -> None:
    """Make article.md out of a text, a Markdown file or a web page you saved; - reads standard input.

    Title, outlet, byline, date and language are guessed and marked for your review. Adverts, bylines, labels, promos
    and captions are proposed as page furniture. No visible word is lost: what does not go into article.md is
    printed and written to left-out.txt.

    \b
    Examples:
      closeread import story.html -o draft
      closeread import story.txt -o my-course/river-story
      xclip -o | closeread import - -o draft
    """
    from lessons.author.importing.intake import take_in
    from lessons.author.importing.pieces import ImportRefused

    article = folder / ARTICLE
    if not force:
        for path in (article, folder / LEFT_OUT):
            if path.exists() or path.is_symlink():
                message = _("{path} is there already. Name another folder, or add --force to write over it.")
                raise click.UsageError(message.format(path=visible(str(path))))
    name = "standard input" if file == "-" else Path(file).name
    try:
        taken = take_in(
            _bytes_of(file),
            name,
            form=form,  # type: ignore[arg-type]
            encoding=encoding,
            split_headings=split_headings,
        )
    except ImportRefused as error:
        click.echo(f"closeread: {visible(file)}: {visible(error.found)}", err=True)
        click.echo(_("  expected: {expected}").format(expected=visible(error.expected)), err=True)
        click.echo(_("  to mend it: {fix}").format(fix=visible(error.fix)), err=True)
        context.exit(Exit.PROBLEMS)
    _write(folder, taken)
    _tell(folder, taken)


def _bytes_of(file: str) -> bytes:
    """The bytes of the file, one more than may be taken in at most."""
    from lessons.author.importing.decoding import MAX_BYTES
    from lessons.disk import read_start, why

    if file == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1) if sys.stdin else b""  # the shell may have closed it
    try:
        return read_start(Path(file), MAX_BYTES + 1)
    except OSError as error:
        reason = why(error)
        message = _("{file} cannot be read: {reason}. Name a text, Markdown or HTML file.")
        raise click.UsageError(message.format(file=visible(file), reason=reason)) from error


def _write(folder: Path, taken: "Imported") -> None:
    from lessons.disk import make_folder, read_start, replace_file

    make_folder(folder)
    listed = folder / LEFT_OUT
    if taken.left_out_file:
        replace_file(listed, taken.left_out_file.encode())
    elif listed.is_file() and read_start(listed, len(_HEAD)) == _HEAD.encode():
        listed.unlink()  # the list of an earlier import of another text
    replace_file(folder / ARTICLE, taken.article.encode())


def _tell(folder: Path, taken: "Imported") -> None:
    """What was made, what to look at, what was left out, what to do next."""
    counts = {
        role: sum(piece.role == role for piece in taken.pieces)
        for role in ("paragraph", "heading", "furniture")
    }
    message = _("{path}: {paragraphs}, {headings}, {furniture} ({encoding})")
    shown = visible(str(folder / ARTICLE))
    click.echo(
        message.format(
            path=shown,
            paragraphs=counted("{count} paragraph", "{count} paragraphs", counts["paragraph"]),
            headings=counted("{count} heading", "{count} headings", counts["heading"]),
            furniture=counted(
                "{count} piece of page furniture", "{count} pieces of page furniture", counts["furniture"]
            ),
            encoding=taken.encoding,
        )
    )
    for note in taken.notes:
        click.echo(f"  {visible(note)}")
    for piece in taken.pieces:
        if piece.role == "furniture" and piece.kind:
            click.echo(_("  furniture, {why}: {text}").format(why=_why(piece.kind), text=_short(piece.text)))
    if taken.left_out:
        many = len(taken.left_out)
        message = plural("Left out, {many} piece; see {path}", "Left out, {many} pieces; see {path}", many)
        click.echo(message.format(many=many, path=visible(str(folder / LEFT_OUT))))
        for one in taken.left_out:
            click.echo(f"  {one.why}: {visible(' '.join(one.text.split()))}")
    _next(folder, shown)


def _why(kind: str) -> str:
    from lessons.author.importing.furniture import WHY

    return WHY.get(kind, kind)


def _short(text: str) -> str:
    line = visible(" ".join(text.split()))
    return line if len(line) <= 80 else f"{line[:77]}..."


def _next(folder: Path, shown: str) -> None:
    from lessons.loading.catalogue import is_lesson

    click.echo(_("Look through {path}: each guess has a remark.").format(path=shown))
    if is_lesson(folder):
        command = f"closeread check {visible(str(folder))}"
    else:
        command = f"closeread new my-course --from {shown}"
    click.echo(_("Then: {command}").format(command=command))
