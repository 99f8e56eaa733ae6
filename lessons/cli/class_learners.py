"""``closeread class learners CLASS``: who is in a class, and what a teacher may do about it."""

from typing import TYPE_CHECKING

import click

from lessons.cli.call import Exit, here
from lessons.i18n import _, plural
from lessons.text import visible

if TYPE_CHECKING:
    from lessons.school.learners import ActDone, HandInRow, Known
    from lessons.school.store import ClassStore

_ACTIONS = {
    "rename": ("LEARNER NAME", 2),
    "merge": ("LEARNER OTHER", 2),
    "withdraw": ("LEARNER HAND-IN", 2),
    "keep": ("LEARNER", 1),
    "part": ("LEARNER", 1),
    "delete": ("LEARNER", 1),
    "undo": ("NUMBER", 1),
}
"""The words that follow each action."""


@click.command("learners")
@click.argument("name", metavar="CLASS")
@click.argument("words", metavar="[ACTION ...]", nargs=-1)
@click.option("--yes", is_flag=True, help="With delete: do not ask.")
@click.pass_context
def command(context: click.Context, name: str, words: tuple[str, ...], yes: bool) -> None:
    """List the learners of a class with their hand-ins, and what was done to them; or do something.

    \b
    rename LEARNER NAME        call a learner otherwise, whatever later hand-ins say; "" for the own name again
    merge LEARNER OTHER        two records are one learner: the earlier answer to each exercise counts
    withdraw LEARNER HAND-IN   take a hand-in out, with what came with it alone; HAND-IN as the list names it
    keep LEARNER               of a record that forked: this version is the true one, the others count nowhere
    part LEARNER               of a record that forked: the versions are different learners
    delete LEARNER             delete everything of a learner, for good; the same record does not come in again
    undo NUMBER                take something back, by its number in the list; not a deletion

    The grade book is only added to: 'closeread class history' shows what stood before.

    \b
    Examples:
      closeread class learners 8b
      closeread class learners 8b merge ana "ana (2)"
      closeread class learners 8b withdraw ana 3f2ac81b
      closeread class learners 8b delete quiet-heron-27
    """
    from lessons.school.classes import class_path
    from lessons.school.learners import ActError, known_learners
    from lessons.school.store import ClassStore

    path = class_path(name, here().home)
    if not words:
        with ClassStore(path, name) as store:
            _list(store, name)
        return
    action, rest = words[0], words[1:]
    form = _ACTIONS.get(action)
    if form is None or len(rest) != form[1]:
        template = (
            _("{action} is no action; there are: {actions}.") if form is None else _("Say: {action} {form}.")
        )
        raise click.UsageError(
            template.format(
                action=visible(action[:80]), actions=", ".join(_ACTIONS), form=form[0] if form else ""
            )
        )
    with ClassStore(path, name, write=path.is_file()) as store:
        learners = known_learners(store)
        if action == "delete" and not yes:
            click.confirm(
                _("Delete everything of {name}? This cannot be undone.").format(
                    name=_one(learners, rest[0]).name
                ),
                abort=True,
            )
        try:
            line = _act(store, learners, action, rest)
        except ActError as error:
            click.echo(f"closeread: {visible(str(error))}", err=True)
            context.exit(Exit.PROBLEMS)
        click.echo(visible(line))
        _score(store)


def _act(store: "ClassStore", everybody: "tuple[Known, ...]", action: str, words: tuple[str, ...]) -> str:
    """Do it; a line that says so. Raises ``ActError`` and ``click.UsageError``."""
    from lessons.school import learners

    if action == "undo":
        number = int(words[0]) if words[0].isascii() and words[0].isdigit() and len(words[0]) < 10 else 0
        return _("taken back: {act}").format(act=_told(learners.undo(store, number)))
    one = _one(everybody, words[0])
    if action == "rename":
        learners.rename(store, one, words[1])
    elif action == "merge":
        learners.merge(store, one, _one(everybody, words[1]))
    elif action == "withdraw":
        count = learners.withdraw(store, one, _hand_in(one, words[1]))
        line = plural(
            "withdrawn; {count} event went with it", "withdrawn; {count} events went with it", count
        )
        return line.format(count=count)
    elif action == "delete":
        learners.erase(store, one)
        return _(
            "deleted. Delete the hand-in files, the line in your roster and the copies of the class as well; who"
            " collects the same record again gets nothing of it"
        )
    else:
        (learners.keep if action == "keep" else learners.part)(store, one)
    last = learners.done(store)[-1]
    return _("{act} (number {number})").format(act=_told(last), number=last.number)


def _one(everybody: "tuple[Known, ...]", word: str) -> "Known":
    """By name, or by the beginning of the record's id."""
    called = [one for one in everybody if one.name == word] or [
        one for one in everybody if len(word) >= 4 and one.record.startswith(word)
    ]
    if len(called) == 1:
        return called[0]
    names = ", ".join(one.name for one in everybody) or _("nobody")
    template = _("No learner of the class is called {name}. There are: {names}.")
    raise click.UsageError(visible(template.format(name=word[:80], names=names)))


def _hand_in(one: "Known", word: str) -> "HandInRow":
    beginning_so = [row for row in one.hand_ins if len(word) >= 4 and row.checksum.startswith(word.lower())]
    if len(beginning_so) == 1:
        return beginning_so[0]
    template = _("No hand-in of {name} begins with {word}: 'closeread class learners' names them.")
    raise click.UsageError(visible(template.format(name=one.name, word=word[:80])))


def _list(store: "ClassStore", name: str) -> None:
    from lessons.record.event import local_words
    from lessons.school.learners import done, known_learners

    everybody = known_learners(store)
    if not everybody:
        click.echo(_("Nobody has handed in yet."))
    for one in everybody:
        line = one.name
        if one.merged:
            line += " " + _("(with {names})").format(names=", ".join(one.merged))
        if one.forked:
            line += ": " + _("the record forked: decide with keep or part")
        click.echo(visible(f"{line}  [{one.record[:8]}]"))
        for row in one.hand_ins:
            hand_in = (
                f"    {row.checksum[:8]}  {row.course}/{row.lesson}  {row.file}  {local_words(row.collected)}"
            )
            click.echo(visible(hand_in + (_("  withdrawn") if row.withdrawn else "")))
    acts = done(store)
    if acts:
        click.echo(
            _("What was done (take back: closeread class learners {name} undo NUMBER):").format(
                name=visible(name)
            )
        )
    for act in acts:
        undone = _(", taken back {time}").format(time=local_words(act.undone)) if act.undone else ""
        click.echo(visible(f"  {act.number}. {local_words(act.time)} {_told(act)}{undone}"))


def _told(act: "ActDone") -> str:
    """What was done, in words; of what concerned a deleted learner only the sort is known."""
    words = {
        "renamed": _("renamed {from} to {to}"),
        "merged": _("merged {names}"),
        "withdrawn": _("withdrew {file} of {name}"),
        "kept": _("kept {name} of a record that forked"),
        "parted": _("took the versions of a record as different learners: {name}"),
        "deleted": _("deleted a learner"),
    }[act.act]
    if act.act == "deleted":
        return words
    if not act.detail:
        return _("something done to a learner who was deleted since")
    fields = dict(act.detail) | {"names": ", ".join(act.detail.get("names", ()))}
    if act.act == "renamed" and not fields["to"]:
        fields["to"] = _("the own name")
    return words.format(**fields)


def _score(store: "ClassStore") -> None:
    """Bring the grade book up to date, in the lessons that can be opened."""
    from lessons.model.problem import LessonError
    from lessons.school.at_hand import open_assigned
    from lessons.school.book import enter
    from lessons.school.grading import grade_class

    for assignment in store.assignments():
        try:
            one = open_assigned(assignment, here().home, store)
        except LessonError:
            continue  # it is scored with the next collecting that can open it
        grade_class(store, one.lesson, one.key)
        enter(store, one.lesson, one.key)
