"""Which problems are told: all of them, or those whose codes were asked for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lessons.model.problem import Problem

_CODE = re.compile(r"[YFGAKL][0-9]{0,3}")


class NoCodeError(ValueError):
    """Something that is neither a code nor the beginning of one."""


@dataclass(frozen=True)
class Selection:
    """Codes or their beginnings, such as ``K709`` or ``K7``."""

    only: tuple[str, ...] = ()
    """When there are any, only these are told."""
    ignore: tuple[str, ...] = ()
    """These are not told."""

    def keeps(self, code: str) -> bool:
        """Whether problems of that code are told."""
        return (not self.only or code.startswith(self.only)) and not code.startswith(self.ignore)

    def of(self, problems: Iterable[Problem]) -> list[Problem]:
        """The problems that are told."""
        return [problem for problem in problems if self.keeps(problem.code)]


def selection(only: Iterable[str], ignore: Iterable[str]) -> Selection:
    """The selection that was typed; lower case will do. Raises ``NoCodeError`` with the first wrong word."""
    return Selection(tuple(map(_code, only)), tuple(map(_code, ignore)))


def _code(word: str) -> str:
    if not _CODE.fullmatch(word.upper()):
        raise NoCodeError(word)
    return word.upper()
