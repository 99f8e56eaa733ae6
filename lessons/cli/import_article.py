"""``closeread import FILE -o FOLDER``: a published text becomes article.md, and comments on it a lesson."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lessons.cli.call import Exit
from lessons.i18n import _, counted, plural
from lessons.text import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lessons.author.importing.intake import Imported
    from lessons.author.importing.labelled import Loss
    from lessons.author.importing.lesson_text import LessonText

ARTICLE, LESSON, LEFT_OUT = "article.md", "lesson.yaml", "left-out.txt"
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
    """Make article.md out of a text, a document, a Markdown file or a web page you saved; - reads standard input.

    Title, outlet, byline, date and language are guessed and marked for your review. Adverts, bylines, labels, promos
    and captions are proposed as page furniture. No visible word is lost: what does not go into article.md is
    printed and written to left-out.txt.

    A document (.docx, .odt) may have comments and highlights: 'loaded: close / why' on some words, or 'trap: why'.
    Markdown has {==words==}{>>trap: why<<}, a page <mark title="trap: why">. They become lesson.yaml beside
    article.md, with what is still to write left empty. A lesson that is there is never written over.

    \b
    Examples:
      closeread import story.html -o draft
      closeread import story.txt -o my-course/river-story
      closeread import commented.docx -o my-course/river-story
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
    lesson = _lesson(folder, taken)
    if lesson is not None and lesson.text:
        _refuse_lesson(folder)
    _write(folder, taken, lesson)
    _tell(folder, taken, lesson)


def _bytes_of(file: str) -> bytes:
    """The bytes of the file, one more than may be taken in at most."""
    from lessons.author.importing.archived import MAX_ARCHIVE
    from lessons.disk import read_start, why

    if file == "-":
        return sys.stdin.buffer.read(MAX_ARCHIVE + 1) if sys.stdin else b""  # the shell may have closed it
    try:
        return read_start(Path(file), MAX_ARCHIVE + 1)
    except OSError as error:
        reason = why(error)
        message = _("{file} cannot be read: {reason}. Name a text, a document, a Markdown or an HTML file.")
        raise click.UsageError(message.format(file=visible(file), reason=reason)) from error


def _lesson(folder: Path, taken: "Imported") -> "LessonText | None":
    """The lesson that the comments and marks of the source make; ``None`` where it has none."""
    from lessons.author.importing.comment_words import CommentWords
    from lessons.author.importing.lesson_text import lesson_text
    from lessons.lesson.opening import glossary_for
    from lessons.loading.article_source import article_from_text
    from lessons.loading.presets import read_presets

    article = article_from_text(taken.article).article
    if taken.labelled is None or not (taken.labelled.quotes or taken.labelled.losses) or article is None:
        return None
    course = folder.resolve().parent
    glossary, _problems = glossary_for(course)
    presets, _problems_of_presets = read_presets(course, article.masthead.language)
    return lesson_text(taken.labelled, article, CommentWords(presets, glossary))


def _refuse_lesson(folder: Path) -> None:
    """Raise a usage error where there is a lesson already."""
    for name in ("lesson.yaml", "key.yaml"):
        path = folder / name
        if path.exists() or path.is_symlink():
            message = _("{path} is there already, and a lesson is never written over. Name another folder.")
            raise click.UsageError(message.format(path=visible(str(path))))


def _write(folder: Path, taken: "Imported", lesson: "LessonText | None") -> None:
    from lessons.author.importing.intake import left_out_text
    from lessons.disk import create_file, make_folder, read_start, replace_file

    make_folder(folder)
    listed = folder / LEFT_OUT
    losses = lesson.losses if lesson is not None else ()
    if taken.left_out or losses:
        replace_file(listed, left_out_text(taken.left_out, visible(taken.source), losses).encode())
    elif listed.is_file() and read_start(listed, len(_HEAD)) == _HEAD.encode():
        listed.unlink()  # the list of an earlier import of another text
    replace_file(folder / ARTICLE, taken.article.encode())
    if lesson is not None and lesson.text:
        create_file(folder / LESSON, lesson.text.encode())


def _tell(folder: Path, taken: "Imported", lesson: "LessonText | None") -> None:
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
    if lesson is not None:
        _tell_lesson(folder, lesson)
    _next(folder, shown, listed=lesson is not None and bool(lesson.text))


def _tell_lesson(folder: Path, lesson: "LessonText") -> None:
    if lesson.text:
        message = plural("{path}: {many} line of a lesson", "{path}: {many} lines of a lesson", lesson.lines)
        click.echo(message.format(path=visible(str(folder / LESSON)), many=lesson.lines))
    else:
        click.echo(_("No lesson was written: no comment was understood."))
    _tell_losses(lesson.losses)


def _tell_losses(losses: "Sequence[Loss]") -> None:
    if losses:
        many = len(losses)
        message = plural(
            "{many} thing did not get through, or not whole:",
            "{many} things did not get through, or not whole:",
            many,
        )
        click.echo(message.format(many=many))
    for loss in losses:
        click.echo(f"  {visible(loss.source)}: {visible(loss.told)}")


def _why(kind: str) -> str:
    from lessons.author.importing.furniture import WHY

    return WHY.get(kind, kind)


def _short(text: str) -> str:
    line = visible(" ".join(text.split()))
    return line if len(line) <= 80 else f"{line[:77]}..."


def _next(folder: Path, shown: str, *, listed: bool) -> None:
    from lessons.cli.new import list_in
    from lessons.loading.catalogue import COURSE_FILE, is_course, is_lesson

    whole = folder.resolve()
    if listed and is_course(whole.parent):
        list_in(folder.parent / COURSE_FILE, whole.name)
    click.echo(_("Look through {path}: each guess has a remark.").format(path=shown))
    if is_lesson(folder):
        command = f"closeread check {visible(str(folder))}"
    else:
        command = f"closeread new my-course --from {shown}"
    click.echo(_("Then: {command}").format(command=command))
