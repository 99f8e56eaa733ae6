"""The codes of what ``closeread check`` says about a lesson as a whole.

Codes name their layer: Y reading YAML, F fields and files, G glossary, A anchors, K keys and kinds, L the
lesson as a whole. docs/checks.md lists every code; a test keeps that list and the code base equal.
"""

KEY_NOT_FULL = "L801"
BLANK_SCORES = "L802"
LAZY_WINS = "L803"
NO_FEEDBACK = "L804"
HINT_LEAKS = "L805"
STRAND_MISSING = "L806"
KNOWN_LATER = "L807"
NOT_A_LESSON = "L808"
NO_SOURCES = "L809"
BAD_DATE = "L810"
LENGTH_TELLS = "L811"
HINT_COUNTS = "L812"
WRONG_COUNT = "L813"
TWO_VERDICTS = "L814"
TOO_FEW_MINUTES = "L815"
RIGHT_TO_LEFT = "L816"
ORPHANS = "L817"
TO_WRITE = "L818"
SAME_WORDS = "L819"
HALF_A_QUOTATION = "L820"
