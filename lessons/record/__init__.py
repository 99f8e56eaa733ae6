"""The record: what a learner did, kept in an append-only journal."""

from lessons.record.event import Event
from lessons.record.recorder import LearnerNameError, MemoryRecord, Recorder, RecordError, RecordLockedError

__all__ = ["Event", "LearnerNameError", "MemoryRecord", "RecordError", "RecordLockedError", "Recorder"]
