"""What the source says of a model's fields: the string below each of them."""

import ast
import inspect
import re
import textwrap
from functools import cache
from itertools import pairwise

from pydantic import BaseModel


@cache
def field_docs(model: type[BaseModel]) -> dict[str, str]:
    """Name in the file -> description, for the fields of a model and of those it is built on."""
    found: dict[str, str] = {}
    for owner in reversed(model.__mro__):
        if issubclass(owner, BaseModel) and owner is not BaseModel:
            found.update(_own_docs(owner))
    names = {name: info.alias or name for name, info in model.model_fields.items()}
    return {names[name]: text for name, text in found.items() if name in names}


@cache
def _own_docs(model: type[BaseModel]) -> dict[str, str]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(model)))
    assert isinstance(tree.body[0], ast.ClassDef)
    body = tree.body[0].body
    return {
        field.target.id: markdown(doc.value.value)
        for field, doc in pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(doc, ast.Expr)
        and isinstance(doc.value, ast.Constant)
        and isinstance(doc.value.value, str)
    }


def markdown(docstring: str) -> str:
    """A docstring as Markdown on one line: what stands between double backquotes stands between single ones."""
    return re.sub(r"``([^`]*)``", r"`\1`", " ".join(docstring.split()))
