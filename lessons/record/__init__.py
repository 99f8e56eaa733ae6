"""The record: what a learner did, kept in an append-only journal."""

from lessons.record.event import Event
from lessons.record.memory import MemoryRecord
from lessons.record.recorder import LearnerNameError, Recorder, RecordError, RecordLockedError

__all__ = ["Event", "LearnerNameError", "MemoryRecord", "RecordError", "RecordLockedError", "Recorder"]
