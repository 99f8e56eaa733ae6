"""What a learner, a line and a class may ask of the server, in one place."""

from typing import Final

BURST: Final = 60
"""Keys at once; after them come only so many a second:"""
KEYS_A_SECOND: Final = 30.0
KEYS_WHEN_LATE: Final = 8.0
"""While the loop is late, so that one who leans on a key does not hold up the class."""
LATE: Final = 0.020
"""Seconds by which the loop is late before keys are slowed down."""
MESSAGES: Final = 400
"""Messages of a line at once, of 1 kB each; after them come only so many a second:"""
MESSAGES_A_SECOND: Final = 200.0
MESSAGES_WHEN_LATE: Final = 100.0
MOVE_KEYS: Final = 0.5
"""Keys that a move of the mouse counts for."""
CELLS_A_KEY: Final = 2000
"""Cells of a screen that count as one key where it is laid out anew for another size."""
QUEUE: Final = 256
"""Typed characters that wait; what comes in beyond them is dropped."""
MESSAGE: Final = 64 * 1024
"""Bytes of one message from a browser."""
PASTE: Final = 20_000
"""Characters of a paste; the rest is cut off."""
COLUMNS: Final = (20, 400)
ROWS: Final = (8, 150)
"""Sizes of a screen; anything else is brought to the nearest."""
UNDER_WAY: Final = 32 * 1024
"""Bytes sent that the page has not yet shown. Beyond them output waits:"""
WAITING: Final = 64 * 1024
"""Bytes that wait. Beyond them all is dropped, and one repaint follows when the line is free again."""
UNREAD: Final = 1 << 20
"""Bytes of everything sent that a line has not taken yet, answers to its questions too: more than the largest screen
there may be. Beyond them it is dropped."""
ESCAPE: Final = 0.110
"""Seconds after a lone Esc before it is one: until then it may begin a longer sequence."""
SEAT_WITHOUT_LINE: Final = 600.0
"""Seconds for which a seat is kept after its line was lost."""
SEAT_WITHOUT_KEY: Final = 3600.0
"""Seconds without a key after which a seat is given up."""
MESSAGE_SHOWN: Final = 30.0
"""Seconds for which a line from the teacher stays."""
LONGEST_WORDS: Final = 200
"""Characters of a line from the teacher."""
APART: Final = 0.05
"""Seconds between two seats that follow the teacher to a lesson: opening it all at once would hold everybody up."""
HEAD: Final = 16 * 1024
"""Bytes of the head of a request."""
HEAD_SECONDS: Final = 5.0
"""Seconds in which the head of a request, and a form that follows it, must have come."""
BODY_SECONDS: Final = 30.0
"""Seconds in which a request that brings something must have come and been answered."""
FORM: Final = 16 * 1024
"""Bytes of what a form sends."""
ANSWER_FORM: Final = 256 * 1024
"""Bytes of a form with an answer: the longest text there may be, each character written as several."""
ANSWER_FIELDS: Final = 6_000
"""Fields of a form with an answer."""
PAGE_KEYS: Final = 2
"""Keys that a plain page counts for in the bucket of its learner: it costs as much."""
PAGES_WAITING: Final = 8
"""Requests of one learner for plain pages that wait for their turn."""

WRONG_WORDS: Final = 5
"""Wrong words for one name; then it rests:"""
REST: Final = 60.0
"""Seconds."""
WRONG_A_CLASS: Final = 20
"""Wrong words or codes a minute in the whole class."""
TRIES_AN_ADDRESS: Final = 120
"""Tries a minute from one address: a whole school may be one."""
SOCKETS_AN_ADDRESS: Final = 400
LINES_A_LEARNER: Final = 8
"""Lines that one learner may have open; the oldest one ends for another. One is at work, the others are on their way
out: those of a net that has gone are known to be lost only after a while."""
HEARTBEAT: Final = 15.0
"""Seconds between two questions whether a browser is still there; half of them later it is not."""
SPARE: Final = 5
"""Who may wait at the door of a class with a list of names, beyond the names that are not in yet."""
WITHOUT_LIST: Final = 40
"""Learners of a class without a list of names."""
WAITING_SHOWN: Final = 60
"""Most who wait at the door."""
DOOR_SHUTS: Final = 600.0
"""Seconds after the last one came in before the door shuts by itself."""

LOGIN: Final = 30.0
"""Seconds for each answer of somebody who comes in over SSH, the first of them from the connection on."""
ANSWERS: Final = 12
"""Answers of one login over SSH; after them the line is closed."""
LET_IN: Final = 600.0
"""Seconds for which somebody at the SSH door waits for the teacher."""
LOGINS: Final = 60
"""Connections over SSH that have not come in yet; for another one the oldest goes of the address that has most."""
KEEPALIVE: Final = 10.0
"""Seconds between two questions whether an SSH line is still there."""
UNANSWERED: Final = 3
"""Such questions without an answer; then the line is lost."""
SEND_BUFFER: Final = 32 * 1024
"""Bytes that the system holds for an SSH line that does not read."""

POSTED: Final = 512 * 1024
"""Bytes of the events that a learner's own computer posts at once, unpacked."""
POSTED_EVENTS: Final = 500
"""Events in one such post."""
CALLS: Final = 120
"""Calls a minute of one learner's own computers; more are told to wait."""
TEACHER_CALLS: Final = 600
"""Calls a minute of the teacher's programs."""
PACKS: Final = 20
"""Packs a minute that one learner's own computers may fetch."""
