"""One class in one database file. One writer at a time; what is written is whole or not there."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, Engine, Table, case, func, insert, inspect, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import DatabaseError, DBAPIError, SQLAlchemyError
from sqlalchemy.schema import CreateColumn

from lessons.disk import make_folder, refuse_what_is_no_file
from lessons.i18n import _
from lessons.loading.kept_ids import IDS_FILE
from lessons.record.event import Event, now
from lessons.record.lock import Lock
from lessons.record.recorder import RecordError, RecordLockedError, refusal
from lessons.school import databases
from lessons.school.db_schema import (
    EARLIER,
    VERSION,
    assignments,
    events,
    hand_ins,
    keys,
    learners,
    members,
    meta,
    metadata,
)

SERVED = ".serve.lock"
"""The ending of the file that is locked while a class is served."""
EVENT = ("learner", "id", "course", "lesson", "exercise", "event", "time", "data")
"""The columns of an event, but for ``n``."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A lesson that the class works on."""

    course: str
    lesson: str
    folder: Path
    due: str
    """UTC as in the journal; empty when there is no date."""
    short: bool = False
    """Whether the class takes the short path of the lesson: then its exercises alone count."""


@dataclass(frozen=True, slots=True)
class Pupil:
    """One learner of the class."""

    id: int
    record: str
    pseudonym: str
    """As handed in last, or as the teacher called the learner; not always alone: ``names`` tells learners apart."""


COUNTED = events.c.learner.not_in(select(learners.c.id).where(learners.c.state == "aside"))
"""Events of learners that count: not those of a version of a record that the teacher decided against."""


class ClassStore:
    """The database of one class. ``close`` it, or use ``with``."""

    def __init__(
        self, path: Path, name: str, *, write: bool = False, copy: bool = False, served: bool = False
    ) -> None:
        """Open the file; with ``write`` it is made when new, and locked. Raises ``RecordError``.

        With ``copy`` a copy in memory is opened, which takes what is worked out and forgets it. ``served``, with
        ``write``: for the one program that serves the class. While it does, others read, and one command at a time
        writes beside it: the database itself takes their steps one after the other.
        """
        self.path, self.name = path, name
        self.writable = write or copy
        """Whether it takes what is worked out."""
        self.lost = False
        """Whether the connection to the database broke: the next step makes a new one, and takes the locks anew."""
        self._lock: Lock | None = None
        if write:
            self._lock = _taken(path, SERVED if served else ".lock")
        elif not path.is_file():
            raise RecordError(
                str(path),
                _("there is no class of this name"),
                _("a class that something was collected for"),
                _("check the name; 'closeread class list' names all"),
            )
        self._connection: Connection | None = None
        self._made: dict[str, str] = {}
        """Inserts by table."""
        self._step: int | None = None
        """The number of the lock for a step in PostgreSQL."""
        try:
            if write:
                databases.make_file(path)
            self._engine: Engine = databases.engine_of(path)
            self._open(write, served)
            if copy:
                with self.told():
                    self._copy()
        except BaseException:
            self.close()
            raise

    # Opening and closing

    def _open(self, write: bool, served: bool) -> None:
        with self.told():
            self._connection = self._engine.connect()
            self._served = served
            if write and self._sqlite:
                databases.prepare_file(self.connection, served=served, beside=is_served(self.path))
            elif write:
                self._take_in_postgres()
            tables = set(inspect(self.connection).get_table_names())
            if not tables and write:
                metadata.create_all(self.connection)
                rows = [{"name": "schema", "value": VERSION}, {"name": "name", "value": self.name}]
                self.connection.execute(insert(meta), rows)
            elif meta.name not in tables:
                raise _no_class(self.path)
            self.connection.commit()
            version = self._meta("schema")
            if version in EARLIER:
                self._bring_up(version, write)
                version = VERSION
            self.name = self._meta("name") or self.name
        if version != VERSION:
            raise RecordError(
                str(self.path),
                _("a class database of version {found}").format(found=str(version)[:20]),
                _("version {known}, the newest this program knows").format(known=VERSION),
                _("update closeread; the file was left as it is"),
            )

    @property
    def _sqlite(self) -> bool:
        return self._engine.dialect.name == "sqlite"

    def _take_in_postgres(self) -> None:
        databases.make_schema(self.connection, self.path)
        self._step = databases.number_of_steps(self.connection, self.path)
        if not databases.taken_in_postgres(self.connection, self.path, served=self._served):
            raise RecordLockedError(
                str(self.path),
                _("another program, perhaps on another machine, writes to this class"),
                _("one program at a time for each class"),
                _("wait until the other program is done with it, or close it"),
            )

    def _bring_up(self, version: str, write: bool) -> None:
        """Bring a database of an earlier version up to this one; only read, a copy of it in memory."""
        if not write:
            self._copy()
        there = inspect(self.connection)
        for table in (learners, hand_ins, events, assignments):
            columns = {column["name"] for column in there.get_columns(table.name)}
            for column in table.columns:
                if column.name not in columns:
                    added = str(CreateColumn(column).compile(dialect=self._engine.dialect))
                    self.connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {added}")
            for index in table.indexes:
                index.create(self.connection, checkfirst=True)
        metadata.create_all(self.connection)
        if version == "1":  # what stood as a learner of its own goes on to; a teacher may decide otherwise
            self.connection.execute(update(learners).where(learners.c.branch > 1).values(state="apart"))
        in_order = text("UPDATE events SET n = rowid WHERE n = 0")  # of SQLite: no other had these versions
        self.connection.execute(in_order)
        self.connection.execute(update(meta).where(meta.c.name == "schema").values(value=VERSION))
        self.connection.commit()

    def _copy(self) -> None:
        """Go on with a copy of the database in memory: the file stays as it is."""
        engine = databases.copied(self.connection)
        self.connection.close()
        self._engine.dispose()
        self._engine = engine
        self._connection = self._engine.connect()

    def _meta(self, name: str) -> str | None:
        return self.connection.execute(select(meta.c.value).where(meta.c.name == name)).scalar()

    @property
    def connection(self) -> Connection:
        """The one connection."""
        assert self._connection is not None  # open from construction to close
        return self._connection

    @contextmanager
    def told(self) -> Iterator[None]:
        """Errors of the database as ``RecordError``; what was begun is undone."""
        try:
            yield
        except SQLAlchemyError as error:
            lost = isinstance(error, DBAPIError) and databases.is_lost(error)
            self.lost = self.lost or lost  # until its locks are taken anew
            if self._connection is not None:
                with suppress(SQLAlchemyError):
                    if lost and not self._connection.invalidated:
                        self._connection.invalidate()
                    self._connection.rollback()
            if isinstance(error, DatabaseError) and "not a database" in str(error.orig):
                raise _no_class(self.path) from error
            reason = databases.reason_of(error)
            if "locked" in reason or "busy" in reason:
                raise databases.held(self.path) from error
            if lost:
                raise databases.unreachable(self.path, reason) from error
            fix = _("check the disk and that the file may be written; what was written before is still there")
            raise RecordError(str(self.path), reason, _("a class database that can be used"), fix) from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One step: everything in it is written, or nothing. Raises ``RecordError``."""
        with self.told():
            self._take_anew()
            if self._lock is not None:
                databases.begin_step(self.connection, self._step)
            try:
                yield self.connection
                self.connection.commit()
            except BaseException:
                self.connection.rollback()
                raise

    def _take_anew(self) -> None:
        """Take the locks in PostgreSQL anew after the connection to it was lost."""
        if self.lost:
            self._take_in_postgres()
            self.lost = False

    def reach(self) -> None:
        """Find out whether a PostgreSQL server answers, on a new connection if need be. Raises ``RecordError``."""
        if not self._sqlite:
            with self.told():
                self._take_anew()
                self.connection.exec_driver_sql("SELECT 1")

    def overwrite_deleted(self) -> None:
        """Leave nothing of what is deleted in the bytes of a SQLite file."""
        if self._sqlite:
            self.connection.exec_driver_sql("PRAGMA secure_delete = ON")

    def rewrite(self) -> None:
        """Write the file anew, so that nothing of what was deleted is in its bytes. Raises ``RecordError``."""
        with self.told():
            self.connection.commit()
            if self._sqlite:
                self.connection.exec_driver_sql("VACUUM")
                self.connection.commit()
                self.connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                self.connection.commit()
            else:
                own = ", ".join(metadata.tables)  # other classes of the database may be served now
                with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as alone:
                    alone.exec_driver_sql(f"VACUUM (FULL) {own}")

    def close(self) -> None:
        """Let others write; closing twice is harmless."""
        if self._connection is not None:
            with suppress(SQLAlchemyError):
                self._connection.close()
            self._connection = None
            self._engine.dispose()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def __enter__(self) -> "ClassStore":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # What is in it

    def assignments(self) -> tuple[Assignment, ...]:
        """The lessons of the class, in the order of their names."""
        with self.told():
            rows = self.connection.execute(
                select(assignments).order_by(assignments.c.course, assignments.c.lesson)
            )
            return tuple(
                Assignment(row.course, row.lesson, Path(row.folder), row.due, bool(row.short)) for row in rows
            )

    def assign(self, assignment: Assignment) -> None:
        """Add a lesson, or change its folder, its date and its path."""
        fresh = {"folder": str(assignment.folder), "due": assignment.due, "short": int(assignment.short)}
        with self.writing() as connection:
            added = self.insert(assignments).values(
                course=assignment.course, lesson=assignment.lesson, **fresh
            )
            connection.execute(added.on_conflict_do_update(index_elements=["course", "lesson"], set_=fresh))

    def pupils(self) -> tuple[Pupil, ...]:
        """Everybody who handed in or came into the class while it was served, by pseudonym and record.

        The same order however the files were collected.
        """
        with self.told():
            handed_in = select(hand_ins.c.learner).where(hand_ins.c.withdrawn == "")
            owners = handed_in.union(select(members.c.learner).where(members.c.learner.is_not(None)))
            merged = learners.alias()
            with_them = select(merged.c.into).where(merged.c.id.in_(owners), merged.c.into.is_not(None))
            chosen = select(learners).where(
                or_(learners.c.id.in_(owners), learners.c.id.in_(with_them)),  # folded ones have no hand-in
                learners.c.into.is_(None),
                learners.c.state != "aside",
            )
            shown = case((learners.c.called != "", learners.c.called), else_=learners.c.pseudonym)
            ordered = chosen.order_by(shown, learners.c.record, learners.c.branch)
            return tuple(
                Pupil(
                    row.id,
                    row.record + (f"/{row.branch}" if row.branch > 1 else ""),
                    row.called or row.pseudonym,
                )
                for row in self.connection.execute(ordered)
            )

    def known(self) -> set[str]:
        """SHA-256 of every hand-in file that was taken."""
        with self.told():
            return set(self.connection.execute(select(hand_ins.c.sha256)).scalars())

    def insert(self, table: Any) -> Any:
        """An insert that knows what to do about rows that are there already."""
        return (postgres_insert if self._engine.dialect.name == "postgresql" else sqlite_insert)(table)

    def write_rows(self, table: Table, columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> None:
        """Insert many rows, inside ``writing``, but those that are there; ``columns`` names the values of each.

        They go to the driver as they are: SQLAlchemy would spend more time on each than the database does.
        """
        if not rows:
            return
        statement = self._made.get(table.name)
        if statement is None:
            dialect = self._engine.dialect
            statement = self._made[table.name] = databases.insert_of_many(table, columns, dialect)
        if self._sqlite:
            self.connection.exec_driver_sql(statement, [*rows])
        else:
            self.connection.exec_driver_sql(statement, (databases.rows_as_json(rows),))

    def write_events(self, rows: Iterable[tuple[object, ...]]) -> None:
        """Insert events, inside ``writing``, but those that are there: learner, id, course, lesson, exercise, event,
        time and data of each. Each gets a greater ``n`` than those before it.
        """
        last = self.connection.execute(select(func.max(events.c.n))).scalar() or 0
        numbered = [(*row, number) for number, row in enumerate(rows, last + 1)]
        self.write_rows(events, (*EVENT, "n"), numbered)

    def learners_of(self, course: str, lesson: str) -> set[int]:
        """The numbers of the learners with any event of a lesson."""
        with_events = (
            select(events.c.learner).where(events.c.course == course, events.c.lesson == lesson).distinct()
        )
        with self.told():
            return set(self.connection.execute(with_events).scalars())

    def records_in(self, course: str, lesson: str, beginning: str) -> int:
        """How many records that begin so are in a lesson."""
        own = select(hand_ins.c.learner).distinct().join(learners)
        here = (hand_ins.c.course == course, hand_ins.c.lesson == lesson, hand_ins.c.withdrawn == "")
        with self.told():
            return len(
                self.connection.execute(own.where(*here, learners.c.record.startswith(beginning))).all()
            )

    def keep_key(self, course: str, lesson: str, version: str, text: bytes) -> None:
        """Remember a version of the key, once."""
        row = {"course": course, "lesson": lesson, "version": version, "seen": now(), "text": text}
        with self.writing() as connection:
            connection.execute(self.insert(keys).values(**row).on_conflict_do_nothing())

    def keep_ids(self, course: str, lesson: str, text: bytes) -> None:
        """Remember the ids of a lesson in one file: the text of its ids.yaml."""
        row = {"course": course, "lesson": lesson, "version": IDS_FILE, "seen": now(), "text": text}
        statement = self.insert(keys).values(**row)
        on = ("course", "lesson", "version")
        with self.writing() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=on, set_={"text": text}))

    def kept_ids(self, course: str, lesson: str) -> bytes:
        """The ids of a lesson as they were remembered last; empty for none."""
        here = (keys.c.course == course, keys.c.lesson == lesson, keys.c.version == IDS_FILE)
        with self.told():
            return self.connection.execute(select(keys.c.text).where(*here)).scalar() or b""

    def events(
        self, course: str, lesson: str, names: Sequence[str] = (), *, as_written: bool = False
    ) -> Iterator[tuple[int, Event]]:
        """(learner's number, event) of a lesson, each learner's oldest first; only those ``names`` when given.

        With ``as_written`` all in the order in which the class got them.
        """
        rows = select(events).where(events.c.course == course, events.c.lesson == lesson, COUNTED)
        if names:
            rows = rows.where(events.c.event.in_(names))
        with self.told():
            order = (events.c.n,) if as_written else (events.c.learner,)
            ordered = rows.order_by(*order, events.c.time, events.c.id)
            for row in self.connection.execute(ordered.execution_options(yield_per=1_000)):
                yield row.learner, event_of_row(row)


def to_report_on(path: Path, name: str) -> ClassStore:
    """A class to report on: while it cannot be written, or another writes it, a copy. Raises ``RecordError``."""
    try:
        return ClassStore(path, name, write=path.is_file())
    except RecordError as error:
        try:
            return ClassStore(path, name, copy=True)
        except RecordError:
            raise error from None


def _no_class(path: Path) -> RecordError:
    return RecordError(
        str(path),
        _("this file is no class database"),
        _("a file that 'closeread collect' or 'closeread class assign' made"),
        _("name another file, or move this one away; it was left as it is"),
    )


def is_served(path: Path) -> bool:
    """Whether a program on this machine serves the class now. Raises ``RecordError`` where that cannot be told."""
    lock = path.with_name(path.name + SERVED)
    if not lock.exists():
        return False
    try:
        Lock(lock, path).release()
    except RecordLockedError:
        return True
    return False


def _taken(path: Path, ending: str) -> Lock:
    """The lock of a class that is to be written, taken; who holds it is told in the words of a class."""
    try:
        make_folder(path.parent)
    except OSError as error:
        raise refusal(error, path.parent) from error
    try:
        if path.exists():
            refuse_what_is_no_file(path.stat().st_mode, path)
    except OSError as error:
        raise refusal(error, path) from error
    try:
        return Lock(path.with_name(path.name + ending), path)
    except RecordLockedError as error:
        served = ending == SERVED
        expected = _("one server for each class") if served else _("one program at a time for each class")
        fix = _("wait until the other program is done with it, or close it")
        raise RecordLockedError(str(path), error.found, expected, fix) from error


def event_of_row(row: Any) -> Event:
    """The event in a row of the table ``events``."""
    return Event(row.event, row.course, row.lesson, row.exercise, json.loads(row.data), row.id, row.time)


def names(pupils: Iterable[Pupil]) -> dict[int, str]:
    """A name for each learner's number, no two the same: ``ana``, ``ana (2)``. Pupils as ``pupils()`` orders them."""
    chosen = list(pupils)
    taken = {pupil.pseudonym for pupil in chosen}  # somebody may call herself "ana (2)"
    times: dict[str, int] = {}
    called = {}
    for pupil in chosen:
        name, count = pupil.pseudonym, times.get(pupil.pseudonym, 0) + 1
        while count > 1 and f"{name} ({count})" in taken:
            count += 1
        times[name] = count
        called[pupil.id] = name if count == 1 else f"{name} ({count})"
        taken.add(called[pupil.id])
    return called
