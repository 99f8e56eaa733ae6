"""Lessons with an article of any length, for benchmarks: the same words on every run."""

import random
from pathlib import Path

_VOCABULARY = """
the of and to in a was said that for it with as his on he be at by had not are but from or have an they which
president minister warnings feverish theatre political border treaty sanctions voters newspaper spokesman crisis
according reported claimed insisted yesterday analysts sources government parliament weapons silence memory
"""
_LESSON = """format: 1
title: A long read
summary: An article of {words} words.
minutes: 10
level: 1
goals: [Walk.]
exercises:
  - {{id: mark, kind: mark, strand: language, prompt: Mark the first word.}}
"""
_KEY = """format: 1
answers:
  mark: {{mark: [{{quote: {quote}, why: It is the first.}}], why: It is the first.}}
"""


def paragraphs(words: int) -> list[str]:
    """Paragraphs of about 90 words that make ``words`` words together; the first word stands nowhere else."""
    choose, vocabulary = random.Random(words), _VOCABULARY.split()
    stream = ["Opening", *(choose.choice(vocabulary) for _ in range(words - 1))]
    texts = []
    for start in range(0, words, 90):
        part = stream[start : start + 90]
        sentences = [" ".join(part[at : at + 18]).capitalize() for at in range(0, len(part), 18)]
        texts.append(". ".join(sentences) + ".")
    return texts


def write_lesson(folder: Path, words: int) -> Path:
    """A lesson with one exercise, to mark words in an article of ``words`` words."""
    folder.mkdir(parents=True)
    head = "---\ntitle: A long read\nlanguage: en\n---\n\n"
    (folder / "article.md").write_text(head + "\n\n".join(paragraphs(words)) + "\n")
    (folder / "lesson.yaml").write_text(_LESSON.format(words=words))
    (folder / "key.yaml").write_text(_KEY.format(quote="Opening"))
    return folder
