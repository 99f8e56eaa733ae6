"""Where classes lie: ``classes/<name>.db`` in the folder of the records, or a file named by its path.

A class in PostgreSQL has a file that names its database instead, with the ending ``.pg``.
"""

import re
from pathlib import Path

from lessons.i18n import _
from lessons.record.paths import learner_name, learner_slug
from lessons.record.recorder import LearnerNameError
from lessons.text.file_names import name_fault

SUFFIX = ".db"
POINTER = ".pg"
"""The ending of a file that names a PostgreSQL database."""


def class_path(word: str, home: Path) -> Path:
    """The database of the class that ``word`` names: a name, or a path, which ends in ``.db`` or ``.pg``.

    Raises ``LearnerNameError`` for a name that cannot be one. Whatever an earlier version made under it is found.
    """
    if word.endswith((SUFFIX, POINTER)) and word not in (SUFFIX, POINTER):
        file = Path(word).expanduser()
        fault = name_fault(file.name)
        if fault and not file.is_file():
            what = _("the file name {name!r}, which {fault}").format(name=file.name, fault=fault)
            raise LearnerNameError("CLASS", what, _expected(), _("choose another name for the file"))
        return file
    name = learner_name(word, "CLASS")
    path = home / "classes" / f"{learner_slug(name)}{SUFFIX}"
    if not path.exists() and (pointer := path.with_suffix(POINTER)).is_file():
        return pointer
    fault = name_fault(name)
    if fault and not path.is_file():
        what = _("the name {name!r}, which {fault}").format(name=name, fault=fault)
        raise LearnerNameError("CLASS", what, _expected(), _fix(word, name))
    return path


def _expected() -> str:
    return _("the name of a class, or the path of a database that ends in .db")


def _fix(word: str, name: str) -> str:
    better = re.sub(r"[^\w.,'()+& -]+", "-", name)[:40].strip(" .-") or "8b"
    fix = _("write {name}").format(name=f'"{better}"' if " " in better else better)
    if Path(word).is_file():  # where earlier versions put such a class
        fix += "; " + _("what was kept in the file {file} is found once it is called {file}.db").format(
            file=name
        )
    return fix


def known_classes(home: Path) -> list[Path]:
    """The databases of the classes on this machine, sorted."""
    return sorted(path for ending in (SUFFIX, POINTER) for path in (home / "classes").glob(f"*{ending}"))
