"""Where classes lie: ``classes/<name>.db`` in the folder of the records, or a file named by its path."""

from pathlib import Path

from lessons.store.places import home, learner_name, learner_slug

SUFFIX = ".db"


def class_path(word: str) -> Path:
    """The database of the class that ``word`` names: a name, or a path with a separator or the ending ``.db``.

    Raises ``LearnerNameError`` for a name that cannot be one.
    """
    if "/" in word or "\\" in word or word.endswith(SUFFIX):
        return Path(word).expanduser()
    return home() / "classes" / f"{learner_slug(learner_name(word))}{SUFFIX}"


def known_classes() -> list[Path]:
    """The databases of the classes on this machine, sorted."""
    return sorted((home() / "classes").glob(f"*{SUFFIX}"))
