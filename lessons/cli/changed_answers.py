"""Answers on their way to better ones, for commands that write what readers and learners made a teacher think of."""

from pathlib import Path

from lessons.author.answer_files import AnswerFile
from lessons.checking.lesson_rules import examine
from lessons.checking.report import as_line
from lessons.i18n import _
from lessons.lesson.keys import load_key
from lessons.lesson.opening import load_lesson
from lessons.loading.document import Trail
from lessons.model.problem import Problem, Severity


class ChangedAnswers:
    """The answers of a lesson with changes; nothing is written here."""

    def __init__(self, folder: Path, home: Path, file: AnswerFile) -> None:
        self.folder, self.home, self.file = folder, home, file
        self.problems = self._problems(file)

    def take(self, trail: Trail) -> str:
        """Make the mapping at a place debatable; why not, or nothing when it was done."""
        changed = self.file.debatable(trail)
        if changed is None:
            return _("the file is written there in a way that cannot be changed safely; do it by hand")
        why = self.why_not(changed)
        if not why:
            self.file = changed
        return why

    def why_not(self, changed: AnswerFile) -> str:
        """The first error that ``check`` would find in changed answers and not in those on the disk, in a sentence."""
        errors = [one for one in self.new(changed) if one.severity is Severity.ERROR]
        return _("'check' would then say: {problem}").format(problem=as_line(errors[0])) if errors else ""

    def new(self, file: AnswerFile) -> list[Problem]:
        """What ``check`` says of changed answers and does not say of those on the disk."""
        before = {(one.code, one.found) for one in self.problems}
        return [one for one in self._problems(file) if (one.code, one.found) not in before]

    def _problems(self, file: AnswerFile) -> list[Problem]:
        source = load_lesson(self.folder, home=self.home, document=file.lesson)
        if source.sketch is None:
            return source.problems
        key = load_key(source.sketch, source.faulty, source.unread, file.key or source.key)
        return [*source.problems, *key.problems, *examine(source, key)]
