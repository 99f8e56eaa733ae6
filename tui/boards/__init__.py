"""What stands beside the article: one board a form of answer, the explanation, and the end of the lesson.

A board is plain values: it makes the lines of a sheet and the marks of the article, and knows no widget.
"""
