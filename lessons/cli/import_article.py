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

    from lessons.author.importing.beginning import Beginning, SourceFile
    from lessons.author.importing.intake import Form, Imported
    from lessons.author.importing.labelled import Loss
    from lessons.author.importing.lesson_text import LessonText
    from lessons.model.article import Article

ARTICLE, LESSON, LEFT_OUT = "article.md", "lesson.yaml", "left-out.txt"
_HEAD = "# What closeread import left out"


@click.command("import")
@click.argument("file", metavar="[FILE|-]", required=False)
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Where article.md goes, and lesson.yaml; without it the lesson is printed.",
)
@click.option(
    "--labels",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Labels of words: PTC or SemEval-2020 11 (TSV), Label Studio (JSON), WebAnno TSV 3, H5P Mark the Words.",
)
@click.option(
    "--quiz",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A quiz about the article: GIFT (Moodle), or the plain text of text2qti (Canvas).",
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
    file: str | None,
    folder: Path | None,
    labels: Path | None,
    quiz: Path | None,
    form: "Form | None",
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

    --labels takes what others labelled. Their words are looked for in the article.md that is in FOLDER, which is kept;
    without one FILE becomes the article, or the text that the labels bring along. --quiz makes exercises of a quiz:
    choices, pairs, short answers.

    \b
    Examples:
      closeread import story.html -o draft
      closeread import story.txt -o my-course/river-story
      closeread import commented.docx -o my-course/river-story
      closeread import article123.txt --labels labels.tsv -o my-course/river-story
      closeread import --quiz questions.gift
      xclip -o | closeread import - -o draft
    """
    from lessons.author.importing.pieces import ImportRefused

    beside = labels if labels is not None else quiz
    if file is None and beside is None:
        raise click.UsageError(_("Name a FILE to take in."))
    if folder is None and beside is None:
        raise click.UsageError(_("Say where article.md goes: -o FOLDER."))
    if folder is not None and file is not None and labels is None and not force:
        _refuse_files(folder, (ARTICLE, LEFT_OUT))
    source, *more = (_source(str(one) if one is not None else None) for one in (file, labels, quiz))
    try:
        beginning = _begun(folder, source, more, form, encoding, split_headings=split_headings, force=force)
    except ImportRefused as error:
        named = str(beside) if source is None else str(file)
        click.echo(f"closeread: {visible(named)}: {visible(error.found)}", err=True)
        click.echo(_("  expected: {expected}").format(expected=visible(error.expected)), err=True)
        click.echo(_("  to mend it: {fix}").format(fix=visible(error.fix)), err=True)
        context.exit(Exit.PROBLEMS)
    if folder is None:
        _print(beginning)
        return
    if beginning.lesson is not None and beginning.lesson.text:
        _refuse_lesson(folder)
    _write(folder, beginning)
    _tell(folder, beginning)


def _source(file: str | None) -> "SourceFile | None":
    from lessons.author.importing.beginning import SourceFile

    if file is None:
        return None
    return SourceFile(_bytes_of(file), "standard input" if file == "-" else Path(file).name)


def _begun(
    folder: Path | None,
    source: "SourceFile | None",
    beside: "Sequence[SourceFile | None]",
    form: "Form | None",
    encoding: str | None,
    *,
    split_headings: bool,
    force: bool,
) -> "Beginning":
    """What is to be written. Raises ``ImportRefused``, and ``LessonError`` for an article that cannot be read."""
    from lessons.author.importing.beginning import begun
    from lessons.author.importing.comment_words import CommentWords
    from lessons.lesson.opening import glossary_for
    from lessons.loading.article_source import read_article
    from lessons.loading.catalogue import is_file
    from lessons.loading.presets import read_presets
    from lessons.model.problem import LessonError

    course = folder.resolve().parent if folder is not None else Path.cwd()

    def words_for(article: "Article") -> CommentWords:
        glossary, _problems = glossary_for(course)
        presets, _problems_of_presets = read_presets(course, article.masthead.language)
        return CommentWords(presets, glossary)

    there = None
    kept = source is None or (beside[0] is not None and not force)
    if kept and folder is not None and is_file(folder / ARTICLE):
        there, problems = read_article(folder / ARTICLE)
        if there is None:
            raise LessonError(problems)
    labels, quiz = beside
    return begun(
        source, there, labels, quiz, words_for, form=form, encoding=encoding, split_headings=split_headings
    )


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


def _refuse_files(folder: Path, names: "Sequence[str]") -> None:
    """Raise a usage error where one of the files is there."""
    for path in (folder / name for name in names):
        if path.exists() or path.is_symlink():
            message = _("{path} is there already. Name another folder, or add --force to write over it.")
            raise click.UsageError(message.format(path=visible(str(path))))


def _refuse_lesson(folder: Path) -> None:
    """Raise a usage error where there is a lesson already."""
    for name in (LESSON, "key.yaml"):
        path = folder / name
        if path.exists() or path.is_symlink():
            message = _(
                "{path} is there already, and a lesson is never written over. Name another folder, or leave -o out "
                "to have the lesson printed."
            )
            raise click.UsageError(message.format(path=visible(str(path))))


def _print(beginning: "Beginning") -> None:
    """The lesson alone, to be pasted; what there is to say of it beside it."""
    lesson = beginning.lesson
    if lesson is None or not lesson.text:
        click.echo(_("No lesson was made: nothing was understood."), err=True)
    else:
        click.echo(lesson.text, nl=False)
    _tell_losses(lesson.losses if lesson is not None else (), err=True)


def _write(folder: Path, beginning: "Beginning") -> None:
    from lessons.author.importing.intake import left_out_text
    from lessons.disk import create_file, make_folder, read_start, replace_file

    make_folder(folder)
    taken, lesson = beginning.imported, beginning.lesson
    listed = folder / LEFT_OUT
    losses = lesson.losses if lesson is not None else ()
    left_out = taken.left_out if taken is not None else ()
    if left_out or losses:
        source = visible(taken.source) if taken is not None else "a file of labels"
        if not listed.exists() or taken is not None:
            replace_file(listed, left_out_text(left_out, source, losses).encode())
    elif listed.is_file() and taken is not None and read_start(listed, len(_HEAD)) == _HEAD.encode():
        listed.unlink()  # the list of an earlier import of another text
    if taken is not None:
        replace_file(folder / ARTICLE, taken.article.encode())
    if lesson is not None and lesson.text:
        create_file(folder / LESSON, lesson.text.encode())


def _tell(folder: Path, beginning: "Beginning") -> None:
    """What was made, what to look at, what was left out, what to do next."""
    lesson = beginning.lesson
    if beginning.imported is not None:
        _tell_article(folder, beginning.imported)
    else:
        message = _("{path} is kept as it is; the words are looked for in it.")
        click.echo(message.format(path=visible(str(folder / ARTICLE))))
    if lesson is not None:
        _tell_lesson(folder, lesson)
    _next(folder, visible(str(folder / ARTICLE)), listed=lesson is not None and bool(lesson.text))


def _tell_article(folder: Path, taken: "Imported") -> None:
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


def _tell_lesson(folder: Path, lesson: "LessonText") -> None:
    if lesson.text:
        message = plural("{path}: {many} line of a lesson", "{path}: {many} lines of a lesson", lesson.lines)
        click.echo(message.format(path=visible(str(folder / LESSON)), many=lesson.lines))
    else:
        click.echo(_("No lesson was written: nothing was understood."))
    _tell_losses(lesson.losses)


def _tell_losses(losses: "Sequence[Loss]", *, err: bool = False) -> None:
    if losses:
        many = len(losses)
        message = plural(
            "{many} thing did not get through, or not whole:",
            "{many} things did not get through, or not whole:",
            many,
        )
        click.echo(message.format(many=many), err=err)
    for loss in losses:
        click.echo(f"  {visible(loss.source)}: {visible(loss.told)}", err=err)


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
