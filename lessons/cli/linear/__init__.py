"""The linear front end: a lesson line by line, for screen readers, braille lines, plain terminals and pipes.

Nothing is drawn: no boxes, no colours, no cursor moves. One thing a line, every verdict in words.
It drives the same session as the screen and writes the same record.
"""
