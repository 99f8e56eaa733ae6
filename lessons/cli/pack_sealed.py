"""The part of ``closeread pack`` that seals: its options, and what the teacher is told."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lessons.cli.call import here
from lessons.i18n import _, counted
from lessons.loading.catalogue import shipped

if TYPE_CHECKING:
    from lessons.model.seal import Mode
    from lessons.share.packs.packing import Gathered
    from lessons.share.sealing.sealed_packs import SealedPack


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
            told = _(
                "Hand-ins open with the key of the other teacher, who first runs: closeread sealing add {file}"
            )
            yield told.format(file=file)
            return
        yield _("'closeread sealing codes' tells it again.")
        told = _("Hand-ins open with your private key alone: {file}. Keep a copy of it in a safe place.")
        yield told.format(file=key_file(here().home))


def _generous(gathered: "Gathered", pack: "SealedPack") -> Iterator[str]:
    from lessons.model.result import percent
    from lessons.share.sealing.sealed_course import generous_orders

    told = _(
        "{lesson}, {exercise}: its items happen to be shown in an order that earns {score} of 100 untouched."
    )
    for name in gathered.lessons:
        for exercise, score in generous_orders(gathered.folder / name, pack.naming):
            yield told.format(lesson=name, exercise=exercise, score=percent(score))


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
