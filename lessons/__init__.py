"""The engine of closeread: lessons, anchors, scores and records. It knows no screen."""

__version__ = "0.2.0"
