"""A lesson without its text says no two neighbouring words of the article, and comes back whole."""

import json
import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from lessons.anchoring.tokens import Salted, salt_of, tokens_of
from lessons.checking.run import check
from lessons.cli.call import Exit
from lessons.cli.main import run
from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.loading.catalogue import read_card, shipped
from lessons.loading.document import Value
from lessons.loading.yaml_source import read_yaml
from lessons.model.problem import LessonError, Severity
from lessons.share.packs.unpack import read_pack
from lessons.share.standoff.binding import bind_all
from lessons.share.standoff.detaching import detach_lesson
from lessons.share.standoff.passages import FUNCTION_WORDS, Finder, Protected, blanked, restored
from tests.helpers.place import home
from tests.helpers.standoff import differences, textless
from tests.helpers.tiny import COURSE, TINY, perfect_answers

SHIPPED = sorted(path.parent for path in shipped().glob("*/lesson.yaml"))


def texts_of(folder: Path) -> list[Path]:
    """The files of a lesson's article and second article."""
    value = read_yaml(folder / "lesson.yaml").value
    assert isinstance(value, dict)
    names = [value.get("article", "article.md"), value.get("beside")]
    return [folder / name for name in names if isinstance(name, str)]


def words_of_text(text: str) -> list[str]:
    """The words of a text. Written without the code that hides them."""
    text = re.sub(r"(?<=[0-9])[.,](?=[0-9])", "", text.replace("\u2019", "'"))
    return [word.casefold() for word in re.findall(r"[^\W_]+(?:'[^\W_]+)*", text)]


def pairs_of(path: Path) -> set[tuple[str, str]]:
    """Neighbouring words of an article file of which one is a content word."""
    _empty, _front, text = path.read_text("utf-8").split("---", 2)
    pairs = set(pairwise(words_of_text(text)))
    content = {word for pair in pairs for word in pair if not word.isdigit() and word not in FUNCTION_WORDS}
    return {pair for pair in pairs if content.intersection(pair)}


def strings_of(value: Value) -> Iterator[str]:
    """Every text and every key of a YAML value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from strings_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings_of(inner)


def readable(path: Path) -> set[tuple[str, str]]:
    """All neighbouring words of a file of a pack."""
    texts = strings_of(read_yaml(path).value) if path.suffix == ".yaml" else [path.read_text("utf-8")]
    return {pair for text in texts for pair in pairwise(words_of_text(text))}


@pytest.mark.sample(1)
@pytest.mark.parametrize("folder", [TINY, *SHIPPED], ids=lambda folder: folder.name)
def test_no_two_neighbouring_words_of_the_article_can_be_read(folder: Path, tmp_path: Path) -> None:
    textless(folder, tmp_path / "course")
    pairs = set().union(*(pairs_of(path) for path in texts_of(folder)))
    assert len(pairs) > 50
    for path in (tmp_path / "course").rglob("*"):
        if path.is_file() and path.name not in ("techniques.yaml", "LICENSE"):
            leaked = pairs & readable(path)
            assert not leaked, (path.name, leaked)
    packed = read_pack(tmp_path / "course.zip")
    assert not [name for name in packed.files if name.endswith(("article.md", "beside.md"))]


@pytest.mark.sample(1)
@pytest.mark.parametrize("folder", [TINY, *SHIPPED], ids=lambda folder: folder.name)
def test_bound_to_an_exact_copy_it_is_the_lesson_it_was(folder: Path, tmp_path: Path) -> None:
    made = textless(folder, tmp_path / "course")
    done = bind_all([tmp_path / "course" / folder.name], texts_of(folder), home())
    assert not done.problems
    bound = done.bound[0]
    assert bound.report.complete
    assert all(text.exact for text in bound.report.texts)
    assert len(bound.report.anchors) >= made.anchors
    for name in ("lesson.yaml", "key.yaml"):
        old, new = read_yaml(folder / name), read_yaml(bound.folder / name)
        assert not new.problems
        found = [
            one for one in differences(old.value, new.value) if one[0] not in (("article",), ("beside",))
        ]
        ids = {old.split("/")[1]: new for old, new in made.ids.items()}
        assert not [one for one in found if not ids], found[:3]
    lesson = open_lesson(tmp_path / "course" / folder.name, home())
    whole = open_lesson(folder, home())
    assert (lesson.article.text, lesson.article.blocks) == (whole.article.text, whole.article.blocks)
    key, old_key = open_key(lesson), open_key(whole)
    assert [note.spans for note in key.notes] == [note.spans for note in old_key.notes]
    assert [key.bound[exercise.id].chance for exercise in lesson.exercises] == [
        old_key.bound[exercise.id].chance for exercise in whole.exercises
    ]
    assert [exercise.scope for exercise in lesson.exercises] == [
        exercise.scope for exercise in whole.exercises
    ]
    problems = [problem for problem in check([tmp_path / "course" / folder.name]) if problem.code != "L809"]
    assert not [problem for problem in problems if problem.severity is Severity.ERROR]


@pytest.mark.thorough
def test_the_perfect_answers_are_perfect_still(tmp_path: Path) -> None:
    textless(TINY, tmp_path / "course")
    folder = tmp_path / "course" / "tiny"
    bind_all([folder], texts_of(TINY), home())
    lesson = open_lesson(folder, home())
    assert perfect_answers(lesson) == perfect_answers(open_lesson(TINY))
    assert (lesson.id, lesson.course) == ("tiny", "course"), "the record goes on"


@pytest.mark.thorough
def test_the_same_lesson_gives_the_same_pack(tmp_path: Path) -> None:
    textless(COURSE, tmp_path / "a")
    textless(COURSE, tmp_path / "b")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_a_lesson_that_is_not_bound_says_how(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    textless(TINY, tmp_path / "course", "the front page of the Tiny Times, 2 May 2024")
    folder = tmp_path / "course" / "tiny"
    with pytest.raises(LessonError) as caught:
        open_lesson(folder, home())
    told = str(caught.value.problems[0])
    assert "S901" in told
    assert "the front page of the Tiny Times" in told
    assert "closeread bind" in told
    assert read_card(folder.parent, "tiny").bring.startswith("the front page")
    assert run(["check", str(folder)]) == Exit.OK
    assert "S901" in capsys.readouterr().out


@pytest.mark.thorough
def test_titles_and_goals_are_shown_with_gaps(tmp_path: Path) -> None:
    course = Path(shutil.copytree(COURSE, tmp_path / "course"))
    path = course / "tiny" / "lesson.yaml"
    text = path.read_text("utf-8").replace("title: The tiny tram", "title: The greedy mayor")
    path.write_text(text, "utf-8")
    textless(course, tmp_path / "out")
    card = read_card(tmp_path / "out", "tiny")
    assert card.title == "[…]"
    bind_all([card.folder], texts_of(course / "tiny"), home())
    assert open_lesson(card.folder, home()).title == "The greedy mayor"


@pytest.mark.thorough
def test_ids_that_say_words_of_the_article_are_renamed_everywhere(tmp_path: Path) -> None:
    course = Path(shutil.copytree(COURSE, tmp_path / "course"))
    for name in ("lesson.yaml", "key.yaml"):
        path = course / "tiny" / name
        text = path.read_text("utf-8").replace("brook:", "ada-brook:").replace("find-named", "reckless-tram")
        path.write_text(text, "utf-8")
    done = textless(course, tmp_path / "out")
    assert done.ids == {"tiny/reckless-tram": "x1", "tiny/ada-brook": "x2"}
    bind_all([tmp_path / "out" / "tiny"], texts_of(course / "tiny"), home())
    lesson = open_lesson(tmp_path / "out" / "tiny", home())
    assert len(perfect_answers(lesson)) == 16


def test_other_files_of_a_course_lose_what_they_quote(tmp_path: Path) -> None:
    course = Path(shutil.copytree(COURSE, tmp_path / "course"))
    article = (course / "tiny" / "article.md").read_text("utf-8")
    (course / "tiny" / "draft.md").write_text(article + "\nMy notes.", "utf-8")
    (course / "tiny" / "notes.txt").write_text(
        "Talk about the greedy mayor, and then about trains and buses elsewhere.", "utf-8"
    )
    (course / "README.md").write_text(
        "The greedy mayor. A course in which everyone in the town hates something, for pupils who like trains.",
        "utf-8",
    )
    done = textless(course, tmp_path / "out")
    assert set(done.taken_out) == {"tiny/article.md", "tiny/beside.md", "tiny/draft.md"}
    assert (
        tmp_path / "out" / "tiny" / "notes.txt"
    ).read_text() == "Talk about […], and then about trains and buses elsewhere."
    shared = (tmp_path / "out" / "README.md").read_text()
    assert shared == "The greedy mayor. A course in which […] something, for pupils who like trains."
    assert done.gaps["README.md"] == 1


def test_a_quotation_without_a_word_cannot_be_named(tmp_path: Path) -> None:
    course = Path(shutil.copytree(COURSE, tmp_path / "course"))
    path = course / "tiny" / "key.yaml"
    text = path.read_text("utf-8").replace(
        "credits:\n", 'credits:\n  - {quote: ",", before: nonsense, why: A comma.}\n'
    )
    path.write_text(text, "utf-8")
    with pytest.raises(LessonError, match="S902"):
        detach_lesson(course / "tiny")


def test_the_sign_of_hidden_words_is_refused(tmp_path: Path) -> None:
    course = Path(shutil.copytree(COURSE, tmp_path / "course"))
    path = course / "tiny" / "key.yaml"
    path.write_text(path.read_text("utf-8").replace("A judgement.", "A ⟦judgement⟧."), "utf-8")
    with pytest.raises(LessonError, match="S903"):
        detach_lesson(course / "tiny")


def test_a_folder_whose_name_says_words_of_the_article(tmp_path: Path) -> None:
    course = Path(shutil.copytree(COURSE, tmp_path / "course"))
    (course / "tiny").rename(course / "greedy-mayor")
    path = course / "course.yaml"
    path.write_text(path.read_text("utf-8").replace("[tiny]", "[greedy-mayor]"), "utf-8")
    with pytest.raises(LessonError, match="S910"):
        textless(course, tmp_path / "out")


def protected(text: str, *, english: bool = True) -> Protected:
    tokens = tokens_of(text)
    salted = Salted(salt_of(tokens.forms))
    return Protected("main", tokens, salted.digits(tokens.forms), salted, english)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("the king", "[…]"),  # a content word and its neighbour
        ("The *King*, of", "[…]"),
        ("The king, and", "[…], and"),
        ("king the", "king the"),  # not in this order
        ("a king of", "a […]"),
        ("of the", "of the"),  # function words say nothing
        ("the of", "the of"),
        ("it is not as", "[…]"),  # four of them do
        ("it is not", "it is not"),
        ("1999 2000", "1999 2000"),  # numbers are facts
        ("king", "king"),
        ("of the king of the hill", "of […]"),
        ("KING OF", "[…]"),
        ("king-of", "[…]"),
        ("kings of", "kings of"),
    ],
)
def test_what_counts_as_a_passage(text: str, shown: str) -> None:
    article = protected("We saw the king of the hill in 1999 2000, and it is not as if the of")
    assert blanked(text, Finder([article]))[0] == shown


def test_without_a_list_of_function_words_every_word_counts() -> None:
    article = protected("Der Hund und die Katze", english=False)
    assert blanked("und die", Finder([article]))[0] == "[…]"


def test_words_come_back_in_their_own_case() -> None:
    words = {(1, 1): "Feverish", (1, 2): "warnings"}
    text = "*⟦1.1_⟧* ⟦1.2^^⟧, ⟦1.1⟧ ⟦1.2^⟧; ⟦2.1⟧ ⟦2.2⟧!"
    done, whole = restored(text, lambda passage, word: words.get((passage, word)))
    assert (done, whole) == ("*feverish* WARNINGS, Feverish Warnings; […]!", False)


def test_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["pack", str(COURSE), "--without-text", "-o", "c.zip"]) == Exit.OK
    told = capsys.readouterr().out
    assert "without: tiny/article.md" in told
    assert "binding puts them back" in told
    assert run(["pack", str(COURSE), "--reference", "x", "-o", "d.zip"]) == Exit.USAGE
    capsys.readouterr()
    copies = [str(path) for path in texts_of(TINY)]
    assert run(["bind", "c.zip", *copies]) == Exit.OK
    assert "Text: an exact copy" in capsys.readouterr().out
    assert run(["bind", "c.zip", *copies, "--format", "json"]) == Exit.OK
    places = json.loads(capsys.readouterr().out)["bound"][0]["places"]
    assert {place["fate"] for place in places} == {"exact"}
    named = {(place["exercise"], place["item"], place["words"]) for place in places}
    assert ("find-loaded", "mark 1", "greedy") in named
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps(perfect_answers(open_lesson(TINY))))
    assert run(["unpack", "c.zip", "-o", "course"]) == Exit.OK
    capsys.readouterr()
    # The same files under the same names are the same lesson, wherever they lie: bound once, bound everywhere.
    assert run(["score", "course/tiny", str(answers)]) == Exit.OK
    assert "100" in capsys.readouterr().out
    assert run(["bind", str(TINY), *copies]) == Exit.PROBLEMS
    assert "S909" in capsys.readouterr().err
