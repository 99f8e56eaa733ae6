"""Lessons without their text bound to copies that were changed: told place by place, and always playable."""

import random
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.anchoring.detached import Fate
from lessons.checking.run import check
from lessons.cli.call import Exit
from lessons.cli.main import run
from lessons.lesson.keys import open_key
from lessons.lesson.lesson import Lesson
from lessons.lesson.opening import open_lesson
from lessons.loading.article_source import article_from_text, read_article
from lessons.loading.catalogue import shipped
from lessons.model.article import Article
from lessons.model.form import MarkForm
from lessons.model.problem import LessonError, Severity
from lessons.record.own_copies import bound_folder
from lessons.share.standoff.binding import bind_all
from lessons.share.standoff.binding_report import BindingReport, in_short, lines
from lessons.share.standoff.readers_copy import read_copy
from lessons.share.standoff.shaping import block_source
from tests.helpers.changed_copies import changed, typeset
from tests.helpers.examples import examples
from tests.helpers.place import home
from tests.helpers.standoff import textless
from tests.helpers.tiny import COURSE, TINY, perfect_answers

WARM_UP = shipped() / "warm-up"
COLUMN = shipped() / "unsigned-column"


@pytest.fixture(scope="module")
def standoff(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny lesson, the warm-up and a long lesson without their texts."""
    folder = tmp_path_factory.mktemp("standoff")
    for lesson in (TINY, WARM_UP, COLUMN):
        textless(lesson, folder / lesson.name)
    return folder


def article_of(path: Path) -> Article:
    article, _problems = read_article(path)
    assert article is not None
    return article


def bound(folder: Path, text: str, where: Path, second: Path | None = None) -> tuple[Lesson, BindingReport]:
    """Bind to a copy with this text; the lesson must play and its key must be right."""
    copy = where / "copy.txt"
    copy.write_text(text, "utf-8", newline="")
    done = bind_all([folder], [copy] if second is None else [copy, second], home())
    assert not done.problems, done.problems
    lesson = open_lesson(folder, home())
    for exercise, raw in perfect_answers(lesson).items():
        key = open_key(lesson)
        from lessons.kinds.written_answers import read

        found = lesson.exercise(exercise)
        answer = read(found.form, raw, lesson.article, lesson.beside)
        assert key.bound[exercise].score(answer).score == 1
    errors = [problem for problem in check([folder]) if problem.severity is Severity.ERROR]
    assert not errors
    return lesson, done.bound[0].report


def copies(lesson: Path) -> list[tuple[str, str]]:
    return list(typeset(article_of(lesson / "article.md")))


@pytest.mark.thorough
@pytest.mark.parametrize("number", range(7))
@pytest.mark.parametrize("lesson", [WARM_UP, TINY], ids=lambda lesson: lesson.name)
def test_other_typography_is_an_exact_copy(lesson: Path, number: int, standoff: Path, tmp_path: Path) -> None:
    _name, text = copies(lesson)[number]
    second = lesson / "beside.md" if (lesson / "beside.md").exists() else None
    made, report = bound(standoff / lesson.name / lesson.name, text, tmp_path, second)
    assert report.complete
    assert in_short(report) == ""
    whole = article_of(lesson / "article.md")
    assert [block.label for block in made.article.blocks] == [block.label for block in whole.blocks]
    assert [block.level for block in made.article.blocks] == [block.level for block in whole.blocks]
    assert len(made.exercises) == len(open_lesson(lesson, home()).exercises)


@pytest.mark.thorough
def test_a_missing_paragraph_leaves_its_number(standoff: Path, tmp_path: Path) -> None:
    article = article_of(COLUMN / "article.md")
    blocks = [
        article.text[block.span.start : block.span.end] for block in article.blocks if block.label != "4"
    ]
    lesson, report = bound(
        standoff / "unsigned-column" / "unsigned-column", "\n\n".join(blocks), tmp_path, COLUMN / "beside.md"
    )
    assert report.texts[0].missing == ("4",)
    block = lesson.article.by_label["4"]
    assert lesson.article.text[block.span.start : block.span.end] == "[This part is not in your copy.]"
    assert {anchor.block for anchor in report.anchors if anchor.fate is Fate.LOST} == {"4"}
    assert all(anchor.now == anchor.block for anchor in report.anchors if anchor.fate is not Fate.LOST)
    assert "were found in it" in lesson.summary


@pytest.mark.thorough
def test_a_paragraph_more_is_page_furniture_in_its_place(standoff: Path, tmp_path: Path) -> None:
    article = article_of(COLUMN / "article.md")
    blocks = [article.text[block.span.start : block.span.end] for block in article.blocks]
    blocks.insert(8, "READ MORE: *ten* things you did not know about shoes")
    lesson, report = bound(
        standoff / "unsigned-column" / "unsigned-column", "\n".join(blocks), tmp_path, COLUMN / "beside.md"
    )
    assert report.counts[Fate.LOST] == 0
    assert report.texts[0].extra == 1
    texts = {lesson.article.text[block.span.start : block.span.end]: block for block in lesson.article.blocks}
    assert texts["READ MORE: *ten* things you did not know about shoes"].role == "furniture"
    assert all(anchor.now == anchor.block for anchor in report.anchors), (
        "paragraph 3 is paragraph 3 for everybody"
    )
    assert len(lesson.exercises) == len(open_lesson(COLUMN).exercises)


@pytest.mark.thorough
def test_a_corrected_word_takes_one_item_out_and_no_more(standoff: Path, tmp_path: Path) -> None:
    text = article_of(TINY / "article.md").text
    assert text.count("greedy") == 1
    lesson, report = bound(
        standoff / "tiny" / "tiny", text.replace("greedy", "busy"), tmp_path, TINY / "beside.md"
    )
    lost = [(anchor.exercise, anchor.item) for anchor in report.anchors if anchor.fate is Fate.LOST]
    assert ("find-loaded", "mark 1") in lost
    assert ("", "annotation 1") in lost
    marks = lesson.exercise("find-loaded")
    key = open_key(lesson).bound["find-loaded"].marks
    assert key is not None
    assert [lesson.article.text[phrase.span.start : phrase.span.end] for phrase in key.phrases] == [
        "reckless",
        "Everyone in the town hates",
    ]
    words = [lesson.article.text[phrase.span.start : phrase.span.end] for phrase in key.debatable]
    assert "busy" in words, "what stands there now costs and earns nothing"
    assert isinstance(marks.form, MarkForm)
    told = list(lines(report))
    assert any(line.startswith("lost: find-loaded, mark 1, in 1: its words") for line in told)
    assert "does not count: find-loaded, mark 1" in told
    assert any(line.startswith("left out: plain-tram") for line in told), "the sentence to rewrite is gone"


@pytest.mark.thorough
def test_what_moved_is_told_with_its_way(standoff: Path, tmp_path: Path) -> None:
    text = article_of(TINY / "article.md").text.replace("on Tuesday", "late last Tuesday evening")
    _lesson, report = bound(standoff / "tiny" / "tiny", text, tmp_path, TINY / "beside.md")
    moved = [line for line in lines(report) if line.startswith("moved: find-loaded, mark 2")]
    assert len(moved) == 1
    assert "“reckless”, in 1; " in moved[0]


@pytest.mark.sample(1)
@pytest.mark.parametrize("share", [0.01, 0.05, 0.2])
@given(seed=st.integers(0, 2**32))
@examples(6)
def test_any_changed_copy_gives_a_lesson_that_plays_or_a_clear_refusal(
    share: float, seed: int, standoff: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rng = random.Random(seed)
    name = rng.choice(["warm-up", "tiny"])
    source = TINY if name == "tiny" else WARM_UP
    words = article_of(source / "article.md").text.split(" ")
    made, _came = changed(words, share, rng)
    second = TINY / "beside.md" if name == "tiny" else None
    folder = tmp_path_factory.mktemp("copy")
    copy = folder / "copy.txt"
    copy.write_text(" ".join(made), "utf-8")
    done = bind_all([standoff / name / name], [copy, second] if second else [copy], home())
    if done.problems:
        assert {problem.code for problem in done.problems} <= {"S905", "S908"}
        return
    lesson, report = bound(standoff / name / name, " ".join(made), folder, second)
    assert sum(report.counts.values()) == len(report.anchors)
    assert lesson.exercises


def blocks(lesson: Path) -> list[str]:
    article = article_of(lesson / "article.md")
    return [article.text[block.span.start : block.span.end] for block in article.blocks]


SIGNS = [
    ":::",
    "::: furniture",
    ":::: note",
    "---",
    "===",
    "# Menu",
    "> said",
    "1. one",
    "- item",
    "| a | b |",
]
SIGNS += ["<b>Ad</b>", "```"]


@pytest.mark.thorough
@pytest.mark.parametrize("suffix", [".txt", ".md"])
@pytest.mark.parametrize("sign", SIGNS)
def test_a_line_of_signs_in_a_copy_is_a_line_of_the_copy(
    sign: str, suffix: str, standoff: Path, tmp_path: Path
) -> None:
    """Also before, between and behind the paragraphs."""
    lines = blocks(TINY)
    for place in (0, len(lines) // 2, len(lines)):
        path = tmp_path / f"copy-{place}{suffix}"
        path.write_text("\n\n".join([*lines[:place], sign, *lines[place:]]), "utf-8")
        done = bind_all([standoff / "tiny" / "tiny"], [path, TINY / "beside.md"], home())
        assert not done.problems, [str(problem) for problem in done.problems]
        assert all(anchor.fate is not Fate.LOST for anchor in done.bound[0].report.anchors)


@pytest.mark.thorough
def test_the_code_of_a_page_in_a_copy_is_read_as_its_signs(standoff: Path, tmp_path: Path) -> None:
    text = "\n\n".join(blocks(TINY))
    for quote, apostrophe, dash, space in (
        ("&quot;", "&#39;", "&ndash;", "&nbsp;"),
        ("&ldquo;", "&rsquo;", "&#8211;", "&#xa0;"),
    ):
        coded = (
            text.replace("&", "&amp;").replace('"', quote).replace("\u201c", quote).replace("\u201d", quote)
        )
        coded = coded.replace("'", apostrophe).replace("\u2019", apostrophe).replace(", ", f",{space}")
        path = tmp_path / "copy.txt"
        path.write_text(f"{coded}\n\nAT&amp;T {dash} an advert\n", "utf-8")
        done = bind_all([standoff / "tiny" / "tiny"], [path, TINY / "beside.md"], home())
        assert not done.problems
        assert all(anchor.fate is not Fate.LOST for anchor in done.bound[0].report.anchors)
        assert "AT\\&T" in (done.bound[0].folder / "article.md").read_text("utf-8")


@pytest.mark.sample(1)
@pytest.mark.parametrize("between", ["", "\n\nPrint this page"])
@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_a_copy_that_holds_the_article_twice_is_taken_once(
    between: str, suffix: str, standoff: Path, tmp_path: Path
) -> None:
    text = "\n\n".join(blocks(TINY))
    path = tmp_path / f"copy{suffix}"
    path.write_text(f"{text}{between}\n\n{text}\n", "utf-8")
    done = bind_all([standoff / "tiny" / "tiny"], [path, TINY / "beside.md"], home())
    assert not done.problems
    assert all(anchor.fate is not Fate.LOST for anchor in done.bound[0].report.anchors)
    assert done.bound[0].report.texts[0].exact == (not between)


def test_a_copy_that_holds_it_twice_in_other_lines_says_so(standoff: Path, tmp_path: Path) -> None:
    words = " ".join(blocks(TINY)).split()
    lines = [" ".join(words[at : at + 9]) for at in range(0, len(words), 9)]
    path = tmp_path / "copy.txt"
    path.write_text("\n".join([" ".join(words[:7]), *lines, "", " ".join(words)]), "utf-8")
    done = bind_all([standoff / "tiny" / "tiny"], [path, TINY / "beside.md"], home())
    told = [problem for problem in done.problems if problem.place.file == path]
    assert "more than once" in told[0].found
    assert "delete" in told[0].fix


@pytest.mark.thorough
def test_a_bound_lesson_passes_check_when_the_copy_lacks_a_strand(tmp_path: Path) -> None:
    """Binding, and whoever made the lesson, leave out what the text does not hold: that is no fault to mend."""
    shutil.copytree(COURSE, tmp_path / "course")
    lesson = tmp_path / "course" / "tiny" / "lesson.yaml"
    text = lesson.read_text("utf-8")
    lesson.write_text(text.replace("strand: omission", "strand: sourcing"), "utf-8")
    assert "L806" in [problem.code for problem in check([tmp_path / "course" / "tiny"])]
    (tmp_path / "pack").mkdir()
    textless(tmp_path / "course", tmp_path / "pack" / "course")
    folder = tmp_path / "pack" / "course" / "tiny"
    done = bind_all([folder], [TINY / "article.md", TINY / "beside.md"], home())
    assert not done.problems
    for place in (done.bound[0].folder, folder):
        told = {problem.severity for problem in check([place], home=home()) if problem.code == "L806"}
        assert told == {Severity.ADVICE}


def test_another_article_is_refused(standoff: Path, tmp_path: Path) -> None:
    done = bind_all([standoff / "warm-up" / "warm-up"], [COLUMN / "article.md"], home())
    assert not done.bound
    assert [problem.code for problem in done.problems] == ["S905"]
    assert "0 of the lesson's" in done.problems[0].found
    assert bound_folder(standoff / "warm-up" / "warm-up", home()) is None


def test_a_second_text_that_is_not_brought_is_asked_for(standoff: Path) -> None:
    done = bind_all([standoff / "tiny" / "tiny"], [TINY / "article.md"], home())
    assert [problem.code for problem in done.problems] == ["S906"]
    assert done.problems[0].found == "no copy of the second text"


@pytest.mark.thorough
def test_files_are_matched_to_texts_whatever_their_order(standoff: Path) -> None:
    done = bind_all([standoff / "tiny" / "tiny"], [TINY / "beside.md", TINY / "article.md"], home())
    assert [text.exact for text in done.bound[0].report.texts] == [True, True]


@pytest.mark.thorough
def test_binding_again_takes_the_place_of_the_first(standoff: Path, tmp_path: Path) -> None:
    folder = standoff / "warm-up" / "warm-up"
    text = article_of(WARM_UP / "article.md").text
    bound(folder, text.replace("town", "city"), tmp_path)
    _lesson, report = bound(folder, text, tmp_path)
    assert report.complete
    assert sorted(path.name for path in report_folder(folder).iterdir()) == [
        "SOURCES.md",
        "article.md",
        "key.yaml",
        "lesson.yaml",
    ]


def report_folder(folder: Path) -> Path:
    found = bound_folder(folder, home())
    assert found is not None
    return found


def test_a_changed_lesson_is_not_the_one_that_was_bound(standoff: Path, tmp_path: Path) -> None:
    import shutil

    folder = Path(shutil.copytree(standoff / "warm-up", tmp_path / "warm-up")) / "warm-up"
    bind_all([folder], [WARM_UP / "article.md"], home())
    assert bound_folder(folder, home()) is not None
    (folder / "key.yaml").write_text((folder / "key.yaml").read_text("utf-8") + "# new\n", "utf-8")
    assert bound_folder(folder, home()) is None


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("copy.pdf", b"%PDF"),
        ("copy.txt", b""),
        ("copy.txt", b"   \n\n"),
        ("copy.txt", b"\xff\xff\xff"),
        ("copy.txt", b"x" * 1_100_000),
        ("absent.txt", None),
    ],
)
def test_files_that_are_no_copy(name: str, data: bytes | None, tmp_path: Path) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(LessonError, match="S904"):
        read_copy(tmp_path / name)


def test_a_copy_may_be_utf_16_or_markdown_with_any_front_matter(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("One.\r\n\r\nTwo.".encode("utf-16"))
    copy = read_copy(tmp_path / "a.txt")
    assert [copy.text[line.start : line.end] for line in copy.lines] == ["One.", "Two."]
    (tmp_path / "b.md").write_text("---\nlayout: post\ntags: [x]\n---\n# *Head*\n\nText.\n", "utf-8")
    copy = read_copy(tmp_path / "b.md")
    assert [copy.text[line.start : line.end] for line in copy.lines] == ["Head", "Text."]


LINE = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="\u2028\u2029")
    | st.just(" "),
    min_size=1,
    max_size=60,
)


@given(st.lists(st.tuples(LINE, st.sampled_from(["", "h", "f"])), min_size=1, max_size=6))
def test_any_line_of_a_copy_is_read_back_as_it_was(blocks: list[tuple[str, str]]) -> None:
    from lessons.text import normalise

    wanted = [(" ".join(normalise(text).split()), role) for text, role in blocks]
    wanted = [(text, role) for text, role in wanted if text]
    body = "\n\n".join(block_source(text, role, 2) for text, role in [*wanted, ("end", "")])
    article = article_from_text(f"---\ntitle: x\nlanguage: en\n---\n{body}\n").article
    assert article is not None
    roles = {"": "paragraph", "h": "heading", "f": "furniture"}
    assert [(article.text[block.span.start : block.span.end], block.role) for block in article.blocks] == [
        (text, roles[role]) for text, role in [*wanted, ("end", "")]
    ]


def test_both_front_ends_play_a_bound_lesson(
    standoff: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    folder = standoff / "warm-up" / "warm-up"
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert run(["read", str(folder), "--linear"]) == Exit.PROBLEMS
    assert "closeread bind" in capsys.readouterr().err
    assert run(["bind", str(folder), str(WARM_UP / "article.md")]) == Exit.OK
    capsys.readouterr()
    assert run(["read", str(folder), "--linear"]) == Exit.OK
    assert "Merrowby" in capsys.readouterr().out
    assert run(["bind", str(folder), str(COLUMN / "article.md")]) == Exit.PROBLEMS
    assert "S905" in capsys.readouterr().err
    assert run(["bind", "nowhere", "x.txt"]) == Exit.USAGE
