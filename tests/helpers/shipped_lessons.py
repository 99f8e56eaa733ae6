"""The lessons of the courses that come with the program."""

from lessons.loading.catalogue import read_course, shipped

CLOSE_TO_HOME = shipped() / "close-to-home"
FIVE_ARTICLES = [card.folder for card in read_course(shipped()).lessons]
"""The folders of the course about one war, in order."""
AT_HOME = [card.folder for card in read_course(CLOSE_TO_HOME).lessons]
"""The folders of "Close to home", in order."""
LESSONS = [*FIVE_ARTICLES, *AT_HOME]
