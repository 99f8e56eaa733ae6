"""``closeread suggest FOLDER``: candidates for a key; the teacher decides."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lessons.cli.call import Exit, here
from lessons.cli.target import OwnFolder
from lessons.i18n import _, plural
from lessons.text import visible

if TYPE_CHECKING:
    from lessons.author.suggesting.candidate import Candidate
    from lessons.model.article import Article
    from lessons.model.glossary import Glossary
    from lessons.text.spans import Span

CLASSES = (
    "loaded-word",
    "glossary-example",
    "vouching-verb",
    "doubting-verb",
    "agentless-passive",
    "anonymous-plural",
    "scare-quotes",
    "unsourced-paragraph",
)
"""Written out, so that the help page needs no engine; a test holds the list to ``candidate.Sort``."""


@click.command("suggest")
@click.argument("folder", type=OwnFolder(path_type=Path), metavar="FOLDER")
@click.option("--write", is_flag=True, help="Add the new ones to the answers, commented out.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print them."
)
@click.option(
    "--only", multiple=True, type=click.Choice(CLASSES), help="This class of candidates; repeatable."
)
@click.pass_context
def command(context: click.Context, folder: Path, write: bool, form: str, only: tuple[str, ...]) -> None:
    """List places of an article that a key may want to speak of. It finds candidates; you decide.

    Loaded words, reporting verbs that vouch or doubt, passives that name nobody, anonymous plurals, scare quotes,
    paragraphs without a source. FOLDER holds article.md; it need not be a whole lesson.
    For articles in English. How often it is right: docs/suggest.md.

    \b
    Examples:
      closeread suggest my-course/river-story
      closeread suggest my-course/river-story --write
      closeread suggest my-course/river-story --only vouching-verb --only doubting-verb
    """
    from lessons.author.suggesting.searches import knows, suggest

    article, glossary, noted = _opened(folder)
    if not knows(article):
        message = _(
            "The article's language is {language}; the word lists are English. Nothing was looked for."
        )
        click.echo(message.format(language=visible(article.masthead.language)), err=True)
    candidates = [one for one in suggest(article, glossary) if not only or one.sort in only]
    if form == "json":
        _as_json(article, candidates, noted)
    else:
        _as_text(article, candidates, noted)
    if write:
        context.exit(
            _write(folder, article, glossary, [one for one in candidates if not _is_noted(one, noted)])
        )


def _opened(folder: Path) -> "tuple[Article, Glossary, Sequence[Span]]":
    """The article, its glossary, and the places of which the key speaks already. Raises ``LessonError``."""
    from lessons.lesson.keys import load_key
    from lessons.lesson.opening import glossary_for, load_lesson
    from lessons.loading.article_source import read_article
    from lessons.loading.catalogue import is_inside
    from lessons.loading.yaml_source import read_yaml
    from lessons.model.problem import LessonError

    if not folder.is_dir():
        message = _("{folder} is not a folder. Name the folder that holds article.md.")
        raise click.UsageError(message.format(folder=visible(str(folder))))
    course = folder.resolve().parent
    lesson = folder / "lesson.yaml"
    value = read_yaml(lesson).value if lesson.is_file() else None
    name = value.get("article") if isinstance(value, dict) else None
    path = folder / (name if isinstance(name, str) and is_inside(course, folder / name) else "article.md")
    article, problems = read_article(path)
    if article is None:
        raise LessonError(problems)
    glossary, _problems = glossary_for(course)
    noted: list[Span] = []
    source = load_lesson(folder, glossary, here().home).lesson if lesson.is_file() else None
    if source is not None and source.article == article:
        key = load_key(source).key
        noted = [span for note in key.notes if note.side == "main" for span in note.spans] if key else []
    return article, glossary, noted


def _is_noted(candidate: "Candidate", noted: "Sequence[Span]") -> bool:
    return any(span.start < candidate.span.end and candidate.span.start < span.end for span in noted)


def _as_text(article: "Article", candidates: "Sequence[Candidate]", noted: "Sequence[Span]") -> None:
    """One line a candidate, under its block; the question of each sort once, at the end."""
    label = ""
    for one in candidates:
        block = article.block_at(one.span.start).label
        if block != label:
            label = block
            click.echo(f"[{label}]")
        words = " ".join(article.text[one.span.start : one.span.end].split())
        shown = visible(words if len(words) <= 90 else f"{words[:87]}...")
        plain = _("  (plainer: {words})").format(words=one.plain) if one.plain else ""
        in_key = _("  (in the key already)") if _is_noted(one, noted) else ""
        click.echo(f"  {one.sort:<20}  {shown}{plain}{in_key}")
    if not candidates:
        click.echo(_("No candidates."))
        return
    click.echo()
    for sort, why in dict.fromkeys((one.sort, one.why) for one in candidates):
        click.echo(f"{sort}: {why}")
    count = len(candidates)
    message = plural("{count} candidate. You decide.", "{count} candidates. You decide.", count)
    click.echo(message.format(count=count), err=True)


def _as_json(article: "Article", candidates: "Sequence[Candidate]", noted: "Sequence[Span]") -> None:
    from lessons.anchoring.describe import describe
    from lessons.cli.output import echo_json

    entries = []
    for one in candidates:
        anchor = describe(article, one.span)
        entries.append(
            {
                "class": str(one.sort),
                "block": article.block_at(one.span.start).label,
                "start": one.span.start,
                "end": one.span.end,
                "anchor": {
                    "quote": anchor.quote,
                    "before": anchor.before,
                    "after": anchor.after,
                    "where": list(anchor.where),
                    "nth": anchor.nth,
                },
                "technique": one.technique,
                "plain": one.plain,
                "why": one.why,
                "noted": _is_noted(one, noted),
            }
        )
    echo_json({"format": 1, "article": article.hash, "candidates": entries})


def _write(folder: Path, article: "Article", glossary: "Glossary", candidates: "Sequence[Candidate]") -> int:
    """Add the candidates to key.yaml; the exit code."""
    from lessons.author.suggesting.candidate import KeyTroubleError, as_comment, with_comments
    from lessons.disk import replace_file
    from lessons.lesson.writing_out import NOTES
    from lessons.loading.catalogue import KEY_FILE, LESSON_FILE
    from lessons.loading.exercise_ids import is_one_file
    from lessons.loading.yaml_source import read_yaml

    one_file = (
        is_one_file(read_yaml(folder / LESSON_FILE).value) if (folder / LESSON_FILE).is_file() else False
    )
    path = folder / (LESSON_FILE if one_file else KEY_FILE)
    if not path.is_file():
        message = _("{path} is not there. 'closeread new' makes a lesson with a key.")
        raise click.UsageError(message.format(path=visible(str(path))))
    listed, word = (NOTES, "note") if one_file else ("annotations", "quote")
    notes = [as_comment(article, one, glossary, word) for one in candidates]
    try:
        text, count = with_comments(path, notes, listed)
    except KeyTroubleError as error:
        click.echo(_("closeread: nothing was written: {why}.").format(why=visible(str(error))), err=True)
        return Exit.PROBLEMS
    if count:
        replace_file(path, text.encode())
    message = plural(
        "{count} new note in {path}, commented out.", "{count} new notes in {path}, commented out.", count
    )
    click.echo(message.format(count=count, path=visible(str(path))), err=True)
    return Exit.OK
