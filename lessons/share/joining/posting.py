"""What a learner does is posted to the class, in a thread of its own; the journal here comes first, and is whole."""

import threading
import time
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lessons.i18n import _, plural
from lessons.model.answer import Raw
from lessons.record.attempts import counts, of_lesson
from lessons.record.event import REPLIED, Event
from lessons.record.journal import LONGEST_ID, Journal, encode, read_journal
from lessons.record.paths import record_id
from lessons.record.recorder import RecordError
from lessons.share.handing_in.hand_in import OWN
from lessons.share.joining.class_server import Answer, ClassServer, ClassServerError
from lessons.share.joining.membership import (
    Membership,
    Names,
    Told,
    keep_told,
    membership_file,
    membership_of,
    told_of,
)
from lessons.share.joining.outbox import NEVER, Outbox

EACH = 10.0
"""Seconds between two looks at what is not with the class yet."""
LATEST = 300.0
"""Seconds between two tries at most while nobody answers: each failure doubles the time."""
ABOUT = 60.0
"""Seconds after which the class is asked again which lessons it reads."""
MOST_EVENTS = 500
MOST_BYTES = 500_000
"""Of one call, unpacked."""
PARTING = 2.0
"""Seconds that the program waits at its end for what is still under way."""
MOST_REPLIES = 1_000
"""Answers of the teacher that are written down, whoever says that there are more."""
LONGEST_TEXT = 2_000
"""Characters of what the teacher answers; the rest is cut off."""
_TEXTS = ("course", "lesson", "exercise", "item", "words", "verdict", "answer")
_ANSWERED = ("contested", "committed")
"""Events that a teacher answers."""
GONE = 401
"""The class does not know the token any more."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """What the class has not answered of one lesson."""

    names: Names
    before: int
    """Events of the lesson that it has."""
    events: Sequence[Event]


class Poster:
    """Follows a journal, and posts what the class does not have. ``begin`` it, and ``close`` it at the end."""

    def __init__(
        self, journal: Journal, file: Path, membership: Membership, server: ClassServer | None = None
    ) -> None:
        """``file``: where the membership lies."""
        self._journal, self._file, self._membership = journal, file, membership
        self._server = server or ClassServer(membership.url, membership.token)
        self._outbox = Outbox(file, membership.class_name)
        self._told: Told = told_of(file)
        self._asked = self._heard_of = time.monotonic() - ABOUT
        self._change = threading.Condition()
        self._woken = self._closing = False
        self.answers = 0
        """Answers that are not with the class."""
        self.unread: tuple[str, int] | None = None
        """A lesson in which the teacher answered something that was not told yet, and how many things."""
        self.trouble: ClassServerError | RecordError | None = None
        """Why the last try came to nothing."""
        self._thread = threading.Thread(target=self._run, name="class", daemon=True)

    def begin(self) -> None:
        """Post from now on."""
        self._thread.start()

    def wake(self) -> None:
        """Something was just kept here."""
        with self._change:
            self._woken = True
            self._change.notify()

    def close(self) -> None:
        """Post what still can be posted in a moment; the rest is posted at the next start."""
        with self._change:
            self._closing = True
            self._change.notify()
        if self._thread.is_alive():
            self._thread.join(PARTING)

    def words(self) -> str:
        """How it stands, for the learner."""
        name = self._membership.class_name
        if isinstance(self.trouble, ClassServerError) and self.trouble.status == GONE:
            return _("Saved here. The class {name} does not know this computer: closeread join").format(
                name=name
            )
        parcels = self._outbox.parcels()
        if refused := next((parcel for parcel in parcels if parcel.refused), None):
            message = _("Class {name} does not take the hand-in of {lesson}: {why}")
            return message.format(name=name, lesson=refused.names[1], why=refused.refused)
        hand_ins = plural("{count} hand-in", "{count} hand-ins", len(parcels)).format(count=len(parcels))
        if not self.answers:
            if parcels:
                return _("Saved here; {hand_ins} not yet with your teacher").format(hand_ins=hand_ins)
            if self.unread is not None:
                lesson, count = self.unread
                message = plural(
                    "Your teacher answered {count} thing: open {lesson}",
                    "Your teacher answered {count} things: open {lesson}",
                    count,
                )
                return message.format(count=count, lesson=lesson)
            return _("Class {name}: everything is with your teacher").format(name=name)
        message = plural(
            "Saved here; {count} answer not yet with your teacher",
            "Saved here; {count} answers not yet with your teacher",
            self.answers,
        )
        if parcels:
            message = plural(
                "Saved here; {count} answer and {hand_ins} not yet with your teacher",
                "Saved here; {count} answers and {hand_ins} not yet with your teacher",
                self.answers,
            )
        return message.format(count=self.answers, hand_ins=hand_ins)

    # The thread

    def _run(self) -> None:
        pause = 0.0
        failures = 0
        while self._wait(pause):
            self.round()
            failures = failures + 1 if self.trouble is not None else 0
            pause = min(LATEST, EACH * 2 ** min(failures, 8)) if failures else EACH
            if isinstance(self.trouble, ClassServerError):
                pause = max(pause, self.trouble.wait)
        if not failures:
            self._server.patience = PARTING
            self.round()

    def _wait(self, pause: float) -> bool:
        """Wait for the next look: a while, or until something is kept; whether there is one."""
        until = time.monotonic() + pause
        with self._change:
            while not self._closing and (left := until - time.monotonic()) > 0:
                if self._woken and self.trouble is None:
                    break
                self._change.wait(left)
            self._woken = False
            return not self._closing

    def round(self) -> None:
        """One look at the journal and, where something waits, one try to post it."""
        try:
            self._look()
            self._ask_for_lessons()
            self._post(self._look())
            self._hand_in()
            self._take_replies()
        except (ClassServerError, RecordError) as error:
            self.trouble = error
        else:
            self.trouble = None

    def _look(self) -> tuple[str, list[_Waiting]]:
        """The record's id, and what waits, the lesson that was worked on last first."""
        events = read_journal(self._journal.path, drafts=False).events
        waiting = [one for names in self._told.lessons if (one := self._waiting_in(events, names)).events]
        waiting.sort(key=lambda one: one.events[-1].time, reverse=True)
        self._count(waiting)
        self.unread = _unread(events)
        return record_id(events), waiting

    def _waiting_in(self, events: Sequence[Event], names: Names) -> _Waiting:
        own = [event for event in of_lesson(events, *names) if event.name not in OWN]
        before, last = self._told.sent.get(names, (0, ""))
        if before > len(own) or (before and own[before - 1].id != last):
            before = 0  # another journal lies here: the class takes each event once
        sealed = any("pack" in event.data for event in own)  # handed in whole, and sealed where it is a test
        return _Waiting(names, before, () if sealed else own[before:])

    def _count(self, waiting: Sequence[_Waiting]) -> None:
        self.answers = sum(counts(event) for one in waiting for event in one.events)

    def _hand_in(self) -> None:
        """Send the hand-ins that wait; one that the class refuses holds no other up."""
        for parcel in self._outbox.waiting:
            try:
                self._outbox.send(parcel, self._server)
            except ClassServerError as error:
                if error.status not in NEVER:
                    raise

    def _ask_for_lessons(self) -> None:
        if time.monotonic() - self._asked < ABOUT:
            return
        answer = self._server.about(self._told.mark)
        self._asked = time.monotonic()
        if answer.status != 304:
            self._keep(replace(self._told, lessons=tuple(_lessons_in(answer)), mark=answer.mark))

    def _take_replies(self) -> None:
        """Write down what the teacher answered: it is shown when the lesson is opened next."""
        if self._closing or time.monotonic() - self._heard_of < ABOUT:
            return
        answer = self._server.replies(self._told.replies)
        self._heard_of = time.monotonic()
        if answer.status == 304:
            return
        events = read_journal(self._journal.path, drafts=False).events
        written = [(one.course, one.lesson, one.exercise, one.data) for one in events if one.name == REPLIED]
        own = frozenset(event.id for event in events if event.name in _ANSWERED)
        for reply in _replies_in(answer, own):
            there = (reply.course, reply.lesson, reply.exercise, reply.data)
            if there not in written and len(written) < MOST_REPLIES:
                self._journal.append(reply, sync=False)
                written.append(there)
        self.unread = _unread(read_journal(self._journal.path, drafts=False).events)
        self._keep(replace(self._told, replies=answer.mark))

    def _post(self, looked: tuple[str, list[_Waiting]]) -> None:
        record, waiting = looked
        for number, one in enumerate(waiting):
            before = one.before
            for lines, part in _parts(one.events):
                if lines:
                    self._heard(self._server.post(record, b"".join(lines.values())), {*lines})
                before += len(part)
                self._keep(replace(self._told, sent={**self._told.sent, one.names: (before, part[-1].id)}))
                left = one.events[before - one.before :]
                self._count([replace(one, events=left), *waiting[number + 1 :]])

    def _heard(self, answer: Answer, ids: set[str]) -> None:
        """Raises ``ClassServerError`` where the class does not answer for each event."""
        refused = {row.get("id") for row in answer.rows("refused") if isinstance(row, dict)}
        if not ids <= {*answer.rows("kept"), *refused}:
            raise ClassServerError(_("the class did not answer for everything"))

    def _keep(self, told: Told) -> None:
        self._told = told
        keep_told(self._file, told)


def _lessons_in(answer: Answer) -> Iterator[Names]:
    for row in answer.rows("lessons"):
        if isinstance(row, dict):
            course, lesson = row.get("course"), row.get("id")
            if isinstance(course, str) and isinstance(lesson, str):
                yield course, lesson


def _replies_in(answer: Answer, own: Container[str]) -> Iterator[Event]:
    """The teacher's answers to events of the learner's own, as events; what is none is passed over."""
    for row in answer.rows("replies"):
        if not isinstance(row, dict) or not all(isinstance(row.get(name), str) for name in _TEXTS):
            continue
        ids = row.get("contested")
        contested = [id for id in ids if isinstance(id, str) and id in own] if isinstance(ids, list) else []
        if contested:
            course, lesson, exercise = (str(row[name])[:LONGEST_ID] for name in _TEXTS[:3])
            texts = (str(row[name])[:LONGEST_TEXT] for name in _TEXTS[3:])
            data: dict[str, Raw] = dict(zip(_TEXTS[3:], texts, strict=True))
            data["contested"] = [*dict.fromkeys(contested)]
            data |= {name: value for name in ("mark", "most") if type(value := row.get(name)) is int}
            yield Event(REPLIED, course, lesson, exercise, data)


def _unread(events: Sequence[Event]) -> tuple[str, int] | None:
    """The lesson of the latest answer of the teacher that was not told yet, and how many there are in it."""
    told: set[Raw] = set()
    answered: dict[Names, set[Raw]] = {}
    for event in events:
        ids = event.data.get("contested")
        if event.name == "told" and isinstance(ids, list):
            told |= {id for id in ids if isinstance(id, str)}
        elif event.name == REPLIED and isinstance(ids, list):
            answered.setdefault((event.course, event.lesson), set()).update(
                id for id in ids if isinstance(id, str)
            )
    for (_course, lesson), ids_of in reversed(answered.items()):
        if left := ids_of - told:
            return lesson, len(left)
    return None


def _parts(events: Sequence[Event]) -> Iterator[tuple[dict[str, bytes], Sequence[Event]]]:
    """The events in order, in parts that one call may hold, and their lines by id; one too long for any has none."""
    lines: dict[str, bytes] = {}
    part: list[Event] = []
    size = 0
    for event in events:
        line = encode(event)
        if len(line) > MOST_BYTES:
            line = b""
        if part and (len(part) >= MOST_EVENTS or size + len(line) > MOST_BYTES):
            yield lines, part
            lines, part, size = {}, [], 0
        part.append(event)
        if line:
            lines[event.id] = line
            size += len(line)
    if part:
        yield lines, part


class Lost:
    """Stands where a class was joined and nobody can read which."""

    def __init__(self, error: RecordError) -> None:
        self._error = error

    def wake(self) -> None:
        """Nothing can be posted."""

    def close(self) -> None:
        """Nothing is under way."""

    def words(self) -> str:
        """What is wrong."""
        return _("Saved here. {file}: {found}").format(file=self._error.place, found=self._error.found)


def follow(journal: Journal, home: Path) -> None:
    """Have what is written to an open journal posted, where its learner has joined a class."""
    file = membership_file(home, journal.learner)
    try:
        membership = membership_of(file)
    except RecordError as error:
        journal.follower = Lost(error)
        return
    if membership is not None:
        journal.follower = poster = Poster(journal, file, membership)
        poster.begin()
