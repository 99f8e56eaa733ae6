"""One attempt at a lesson as a state machine without a screen: what every front end drives."""

from lessons.play.machine import Session
from lessons.play.states import Phase, Status
from lessons.play.summary import StrandScore, Summary, TechniqueScore

__all__ = ["Phase", "Session", "Status", "StrandScore", "Summary", "TechniqueScore"]
