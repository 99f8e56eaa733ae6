"""The teacher's answer to something contested: kept with the class, and written where learners meet it."""

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import insert

from lessons.disk import replace_file
from lessons.loading.document import Value
from lessons.loading.replies_source import REPLIES_FILE, Reply, ReplyVerdict, read_replies
from lessons.loading.yaml_edit import to_yaml
from lessons.model.problem import LessonError
from lessons.model.scalar import Plain
from lessons.record.event import now
from lessons.school.contested import Contested
from lessons.school.schema import decisions
from lessons.school.store import ClassStore


def decide(
    store: ClassStore, course: str, lesson: str, one: Contested, verdict: ReplyVerdict, answer: str
) -> None:
    """Keep the decision on everything contested there so far. Raises ``RecordError``."""
    told = {
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
        connection.execute(insert(decisions).values(**told))


def write_reply(folder: Path, one: Contested, verdict: ReplyVerdict, answer: str) -> Path:
    """Write the answer into the lesson's replies.yaml; answers to others, also of other classes, stay.

    Raises ``LessonError`` for a file that cannot be understood, and ``OSError``; the file is then as it was.
    """
    ids = tuple(voice.event for voice in one.voices)
    fresh = Reply(one.exercise, one.item, one.words, verdict, answer, ids)
    kept = [_without(reply, set(ids)) for reply in replies_to_add_to(folder)]
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
    return Reply(reply.exercise, reply.item, reply.words, reply.verdict, reply.answer, left)


def _as_yaml(replies: Iterable[Reply]) -> str:
    listed: list[Value] = [
        {
            "exercise": reply.exercise,
            "item": reply.item,
            "words": reply.words,
            "verdict": reply.verdict,
            "answer": reply.answer,
            "contested": list(reply.contested),
        }
        for reply in replies
    ]
    head = "# Answers to contested items, written by 'closeread class decide'. Hand the lesson out again with it.\n"
    return head + to_yaml({"format": Plain("1"), "replies": listed})
