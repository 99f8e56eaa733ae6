"""Packs of lessons: ``closeread pack``, with or without the articles, sealed or open, ``unpack`` and ``bind``."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lessons.cli.call import Exit, here
from lessons.cli.output import echo_json
from lessons.cli.target import OwnFolder, complete_lessons, find
from lessons.i18n import _, counted, plural
from lessons.loading.catalogue import shipped
from lessons.text import visible

if TYPE_CHECKING:
    from lessons.model.course import Mode
    from lessons.share.packs.packing import Gathered
    from lessons.share.sealing.sealed_packs import SealedPack
    from lessons.share.standoff.textless import Textless


@click.command("pack")
@click.argument("folder", type=OwnFolder(path_type=Path, exists=True, file_okay=False), metavar="FOLDER")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE.zip",
    help="The file to write.",
)
@click.option(
    "--licence", default="", metavar="TEXT", help="Licence to state; else what the course's LICENSE names."
)
@click.option("--without-text", is_flag=True, help="Leave the articles out: readers bring their own copies.")
@click.option(
    "--reference",
    default="",
    metavar="TEXT",
    help="With --without-text: which article readers look for, when one lesson is packed.",
)
@click.option("--seal", is_flag=True, help="Seal the keys: nobody can read them without a code.")
@click.option("--test", is_flag=True, help="With --seal: a test; one submission, nothing explained.")
@click.option(
    "--code", default="", metavar="CODE", help="With --seal: a class code of your own, easier to guess."
)
@click.option(
    "--minutes", type=click.IntRange(1, 600), metavar="N", help="With --test: time limit, from first opening."
)
@click.option("--no-glossary", is_flag=True, help="With --test: the glossary is closed.")
@click.option(
    "--for",
    "teacher",
    default="",
    metavar="KEY",
    help="With --seal: the public key, or its file, of the teacher who collects; else yours.",
)
def pack_command(
    folder: Path, output: Path, licence: str, without_text: bool, reference: str, **sealing: Any
) -> None:
    """Pack a course, or one lesson, into one file.

    The file opens with 'closeread FILE.zip'. It holds the lessons with their keys, the glossary, the licence, and
    a checksum of each file; the same folder always gives the same bytes. Lessons with errors are not packed.

    With --without-text no two neighbouring words of an article can be read in the file: whoever has a copy of the
    article binds the lesson to it with 'closeread bind'. What is hidden and what is not: docs/stand-off.md.

    With --seal the keys are encrypted and nothing in the file tells right from wrong; a code opens them, now for
    practice or, with --test, after the test. What this protects against and what not: docs/sealed.md.

    \b
    Examples:
      closeread pack my-course -o my-course.zip
      closeread pack my-course/river-story -o river-story.zip --licence "CC BY 4.0"
      closeread pack my-course --without-text -o my-course-without-texts.zip
      closeread pack my-course --seal --test --minutes 45 -o test.zip
    """
    from lessons.cli.output import keep_ids_of
    from lessons.loading.catalogue import is_lesson
    from lessons.share.packs.packing import gather, write_pack
    from lessons.share.standoff.textless import take_texts_out
    from lessons.text.sizes import readable_size

    if reference and not without_text:
        raise click.UsageError(_("--reference goes with --without-text."))
    seal = Sealing(**sealing, without_text=without_text)
    _refuse_a_test(output)
    gathered = gather(folder)
    if reference and len(gathered.lessons) > 1:
        raise click.UsageError(_("--reference names one article: pack one lesson at a time."))
    _refuse_faults(gathered)
    textless = take_texts_out(gathered, " ".join(reference.split())) if without_text else None
    warnings = list(seal.warnings(gathered))
    sealed = seal.up(gathered, output)
    done = write_pack(gathered, output, licence)
    message = plural(
        "{file}: {count} lesson, {files} files, {size}.",
        "{file}: {count} lessons, {files} files, {size}.",
        len(done.lessons),
    )
    size = readable_size(done.size)
    line = message.format(file=done.path, count=len(done.lessons), files=done.files, size=size)
    click.echo(visible(line))
    licence = visible(done.licence) or _("none stated (say it with --licence)")
    click.echo(_("Licence: {licence}").format(licence=licence))
    for name in gathered.lessons:
        keep_ids_of(folder if is_lesson(folder) else folder / name)
    for line in _without_texts(textless) if textless is not None else ():
        click.echo(visible(line))
    for line in warnings:
        click.echo(_("warning: {words}").format(words=line), err=True)
    for line in seal.told(sealed, gathered, done.path) if sealed is not None else ():
        click.echo(visible(line))
    for name in done.left_out:
        click.echo(_("left out: {name}").format(name=visible(name)), err=True)


def _refuse_a_test(output: Path) -> None:
    """Raise ``click.UsageError`` where a sealed pack lies: students may have it, and its code is its own."""
    from lessons.loading.seal_source import SEAL_FILE
    from lessons.model.problem import LessonError
    from lessons.share.packs.unpack import read_pack

    try:
        there = output.is_file() and SEAL_FILE in read_pack(output).files
    except (LessonError, OSError):
        return
    if there:
        message = _(
            "{file} is a sealed pack already, with a code and rules of its own. Name another file, or delete it"
            " first if nobody has it."
        )
        raise click.UsageError(visible(message.format(file=output)))


def _refuse_faults(gathered: "Gathered") -> None:
    """Raise ``LessonError`` with every error of the lessons gathered: nobody is served by a broken pack."""
    from lessons.author.templates import unwritten
    from lessons.checking.problem_codes import TO_WRITE
    from lessons.checking.run import check
    from lessons.lesson.courses import check_course
    from lessons.loading.catalogue import is_course
    from lessons.model.problem import LessonError, Severity

    course = check_course(gathered.folder) if is_course(gathered.folder) else ()
    folders = [gathered.folder / name for name in gathered.lessons]
    problems = [*course, *check(folders, home=here().home, unwritten=unwritten())]
    errors = [one for one in problems if one.severity is Severity.ERROR or one.code == TO_WRITE]
    if errors:
        raise LessonError(errors)


def _without_texts(done: "Textless") -> Iterator[str]:
    """What was done so that the articles cannot be read."""
    for name in done.taken_out:
        yield _("without: {name}").format(name=name)
    yield counted(
        "{count} place of the articles is named by numbers and short hashes.",
        "{count} places of the articles are named by numbers and short hashes.",
        done.anchors,
    )
    message = _(
        "How often a text of a lesson used neighbouring words of its article: {hidden} (passages: {passages})."
    )
    yield (
        message.format(hidden=done.hidden, passages=done.passages)
        + " "
        + _("They are hidden; binding puts them back.")
    )
    for path, count in done.gaps.items():
        message = plural(
            "{path}: {count} passage of an article is replaced by […] for good.",
            "{path}: {count} passages of an article are replaced by […] for good.",
            count,
        )
        yield message.format(path=path, count=count)
    for old, new in done.ids.items():
        yield _("renamed: {old} is {new}, because the id said words of the article").format(old=old, new=new)


@dataclass(frozen=True, slots=True)
class Sealing:
    """The options of one call; made only when they go together, else raises ``click.UsageError``."""

    seal: bool
    test: bool
    code: str
    minutes: int | None
    no_glossary: bool
    teacher: str
    without_text: bool

    def __post_init__(self) -> None:
        if self.seal and self.without_text:
            raise click.UsageError(_("--seal and --without-text exclude each other: binding needs the key."))
        sealed = {"--test": self.test, "--code": bool(self.code), "--for": bool(self.teacher)}
        tests = {"--minutes": self.minutes is not None, "--no-glossary": self.no_glossary}
        for needed, there, options in (("--seal", self.seal, sealed), ("--seal --test", self.test, tests)):
            given = next((name for name, is_given in options.items() if is_given), "")
            if given and not there:
                raise click.UsageError(_("{option} goes with {other}.").format(option=given, other=needed))

    def up(self, gathered: "Gathered", file: Path) -> "SealedPack | None":
        """Seal the files gathered when that was asked for; what this machine keeps of it. Raises ``LessonError``."""
        if not self.seal:
            return None
        from lessons.share.sealing.sealed_course import Wish, seal_up
        from lessons.share.sealing.sealed_files import teacher_keys
        from lessons.share.sealing.sealed_packs import remember

        keys = teacher_keys(here().home)
        teacher = _public(self.teacher) if self.teacher else keys.public
        mode: Mode = "test" if self.test else "practice"
        wish = Wish(mode, teacher, keys.naming, self.code, self.minutes, not self.no_glossary)
        return remember(replace(seal_up(gathered, wish), file=str(file.resolve())), here().home)

    def warnings(self, gathered: "Gathered") -> Iterator[str]:
        """What sealing cannot give, since the answers are on every student's machine already."""
        if self.seal and gathered.folder.resolve().is_relative_to(shipped().resolve()):
            yield _(
                "This lesson comes with the program: every student has its key and its explanations on the disk,"
                " and has perhaps done it. Sealing protects nothing here. For a test write a lesson of your own, or"
                " one about another article: closeread new."
            )

    def told(self, pack: "SealedPack", gathered: "Gathered", file: Path) -> Iterator[str]:
        """What the teacher has to know and to keep."""
        from lessons.share.sealing.sealed_files import held_keys, key_file

        if self.test:
            rules = [_("one submission, nothing explained")]
            rules += [counted("{count} minute", "{count} minutes", self.minutes)] if self.minutes else []
            rules += [_("no glossary")] if self.no_glossary else []
            yield _("A test: {rules}.").format(rules=", ".join(rules))
            yield _("Code that opens the explanations, for after the test: {code}").format(code=pack.code)
        else:
            yield _("Code that opens the keys, for your class: {code}").format(code=pack.code)
        yield from _generous(gathered, pack)
        if self.code:
            yield _("You chose this code: whoever has the pack can try codes on it. See docs/sealed.md.")
        if pack.teacher != held_keys(here().home).public:
            message = _(
                "Hand-ins open with the key of the other teacher, who first runs: closeread sealing add {file}"
            )
            yield message.format(file=file)
            return
        yield _("'closeread sealing codes' tells it again.")
        message = _("Hand-ins open with your private key alone: {file}. Keep a copy of it in a safe place.")
        yield message.format(file=key_file(here().home))


def _generous(gathered: "Gathered", pack: "SealedPack") -> Iterator[str]:
    from lessons.model.result import percent
    from lessons.share.sealing.sealed_course import generous_orders

    message = _(
        "{lesson}, {exercise}: its items happen to be shown in an order that earns {score} of 100 untouched."
    )
    for name in gathered.lessons:
        for exercise, score in generous_orders(gathered.folder / name, pack.naming):
            yield message.format(lesson=name, exercise=exercise, score=percent(score))


def _public(given: str) -> bytes:
    """A public key, written out or in a file."""
    from lessons.loading.source import read_source
    from lessons.model.problem import LessonError
    from lessons.share.sealing.sealed_files import PREFIX, read_public

    if given.startswith(PREFIX):
        return read_public(given)
    source = read_source(Path(given))
    if source.text is None:
        raise LessonError(source.problems)
    return read_public(source.text, Path(given))


@click.command("unpack")
@click.argument("pack", type=click.Path(path_type=Path), metavar="FILE.zip")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FOLDER",
    help="A new or empty folder.",
)
def unpack_command(pack: Path, output: Path) -> None:
    """Unpack a course that 'closeread pack' made.

    Everything is checked before anything is written: names, sizes, checksums. To play a pack, unpacking is not
    needed: 'closeread FILE.zip' opens it.

    \b
    Examples:
      closeread unpack my-course.zip -o my-course
      closeread my-course.zip
    """
    from lessons.share.packs.unpack import unpack

    unpacked = unpack(pack, output)
    message = _("{folder}: {title}, {files}. Licence: {licence}")
    files = counted("{count} file", "{count} files", len(unpacked.files))
    licence = unpacked.manifest.licence or _("none stated")
    click.echo(
        visible(message.format(folder=output, title=unpacked.manifest.title, files=files, licence=licence))
    )


@click.command("bind")
@click.argument("lesson", metavar="LESSON", shell_complete=complete_lessons)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def bind_command(context: click.Context, lesson: str, files: tuple[Path, ...], form: str) -> None:
    """Bind a lesson that comes without its text to your own copy of the article.

    LESSON is a lesson's name or folder, a course, or a pack. FILE is your copy, as .md or .txt; a lesson that
    compares two articles takes two files, a course as many as it has articles. Your copy may have other quotation
    marks, dashes and spaces, a paragraph more or less, or a corrected word: every place of the lesson is told as
    exact, moved or lost, and what is lost does not count. The copy stays on this machine. --format json lists every
    place.

    Exit code 0: bound; 1: a file is a copy of something else, or the lesson has a problem.

    \b
    Examples:
      closeread bind river-story my-copy.txt
      closeread bind course.zip first.txt second.txt
    """
    from lessons.loading.catalogue import read_course
    from lessons.share.standoff.binding import bind_all
    from lessons.share.standoff.binding_report import as_mapping, lines

    target = find(here(), lesson)
    folders = (
        [target.lesson] if target.lesson else [card.folder for card in read_course(target.roots[0]).lessons]
    )
    done = bind_all(folders, files, here().home)
    if form == "json":
        echo_json({"format": 1, "bound": [as_mapping(bound.report) for bound in done.bound]})
    for bound in done.bound if form == "text" else ():
        click.echo(visible(_("{lesson}: bound.").format(lesson=bound.report.lesson)))
        for line in lines(bound.report):
            click.echo("  " + visible(line))
    for problem in done.problems:
        click.echo(visible(str(problem)), err=True)
    if done.bound and form == "text":
        click.echo(_("Play it as before: the lesson's name and folder stay the same."))
    context.exit(Exit.OK if done.bound and not done.problems else Exit.PROBLEMS)
