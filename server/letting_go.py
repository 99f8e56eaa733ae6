"""What has ended is gone at once, by the count of its references.

Textual's objects refer to each other in circles, which only the garbage collector finds. With thirty sessions alive one
look through all objects takes a third of a second, in which nobody's key has an effect. So circles are opened here when
a part of the screen or a session ends, and those that Textual makes at nearly every key are not made at all.
"""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any, cast
from weakref import WeakSet

from textual.app import App
from textual.cache import LRUCache
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.strip import Strip

AFTERWARDS = 1.0
"""Seconds after the end of a program in which tasks that were under way may still look at their screen."""
_OF_THE_PROGRAM = ("_animate", "_animator", "_driver", "_logger", "_workers")
"""What refers back to the program, and is asked for by nobody once it has ended."""
_clear = LRUCache.clear
_divide = Strip.divide
_process_component_classes = Stylesheet._process_component_classes


def open_circles() -> None:
    """Have Textual 8 leave fewer circles behind, for the whole process. Once is enough; again is harmless."""
    cast("Any", LRUCache).clear = cast("Any", LRUCache).__del__ = _cleared
    cast("Any", Strip).divide = _divided
    cast("Any", Stylesheet)._process_component_classes = _with_new_components


def _divided(strip: Strip, cuts: Iterable[int]) -> Sequence[Strip]:
    """``Strip.divide``, which keeps what it returns in the strip: the strip itself where it is not divided."""
    wanted = [cut for cut in cuts if cut <= strip.cell_length]
    return [strip] if wanted == [strip.cell_length] else _divide(strip, wanted)


def _cleared(cache: LRUCache[Any, Any]) -> None:
    """``LRUCache.clear``, which leaves the ring of its entries as it was; a cache that is dropped leaves it as well."""
    for entry in cast("dict[object, list[object]]", cache._cache).values():
        entry.clear()
    _clear(cache)


def _with_new_components(sheet: Stylesheet, node: DOMNode) -> None:
    """Make the nodes behind the component classes of a node anew, as at each change of its styles."""
    before = _components(node)
    _process_component_classes(sheet, node)
    for component in before:
        _open(component)


class Nodes(WeakSet[DOMNode]):
    """The nodes of a program: Textual's register of them, which opens the circles of those that leave it."""

    def __init__(self) -> None:
        super().__init__()
        self.left: WeakSet[DOMNode] = WeakSet()
        """Nodes that have left and are still there."""

    def discard(self, node: DOMNode) -> None:
        """Take a node out, as it has ended."""
        super().discard(node)
        self.left.add(node)
        for one in (*_components(node), node):
            _open(one)


def let_go(app: App[Any]) -> None:
    """Take a program apart that has ended, a while after."""
    asyncio.get_running_loop().call_later(AFTERWARDS, _take_apart, app)


def _take_apart(app: App[Any]) -> None:
    nodes = app._registry
    for node in [*nodes.left] if isinstance(nodes, Nodes) else ():
        vars(node).clear()
    _open(app)
    vars(app.animator).clear()  # its timer refers to it
    for name in _OF_THE_PROGRAM:
        vars(app).pop(name, None)


def _components(node: DOMNode) -> list[DOMNode]:
    """The nodes behind the component classes of a node."""
    return [one for styles in node._component_styles.values() if (one := styles.node) is not None]


def _open(node: DOMNode) -> None:
    node._css_styles.node = node._inline_styles.node = None
