"""A learner at the plain pages without a browser: forms are read, filled in and sent as a browser would."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

from lessons.cli.linear.addresses import Addresses
from lessons.kinds.shelf_form import ShelfAnswer, ShelfForm
from lessons.kinds.slip import FIELDS, SlipAnswer
from lessons.lesson.lesson import Exercise, Lesson
from lessons.model.answer import Answer, GridAnswer, MarkAnswer, OrderAnswer, PickAnswer, TextAnswer
from lessons.model.form import GridForm, MarkForm, OrderForm
from tests.helpers.served import Visitor

VOID = {"meta", "link", "input", "br", "hr", "img", "wbr"}


@dataclass
class Element:
    """One element of a page."""

    tag: str
    attributes: Mapping[str, str]
    text: str = ""


class PlainPage(HTMLParser):
    """A page as it is read: its elements, its words, and the forms with their values as they stand."""

    def __init__(self, status: int, source: str, address: str) -> None:
        super().__init__()
        self.status, self.source, self.address = status, source, address
        self.elements: list[Element] = []
        self.words: list[str] = []
        self.forms: dict[str, Filled] = {}
        self._open: list[Element] = []
        self._form: Filled | None = None
        self._select: tuple[str, bool] | None = None
        self._area = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        element = Element(tag, given)
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)
        if tag == "form":
            self._form = self.forms[given.get("id", given.get("action", ""))] = Filled(given["action"])
        if self._form is not None:
            self._note_field(self._form, tag, given)

    def _note_field(self, form: "Filled", tag: str, given: Mapping[str, str]) -> None:
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "input" and given.get("type") in ("radio", "checkbox"):
            form.offered.setdefault(name, []).append(value)
            if "checked" in given:
                form.values.setdefault(name, []).append(value)
        elif tag == "input" and name:
            form.values[name] = [value]
        elif tag == "select":
            self._select = (name, False)
        elif tag == "option" and self._select is not None:
            select, chosen = self._select
            form.offered.setdefault(select, []).append(value)
            if "selected" in given or not chosen:
                form.values[select] = [value]
                self._select = (select, True)
        elif tag == "textarea":
            form.values[name] = [""]
            self._area = name
        elif tag == "button" and name:
            form.buttons.append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._form is not None:
            self._form.values[self._area] = [self._form.values[self._area][0].removeprefix("\n")]
            self._area = ""
        while self._open and self._open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._area and self._form is not None:
            self._form.values[self._area][0] += data
        if any(one.tag in ("style", "title") for one in self._open):
            return
        self.words.append(data)
        for one in self._open:
            one.text += data

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    def every(self, tag: str) -> Iterator[Element]:
        return (one for one in self.elements if one.tag == tag)

    @property
    def form(self) -> "Filled":
        """The form of the lesson."""
        return self.forms["answer"]


@dataclass
class Filled:
    """A form and what is filled in."""

    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    offered: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[str] = field(default_factory=list)


@dataclass
class Reader:
    """A learner who reads plain pages."""

    visitor: Visitor

    async def get(self, path: str) -> PlainPage:
        async with self.visitor.session.get(self.visitor.base + path) as answer:
            return sound(PlainPage(answer.status, await answer.text(), str(answer.url)))

    async def send(self, form: Filled, do: str = "", **changed: str | list[str]) -> PlainPage:
        """Press a button of a form, with some of its values changed; the page where that leads."""
        values = {**form.values, **{name.replace("_", "-"): value for name, value in changed.items()}}
        return await self.post(form.action, values, do)

    async def post(
        self, path: str, values: Mapping[str, str | list[str]], do: str = "", **headers: str
    ) -> PlainPage:
        pairs = [
            (name, one)
            for name, value in values.items()
            for one in ([value] if isinstance(value, str) else value)
        ]
        if do:
            pairs.append(("do", do))
        given = {"Origin": self.visitor.base, **headers}
        async with self.visitor.session.post(
            self.visitor.base + path,
            data=urlencode(pairs),
            headers={"Content-Type": "application/x-www-form-urlencoded", **given},
        ) as answer:
            return PlainPage(answer.status, await answer.text(), str(answer.url))


def sound(page: PlainPage) -> PlainPage:
    """The page, if it is built as every page has to be."""
    if "<html" not in page.source:
        return page
    elements = page.elements
    assert len([*page.every("h1")]) == 1
    assert next(page.every("html")).attributes["lang"]
    assert len([*page.every("main")]) == 1
    assert not [*page.every("script")]
    assert not [
        one for one in elements for name in one.attributes if name.startswith("on") or name == "style"
    ]
    ids = [one.attributes["id"] for one in elements if "id" in one.attributes]
    assert len(ids) == len({*ids}), [id for id in ids if ids.count(id) > 1]
    labelled = {one.attributes.get("for", "") for one in page.every("label")}
    for one in elements:
        given = one.attributes
        if one.tag in ("select", "textarea") or (one.tag == "input" and given.get("type") != "hidden"):
            assert given.get("id", "") in labelled or given.get("name") == "word", given  # in its label
        for name in given.get("aria-describedby", "").split():
            assert name in ids, name
        if one.tag == "a" and given.get("href", "").startswith("#"):
            assert given["href"][1:] in ids, given
    assert len([*page.every("fieldset")]) == len([*page.every("legend")])
    return page


async def answered(
    reader: Reader, page: PlainPage, lesson: Lesson, exercise: Exercise, answer: Answer
) -> PlainPage:
    """Fill in the form of an exercise, as often as that takes; the page with the whole answer."""
    form = exercise.form
    match form, answer:
        case MarkForm(), MarkAnswer(marks):
            places = Addresses(lesson.side(form.side))
            for mark in marks:
                page = await reader.send(page.form, "keep", words=places.address(mark.span))
                assert page.status == 200, spoken(page)
            named = {
                f"technique_{n}": mark.technique or "" for n, mark in enumerate(marks, 1) if mark.technique
            }
            return await reader.send(page.form, "keep", **named, **({} if marks else {"none": "nothing"}))
        case _, PickAnswer(picked):
            return await reader.send(page.form, "keep", pick=[*picked])
        case GridForm(), GridAnswer(cells):
            columns = [column.id for column in form.columns]
            rows = [row.id for row in form.rows]
            given = {
                f"cell_{rows.index(row)}_{columns.index(column)}": value
                for (row, column), value in cells.items()
            }
            return await reader.send(page.form, "keep", **given)
        case OrderForm(), OrderAnswer(items):
            ids = [row.id for row in form.items]
            return await reader.send(
                page.form, "keep", **{f"place_{ids.index(id)}": str(n) for n, id in enumerate(items, 1)}
            )
        case _, TextAnswer(text):
            return await reader.send(page.form, "keep", text=text)
        case ShelfForm(), ShelfAnswer():
            return await _searched(reader, page, form, answer)
        case _, SlipAnswer():
            fields = {name: str(getattr(answer, name) or "") for name in (*FIELDS, "verdict")}
            return await reader.send(page.form, "keep", **fields)
    raise TypeError(type(answer).__name__)


async def _searched(reader: Reader, page: PlainPage, form: ShelfForm, answer: ShelfAnswer) -> PlainPage:
    ids = [card.id for card in form.cards]
    for id in answer.opened:
        page = await reader.send(page.form, f"open {ids.index(id) + 1}")
    page = await reader.send(page.form, "keep", verdict=answer.verdict or "", card=answer.card or "")
    for span in answer.words:
        assert answer.card is not None
        words = form.by_id[answer.card].inside.text[slice(*span)]
        page = await reader.send(page.form, "keep", words=words)
    return page


def spoken(page: PlainPage) -> str:
    """The words of the main part."""
    main = next(page.every("main"))
    return re.sub(r"\s+", " ", main.text)
