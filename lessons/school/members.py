"""Who may come into a class while it is served, and how somebody is known again.

No accounts: a name, which stands on the teacher's list or is let in by the teacher, and a word-code for coming back
(``plum-otter-47``). The words are told once, to the learner or on the teacher's cards, and only a salted hash is kept:
who has lost them gets new ones. A browser or another computer comes back with a token.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import scrypt, sha256
from secrets import compare_digest, token_hex, token_urlsafe
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, delete, insert, select, update

from lessons.i18n import _
from lessons.record.event import Event, now, written
from lessons.record.paths import learner_name, record_id
from lessons.record.recorder import RecordError
from lessons.school.db_schema import events, learners, members, tokens
from lessons.school.store import ClassStore, event_of_row
from lessons.school.word_codes import new_code, plain_code
from lessons.text import normalise
from lessons.text.comparing import levelled

TOKEN_DAYS = 120
"""Days after which a token is worth nothing any more."""
LONGEST_DEVICE = 64


@dataclass(frozen=True, slots=True)
class ClassMember:
    """A name under which somebody may come in, or did."""

    id: int
    name: str
    listed: bool
    """Whether it stands on the teacher's list."""
    learner: int | None
    """The number of the learner; ``None`` until somebody came in under the name."""
    came: str
    """When that was first, in UTC; empty until then."""
    salt: str
    words: str
    """The word-code, hashed; empty while there is none. ``knows`` compares it with what was typed."""


@dataclass(frozen=True, slots=True)
class WordCard:
    """What a learner needs for coming back, to be shown once or printed; it is not kept."""

    name: str
    words: str
    """``plum-otter-47``; empty where those of a card that was printed before hold."""


@dataclass(frozen=True, slots=True)
class SeatedLearner:
    """A learner with everything that the class has of the learner."""

    number: int
    name: str
    came: str
    first: str
    """The id for the first event, where there is none yet."""
    events: tuple[Event, ...]
    """Oldest first."""


class TakenNameError(ValueError):
    """Somebody came in under this name before."""


# Names


def compared(name: str) -> str:
    """The name as it is compared: without case, width, quotes, dashes, double spaces and what nobody sees."""
    return levelled(normalise(name))


def list_names(store: ClassStore, names: Iterable[str]) -> tuple[ClassMember, ...]:
    """Put names on the list of the class; those that are on it stay. The whole list then, by name.

    Raises ``LearnerNameError`` for a name that cannot be one, and ``RecordError``; nothing is changed then.
    """
    chosen = {compared(name): name for name in (learner_name(raw, "NAME") for raw in names)}
    with store.writing() as connection:
        for form, name in chosen.items():
            row = store.insert(members).values(compared=form, name=name, listed=1)
            connection.execute(row.on_conflict_do_update(index_elements=["compared"], set_={"listed": 1}))
    return tuple(one for one in everybody(store) if one.listed)


def unlist(store: ClassStore, name: str) -> bool:
    """Take a name off the list; whether it was on it. Whoever came in under it stays a member."""
    with store.writing() as connection:
        here = members.c.compared == compared(name)
        there = connection.execute(select(members.c.listed).where(here)).scalar()
        connection.execute(delete(members).where(here, members.c.learner.is_(None)))
        connection.execute(update(members).where(here).values(listed=0))
    return there == 1


def everybody(store: ClassStore) -> tuple[ClassMember, ...]:
    """All names, by name. Raises ``RecordError``."""
    with store.told():
        rows = store.connection.execute(select(members).order_by(members.c.name, members.c.id)).all()
    return tuple(_member(row) for row in rows)


def member_named(store: ClassStore, name: str) -> ClassMember | None:
    """Who a name typed at the door belongs to; ``None`` for nobody. Raises ``RecordError``."""
    with store.told():
        here = select(members).where(members.c.compared == compared(name))
        row = store.connection.execute(here).first()
    return _member(row) if row is not None else None


# Coming in


def come_in(store: ClassStore, name: str) -> tuple[ClassMember, WordCard]:
    """Make the learner of a name that nobody came in under yet; the words for coming back are told this once.

    Whether the name may come in is for the door to say: where the member has words already, a card was printed, and
    the door asks for them (``knows``); they stay, and those of the answer are empty. Raises ``TakenNameError`` where
    somebody did before, ``LearnerNameError`` and ``RecordError``.
    """
    shown = learner_name(name, "NAME")
    with store.writing() as connection:
        here = members.c.compared == compared(shown)
        there = connection.execute(select(members).where(here)).first()
        if there is not None and there.learner is not None:
            raise TakenNameError(_("somebody came in under this name before"))
        called = there.name if there is not None else shown
        first = uuid4().hex
        row = {"record": record_id([Event("", "", "", id=first)]), "branch": 1, "pseudonym": called}
        made = connection.execute(insert(learners).values(row)).inserted_primary_key
        assert made is not None  # a row was inserted
        words = ""
        fresh: dict[str, object] = {"learner": int(made[0]), "first": first, "came": now()}
        if there is None or not there.words:
            salt, words, hashed = _new_words()
            fresh |= {"salt": salt, "words": hashed}
        if there is None:
            connection.execute(insert(members).values(compared=compared(shown), name=called, **fresh))
        else:
            connection.execute(update(members).where(here).values(fresh))
        member = _member(connection.execute(select(members).where(here)).one())
    return member, WordCard(called, words)


def seated(store: ClassStore, learner: int) -> SeatedLearner:
    """A learner's record, to go on with; after a merger that of the one it was merged into. Raises ``RecordError``."""
    with store.told():
        row = store.connection.execute(select(learners).where(learners.c.id == learner)).first()
        if row is None:
            raise RecordError(
                str(store.path),
                _("the class has no learner {number}").format(number=learner),
                _("a learner of the class"),
                _("come in again under your name"),
            )
        mine = select(members).where(members.c.learner == learner)
        member = store.connection.execute(mine).first()
        owner = int(row.into or row.id)
        own = select(events).where(events.c.learner == owner).order_by(events.c.n, events.c.time)
        kept = tuple(event_of_row(one) for one in store.connection.execute(own))
    name = member.name if member is not None else row.called or row.pseudonym
    came, first = (member.came, member.first) if member is not None else ("", "")
    return SeatedLearner(owner, name, came, first, kept)


# Words for coming back


def new_words(store: ClassStore, ids: Iterable[int] = ()) -> tuple[WordCard, ...]:
    """New word-codes, for the members with these ids or for everybody; those of before are worth nothing any more.

    A learner who is in stays in; tokens that were made with the former words end. This is how cards are printed.
    """
    chosen = set(ids)
    cards = []
    with store.writing() as connection:
        for row in connection.execute(select(members).order_by(members.c.name, members.c.id)).all():
            if chosen and row.id not in chosen:
                continue
            salt, words, hashed = _new_words()
            changed = update(members).where(members.c.id == row.id)
            connection.execute(changed.values(salt=salt, words=hashed))
            if row.learner is not None:
                connection.execute(delete(tokens).where(tokens.c.learner == row.learner))
            cards.append(WordCard(row.name, words))
    return tuple(cards)


def knows(member: ClassMember, typed: str) -> bool:
    """Whether somebody typed the member's words: two words and a number, in any case, with blanks or hyphens.

    Takes some hundredths of a second on purpose: call it beside the loop.
    """
    return bool(member.words) and compare_digest(member.words, _hashed(plain_code(typed), member.salt))


def _new_words() -> tuple[str, str, str]:
    """A salt, a word-code, and what is kept of it."""
    words, salt = new_code(), token_hex(16)
    return salt, words, _hashed(words, salt)


def _hashed(words: str, salt: str) -> str:
    return scrypt(words.encode(), salt=bytes.fromhex(salt), n=2**12, r=8, p=1, dklen=32).hex()


# Tokens


def give_token(store: ClassStore, learner: int, device: str) -> str:
    """A token for a browser or another computer: 32 random bytes as text. Raises ``RecordError``."""
    token = token_urlsafe(32)
    row = {"hash": _hash_of(token), "learner": learner, "made": now()}
    row |= (
        {"device": learner_name(device or "-")[:LONGEST_DEVICE]} if device.strip("./\\ ") else {"device": ""}
    )
    ends = written(datetime.now(UTC) + timedelta(days=TOKEN_DAYS))
    with store.writing() as connection:
        connection.execute(delete(tokens).where(tokens.c.ends < now()))
        connection.execute(insert(tokens).values(**row, ends=ends))
    return token


def learner_with(store: ClassStore, token: str) -> int | None:
    """The number of the learner who came back with a token; ``None`` for none that holds. Raises ``RecordError``."""
    with store.told():
        here = select(tokens.c.learner).where(tokens.c.hash == _hash_of(token), tokens.c.ends >= now())
        return store.connection.execute(here).scalar()


def end_token(store: ClassStore, token: str) -> None:
    """Make a token worth nothing. Raises ``RecordError``."""
    with store.writing() as connection:
        connection.execute(delete(tokens).where(tokens.c.hash == _hash_of(token)))


def forget_members(connection: Connection, chain: Iterable[int]) -> None:
    """Delete what the door knows of learners who are deleted; a name on the teacher's list stays on it."""
    ids = [*chain]
    connection.execute(delete(tokens).where(tokens.c.learner.in_(ids)))
    own = members.c.learner.in_(ids)
    connection.execute(delete(members).where(own, members.c.listed == 0))
    bare = {"learner": None, "first": "", "salt": "", "words": "", "came": ""}
    connection.execute(update(members).where(own).values(bare))


def is_member(connection: Connection, learner: int) -> bool:
    """Whether a learner came into the class while it was served."""
    here = select(members.c.id).where(members.c.learner == learner)
    return connection.execute(here).first() is not None


def _hash_of(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def _member(row: Row[Any]) -> ClassMember:
    return ClassMember(row.id, row.name, row.listed == 1, row.learner, row.came, row.salt, row.words)
