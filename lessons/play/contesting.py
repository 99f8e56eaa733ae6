"""What a learner contests in the key, and what the teacher answered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import get_args

from lessons.loading.replies_source import Replies, Reply, ReplyVerdict
from lessons.model.answer import Raw
from lessons.model.result import Part, Verdict
from lessons.play.keeping import Keeping
from lessons.play.steps import Steps
from lessons.record.event import REASON, REPLIED, Event
from lessons.text import normalise

MARK = "mark"
"""The item under which a teacher's mark for a whole answer is told."""
LONGEST_REASON = 2_000
"""Characters of a reason; the rest is cut off."""


@dataclass(frozen=True, slots=True)
class Contest:
    """One contested item."""

    exercise: str
    item: str
    """As ``item_of`` names it; empty for the exercise as a whole."""
    words: str
    """What the item is, in plain words."""
    reason: str
    """Empty for an answer that the teacher marked: nobody contested it."""
    event: str = ""
    """Id of its event; empty while it was made just now."""
    reply: Reply | None = None


def item_of(part: Part) -> str:
    """The item's id; for a mark that is no item of the key its place, which is the same for everybody: ``120-134``."""
    if part.verdict is Verdict.WRONG and part.span is not None and part.id.startswith("x"):
        return f"{part.span.start}-{part.span.end}"
    return part.id


def reply_in(event: Event) -> Reply | None:
    """The teacher's answer that came from a class; ``None`` for any other event, and for one that is no such answer."""
    ids, verdict = event.data.get("contested"), event.data.get("verdict")
    known = next((one for one in get_args(ReplyVerdict) if one == verdict), None)
    if event.name != REPLIED or known is None or not isinstance(ids, list):
        return None
    item, words, answer = (_text(event.data, name)[:LONGEST_REASON] for name in ("item", "words", "answer"))
    mark, most = (value if type(value := event.data.get(name)) is int else 0 for name in ("mark", "most"))
    contested = tuple(id for id in ids if isinstance(id, str))
    return Reply(event.exercise, item, words, known, answer, contested, mark, most)


class Contests:
    """All contests of an attempt; a later one about the same item takes the place of the earlier one."""

    def __init__(self, events: Iterable[Event], replies: Replies, keeping: Keeping) -> None:
        self._keeping = keeping
        events = [*events]
        own = [reply for event in events if (reply := reply_in(event)) is not None]
        replied = {id: reply for reply in (*replies.readable, *own) for id in reply.contested}
        self._damaged = bool(replies.problems)
        self._told: set[str] = set()
        """Ids of contests whose answer the learner has seen."""
        self._made: dict[tuple[str, str], Contest] = {}
        self._unsent: dict[tuple[str, str], str] = {}
        """Reasons that were typed and not sent, by exercise and item."""
        for event in events:
            if event.name == "contested" and event.exercise:
                item, words, reason = (_text(event.data, name) for name in ("item", "words", "reason"))
                contest = Contest(event.exercise, item, words, reason, event.id, replied.get(event.id))
                self._made[event.exercise, item] = contest
                self._unsent.pop((event.exercise, item), None)
            elif event.name == "committed" and (reply := replied.get(event.id)) is not None:
                self._made[event.exercise, MARK] = Contest(event.exercise, MARK, "", "", event.id, reply)
            elif event.name == REASON:
                self._unsent[event.exercise, _text(event.data, "item")] = _text(event.data, "reason")
            elif event.name == "told":
                seen = event.data.get("contested")
                self._told |= {id for id in seen if isinstance(id, str)} if isinstance(seen, list) else set()

    def of(self, exercise: str) -> dict[str, Contest]:
        """The contests of one exercise by item."""
        return {item: one for (own, item), one in self._made.items() if own == exercise}

    @property
    def reply_unreadable(self) -> bool:
        """Whether something contested has no reply yet while the file of replies holds one that cannot be read."""
        return self._damaged and any(one.event and one.reply is None for one in self._made.values())

    def take_replies(self) -> tuple[Contest, ...]:
        """What the teacher has answered since the last call; a front end shows it on opening the lesson."""
        unseen = tuple(
            one for one in self._made.values() if one.reply is not None and one.event not in self._told
        )
        if unseen:
            self._told |= {one.event for one in unseen}
            self._keeping.log("told", "", {"contested": [one.event for one in unseen]})
        return unseen

    def unsent(self, exercise: str, item: str) -> str:
        """The reason typed about an item and not sent yet; empty when there is none."""
        return self._unsent.get((exercise, item), "")

    def leave(self, exercise: str, item: str, reason: str) -> None:
        """Keep a reason that has not been sent, for the next time; it stays with the learner."""
        sent = self._made.get((exercise, item))
        words = reason[:LONGEST_REASON]
        if words != self.unsent(exercise, item) and (sent is None or words != sent.reason):
            self._unsent[exercise, item] = words
            self._keeping.log(REASON, exercise, {"item": item, "reason": words}, sync=True)

    def make(self, exercise: str, part: Part | None, reason: str, key: str) -> Steps:
        """Contest an item, or with ``None`` the exercise as a whole; kept for the teacher, synced.

        ``key`` is the version of the key. The steps raise ``ValueError`` for a reason without a letter or digit, and
        ``RecordError`` when it cannot be kept.
        """
        why = " ".join(normalise(reason).split())[:LONGEST_REASON]
        if not any(character.isalnum() for character in why):
            raise ValueError("a reason has words")
        item, words = (item_of(part), part.text) if part is not None else ("", "")
        data: dict[str, Raw] = {"item": item, "words": words, "reason": why}
        if part is not None:
            data |= {"verdict": part.verdict.value, "given": part.given}
            if part.span is not None:
                data |= {"start": part.span.start, "end": part.span.end, "side": part.side}
        yield self._keeping.append("contested", exercise, {**data, "key": key}, sync=True)
        self._made[exercise, item] = Contest(exercise, item, words, why)
        self._unsent.pop((exercise, item), None)


def _text(data: Mapping[str, Raw], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""
