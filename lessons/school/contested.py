"""What a class contests, and what its teacher answers: kept with the class, and written where learners meet it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import get_args

from sqlalchemy import insert, select

from lessons.disk import replace_file
from lessons.lesson.lesson import Lesson, as_renamed
from lessons.loading.document import Value
from lessons.loading.replies_source import REPLIES_FILE, Reply, ReplyVerdict, read_replies, verdict_words
from lessons.loading.yaml_edit import to_yaml
from lessons.model.form import Side
from lessons.model.problem import LessonError
from lessons.model.scalar import Plain
from lessons.record.event import Event, now
from lessons.school.db_schema import decisions
from lessons.school.store import ClassStore
from lessons.text import normalise

VERDICTS: tuple[ReplyVerdict, ...] = get_args(ReplyVerdict)


@dataclass(frozen=True, slots=True)
class Voice:
    """One learner who contests."""

    learner: int
    event: str
    """Id of the event: a reply is found by it."""
    reason: str
    given: str
    """What was answered, in plain words."""
    verdict: str
    """What the key said of it then."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the teacher said to it."""

    verdict: str
    answer: str
    contested: tuple[str, ...]
    time: str


@dataclass(frozen=True, slots=True)
class Contested:
    """One thing that is contested."""

    exercise: str
    """Its id of today, also where it had another when it was contested."""
    was: tuple[str, ...]
    """Its ids of before."""
    words: str
    """What it is; empty for the exercise as a whole."""
    item: str
    """As in the event that was made last; ids of items move when a key changes, words do not."""
    voices: tuple[Voice, ...]
    span: tuple[int, int] | None
    """Where marked words stood that are in nobody's key."""
    side: Side
    decision: Decision | None

    @property
    def learners(self) -> int:
        """How many contest it."""
        return len(self.voices)

    @property
    def reasons(self) -> tuple[str, ...]:
        """What the learners wrote, each on a line of its own; none of those who wrote nothing."""
        return tuple(one_line_of(voice.reason) for voice in self.voices if voice.reason)

    @property
    def answer(self) -> str:
        """What the teacher answered, in a sentence or more; empty without an answer."""
        if self.decision is None:
            return ""
        verdict = self.decision.verdict
        words = next((verdict_words(one) for one in VERDICTS if one == verdict), verdict)
        return one_line_of(f"{words[:1].upper()}{words[1:]}. {self.decision.answer}")

    @property
    def tag(self) -> str:
        """A short name for the command line, the same as long as exercise and words are."""
        return tag_of(self.exercise, self.words)

    @property
    def open(self) -> bool:
        """Whether somebody has no answer yet."""
        answered = set(self.decision.contested) if self.decision is not None else set()
        return any(voice.event not in answered for voice in self.voices)


def one_line_of(text: str) -> str:
    """What somebody typed, inert and on one line."""
    return " ".join(normalise(text).split())


def tag_of(exercise: str, words: str) -> str:
    """``find-loaded/3f2a``."""
    return f"{exercise}/{sha256(f'{exercise} {words}'.encode()).hexdigest()[:4]}"


def contested(store: ClassStore, lesson: Lesson) -> tuple[Contested, ...]:
    """Everything contested in a lesson, by exercise and words; those of most learners first in each exercise.

    A learner who contests something twice has one voice, the later one. Raises ``RecordError``.
    """
    by_words: dict[tuple[str, str], dict[int, Event]] = {}
    for learner, event_then in store.events(lesson.course, lesson.id, ("contested",)):
        for event in as_renamed(lesson, [event_then]):
            if event.exercise and _text(event, "reason"):
                by_words.setdefault((event.exercise, _text(event, "words")), {})[learner] = event
    decisions_made = decided(store, lesson)
    was = {exercise.id: exercise.was for exercise in lesson.exercises}
    every = [
        _contested(exercise, was.get(exercise, ()), words, voices, decisions_made)
        for (exercise, words), voices in by_words.items()
    ]
    return tuple(sorted(every, key=lambda one: (one.exercise, -len(one.voices), one.words)))


def _contested(
    exercise: str,
    was: tuple[str, ...],
    words: str,
    voices: dict[int, Event],
    decisions_made: dict[tuple[str, str], Decision],
) -> Contested:
    last = max(voices.values(), key=lambda event: (event.time, event.id))
    start, end = last.data.get("start"), last.data.get("end")
    return Contested(
        exercise=exercise,
        was=was,
        words=words,
        item=_text(last, "item"),
        voices=tuple(_voice(learner, event) for learner, event in voices.items()),
        span=(start, end) if isinstance(start, int) and isinstance(end, int) and 0 <= start < end else None,
        side="beside" if last.data.get("side") == "beside" else "main",
        decision=decisions_made.get((exercise, words)),
    )


def _voice(learner: int, event: Event) -> Voice:
    reason, given, verdict = (_text(event, name) for name in ("reason", "given", "verdict"))
    return Voice(learner, event.id, reason, given, verdict)


def _text(event: Event, name: str) -> str:
    value = event.data.get(name)
    return normalise(value[:2_000]) if isinstance(value, str) else ""


def decided(store: ClassStore, lesson: Lesson) -> dict[tuple[str, str], Decision]:
    """The last decision on each (exercise of today, words). Raises ``RecordError``."""
    here = (decisions.c.course == lesson.course, decisions.c.lesson == lesson.id)
    rows_of_lesson = select(decisions).where(*here)
    today = {old: exercise.id for exercise in lesson.exercises for old in exercise.was}
    with store.told():
        rows = store.connection.execute(rows_of_lesson.order_by(decisions.c.number))
        return {
            (today.get(row.exercise, row.exercise), row.item): Decision(
                row.verdict, row.answer, tuple(row.contested.split()), row.time
            )
            for row in rows
        }


def find(all_of: Sequence[Contested], tag: str) -> Contested | None:
    """The one with this tag, or with the tag that it had under an earlier id."""
    return next(
        (one for one in all_of if tag in (tag_of(id, one.words) for id in (one.exercise, *one.was))), None
    )


def decide(
    store: ClassStore, course: str, lesson: str, one: Contested, verdict: ReplyVerdict, answer: str
) -> None:
    """Keep the decision on everything contested there so far. Raises ``RecordError``."""
    row = {
        "course": course,
        "lesson": lesson,
        "exercise": one.exercise,
        "item": one.words,
        "verdict": verdict,
        "answer": answer,
        "contested": " ".join(voice.event for voice in one.voices),
        "time": now(),
    }
    with store.writing() as connection:
        connection.execute(insert(decisions).values(**row))


def write_reply(folder: Path, one: Contested, verdict: ReplyVerdict, answer: str) -> Path:
    """Write the answer into the lesson's replies.yaml; answers to others, also of other classes, stay.

    Raises ``LessonError`` for a file that cannot be understood, and ``OSError``; the file is then as it was.
    """
    ids = tuple(voice.event for voice in one.voices)
    return add_reply(folder, Reply(one.exercise, one.item, one.words, verdict, answer, ids))


def add_reply(folder: Path, fresh: Reply) -> Path:
    """Write one more reply into the lesson's replies.yaml, in the place of what was said to the same before.

    Raises ``LessonError`` for a file that cannot be understood, and ``OSError``; the file is then as it was.
    """
    kept = [_without(reply, set(fresh.contested)) for reply in replies_to_add_to(folder)]
    path = folder / REPLIES_FILE
    replace_file(path, _as_yaml([*(reply for reply in kept if reply.contested), fresh]).encode())
    return path


def replies_to_add_to(folder: Path) -> tuple[Reply, ...]:
    """The replies in a lesson's folder. Raises ``LessonError`` when one of them would be lost by writing them anew."""
    replies = read_replies(folder)
    if replies.problems:
        raise LessonError(list(replies.problems))
    return replies.readable


def _without(reply: Reply, ids: set[str]) -> Reply:
    left = tuple(id for id in reply.contested if id not in ids)
    return replace(reply, contested=left)


def _as_yaml(replies: Iterable[Reply]) -> str:
    listed: list[Value] = [
        {
            "exercise": reply.exercise,
            "item": reply.item,
            "words": reply.words,
            "verdict": reply.verdict,
            "answer": reply.answer,
            "contested": list(reply.contested),
            **({"mark": Plain(str(reply.mark)), "most": Plain(str(reply.most))} if reply.most else {}),
        }
        for reply in replies
    ]
    head = "# Answers to contested items and marks, written by 'closeread class'. Hand the lesson out again with it.\n"
    return head + to_yaml({"format": Plain("1"), "replies": listed})
