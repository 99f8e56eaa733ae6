"""What a teacher answered to contested items: ``replies.yaml`` in a lesson's folder, written by the program.

::

    format: 1
    replies:
      - {exercise: find-loaded, item: m2, words: greedy, verdict: debatable, answer: "...", contested: [event ids]}

A learner finds the own contest by the id of its event: nobody is named. The file is a comfort: one that cannot be read
is as good as none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from lessons.i18n import _
from lessons.loading.catalogue import is_file
from lessons.loading.document import Value
from lessons.loading.yaml_source import read_yaml

REPLIES_FILE = "replies.yaml"
FORMAT = "1"
ReplyVerdict = Literal["right", "debatable", "removed", "stands"]
"""What became of the key: the learner's answer is right, either is, the item is gone, or the key stands."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The teacher's answer to one contested item."""

    exercise: str
    item: str
    words: str
    """What the item is, in plain words."""
    verdict: ReplyVerdict
    answer: str
    contested: tuple[str, ...]
    """Ids of the events that it answers."""


def verdict_words(verdict: ReplyVerdict) -> str:
    """What became of the key, for the learner."""
    return {
        "right": _("your answer is right now"),
        "debatable": _("now debatable: either way costs nothing"),
        "removed": _("taken out of the key"),
        "stands": _("the key stands"),
    }[verdict]


def read_replies(folder: Path) -> tuple[Reply, ...]:
    """The replies in a lesson's folder; what cannot be read is passed over."""
    if not is_file(folder / REPLIES_FILE):
        return ()
    value = read_yaml(folder / REPLIES_FILE).value
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        return ()
    listed = value.get("replies")
    made = (_reply(entry) for entry in listed) if isinstance(listed, list) else ()
    return tuple(reply for reply in made if reply is not None)


def _reply(entry: Value) -> Reply | None:
    if not isinstance(entry, dict):
        return None
    verdict, contested = entry.get("verdict"), entry.get("contested")
    known = next((one for one in get_args(ReplyVerdict) if one == verdict), None)
    if known is None or not isinstance(contested, list):
        return None
    exercise, item, words, answer = (_text(entry, name) for name in ("exercise", "item", "words", "answer"))
    ids = tuple(str(id) for id in contested if isinstance(id, str))
    return Reply(exercise, item, words, known, answer, ids)


def _text(entry: Mapping[str, Value], name: str) -> str:
    found = entry.get(name)
    return found if isinstance(found, str) else ""
