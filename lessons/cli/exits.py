"""The exit codes of every command."""

from enum import IntEnum


class Exit(IntEnum):
    """What a script can tell from how ``closeread`` ended."""

    OK = 0
    PROBLEMS = 1
    """Files were read and something in them is wrong."""
    USAGE = 2
    """The command line was not understood, or names something that does not exist."""
    RECORD = 3
    """The learner's record could not be read or written."""
    INTERRUPTED = 130
    """Ctrl-C; everything committed is saved."""
    PIPE = 141
    """The reader of the output went away."""
