"""Hand-ins as a learner's program would write them, without playing."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from lessons.kinds.kept_answers import keep
from lessons.kinds.written_answers import read
from lessons.lesson.keys import open_key
from lessons.lesson.lesson import Lesson
from lessons.model.answer import Raw
from lessons.record.event import Event
from lessons.share.handing_in.hand_in import HandIn, to_bytes


def digest(*words: object) -> str:
    """32 hexadecimal digits that belong to these words."""
    return sha256(" ".join(map(str, words)).encode()).hexdigest()[:32]


def handed_in(
    lesson: Lesson,
    name: str,
    answers: Mapping[str, Raw],
    *,
    record: str = "",
    sure: Mapping[str, int] | None = None,
    minute: int = 0,
    key: str | None = None,
    extra: tuple[Event, ...] = (),
) -> HandIn:
    """One learner's hand-in: each answer committed in a minute of its own, from ``minute`` on."""
    version = open_key(lesson).version if key is None else key
    events = [_event(lesson, name, "opened", "", minute, {"version": "1", "text": lesson.article.hash})]
    for number, (id, raw) in enumerate(answers.items(), 1):
        exercise = lesson.exercise(id)
        data: dict[str, Raw] = {
            "answer": keep(
                exercise.form,
                read(exercise.form, raw, lesson.article, lesson.beside),
                lesson.article,
                lesson.beside,
            ),
            "practice": False,
            "key": version,
            "text": lesson.article.hash,
            "sure": (sure or {}).get(id),
            "hints": 0,
            "seconds": 30.0 + number,
        }
        events.append(_event(lesson, name, "committed", id, minute + number, data))
    events.append(_event(lesson, name, "finished", "", minute + 59, {}))
    return HandIn(
        name, record or digest(name), lesson.course, lesson.id, _time(minute + 59), (*events, *extra)
    )


def _event(
    lesson: Lesson, name: str, event: str, exercise: str, minute: int, data: Mapping[str, Raw]
) -> Event:
    id = digest(name, event, exercise, minute)
    return Event(event, lesson.course, lesson.id, exercise, data, id, _time(minute))


def _time(minute: int) -> str:
    return f"2026-01-31T{9 + minute // 60:02}:{minute % 60:02}:00.000Z"


def write(folder: Path, hand_in: HandIn, name: str = "") -> Path:
    """The hand-in as a file in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (name or f"{hand_in.learner}.handin")
    path.write_bytes(to_bytes(hand_in))
    return path
