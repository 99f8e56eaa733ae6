"""A verdict in lines: the score, every item with its sign and its why, the rule."""

from lessons.cli.linear.addresses import Addresses
from lessons.cli.linear.naming import ended, said, shown
from lessons.i18n import _
from lessons.kinds.wording import about_guessing, fair_word
from lessons.model.article import Article
from lessons.model.form import Form, MarkForm
from lessons.model.glossary import Glossary
from lessons.model.result import Part, Result, Verdict, percent
from lessons.text import visible


def score_line(result: Result) -> str:
    """The arithmetic and the score, next to what guessing would give."""
    told = _("{score} of 100 (a blind guess gets about {chance}).").format(
        score=percent(result.score), chance=percent(result.chance)
    )
    return " ".join(filter(None, (said(result.arithmetic), told, fair_word(result.score))))


def explanation(result: Result, form: Form, articles: "Sides", glossary: Glossary) -> list[str]:
    """Everything there is to say about a committed answer, one thing a line."""
    lines = [score_line(result)]
    lines += [part_line(part, form, articles, glossary) for part in result.parts]
    if result.why:
        lines.append(_("Why: {why}").format(why=said(result.why)))
    if result.rule:
        lines.append(_("How it is scored: {rule}").format(rule=f"{said(result.rule)} {about_guessing()}"))
    return lines


class Sides:
    """The articles of a lesson, with their addresses."""

    def __init__(self, main: Article, beside: Article | None) -> None:
        self.main = Addresses(main)
        self.beside = Addresses(beside) if beside is not None else None

    def of(self, side: str) -> Addresses:
        """The article of that side; the main one when there is no second."""
        return self.beside if side == "beside" and self.beside is not None else self.main

    def place(self, side: str, words: str) -> str:
        """A place in words, with its text when that is the second one."""
        return _("other text, {place}").format(place=words) if side == "beside" and self.beside else words


def part_line(part: Part, form: Form, articles: Sides, glossary: Glossary) -> str:
    """One item: its sign, the verdict in words, what it is, what was answered, what was accepted, and why."""
    marks = isinstance(form, MarkForm)
    line = f"{part.verdict.sign} {verdict_name(part.verdict, form)}: {ended(_item(part, form, articles))}"
    if part.technique:
        technique = glossary.technique(part.technique)
        name = technique.name if technique else part.technique
        if name not in (part.given, part.expected):
            line += " " + _("{technique}.").format(technique=visible(name))
    if part.given and part.verdict is not Verdict.LEFT and not (part.verdict is Verdict.RIGHT and marks):
        line += " " + _("You said: {given}").format(given=ended(shown(part.given)))
    if part.expected and part.verdict not in (Verdict.RIGHT, Verdict.LEFT):
        line += " " + _("Accepted: {expected}").format(expected=ended(shown(part.expected)))
    if part.plain:
        words = said(part.plain)
        line += " " + _("Plain: {words}.").format(words=words if words.startswith("(") else f'"{words}"')
    return f"{line} {said(part.why)}".rstrip()


def _item(part: Part, form: Form, articles: Sides) -> str:
    if part.span is None:
        return shown(part.text) or visible(part.id)
    addresses = articles.of(part.side)
    marks = isinstance(form, MarkForm)
    place = articles.place(part.side, addresses.in_words(part.span, exact=marks))
    words = f'"{shown(addresses.article.text[slice(*part.span)])}"' if marks else shown(part.text)
    return f"{words} ({place})"


def verdict_name(verdict: Verdict, form: Form) -> str:
    """The verdict as a word for students; marks are found or missed, other answers right or wrong."""
    marking = isinstance(form, MarkForm)
    match verdict:
        case Verdict.RIGHT:
            return _("Found") if marking else _("Right")
        case Verdict.PARTLY:
            return _("Partly found") if marking else _("Partly right")
        case Verdict.MISSED:
            return _("Missed")
        case Verdict.WRONG:
            return _("False alarm") if marking else _("Wrong")
        case Verdict.TRAP:
            return _("Trap")
        case Verdict.DEBATABLE:
            return _("Debatable")
        case Verdict.LEFT:
            return _("Not picked, rightly")
