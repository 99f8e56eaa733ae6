"""Where the rows of a class lie: in a SQLite file, or in a PostgreSQL database that a small file names.

The file of a class in PostgreSQL stands where the other would, with the ending ``.pg``, so that every command finds it
under the name of the class. Each class has a schema of its own there.
"""

import json
import socket
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Dialect,
    Engine,
    ExceptionContext,
    LargeBinary,
    Table,
    create_engine,
    event,
    insert,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool, StaticPool
from sqlalchemy.schema import CreateSchema

from lessons import installing
from lessons.disk import create_file, read_file
from lessons.i18n import _
from lessons.record.recorder import RecordError, RecordLockedError, keep_file, refusal
from lessons.school.classes import POINTER, class_path
from lessons.school.db_schema import metadata

PATIENCE = 10.0
"""Seconds to wait for another program, such as a backup or a database browser, that holds the file."""
_CACHE = 65_536
"""Kilobytes of the file that SQLite holds: with its 2 MB, a class of thousands is read again and again."""
_ANSWER = 30.0
"""Seconds after which a PostgreSQL server that does not answer is taken for lost."""
_MOST_BYTES = 10_000
_DRIVER = "postgresql+pg8000"


def name_database(path: Path, database: str) -> None:
    """Write the file that says in which PostgreSQL database a class lies. Raises ``RecordError``.

    ``database``: ``postgresql://user:password@host:port/name``. One that another database stands in is left as it is.
    """
    url = _url(database, path)
    place = {"closeread": "class", "database": url.set(drivername="postgresql").render_as_string(False)}
    place["schema"] = f"class_{path.stem}"
    if path.exists():
        if _named(path)[0] != url:
            raise RecordError(
                str(path),
                _("this class lies in another database"),
                _("the database that it was begun in"),
                _("choose another name for the class, or name the database that it lies in"),
            )
        return
    keep_file(path, json.dumps(place).encode() + b"\n")


def keep_in(database: str, word: str, home: Path) -> None:
    """Have a class lie in a PostgreSQL database, from its beginning on. Raises ``RecordError``.

    ``word``: the name of the class, or the path of its file. A class that has begun in a file stays there.
    """
    path = class_path(word, home)
    if path.suffix != POINTER and path.exists():
        raise RecordError(
            str(path),
            _("this class was begun in a file, and stays in it"),
            _("a class that is new, or was begun in this database"),
            _("choose another name for the class, or leave --database away"),
        )
    name_database(path.with_suffix(POINTER), database)


def make_file(path: Path) -> None:
    """Make the empty file of a class that is new, for this account alone, as SQLite would not. Raises ``RecordError``.

    What SQLite puts beside it takes its permissions.
    """
    if path.suffix == POINTER or path.exists():
        return
    try:
        create_file(path, b"", private=True)
    except FileExistsError:
        return  # another command began the class at the same moment
    except OSError as error:
        raise refusal(error, path) from error


def engine_of(path: Path) -> Engine:
    """The engine for a class. Raises ``RecordError`` where its file names no database, or the driver is missing."""
    if path.suffix != POINTER:
        place = URL.create("sqlite", database=str(path))  # a text would be cut at "?"
        engine = create_engine(place, poolclass=NullPool, connect_args={"timeout": PATIENCE})
        event.listen(engine, "connect", _prepare_sqlite)
        return engine
    url, schema = _named(path)
    try:
        engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": _ANSWER})
    except (ImportError, NoSuchModuleError) as error:
        raise RecordError(
            str(path),
            _("the driver for PostgreSQL is not installed"),
            _("the package pg8000"),
            _("install it with: {install}").format(install=installing("postgres")),
        ) from error

    def prepare(connection: Any, _record: object) -> None:
        quoted = '"' + schema.replace('"', '""') + '"'
        cursor = connection.cursor()
        cursor.execute(f"SET search_path TO {quoted}")
        cursor.execute("SET synchronous_commit TO on")
        connection.commit()

    def end(connection: Any) -> None:
        with suppress(Exception):  # the server is gone: SQLAlchemy would put the whole trace on the screen
            connection.close()

    engine.dialect.do_close = end  # type: ignore[assignment, method-assign]
    engine.dialect.do_terminate = end  # type: ignore[assignment, method-assign]
    event.listen(engine, "do_connect", _reach)
    event.listen(engine, "connect", prepare)
    event.listen(engine, "handle_error", _tell_of_a_lost_line)
    return engine


def _reach(dialect: Any, _record: object, words: Any, named: Any) -> Any:
    """Connect, on a line that holds nothing back.

    The driver writes a long statement in pieces, and the system would keep a small last one until the server has
    acknowledged those before: 40 ms for each group of answers. What the system says about the line is made an error
    of the driver, which lets some through: a line that is reset, or silent for too long, while an answer is read.
    """
    line = None
    try:
        if "unix_sock" not in named:
            place = named.get("host", "localhost"), named.get("port", 5432)
            line = socket.create_connection(place, named["timeout"])
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            named = {**named, "sock": line}
        return dialect.loaded_dbapi.Connection(*words, **named)
    except BaseException as error:
        if line is not None:
            line.close()
        if isinstance(error, OSError):
            raise dialect.loaded_dbapi.InterfaceError(str(error)) from error
        raise


def _tell_of_a_lost_line(context: ExceptionContext) -> DBAPIError | None:
    """The same for a line that was there."""
    error = context.original_exception
    if not isinstance(error, OSError):
        return None
    context.is_disconnect = True
    return InterfaceError(context.statement, None, error, connection_invalidated=True)


def schema_of(path: Path) -> str:
    """The name of the PostgreSQL schema that a class has for itself."""
    return _named(path)[1]


def make_schema(connection: Connection, path: Path) -> None:
    """Make the schema of a class in PostgreSQL unless it is there."""
    connection.execute(CreateSchema(schema_of(path), if_not_exists=True))


def taken_in_postgres(connection: Connection, path: Path, *, served: bool) -> bool:
    """Take the lock for serving a class, or for a command, in the database itself; whether it was free.

    It is held until the connection ends.
    """
    name = f"{schema_of(path)} {'served' if served else 'written'}"
    return bool(
        connection.execute(text("SELECT pg_try_advisory_lock(hashtext(:name))"), {"name": name}).scalar()
    )


def number_of_steps(connection: Connection, path: Path) -> int:
    """The number of the lock that PostgreSQL gives to one step of a class after the other."""
    name = f"{schema_of(path)} step"
    return int(connection.execute(text("SELECT hashtext(:name)"), {"name": name}).scalar_one())


def begin_step(connection: Connection, lock: int | None) -> None:
    """Begin a step that no other program comes between: not even what it reads changes before it is written.

    ``lock``: see ``number_of_steps``; not needed in SQLite.
    """
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({lock})")
    elif not driver.in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def insert_of_many(table: Table, columns: Sequence[str], dialect: Dialect) -> str:
    """A statement that inserts many rows but those that are there, for the driver itself.

    In SQLite it takes the values of each row in the order of ``columns``. In PostgreSQL it takes all rows at once
    (``rows_as_json``): the driver would ask the server for each, or write down and look through a statement that is
    longer by every value, while nothing else of this process runs.
    """
    named = ", ".join(f'"{name}"' for name in columns)
    into = f"INSERT INTO {table.name} ({named})"
    if dialect.name == "sqlite":
        places = ", ".join("?" * len(columns))
        return f"{into} VALUES ({places}) ON CONFLICT DO NOTHING"
    values = []
    for place, name in enumerate(columns):
        sort = table.c[name].type
        value = f"one.it ->> {place}"
        bytes_of = isinstance(sort, LargeBinary)
        values.append(f"decode({value}, 'hex')" if bytes_of else f"CAST({value} AS {sort.compile(dialect)})")
    rows = "json_array_elements(CAST(%s AS json)) AS one(it)"
    return f"{into} SELECT {', '.join(values)} FROM {rows} ON CONFLICT DO NOTHING"  # noqa: S608 - our own tables


def rows_as_json(rows: Sequence[tuple[object, ...]]) -> str:
    """Rows as the statement of ``insert_of_many`` takes them in PostgreSQL."""
    return json.dumps(rows, default=bytes.hex)


def is_lost(error: DBAPIError) -> bool:
    """Whether an error says that a PostgreSQL server cannot be reached, or ended the connection."""
    if error.connection_invalidated or isinstance(error, InterfaceError):
        return True
    return _said(error, "C").startswith(("57P", "08"))  # shut down, crashed, starting; connection exceptions


def reason_of(error: SQLAlchemyError) -> str:
    """What the database said, in its own words."""
    return (_said(error, "M") or str(error.orig)) if isinstance(error, DBAPIError) else str(error)


def _said(error: DBAPIError, field: str) -> str:
    """A field of PostgreSQL's answer: ``C`` the code, ``M`` the message; empty where there is none."""
    said = error.orig.args[0] if error.orig is not None and error.orig.args else None
    return str(said.get(field, "")) if isinstance(said, dict) else ""


def unreachable(path: Path, reason: str) -> RecordError:
    """What is told while a PostgreSQL server cannot be reached."""
    return RecordError(
        path.name,  # students read it, whose business the folders of the server are not
        _("the database cannot be reached: {reason}").format(reason=reason),
        _("a PostgreSQL server that answers"),
        _("try again in a moment; if that does not help, tell who looks after the server"),
    )


def held(path: Path) -> RecordError:
    """What is told where another program holds the file of a class for longer than it is waited for."""
    return RecordLockedError(
        str(path),
        _("another program holds the file, and has for {seconds} seconds").format(seconds=round(PATIENCE)),
        _("a class that can be read and written"),
        _(
            "close the database browser, or let the backup or the synchronisation of the folder end; then do it"
            " again. Leave the file where it is"
        ),
    )


def prepare_file(connection: Connection, *, served: bool, beside: bool) -> None:
    """Let others read while a class is served, each step synced; once it is not, the file stands alone again.

    ``beside``: another program serves the class.
    """
    mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
    wanted = "wal" if served or beside else "delete"
    if mode in ("wal", "delete") and mode != wanted:
        connection.commit()
        connection.exec_driver_sql(f"PRAGMA journal_mode = {wanted}")
        connection.commit()
    connection.exec_driver_sql("PRAGMA synchronous = FULL")


def copied(connection: Connection) -> Engine:
    """A copy of the whole database in memory, in SQLite."""
    memory = sqlite3.connect(":memory:", check_same_thread=False)
    engine = create_engine("sqlite://", creator=lambda: memory, poolclass=StaticPool)
    file = connection.connection.driver_connection
    if isinstance(file, sqlite3.Connection):
        file.backup(memory)
        return engine
    metadata.create_all(engine)
    with engine.begin() as copy:
        for table in metadata.sorted_tables:
            rows = [row._asdict() for row in connection.execute(select(table))]
            if rows:
                copy.execute(insert(table), rows)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.execute(f"PRAGMA cache_size = -{_CACHE}")


def _named(path: Path) -> tuple[URL, str]:
    """The database and the schema that a file names."""
    try:
        place = json.loads(read_file(path, _MOST_BYTES))
        database, schema = place["database"], place["schema"]
    except OSError as error:
        raise refusal(error, path) from error
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise _no_place(path) from error
    if not isinstance(database, str) or not isinstance(schema, str) or not 0 < len(schema) < 64:
        raise _no_place(path)
    return _url(database, path), schema


def _url(database: str, path: Path) -> URL:
    try:
        url = make_url(database)
    except (ArgumentError, ValueError) as error:
        raise _no_place(path) from error
    if url.get_backend_name() != "postgresql" or not url.database:
        raise _no_place(path)
    return url.set(drivername=_DRIVER)


def _no_place(path: Path) -> RecordError:
    return RecordError(
        str(path),
        _("this names no PostgreSQL database"),
        "postgresql://user:password@host:5432/name",
        _("name a database like this one"),
    )
