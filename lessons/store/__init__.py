"""The record: what a learner did, kept in an append-only journal."""

from lessons.store.event import Event
from lessons.store.memory import MemoryRecord
from lessons.store.recorder import LearnerNameError, Recorder, RecordError, RecordLockedError

__all__ = ["Event", "LearnerNameError", "MemoryRecord", "RecordError", "RecordLockedError", "Recorder"]
