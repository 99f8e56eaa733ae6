"""The glossary in lines of text, and finding a technique by what a person types."""

import difflib
from collections.abc import Iterator

from lessons.i18n import _
from lessons.lesson.lesson import Lesson
from lessons.model.form import GridForm, MarkForm
from lessons.model.glossary import Glossary, Technique
from lessons.prose import one_line
from lessons.text import comparable, visible


def find_techniques(glossary: Glossary, typed: str) -> list[Technique]:
    """The techniques meant: by id, by name, else by the beginning of a name, else by likeness. Best first."""
    sought = _form(typed)
    if not sought:
        return []
    names = {technique.id: {_form(technique.id), _form(technique.name)} for technique in glossary.techniques}
    for technique in glossary.techniques:
        names[technique.id] |= {_form(name) for _language, name in technique.names}
    for fits in (
        lambda name: name == sought,
        lambda name: name.startswith(sought),
        lambda name: sought in name,
    ):
        fitting = [one for one in glossary.techniques if any(fits(name) for name in names[one.id])]
        if fitting:
            return fitting
    close = difflib.get_close_matches(sought, [name for forms in names.values() for name in forms], 1, 0.7)
    return [one for one in glossary.techniques if close and close[0] in names[one.id]]


def overview(glossary: Glossary) -> list[str]:
    """The background of a lesson, every technique under its family, the questions of the yardstick; one a line."""
    lines = [one_line(glossary.line)] if glossary.line else []
    if glossary.background:
        lines.append(_("Who, what and when, in this lesson:"))
        lines += [f"  {told}" for told in background(glossary, "")]
    for family in glossary.families:
        own = [technique for technique in glossary.techniques if technique.family == family.id]
        if own:
            lines.append(_("{family}:").format(family=visible(family.name)))
            lines += [f"  {visible(one.name)}: {one_line(one.definition)}" for one in own]
    if glossary.yardstick:
        lines.append(_("Questions to ask of every article:"))
        lines += [
            f"  {one_line(question.text)} {one_line(question.help)}".rstrip()
            for question in glossary.yardstick
        ]
    return lines


def background(glossary: Glossary, typed: str) -> list[str]:
    """What there is to know of each name or day that has what a person typed; one a line."""
    sought = _form(typed)
    return [
        f"{visible(name)}: {one_line(meaning)}"
        for name, meaning in glossary.background
        if sought in _form(name)
    ]


def entry(glossary: Glossary, technique: Technique) -> list[str]:
    """One technique: name and family, definition, example, and what it is not; one a line."""
    family = next((family.name for family in glossary.families if family.id == technique.family), "")
    lines = [f"{visible(technique.name)} ({visible(family)})" if family else visible(technique.name)]
    lines.append(one_line(technique.definition))
    if technique.example:
        lines.append(_("Example: {text}").format(text=one_line(technique.example)))
    if technique.example_why:
        lines.append(_("Why: {text}").format(text=one_line(technique.example_why)))
    if technique.is_not:
        lines.append(_("Not: {text}").format(text=one_line(technique.is_not)))
    return lines


def _form(text: str) -> str:
    return comparable(text[:200].replace("-", " "))


def asked_for(lesson: Lesson) -> Iterator[tuple[str, str]]:
    """Name and definition of the techniques among what can be chosen, in the order of the glossary."""
    ids: set[str] = set()
    for exercise in lesson.exercises:
        form = exercise.form
        if isinstance(form, MarkForm):
            ids |= {option.id for option in form.techniques}
        elif isinstance(form, GridForm):
            ids |= {option.id for column in form.columns for option in column.options}
    for technique in lesson.glossary.techniques:
        if technique.id in ids:
            yield one_line(technique.name), one_line(technique.definition)
