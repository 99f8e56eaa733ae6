"""What stands in the database of a class, for whoever opens it beside the writer; and a database that refuses."""

from pathlib import Path
from typing import Any

from sqlalchemy import text

from lessons.school.databases import engine_of
from lessons.school.store import ClassStore

_SQLITE = (
    "CREATE TRIGGER full_disk BEFORE INSERT ON events {when} BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
)
_POSTGRES = """
    CREATE FUNCTION no() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'disk is full'; END $$ LANGUAGE plpgsql;
    CREATE TRIGGER full_disk BEFORE INSERT ON events FOR EACH ROW {when} EXECUTE FUNCTION no()
"""


def looked_up(path: Path, statement: str, **values: object) -> list[tuple[Any, ...]]:
    """The rows that a statement gives, with a connection of its own; what it changes is kept."""
    engine = engine_of(path)
    with engine.begin() as connection:
        result = connection.execute(text(statement), values)
        rows = [tuple(row) for row in result] if result.returns_rows else []
    engine.dispose()
    return rows


def rows(path: Path, what: str = "event, exercise") -> list[tuple[Any, ...]]:
    """The events of a class, in the order in which they came in."""
    return looked_up(path, f"SELECT {what} FROM events ORDER BY n")


def refuse_events(store: ClassStore, learner: int | None = None) -> None:
    """Have the database refuse every new event, or those of one learner."""
    sqlite = store.connection.dialect.name == "sqlite"
    when = f"WHEN (new.learner = {learner})" if learner is not None else ""
    with store.writing() as connection:
        for statement in (_SQLITE,) if sqlite else _POSTGRES.split(";\n"):
            connection.exec_driver_sql(statement.format(when=when))


def take_events(store: ClassStore) -> None:
    """Have the database take events again."""
    where = "" if store.connection.dialect.name == "sqlite" else " ON events"
    with store.writing() as connection:
        connection.exec_driver_sql(f"DROP TRIGGER full_disk{where}")
