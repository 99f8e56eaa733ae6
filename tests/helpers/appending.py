"""A student's program reduced to its record: appends events for ever and says which were acknowledged.

Run as ``python appending.py JOURNAL FIRST``; each number printed stands for an event that was synced.
"""

import sys
from pathlib import Path

from lessons.record import Event
from lessons.record.journal import Journal


def main() -> None:
    """Append until killed."""
    journal = Journal(Path(sys.argv[1]), "ana")
    number = int(sys.argv[2])
    while True:
        journal.append(Event("draft", "c", "l", "e", {"answer": "x" * (number % 700)}), sync=False)
        journal.append(Event("committed", "c", "l", "e", {"answer": number}), sync=True)
        print(number, flush=True)
        number += 1


if __name__ == "__main__":
    main()
