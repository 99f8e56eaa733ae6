"""One attempt at a lesson as a state machine without a screen: what every front end drives."""

from lessons.session.machine import Session
from lessons.session.phases import Phase, Status
from lessons.session.summary import StrandScore, Summary, TechniqueScore

__all__ = ["Phase", "Session", "Status", "StrandScore", "Summary", "TechniqueScore"]
