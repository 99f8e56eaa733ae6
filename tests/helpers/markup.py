"""An HTML file as a reader of structure sees it: its elements in order, open and closed in pairs."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "img", "br", "hr", "input", "base", "col", "embed", "source", "track", "wbr"}


@dataclass
class Element:
    """One element with everything in it."""

    name: str
    attributes: dict[str, str]
    parents: tuple["Element", ...] = ()
    texts: list[str] = field(default_factory=list)
    """All texts inside, also those of elements inside."""

    @property
    def text(self) -> str:
        return "".join(self.texts)

    def inside(self, name: str, css: str = "") -> bool:
        """Whether an element of that name (and class) holds this one."""
        return any(
            one.name == name and (not css or css in one.attributes.get("class", "").split())
            for one in self.parents
        )


class Markup(HTMLParser):
    """Parses a file; every tag that is opened must be closed, in order."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(page)
        self.close()
        assert not self._open, [one.name for one in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"an attribute twice: {attrs}"
        element = Element(tag, {name: value or "" for name, value in attrs}, tuple(self._open))
        self.elements.append(element)
        if tag not in VOID and not (self.get_starttag_text() or "").endswith("/>"):
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1].name == tag, f"</{tag}> closes <{self._open[-1].name}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.texts.append(data)

    def of(self, *names: str) -> list[Element]:
        """The elements of these names."""
        return [one for one in self.elements if one.name in names]

    def shape(self) -> list[tuple[str, tuple[str, ...]]]:
        """Names of the elements and of their attributes, in order: what texts must not change."""
        return [(one.name, tuple(one.attributes)) for one in self.elements]
