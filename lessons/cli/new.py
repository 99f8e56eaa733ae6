"""``closeread new``: a course or a lesson to play at once, and exercises to paste; ``closeread schema``."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lessons.cli.output import refuse_to_replace
from lessons.i18n import _
from lessons.text import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from click.shell_completion import CompletionItem

    from lessons.author.drafting import Files, OwnArticle
    from lessons.model.glossary import Glossary

    _Type = click.ParamType[str]
else:
    _Type = click.ParamType  # generic for the type checker only: early releases cannot be asked for it

EXERCISE = "exercise"
_FILE = click.Path(path_type=Path)


class KindName(_Type):
    """The name of an exercise kind. The kinds are looked up when they are asked for: they load the engine."""

    name = "kind"

    def _names(self) -> click.Choice[str]:
        from lessons.kinds.registry import KINDS

        return click.Choice(tuple(KINDS))

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name, when there is such a kind."""
        return self._names().convert(value, param, ctx)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str | None:
        """All names, for the help page."""
        return self._names().get_metavar(param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> "list[CompletionItem]":
        """The names that begin so."""
        return self._names().shell_complete(ctx, param, incomplete)


@click.command("new")
@click.argument("words", nargs=-1, metavar="[FOLDER | exercise KIND]")
@click.option("--from", "source", type=_FILE, metavar="ARTICLE", help="The text to read: a Markdown file.")
@click.option(
    "--kind", "kinds", multiple=True, type=KindName(), help="An exercise to begin with; repeatable."
)
@click.option(
    "--empty", is_flag=True, help="No exercises yet: you add them with 'closeread write'. Needs --from."
)
@click.option("--in", "lesson", type=_FILE, metavar="LESSON", help="For an exercise: quote from this lesson.")
@click.pass_context
def new_command(
    context: click.Context,
    words: tuple[str, ...],
    source: Path | None,
    kinds: tuple[str, ...],
    empty: bool,
    lesson: Path | None,
) -> None:
    """Begin a course, a lesson or an exercise.

    Alone, 'closeread new' asks for your article (any file that 'closeread import' takes), a second text, and what
    students are to do, makes the lesson, and opens it in 'closeread write'.

    FOLDER is made, with everything in it: a course with one lesson; or, inside the folder of a course, one more
    lesson, which is added to its course.yaml. The lesson passes 'closeread check' and can be played at once.
    Comments in the files explain the format. Nothing that exists is ever overwritten.

    With --from, the lesson is about your own article, whose file is copied as it is; without it, about a short
    example. The exercises then quote from your article, and say what you have to write. With --empty there are none:
    add them by marking words in the article, with 'closeread write'.

    'closeread new exercise KIND' prints one more exercise, to be pasted into lesson.yaml. In the folder of a
    lesson, or with --in, it quotes from that lesson's article; for a lesson in two files it prints the part for each.

    \b
    Examples:
      closeread new
      closeread new my-course
      closeread new my-course/river-story --from river.md
      closeread new my-course --from river.md --empty
      closeread new my-course/river-story --kind mark --kind ledger --kind omission
      closeread new exercise scale --in my-course/river-story
      closeread new exercise lookup online
    """
    if not words:
        if source is not None or kinds or lesson is not None:
            raise click.UsageError(_("Name a folder."))
        from lessons.cli.call import Call
        from lessons.cli.new_talk import converse

        context.exit(converse(context.ensure_object(Call), list_in))
    if words[0] == EXERCISE:
        if source is not None or kinds or empty:
            raise click.UsageError(_("--from, --kind and --empty belong to a new lesson."))
        _exercise(" ".join(words[1:]), lesson)
        return
    if len(words) != 1:
        raise click.UsageError(_("Name one folder."))
    if lesson is not None:
        raise click.UsageError(_("--in belongs to 'closeread new exercise KIND'."))
    if empty and kinds:
        raise click.UsageError(
            _("A lesson that is --empty has no exercise of a --kind: give one of the two.")
        )
    if empty and source is None:
        raise click.UsageError(_("An empty lesson is about an article of your own: add --from ARTICLE."))
    context.exit(_folder(Path(words[0]), source, None if empty else kinds))


def _folder(folder: Path, source: Path | None, kinds: "Sequence[str] | None") -> int:
    """Make a course or a lesson; the exit code."""
    from lessons.author.drafting import read_own_article
    from lessons.loading.catalogue import is_course

    own = read_own_article(source) if source is not None else None
    where = _whole(folder)
    if is_course(where):
        message = _(
            "{folder} is a course already. For one more lesson name a folder in it: {folder}/my-lesson"
        )
        raise click.UsageError(message.format(folder=visible(str(folder))))
    if is_course(where.parent):
        return _lesson(folder, own, kinds)
    return _course(folder, own, kinds)


def _course(folder: Path, own: "OwnArticle | None", kinds: "Sequence[str] | None") -> int:
    from lessons.author.drafting import course_files
    from lessons.loading.catalogue import shipped

    files = course_files(_whole(folder).name, own, kinds, _glossary(shipped()))
    _write(folder, files)
    return _checked(folder) if kinds is not None else _to_write(folder)


def _lesson(folder: Path, own: "OwnArticle | None", kinds: "Sequence[str] | None") -> int:
    from lessons.author.drafting import SCHEMAS, lesson_files, schema_files
    from lessons.loading.catalogue import COURSE_FILE, read_course
    from lessons.text.ids import free_id, id_of

    course, typed = _whole(folder).parent, _whole(folder).name
    name = id_of(typed) or free_id("lesson-1", [entry.name for entry in course.iterdir()])
    if name != typed:
        folder = folder.parent / name
        message = _(
            "The name of a lesson is an id: lower-case letters, digits and hyphens. The folder is {name}."
        )
        click.echo(message.format(name=name))
    taken = [card.id for card in read_course(course).lessons]
    _write(folder, lesson_files(free_id(name, taken), own, kinds, _glossary(course)))
    if not (folder.parent / SCHEMAS).exists():
        _write(folder.parent / SCHEMAS, schema_files())
    list_in(folder.parent / COURSE_FILE, name)
    return _checked(folder) if kinds is not None else _to_write(folder)


def _to_write(folder: Path) -> int:
    """Say how an empty lesson is written; the exit code."""
    from lessons.cli.call import Exit

    click.echo()
    click.echo(_("Write it: {command}").format(command=f"closeread write {visible(str(folder))}"))
    return Exit.OK


def _whole(folder: Path) -> Path:
    """The folder with a name and a parent, which ``.`` has not; links stay as they are."""
    return Path(os.path.abspath(folder))  # noqa: PTH100 - Path.absolute() keeps ".."


def _write(folder: Path, files: "Files") -> None:
    from lessons.author.drafting import SCHEMAS, NotEmptyError, write_new

    try:
        paths = write_new(folder, files)
    except NotEmptyError as error:
        message = _("{folder} is there already, and nothing is ever overwritten. Give another name.")
        raise click.UsageError(message.format(folder=visible(str(error.folder)))) from error
    for path in paths:
        if path.parent.name != SCHEMAS:
            click.echo(_("made {path}").format(path=visible(str(path))))
    hidden = {path.parent for path in paths if path.parent.name == SCHEMAS}
    for folder in hidden:
        click.echo(_("made {path} for your editor; see docs/editors.md").format(path=visible(str(folder))))


def list_in(course: Path, name: str) -> None:
    """Add the lesson to course.yaml, or say what to add."""
    from lessons.disk import replace_file
    from lessons.loading.yaml_edit import open_yaml, with_item

    file = open_yaml(course)
    changed = with_item(file, ("lessons",), name) if file is not None else None
    shown = visible(str(course))
    if changed is None:
        click.echo(_("Add the lesson to {file}, in the list 'lessons:':").format(file=shown))
        click.echo(f"  {name}")
        return
    replace_file(course, changed.written().encode())
    click.echo(_("added {name} to the lessons in {file}").format(name=name, file=shown))


def _glossary(course: Path) -> "Glossary":
    """The glossary of a course. Raises ``LessonError`` when no exercise can be made with it."""
    from lessons.lesson.opening import glossary_for
    from lessons.model.problem import LessonError, Place, Problem, Severity

    glossary, problems = glossary_for(course)
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if not errors and len(glossary.techniques) < 2:
        found, expected = "a glossary of fewer than two techniques", "at least two to choose from"
        errors = [Problem(Place(course), "K611", found, expected, "add techniques to techniques.yaml")]
    if errors:
        raise LessonError(errors)
    return glossary


def _checked(folder: Path) -> int:
    """Say what ``check`` says of the new folder and what to do next; the exit code."""
    from lessons.checking.report import as_line, as_summary, ordered
    from lessons.checking.run import Checked, check
    from lessons.cli.call import Exit, here

    checked = Checked()
    problems = ordered(check([folder], checked, here().home))
    for problem in problems:
        click.echo(as_line(problem))
    click.echo(as_summary(problems, checked.lessons))
    click.echo()
    shown = visible(str(folder))
    click.echo(_("Play it:           {command}").format(command=f"closeread {shown}"))
    click.echo(_("Find its mistakes: {command}").format(command=f"closeread check {shown}"))
    return Exit.PROBLEMS if problems else Exit.OK


def _exercise(wish: str, folder: Path | None) -> None:
    """Print an exercise for the lesson in ``folder``, for the one here, or about the example article."""
    from lessons.author.converting import exercise_in_two_files
    from lessons.author.stubs import long_enough, stub
    from lessons.kinds.registry import beginnings
    from lessons.lesson.opening import open_lesson
    from lessons.loading.catalogue import is_lesson, shipped

    if wish not in beginnings():
        message = _("Say which kind of exercise: {kinds}. (A folder of that name is './{word}'.)")
        raise click.UsageError(message.format(kinds=", ".join(beginnings()), word=EXERCISE))
    if folder is None and is_lesson(Path.cwd()):
        folder = Path.cwd()
    if folder is None:
        click.echo(_("# Paste this into lesson.yaml, under exercises:"), nl=False)
        click.echo(stub(wish, None, _glossary(shipped())), nl=False)
        return
    if not is_lesson(folder):
        message = _("{folder} is no lesson: it holds no lesson.yaml.")
        raise click.UsageError(message.format(folder=visible(str(folder))))
    lesson = open_lesson(folder)
    glossary = _glossary(_whole(folder).parent)
    begun = stub(wish, lesson.article if long_enough(lesson.article) else None, glossary)
    if not (folder / "key.yaml").is_file():
        click.echo(_("# Paste this into lesson.yaml, under exercises:"), nl=False)
        click.echo(begun, nl=False)
        return
    taken = [exercise.id for exercise in lesson.exercises]
    asked, answered = exercise_in_two_files(folder, begun, glossary, taken)
    click.echo(_("# Paste this into lesson.yaml, under exercises:"))
    click.echo(asked, nl=False)
    click.echo(_("# Paste this into key.yaml, under answers:"))
    click.echo(answered, nl=False)


SCHEMA_NAMES = ("course", "article", "lesson", "key", "plan", "techniques")
"""Written out, so that the help page needs no engine; a test holds the list to the schemas there are."""


@click.command("schema")
@click.argument("name", required=False, type=click.Choice(SCHEMA_NAMES))
@click.option(
    "-o",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Write files there.",
)
def schema_command(name: str | None, folder: Path | None) -> None:
    """Print the JSON Schema of a file, or write the schemas of all files into a folder.

    An editor with a YAML language server completes, explains and checks a lesson with them; docs/editors.md says how.
    'closeread new' puts them into the folder .schema of a course. After an update of closeread write them again.

    \b
    Examples:
      closeread schema lesson
      closeread schema -o my-course/.schema
    """
    if name is None and folder is None:
        raise click.UsageError(
            _("Name one of {names}, or a folder with -o.").format(names=", ".join(SCHEMA_NAMES))
        )
    from lessons.author.json_schema import schema_text

    if folder is None:
        assert name is not None
        click.echo(schema_text(name), nl=False)
        return
    from lessons.disk import make_folder, replace_file

    make_folder(folder)
    for one in (name,) if name else SCHEMA_NAMES:
        path = folder / f"{one}.json"
        refuse_to_replace(path, (b'{\n "$schema"',), _("no schema"))
        replace_file(path, schema_text(one).encode())
        click.echo(_("wrote {path}").format(path=visible(str(path))))
