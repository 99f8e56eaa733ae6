"""``closeread collect FOLDER -c CLASS``: hand-ins gathered into a class."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lessons.cli.call import Exit, here
from lessons.cli.output import echo_json
from lessons.cli.target import complete_lessons, find_one_lesson
from lessons.i18n import _, plural
from lessons.text import visible

if TYPE_CHECKING:
    from lessons.school.at_hand import AssignedLesson
    from lessons.school.store import ClassStore
    from lessons.school.taking import Collected


@click.command("collect")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="FOLDER")
@click.option("-c", "--class", "name", required=True, metavar="CLASS", help="The class; made when new.")
@click.option(
    "--lesson",
    "lessons",
    multiple=True,
    metavar="LESSON",
    shell_complete=complete_lessons,
    help="Collect this lesson too; as 'class assign' does, without a date.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def command(context: click.Context, folder: Path, name: str, lessons: tuple[str, ...], form: str) -> None:
    """Gather the hand-ins of FOLDER into a class.

    Any number of files, as often as you like, in any order: what is known already counts once, and nothing in FOLDER is
    changed. A file that is damaged, or of a lesson that the class does not work on, is named and left out. In a class
    without lessons, the lessons on this machine that hand-ins are of become its lessons.

    New answers are scored with the keys on this machine, and the scores put into the grade book.

    Exit code 0: everything was taken; 1: files were refused, or a lesson could not be scored; 3: the class database
    cannot be read or written.

    \b
    Examples:
      closeread collect inbox -c 8b
      closeread collect inbox -c 8b --lesson unsigned-column
    """
    from lessons.school.at_hand import reader
    from lessons.school.classes import class_path
    from lessons.school.collecting import collect
    from lessons.school.store import ClassStore

    with ClassStore(class_path(name, here().home), name, write=True) as store:
        opened, troubles = _lessons(store, lessons, folder)
        from lessons.school.at_hand import expected

        files = list(collect(store, folder, expected(store, opened), reader(here())))
        scored = {f"{course}/{lesson}": _score(store, one) for (course, lesson), one in opened.items()}
    if form == "json":
        echo_json(_mapping(name, files, scored, troubles))
    else:
        _tell(files, scored, troubles)
    if troubles or any(one.outcome == "refused" for one in files):
        context.exit(Exit.PROBLEMS)


def _lessons(
    store: "ClassStore", named: tuple[str, ...], folder: Path
) -> "tuple[dict[tuple[str, str], AssignedLesson], list[str]]":
    """The lessons of the class opened, after adding those named; and why others could not be."""
    from lessons.model.problem import LessonError
    from lessons.school.at_hand import assignment_in, open_assigned, sealed_assignment

    there = {(one.course, one.lesson) for one in store.assignments()}
    for word in named:
        course, _slash, lesson = word.rstrip("/").rpartition("/")
        assigned = sealed_assignment(course, lesson, here()) or assignment_in(
            store, find_one_lesson(here(), word), here()
        )
        if (assigned.course, assigned.lesson) not in there:
            store.assign(assigned)
    if not store.assignments():
        _assign_found(store, folder)
    opened, troubles = {}, []
    for assignment in store.assignments():
        try:
            opened[assignment.course, assignment.lesson] = open_assigned(assignment, here().home, store)
        except LessonError as error:
            why = str(error.problems[0]) if error.problems else _("it cannot be opened")
            template = _("{lesson}: collected, not scored: {why}")
            troubles.append(template.format(lesson=assignment.lesson, why=why))
    return opened, troubles


def _assign_found(store: "ClassStore", folder: Path) -> None:
    """In a new class: the lessons that the hand-ins are of, as far as this machine has them."""
    from lessons.loading.catalogue import courses, find_lesson
    from lessons.school.at_hand import assignment_of, reader, sealed_assignment
    from lessons.school.collecting import lessons_in

    known_courses = courses(here().courses)
    for course, lesson in lessons_in(folder, reader(here())):
        sealed = sealed_assignment(course, lesson, here())
        if sealed is not None:
            store.assign(sealed)
            continue
        own_folder = find_lesson(f"{course}/{lesson}", known_courses)
        if (
            own_folder is None
        ):  # perhaps a copy of a course in a folder of another name: collecting looks at what is in it
            called = [card.folder for each in known_courses for card in each.lessons if card.id == lesson]
            own_folder = called[0] if len(called) == 1 else None
        if own_folder is not None:
            store.assign(assignment_of(own_folder, here()))


def _score(store: "ClassStore", one: "AssignedLesson") -> int:
    from lessons.school.book import enter
    from lessons.school.grading import grade_class

    grade_class(store, one.lesson, one.key)
    return enter(store, one.lesson, one.key)


def _tell(collected: "list[Collected]", scored: dict[str, int], troubles: list[str]) -> None:
    """Refused files last, so that they are seen."""
    from lessons.share.handing_in.remarks import remark_words

    for one in collected:
        if one.outcome == "taken":
            line = _("{file}: {learner}, {lesson}: new events: {new}").format(
                file=one.file, learner=one.learner, lesson=one.lesson, new=one.new
            )
            click.echo(visible("; ".join([line, *map(remark_words, one.remarks)])))
    again = sum(one.outcome == "again" for one in collected)
    if again:
        line = plural("{count} file was collected before.", "{count} files were collected before.", again)
        click.echo(line.format(count=again))
    deleted = [one.file for one in collected if one.outcome == "deleted"]
    if deleted:
        line = _("left out, of learners whom you deleted; delete the files too: {files}")
        click.echo(visible(line.format(files=", ".join(deleted))))
    refused: dict[str, list[str]] = {}
    for one in collected:
        if one.outcome == "refused":
            refused.setdefault(one.trouble, []).append(one.file)
    for why, files in refused.items():
        line = _("not taken: {file}: {why}")
        if len(files) > 1:
            line = _("not taken, {count} files: {file}: {why}")
        click.echo(visible(line.format(count=len(files), file=", ".join(files), why=why)), err=True)
    for trouble in troubles:
        click.echo(visible(trouble), err=True)
    for lesson, count in scored.items():
        line = plural("{lesson}: {count} answer scored.", "{lesson}: {count} answers scored.", count)
        click.echo(visible(line.format(lesson=lesson, count=count)))


def _mapping(
    name: str, collected: "list[Collected]", scored: dict[str, int], troubles: list[str]
) -> dict[str, object]:
    from lessons.share.handing_in.remarks import remark_words

    files = [
        {
            "file": one.file,
            "outcome": one.outcome,
            "learner": one.learner,
            "lesson": one.lesson,
            "new": one.new,
            "notes": [one.trouble] if one.trouble else [remark_words(remark) for remark in one.remarks],
            "remarks": [
                {"sort": remark.sort, "count": remark.count, "detail": remark.detail}
                for remark in one.remarks
            ],
        }
        for one in collected
    ]
    return {"format": 1, "class": name, "files": files, "scored": scored, "troubles": troubles}
