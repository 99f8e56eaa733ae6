"""The tables of a class database. The events are what counts; all else is derived from them, or says what was done.

SQLAlchemy Core, so that the same statements serve SQLite and PostgreSQL.
"""

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

VERSION = "3"
"""The schema that this program writes and reads."""
EARLIER = frozenset({"1", "2"})
"""Schemas that it makes into that one."""

metadata = MetaData()

meta = Table(
    "meta", metadata, Column("name", String(40), primary_key=True), Column("value", Text, nullable=False)
)
"""``schema``: the version; ``name``: the class as its teacher wrote it; ``salt``: goes into the hashes in ``gone``."""

assignments = Table(
    "assignments",
    metadata,
    Column("course", String(200), primary_key=True),
    Column("lesson", String(200), primary_key=True),
    Column("folder", Text, nullable=False),
    Column("due", String(40), nullable=False, default=""),
    Column("short", Integer, nullable=False, server_default="0"),
)
"""What the class works on. ``due``: UTC as in the journal, empty for no date. ``short``: 1 where it takes the short
path of the lesson: then that counts alone.
"""

learners = Table(
    "learners",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("record", String(64), nullable=False),
    Column("branch", Integer, nullable=False),
    Column("pseudonym", String(64), nullable=False),
    Column("called", String(64), nullable=False, server_default=""),
    Column("into", Integer),
    Column("state", String(20), nullable=False, server_default=""),
    UniqueConstraint("record", "branch"),
)
"""``record``: of the journal. ``branch``: 1; 2 and more for what contradicts the first under the same record.

``called``: the teacher's name for the learner; empty for the pseudonym. ``into``: the learner that this one was merged
with; the events are that learner's then, the hand-ins stay. ``state`` of a further branch: empty while the teacher has
not decided; ``apart``: another learner; ``aside``: decided against, counted nowhere.
"""

hand_ins = Table(
    "hand_ins",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("learner", ForeignKey("learners.id"), nullable=False),
    Column("course", String(200), nullable=False),
    Column("lesson", String(200), nullable=False),
    Column("file", Text, nullable=False),
    Column("created", String(40), nullable=False),
    Column("collected", String(40), nullable=False),
    Column("carried", LargeBinary, nullable=False, server_default=""),
    Column("withdrawn", String(40), nullable=False, server_default=""),
    Column("removed", LargeBinary, nullable=False, server_default=""),
)
"""``carried``: the ids of its events, packed; empty where an earlier version collected it. ``withdrawn``: when the
teacher took it out, else empty; ``removed``: the events that went with it, packed, so that they can come back.
"""

remarks = Table(
    "remarks",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("hand_in", ForeignKey("hand_ins.sha256"), nullable=False),
    Column("sort", String(20), nullable=False),
    Column("count", Integer, nullable=False),
    Column("detail", Text, nullable=False),
    Index("remarks_of_a_hand_in", "hand_in"),
)
"""What is odd about a hand-in, as its file showed it: see ``share.handing_in.remarks``."""

acts = Table(
    "acts",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("time", String(40), nullable=False),
    Column("act", String(20), nullable=False),
    Column("learner", Integer, nullable=False),
    Column("detail", Text, nullable=False),
    Column("undone", String(40), nullable=False, server_default=""),
)
"""What the teacher did to the learners: ``detail`` is JSON, ``undone`` the time at which it was taken back."""

gone = Table(
    "gone",
    metadata,
    Column("mark", String(64), primary_key=True),
    Column("time", String(40), nullable=False),
)
"""Records that were deleted: SHA-256 of the salt and the record's id, nothing else of them."""


events = Table(
    "events",
    metadata,
    Column("learner", ForeignKey("learners.id"), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("course", String(200), nullable=False),
    Column("lesson", String(200), nullable=False),
    Column("exercise", String(200), nullable=False),
    Column("event", String(40), nullable=False),
    Column("time", String(40), nullable=False),
    Column("data", Text, nullable=False),
    Column("n", Integer, nullable=False, server_default="0"),
    Index("events_of_a_lesson", "course", "lesson", "event", "exercise", "learner"),
    Index("events_in_order", "n"),
)
"""Each learner's events; one learner's can never take the place of another's. ``data``: JSON.

``n``: grows with every event that comes into the class, so that whoever has seen all up to one can ask for the rest.
"""

members = Table(
    "members",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("compared", Text, nullable=False, unique=True),
    Column("name", String(64), nullable=False),
    Column("listed", Integer, nullable=False, server_default="0"),
    Column("learner", ForeignKey("learners.id"), unique=True),
    Column("first", String(64), nullable=False, server_default=""),
    Column("salt", String(32), nullable=False, server_default=""),
    Column("words", String(64), nullable=False, server_default=""),
    Column("came", String(40), nullable=False, server_default=""),
)
"""Who may come into the class while it is served. ``compared``: the name as it is compared with one typed at the door.

``listed``: 1 where the teacher's list has the name. ``learner``: empty until somebody came in under the name; ``came``:
when that was first. ``first``: the id of the first event, which the id of the record is made of. ``salt`` and
``words``: the word-code for coming back, hashed; empty while there is none.
"""

tokens = Table(
    "tokens",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("learner", ForeignKey("learners.id"), nullable=False),
    Column("device", String(64), nullable=False),
    Column("made", String(40), nullable=False),
    Column("ends", String(40), nullable=False),
)
"""What a browser or another computer of a learner comes back with: SHA-256 of 32 random bytes, and until when."""

controls = Table(
    "controls",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
    Column("time", String(40), nullable=False),
)
"""What the teacher holds open or shut while the class is served: see ``school.controls``. ``value``: JSON."""

keys = Table(
    "keys",
    metadata,
    Column("course", String(200), primary_key=True),
    Column("lesson", String(200), primary_key=True),
    Column("version", String(64), primary_key=True),
    Column("seen", String(40), nullable=False),
    Column("text", LargeBinary, nullable=False),
)
"""Every key that scores were given by: SHA-256 of key.yaml, and the file as it was, or as it was written out.

Of a lesson in one file also its ids.yaml as it was last, under that name in the place of a version.
"""

grades = Table(
    "grades",
    metadata,
    Column("course", String(200), primary_key=True),
    Column("lesson", String(200), primary_key=True),
    Column("exercise", String(200), primary_key=True),
    Column("learner", ForeignKey("learners.id"), primary_key=True),
    Column("state", String(64), nullable=False),
    Column("event", String(64), nullable=False),
    Column("time", String(40), nullable=False),
    Column("sure", Integer),
    Column("seconds", Float),
    Column("hints", Integer, nullable=False),
    Column("score", String(80), nullable=False),
    Column("parts", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("lost", Integer, nullable=False),
)
"""First answers as graded last, derived from ``events`` and thrown away with every new ``state`` of lesson and key.

``parts``: JSON, see ``grading``. ``content``: JSON; the answer fitted to the lesson of today, marks as sets of words.
"""

scores = Table(
    "scores",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("course", String(200), nullable=False),
    Column("lesson", String(200), nullable=False),
    Column("learner", ForeignKey("learners.id"), nullable=False),
    Column("exercise", String(200), nullable=False),
    Column("key", String(64), nullable=False),
    Column("score", String(80), nullable=False),
    Column("cause", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("time", String(40), nullable=False),
    Index("scores_of_a_lesson", "course", "lesson", "learner", "exercise", "number"),
)
"""The grade book, only ever added to: the last row of an exercise stands. ``exercise`` is empty for the lesson's total.

``cause``: ``collected``, ``rescored``, ``kept`` (the new key would have given less), ``lowered`` (with a reason),
``void``: what stood does not count any more, since the answer went or another came before it; ``marked``: the
teacher's mark, ``reason`` is then what the learner reads.
"""

decisions = Table(
    "decisions",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("course", String(200), nullable=False),
    Column("lesson", String(200), nullable=False),
    Column("exercise", String(200), nullable=False),
    Column("item", String(200), nullable=False),
    Column("verdict", String(20), nullable=False),
    Column("answer", Text, nullable=False),
    Column("contested", Text, nullable=False),
    Column("time", String(40), nullable=False),
)
"""What the teacher said to contested items: ``verdict`` and ``answer``.

``item``: the words contested; ``contested``: event ids between blanks.
"""
