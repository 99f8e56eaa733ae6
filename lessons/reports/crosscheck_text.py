"""A cross-check as text for a teacher and as JSON for a program."""

from collections.abc import Iterator
from fractions import Fraction

from lessons.i18n import _, plural
from lessons.model.result import percent
from lessons.reports.crosscheck import AgainstKey, CrossCheck, ExerciseCheck, Reading
from lessons.reports.decisions import Group
from lessons.text import visible


def as_text(check: CrossCheck) -> str:
    """The readings, then each exercise with its figures and what is disputed, then the techniques."""
    return "\n".join(visible(" ".join(line.split("\n"))) for line in _lines(check))


def _lines(check: CrossCheck) -> Iterator[str]:
    count = len(check.readings)
    names = ", ".join(reading.reader for reading in check.readings)
    told = plural(
        "{title}: {count} reading ({names}), and the key.",
        "{title}: {count} readings ({names}), and the key.",
        count,
    )
    yield told.format(title=check.lesson.title, count=count, names=names)
    for reading in check.readings:
        yield from _trouble(reading, len(check.lesson.exercises))
    for one in check.exercises:
        yield ""
        yield from _exercise(check, one)
    if check.confusions:
        yield ""
        yield _("Techniques confused (key > reader):")
        for (right, named), times in check.confusions.most_common():
            yield f"  {_technique(check, right)} > {_technique(check, named)}: {times}"
    yield ""
    yield _("The whole lesson:")
    yield from (f"  {line}" for line in _totals(check))
    yield _total(check)


def _totals(check: CrossCheck) -> Iterator[str]:
    """A line a reader, then one on the lesson; means over the exercises."""
    for one in check.totals:
        told = plural("{count} exercise answered", "{count} exercises answered", one.answered)
        figures = [told.format(count=one.answered)]
        if one.agreement is not None:
            figures.append(_("agrees with the key in {share} of 100").format(share=percent(one.agreement)))
        if one.score is not None:
            figures.append(_("score {score} of 100").format(score=percent(one.score)))
        if one.hints:
            figures.append(plural("{count} hint", "{count} hints", one.hints).format(count=one.hints))
        if one.notes:
            figures.append(plural("{count} note", "{count} notes", one.notes).format(count=one.notes))
        yield f"{one.reader}: {', '.join(figures)}"
    if check.agreement is not None:
        yield _("pairs of readers agree in {share} of 100").format(share=percent(check.agreement))


def _trouble(reading: Reading, exercises: int) -> Iterator[str]:
    answered = len(reading.answers)
    if not reading.finished or answered < exercises:
        told = _("  {reader} answered {answered} of {all} exercises.")
        yield told.format(reader=reading.reader, answered=answered, all=exercises)
    if reading.moved:
        told = _("  {reader} read another version of the text; marks were found again by their words.")
        yield told.format(reader=reading.reader)
    if reading.hints:
        count = sum(reading.hints.values())
        told = plural("  {reader} saw {count} hint: {where}", "  {reader} saw {count} hints: {where}", count)
        where = ", ".join(f"{id} {number}" for id, number in reading.hints.items())
        yield told.format(reader=reading.reader, count=count, where=where)
    for id, words in reading.lost.items():
        shown = ", ".join(f"\u201c{' '.join(word.split())[:60]}\u201d" for word in words)
        yield _("  {reader}: lost in {exercise}: {words}").format(
            reader=reading.reader, exercise=id, words=shown
        )
    for id, reason in reading.unfit.items():
        told = _("  {reader}: the answer to {exercise} is left out: {reason}")
        yield told.format(reader=reading.reader, exercise=id, reason=reason)


def _exercise(check: CrossCheck, one: ExerciseCheck) -> Iterator[str]:
    head = f"{one.exercise.id} ({one.exercise.kind.name})"
    notes = [(reading.reader, reading.notes.get(one.exercise.id)) for reading in check.readings]
    noted = [
        _("  note by {reader}: {words}").format(reader=reader, words=words)
        for reader, words in notes
        if words
    ]
    if not one.readers:
        yield _("{exercise}: nobody answered it.").format(exercise=head)
        yield from noted
        return
    told = plural("{count} reader", "{count} readers", len(one.readers)).format(count=len(one.readers))
    groups = [_group(check, one, group) for group in one.groups] if len(one.readers) > 1 else []
    yield f"{head}: {told}" + "".join(f"; {group}" for group in groups if group) + "."
    for reader in one.against:
        yield "  " + _against(reader)
    yield from noted
    for dispute in one.disputes:
        yield f"  ? {dispute.said}."
        if dispute.offered:
            yield "    " + _("the key can call it debatable: --write-debatable writes that")
        elif dispute.trail is not None:
            yield "    " + _("the key can call it debatable, but one reader alone is no reason")
        elif dispute.advice:
            yield f"    {dispute.advice}"


def _group(check: CrossCheck, one: ExerciseCheck, group: Group) -> str:
    figures = []
    for level, value in group.alphas.items():
        marks = check.key.bound[one.exercise.id].marks is not None
        name = (
            _("alpha by word") if marks else _("alpha") if level == "nominal" else f"{_('alpha')} ({level})"
        )
        figures.append(f"{name} {_number(value)}")
    if group.agreement is not None:
        figures.append(_("pairs agree {share} of 100").format(share=percent(group.agreement)))
    if one.f1 is not None:
        figures.append(_("character F1 {f1}").format(f1=_number(one.f1)))
    return (f"{group.name}: " if group.name else "") + ", ".join(figures)


def _against(reader: AgainstKey) -> str:
    figures = []
    if reader.agreement is not None:
        figures.append(_("agrees in {share} of 100").format(share=percent(reader.agreement)))
    if reader.kappa is not None:
        figures.append(_("kappa {kappa}").format(kappa=_number(reader.kappa)))
    if reader.f1 is not None:
        figures.append(_("character F1 {f1}").format(f1=_number(reader.f1)))
    figures.append(_("score {score} of 100").format(score=percent(reader.score)))
    return _("{reader} and the key: {figures}").format(reader=reader.reader, figures=", ".join(figures))


def _number(value: Fraction | None) -> str:
    return _("undefined") if value is None else f"{float(value):.3f}"


def _technique(check: CrossCheck, id: str) -> str:
    technique = check.lesson.glossary.technique(id)
    return technique.name if technique else id


def _total(check: CrossCheck) -> str:
    found = [dispute for _exercise, dispute in check.disputes]
    can = sum(dispute.offered for dispute in found)
    if not found:
        return _("Nothing is disputed.")
    told = _("Disputed: {count}. --write-debatable calls {can} of them debatable in the key.")
    return told.format(count=len(found), can=can)


def as_mapping(check: CrossCheck) -> dict[str, object]:
    """The JSON form, documented in docs/crosscheck.md."""
    return {
        "format": 1,
        "course": check.lesson.course,
        "lesson": check.lesson.id,
        "key": check.key.version,
        "text": check.lesson.article.hash,
        "readings": [
            {
                "reader": one.reader,
                "finished": one.finished,
                "answered": len(one.answers),
                "other_text": one.moved,
                "lost": {id: list(words) for id, words in one.lost.items()},
                "left_out": dict(one.unfit),
                "hints": dict(one.hints),
                "notes": dict(one.notes),
                "agreement": _rounded(total.agreement),
                "score": _rounded(total.score),
            }
            for one, total in zip(check.readings, check.totals, strict=True)
        ],
        "agreement": _rounded(check.agreement),
        "exercises": {one.exercise.id: _as_mapping(one) for one in check.exercises},
        "confusions": [
            {"key": right, "reader": named, "times": times}
            for (right, named), times in check.confusions.most_common()
        ],
    }


def _as_mapping(one: ExerciseCheck) -> dict[str, object]:
    return {
        "kind": one.exercise.kind.name,
        "readers": list(one.readers),
        "groups": [
            {
                "name": group.name,
                "agreement": _rounded(group.agreement),
                "alpha": {level: _rounded(value) for level, value in group.alphas.items()},
            }
            for group in one.groups
        ],
        "character_f1": _rounded(one.f1),
        "items": [
            {"id": item.id, "text": item.text, "agreement": _rounded(item.agreement), "answers": item.answers}
            for item in one.items
        ],
        "against_key": [
            {
                "reader": reader.reader,
                "agreement": _rounded(reader.agreement),
                "kappa": _rounded(reader.kappa),
                "character_f1": _rounded(reader.f1),
                "score": _rounded(reader.score),
            }
            for reader in one.against
        ],
        "disputes": [
            {
                "item": dispute.item,
                "words": dispute.words,
                "said": dispute.said,
                "readers": list(dispute.readers),
                "of": dispute.of,
                "offered": dispute.offered,
                "key": list(dispute.trail or ()),
                "advice": dispute.advice,
                **(
                    {"span": {"start": dispute.span.start, "end": dispute.span.end, "side": dispute.side}}
                    if dispute.span
                    else {}
                ),
            }
            for dispute in one.disputes
        ],
    }


def _rounded(value: Fraction | None) -> float | None:
    return None if value is None else round(float(value), 6)
