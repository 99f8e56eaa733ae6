"""The beginning of a lesson: an article, with comments in it or labels and a quiz beside it, becomes article.md and
lesson.yaml."""

from collections.abc import Callable
from dataclasses import dataclass

from lessons.author.importing.comment_words import CommentWords
from lessons.author.importing.corpora import LabelFile, read_labels
from lessons.author.importing.intake import Form, Imported, take_in
from lessons.author.importing.labelled import Labelled, carried
from lessons.author.importing.lesson_text import LessonText, exercises_text, lesson_text
from lessons.author.importing.pieces import ImportRefused
from lessons.author.importing.quiz import read_quiz
from lessons.loading.article_source import article_from_text
from lessons.model.article import Article


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that is taken in: its bytes and its name."""

    data: bytes
    name: str


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is to be written."""

    imported: Imported | None
    """The article; ``None`` where it is there already, or where there is none."""
    lesson: LessonText | None
    """The lesson; ``None`` where the source has nothing to make one of."""


def begun(
    source: SourceFile | None,
    there: Article | None,
    labels: SourceFile | None,
    quiz: SourceFile | None,
    words_for: Callable[[Article], CommentWords],
    *,
    form: Form | None = None,
    encoding: str | None = None,
    split_headings: bool = False,
) -> Beginning:
    """The article and the lesson of a source, or of labels and a quiz about an article that is there.

    Beside an article that is there, a source is only the text that the labels count in. Without either the text that
    the labels bring along becomes the article; a quiz alone makes exercises without one. Raises ``ImportRefused``.
    """
    label_file = (
        read_labels(labels.data, labels.name, source.data if source else None, source.name if source else "")
        if labels is not None
        else None
    )
    taken: Imported | None = None
    if source is not None:
        taken = take_in(source.data, source.name, form=form, encoding=encoding, split_headings=split_headings)
    own = taken
    if taken is None and there is None and label_file is not None and labels is not None:
        own = _own_text(label_file, labels.name)
    imported = own if there is None else None
    article = there if imported is None else article_from_text(imported.article).article
    if article is None and labels is None and quiz is not None:
        return Beginning(None, exercises_text(read_quiz(quiz.data, "en")))
    if article is None:
        raise ImportRefused("no article", "a text to read", "name the text that the labels are about")
    parts: list[Labelled] = []
    if taken is not None and taken.labelled is not None:
        parts.append(carried(taken.labelled, article))
    if label_file is not None and labels is not None:
        parts.append(carried(_labelled(label_file, labels.name), article))
    asked = read_quiz(quiz.data, article.masthead.language) if quiz is not None else None
    if asked is None and not any(one.quotes or one.losses for one in parts):
        return Beginning(imported, None)
    joined = Labelled(
        article.text,
        tuple(quote for one in parts for quote in one.quotes),
        tuple(loss for one in parts for loss in one.losses),
    )
    return Beginning(imported, lesson_text(joined, article, words_for(article), asked))


def _own_text(label_file: LabelFile, name: str) -> Imported:
    """The article that a file of labels brings along."""
    if not label_file.source:
        fix = "name the text that the labels are about: closeread import TEXT --labels FILE -o FOLDER"
        raise ImportRefused("labels without their text", "a text to read", fix)
    return take_in(label_file.source, name, form="html" if label_file.page else "text")


def _labelled(label_file: LabelFile, name: str) -> Labelled:
    if not label_file.page:
        return label_file.labelled
    return take_in(label_file.source, name, form="html").labelled or Labelled("")
