"""What a plain page shows of a lesson, phase by phase: values for the templates. Nothing here changes anything."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lessons.cli.linear.afterwards import (
    Sides,
    advice,
    annotated,
    contests_made,
    figures,
    part_line,
    score_line,
)
from lessons.cli.linear.hearing import masthead
from lessons.cli.linear.start import done_words
from lessons.i18n import _, counted, plural
from lessons.kinds.wording import about_guessing
from lessons.model.answer import is_given
from lessons.model.article import Article
from lessons.model.course import Course
from lessons.model.form import MarkForm
from lessons.model.glossary import Glossary
from lessons.model.result import percent
from lessons.play import Phase, Session
from lessons.play.rules import told_path
from lessons.play.states import status_name
from lessons.play.summary import strand_name, withdrawn_line
from lessons.prose import one_line
from lessons.record.event import Event
from lessons.reports.glossary_text import entry
from lessons.reports.html_text import PageExercise, ShownBlock, explained, shown_blocks
from lessons.reports.standing import Standing, standings
from lessons.school.controls import Controls
from lessons.text import visible
from server.plain.acts import Outcome
from server.plain.form_shapes import Sent, Shape
from server.plain.plain_seat import PlainSeat
from tui.boards.ending import explained_later

_MOST_ASKED = 8
"""Most paragraphs that stand above an exercise which is not about marking them; more are in the whole text."""


@dataclass(frozen=True, slots=True)
class ShownText:
    """A text of the lesson: what its page says of itself, and its blocks."""

    title: str
    about: tuple[str, ...]
    language: str
    blocks: tuple[ShownBlock, ...]


@dataclass(frozen=True, slots=True)
class ListedExercise:
    """An exercise in the list of all."""

    number: int
    words: str
    status: str
    here: bool
    looks: bool
    """Whether its explanation can be looked at."""


@dataclass(frozen=True, slots=True)
class MissedHere:
    """What was missed in one exercise."""

    number: int
    question: str
    lines: tuple[str, ...]


def shown_text(article: Article, *, second: bool = False) -> ShownText:
    """A whole text."""
    title, *about = masthead(article, second=second)
    blocks = tuple(shown_blocks(article, article.blocks))
    return ShownText(title, tuple(about), article.masthead.language, blocks)


def texts(session: Session) -> tuple[ShownText, ...]:
    """The text of the lesson, and the second one."""
    beside = session.lesson.beside
    first = (shown_text(session.lesson.article),)
    return first if beside is None else (*first, shown_text(beside, second=True))


def labels(session: Session) -> tuple[str, ...]:
    """What has to be known of the texts before all else: that the words are ours."""
    articles = (session.lesson.article, session.lesson.beside)
    return tuple(
        dict.fromkeys(
            _("Classroom rendition: the sentences are ours.")
            for article in articles
            if article is not None and article.masthead.rendition
        )
    )


def places(session: Session) -> tuple[ListedExercise, ...]:
    """Every exercise with its status, and its score where that is told."""
    listed = []
    for number, exercise in enumerate(session.lesson.exercises, 1):
        status = status_name(session.status(exercise.id))
        result = session.first_result(exercise.id) if session.rules.explains else None
        if result is not None:
            told = _("{score} of 100").format(score=percent(result.score))
            status += ", " + (_("for your teacher to mark") if result.rubric else told)
        here = number - 1 == session.index and session.phase not in (Phase.READING, Phase.FINISHED)
        words = one_line(exercise.task.prompt)
        words = words if len(words) <= 90 else words[:88] + " …"
        listed.append(ListedExercise(number, words, status, here, result is not None))
    return tuple(listed)


@dataclass(frozen=True, slots=True)
class GlossaryPart:
    """Words of the glossary that belong together, each with what is said of it."""

    title: str
    words: tuple[tuple[str, tuple[str, ...]], ...]
    is_named_there: bool = False
    """Whether the title is in the language of the lesson, and no word of the interface."""


def glossary_parts(glossary: Glossary) -> Iterator[GlossaryPart]:
    """The names of a lesson, the techniques by their families, and the questions of the yardstick."""
    if glossary.background:
        names = tuple((visible(name), (one_line(meaning),)) for name, meaning in glossary.background)
        yield GlossaryPart(_("Who, what and when"), names)
    for family in glossary.families:
        own = [technique for technique in glossary.techniques if technique.family == family.id]
        techniques = tuple((visible(one.name), tuple(entry(glossary, one)[1:])) for one in own)
        if techniques:
            yield GlossaryPart(visible(family.name), techniques, is_named_there=True)
    if glossary.yardstick:
        questions = tuple(
            (one_line(one.text), tuple(filter(None, (one_line(one.help),)))) for one in glossary.yardstick
        )
        yield GlossaryPart(_("Questions to ask of every article"), questions)


def glossary_of(session: Session) -> tuple[GlossaryPart, ...]:
    """The glossary, where the rules have it open."""
    return tuple(glossary_parts(session.lesson.glossary)) if session.rules.allow("glossary") else ()


def values(seat: PlainSeat, outcome: Outcome, sent: Sent) -> dict[str, object]:
    """What every page of a lesson shows, and what its phase adds."""
    session = seat.session
    page: dict[str, object] = {
        "lesson": session.lesson,
        "phase": session.phase.value,
        "rules": session.rules,
        "texts": texts(session),
        "labels": labels(session),
        "glossary": glossary_of(session),
        "places": places(session),
        "withdrawn": tuple(visible(withdrawn_line(one)) for one in session.withdrawn),
        "time_left": _time_left(session),
        "exercise": None,
        "stamp": "",
        "short": session.short,
        "waits": "" if session.may_go_on or session.phase is Phase.READING else waits_for_all(),
        "later": explained_later() if session.rules.closes and session.lesson.seal is None else "",
        "paths": (
            tuple(told_path(session.whole, short=short) for short in (True, False))
            if session.has_paths
            else ()
        ),
    }
    match session.phase:
        case Phase.READING:
            page |= {"goals": session.lesson.goals, "summary": session.lesson.summary}
            page["background"] = session.lesson.glossary.background if session.rules.allow("glossary") else ()
        case Phase.FINISHED:
            page |= _ending(session)
        case _:
            page |= _exercise(seat, outcome, sent)
    return page


def waits_for_all() -> str:
    """What is said at the last exercise that the teacher has opened."""
    return _("Your teacher goes on with everybody together: wait here, or look back.")


def _time_left(session: Session) -> str:
    if session.limit is None or session.phase is Phase.FINISHED:
        return ""
    minutes = session.limit.minutes
    return plural("{count} minute left.", "{count} minutes left.", minutes).format(count=minutes)


def _exercise(seat: PlainSeat, outcome: Outcome, sent: Sent) -> dict[str, object]:
    session, exercise = seat.session, seat.session.exercise
    page = answering(seat, outcome, sent)
    page["practice"] = session.practising and session.phase is not Phase.CLOSED
    if session.phase is Phase.EXPLAINED:
        return page | _explanation(session)
    lost = ""
    if session.lost:
        message = _("The text has changed: {count} of your marks could not be found again.")
        lost = message.format(count=session.lost)
    answered = seat.field.show() if session.phase is Phase.CLOSED and is_given(session.draft) else []
    return page | {
        "hints": session.hints,
        "more_hints": len(exercise.task.hints) - len(session.hints),
        "lost": lost,
        "answered": tuple(answered),
    }


def answering(seat: PlainSeat, outcome: Outcome, sent: Sent) -> dict[str, object]:
    """What is shown of an exercise or a card while it is asked: what it is about, and the form to fill in."""
    session, exercise = seat.session, seat.session.exercise
    shapes: tuple[Shape, ...] = ()
    if session.phase is Phase.ANSWERING:
        shapes = tuple(seat.form(sent if outcome.refusals or outcome.asks else Sent({})).shapes())
    return {
        "exercise": exercise,
        "stamp": seat.stamp(exercise.id),
        "number": session.index + 1,
        "count": len(session.lesson.exercises),
        "strand": strand_name(exercise.task.strand).capitalize(),
        "asked": tuple(_asked(session)),
        "shapes": shapes,
        "certainty": session.certainty,
        "can_undo": session.can_undo,
        "can_redo": session.can_redo,
        "hints": (),
        "more_hints": 0,
        "lost": "",
    }


def _asked(session: Session) -> Iterator[ShownBlock]:
    """The paragraphs that the exercise is about, where they are to be marked or are few."""
    exercise = session.exercise
    form = exercise.form
    side = form.side if isinstance(form, MarkForm) else "main"
    scope = form.scope if isinstance(form, MarkForm) else exercise.scope
    article = session.lesson.side(side)
    blocks = tuple(dict.fromkeys(article.block_at(span.start) for span in scope))
    if isinstance(form, MarkForm) or len(blocks) <= _MOST_ASKED:
        yield from shown_blocks(article, blocks)


def _explanation(session: Session) -> dict[str, object]:
    result, exercise = session.result, session.exercise
    assert result is not None  # it is explained
    told: PageExercise = explained(session.lesson, session.index + 1, exercise, result)
    first, note = session.first_result(exercise.id), ""
    if first is None:
        note = _("This was practice: the lesson was finished without an answer here.")
    elif first != result:
        note = _("This was practice. Your first answer stays the score: {score} of 100.")
        if first.rubric:
            note = _("This was practice. Your first answer is the one for your teacher.")
        note = note.format(score=percent(first.score))
    parts = tuple((str(place), one_line(part.text) or part.id) for place, part in enumerate(result.parts, 1))
    guessing = "" if result.rubric or not result.rule else about_guessing()
    return {
        "told_exercise": told,
        "score": score_line(replace(result, arithmetic="")),
        "practice_note": note,
        "first_differs": first is not None and first != result and session.rules.allow("explain"),
        "contests": tuple(contests_made(session)),
        "contestable": (("0", _("the whole exercise")), *parts),
        "guessing": guessing,
    }


def _ending(session: Session) -> dict[str, object]:
    """The end of a lesson; of a test, how much is handed in and nothing more."""
    total = len(session.lesson.exercises)
    if session.rules.closes:
        done = counted(
            "{count} answer is handed in", "{count} answers are handed in", total - len(session.unanswered)
        )
        line = _("{answers}, of {total}. Nothing can be changed any more.").format(answers=done, total=total)
        return {"figures": (line,), "missed": (), "notes": (), "advice": ()}
    summary = session.summary()
    sides = Sides(session.lesson.article, session.lesson.beside)
    numbers = {exercise.id: number for number, exercise in enumerate(session.lesson.exercises, 1)}
    missed: dict[str, list[str]] = {}
    for id, part in summary.missed:
        form = session.lesson.exercise(id).form
        line = part_line(replace(part, why=""), form, sides, session.lesson.glossary)
        missed.setdefault(id, []).append(line)
    return {
        "figures": tuple(figures(session, summary)),
        "missed": tuple(
            MissedHere(numbers[id], one_line(session.lesson.exercise(id).task.prompt), tuple(lines))
            for id, lines in missed.items()
        ),
        "notes": tuple(annotated(session.notes(), sides, session.lesson.glossary)),
        "advice": tuple(advice(summary)),
    }


@dataclass(frozen=True, slots=True)
class ListedLesson:
    """A lesson in the list, with how far the learner is."""

    course: str
    id: str
    title: str
    summary: str
    minutes: str
    state: str
    opens: bool
    shut: bool
    """Whether the teacher has not opened it now."""


@dataclass(frozen=True, slots=True)
class ListedCourse:
    """A course in the list."""

    title: str
    language: str
    trouble: str
    lessons: tuple[ListedLesson, ...]


def listed(courses: Sequence[Course], events: Sequence[Event], held: Controls) -> tuple[ListedCourse, ...]:
    """The courses of the class, with how far a learner is in each lesson, and which the teacher has open."""
    states = standings(courses, events)
    return tuple(
        ListedCourse(
            course.title,
            course.language,
            course.trouble,
            tuple(
                ListedLesson(
                    course.id,
                    card.id,
                    card.title,
                    card.summary,
                    card.minutes.told(),
                    _state(states[course.id, card.id], bool(card.trouble or card.bring), held),
                    not (card.trouble or card.bring) and held.opens(course.id, card.id),
                    not held.opens(course.id, card.id),
                )
                for card in course.lessons
            ),
        )
        for course in courses
    )


def _state(state: Standing, closed: bool, held: Controls) -> str:
    if closed:
        return _("It cannot be opened.")
    if state.sealed or (state.begun and not held.explained):
        return _("{answered} of {total} handed in.").format(answered=state.answered, total=state.total)
    if state.finished:
        return done_words(state)
    if state.begun:
        message = _("Begun: {answered} of {total} done.")
        if state.short:
            message = _("Begun on the short path: {answered} of {total} done.")
        return message.format(answered=state.answered, total=state.total)
    return _("New.")
