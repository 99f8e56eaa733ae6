"""The command line: dispatch, names that come near, exit codes, what reaches which stream."""

import json
import os
import pty
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from lessons import __version__
from lessons.cli.call import Call, Exit, PlayRequest
from lessons.cli.main import run
from lessons.record.journal import Journal
from tests.helpers.place import here, journal_path, open_journal
from tests.helpers.tiny import COURSE, TINY

ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-c", "from lessons.cli.main import main; main()"]

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def closeread(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command line with an input; the exit code and what was printed."""

    def closeread(*argv: str, stdin: str = "") -> tuple[int, str, str]:
        import io

        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        code = run(argv)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    monkeypatch.setenv("CLOSEREAD_PATH", str(COURSE))
    return closeread


def test_version(closeread: Run) -> None:
    assert closeread("--version") == (0, f"closeread {__version__}\n", "")


def test_version_loads_little() -> None:
    code = (
        "import sys; from lessons.cli.main import run; run(['--version']);"
        "heavy = {'textual', 'rich', 'pydantic', 'markdown_it', 'yaml', 'rapidfuzz', 'platformdirs'};"
        "print(heavy & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.splitlines()[1] == "set()"


@pytest.mark.sample(6)
@pytest.mark.parametrize(
    "command",
    [
        (),
        ("read",),
        ("new",),
        ("check",),
        ("preview",),
        ("schema",),
        ("score",),
        ("progress",),
        ("glossary",),
    ],
)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_pages_are_complete(closeread: Run, command: tuple[str, ...], flag: str) -> None:
    code, out, err = closeread(*command, flag)
    assert code == 0
    assert err == ""
    assert "Examples:" in out
    assert "closeread" in out


def test_the_help_lists_every_command(closeread: Run) -> None:
    _code, out, _err = closeread("--help")
    for name in (
        "read",
        "new",
        "check",
        "preview",
        "schema",
        "score",
        "progress",
        "glossary",
        "--learner",
        "--linear",
        "--version",
    ):
        assert f"\n  {name}" in out
    for shell in ("bash", "zsh", "fish"):
        assert f"{shell}_source" in out


def test_the_glossary_knows_the_terms_of_all_shipped_courses(closeread: Run) -> None:
    for words, name in ((("red", "herring"), "Red herring"), (("missing-base",), "Number without its base")):
        code, out, _err = closeread("glossary", *words)
        assert code == 0
        assert out.startswith(f"{name} (")
    _code, out, _err = closeread("glossary")
    assert out.count("Loaded language: ") == out.count("Disguised advert: ") == 1
    code, _out, err = closeread("glossary", "--course", "close-to-home", "red", "herring")
    assert code == Exit.USAGE
    assert "No technique is called 'red herring'" in err


# Words that name nothing ------------------------------------------------------------------------------------------


def test_a_mistyped_command_is_told_in_the_words_of_the_whole_program(closeread: Run) -> None:
    code, out, err = closeread("chekc")
    assert code == Exit.USAGE
    assert out == ""
    assert "Did you mean the command check?" in err
    assert "Usage: closeread [OPTIONS] [LESSON" in err


def test_a_mistyped_lesson(closeread: Run) -> None:
    code, _out, err = closeread("tinny")
    assert code == Exit.USAGE
    assert "No command and no lesson is called 'tinny'" in err
    assert "Did you mean the lesson tiny" in err


def test_a_word_near_nothing_lists_the_lessons(closeread: Run) -> None:
    code, _out, err = closeread("zzzzzz")
    assert code == Exit.USAGE
    assert "tiny" in err
    assert "--help" in err


def test_read_offers_lessons_only(closeread: Run) -> None:
    code, _out, err = closeread("read", "chekc")
    assert code == Exit.USAGE
    assert "No lesson is called 'chekc'" in err


def test_a_folder_without_a_lesson(closeread: Run, tmp_path: Path) -> None:
    code, _out, err = closeread(str(tmp_path))
    assert code == Exit.USAGE
    assert "no lesson.yaml and no course.yaml" in err


@pytest.mark.parametrize("word", ["a" * 5000, "\x1b[2Jx", "a\nb", "a/\0b", "..", "~nobody", "🙂", "[b]x[/b]"])
def test_hostile_words_end_in_usage(closeread: Run, word: str) -> None:
    code, out, err = closeread("read", word)
    assert code == Exit.USAGE
    assert out == ""
    assert "\x1b" not in err
    assert "Traceback" not in err


@pytest.mark.parametrize("argv", [("--lerner", "x"), ("read", "--lineer"), ("check",), ("score", "tiny")])
def test_bad_usage_is_2(closeread: Run, argv: tuple[str, ...]) -> None:
    assert closeread(*argv)[0] == Exit.USAGE


# Playing ----------------------------------------------------------------------------------------------------------


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    "argv",
    [("tiny",), ("course/tiny",), ("read", "tiny"), ("read", "tiny", "--linear"), ("--linear", "tiny")],
)
def test_without_a_terminal_a_lesson_is_linear(closeread: Run, argv: tuple[str, ...]) -> None:
    code, out, err = closeread(*argv, stdin="quit\n")
    assert code == 0
    assert err == ""
    assert "Lesson: The tiny tram." in out
    assert "\x1b" not in out


@pytest.mark.parametrize("path", [TINY, TINY / "lesson.yaml"])
def test_a_lesson_by_its_path(closeread: Run, path: Path) -> None:
    assert "The tiny tram" in closeread(str(path))[1]


def test_without_a_lesson_the_lessons_are_listed(closeread: Run) -> None:
    code, out, _err = closeread(stdin="tiny tram\nmark greedy\nquit\n")
    assert code == 0
    assert "Course: A tiny course." in out
    assert "4. Out of how many? 15 minutes." in out, "one sign at the end of a title"
    assert 'Marked: "greedy"' in out


def test_a_course_folder_lists_its_own_lessons(closeread: Run) -> None:
    code, out, _err = closeread(str(COURSE), stdin="1\nlessons\nquit\n")
    assert code == 0
    assert out.count("1. The tiny tram.") == 2
    assert out.count("Course:") == 2


def test_a_broken_lesson_tells_every_problem(closeread: Run, tmp_path: Path) -> None:
    (tmp_path / "lesson.yaml").write_text("format: 1\ntitel: x\n")
    code, out, err = closeread(str(tmp_path))
    assert code == Exit.PROBLEMS
    assert "lesson.yaml:2:1" in err
    assert "Lesson:" not in out


def test_a_screen_gets_the_request(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted: list[PlayRequest] = []

    def play(request: PlayRequest) -> int:
        wanted.append(request)
        return 0

    class Terminal:
        def isatty(self) -> bool:
            return True

        def write(self, text: str) -> int:
            return len(text)

        def flush(self) -> None:
            return

    monkeypatch.setenv("TERM", "xterm-256color")
    for stream in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(f"sys.{stream}", Terminal())
    assert run(["--learner", "Ana", str(TINY)], play) == 0
    assert wanted[0].lesson == TINY
    assert wanted[0].context.learner == "Ana"
    with wanted[0].recording() as record:
        assert isinstance(record, Journal)
        assert record.path == journal_path("Ana")
    assert run([str(COURSE)], play) == 0
    assert wanted[1].lesson is None
    assert wanted[1].roots == (COURSE,)
    assert wanted[1].context.learner == "Ana"
    for term in ("dumb", "", "unknown"):
        monkeypatch.setenv("TERM", term)
        assert not Call(play).has_screen()
    monkeypatch.setenv("TERM", "xterm")
    assert Call(play).has_screen()
    assert not Call(play, linear=True).has_screen()


# Learners ---------------------------------------------------------------------------------------------------------


def test_the_learner_is_remembered(closeread: Run) -> None:
    closeread("--learner", "Мария", "tiny")
    assert here().settings.learner() == "Мария"
    assert "Learner: Мария" in closeread("tiny")[1]


def test_check_does_not_care_who_learns(closeread: Run) -> None:
    before = here().settings.learner()
    closeread("--learner", "someone", "check", str(TINY))
    assert here().settings.learner() == before


@pytest.mark.parametrize("name", ["", "  ", "x" * 65, "\x1b"])
def test_a_name_that_is_none_is_bad_usage(closeread: Run, name: str) -> None:
    code, _out, err = closeread("--learner", name, "tiny")
    assert code == Exit.USAGE
    assert "expected:" in err
    assert "to mend it:" in err


# The record refuses -----------------------------------------------------------------------------------------------


def test_a_second_window_is_exit_3(closeread: Run) -> None:
    with open_journal("ana"):
        code, out, err = closeread("--learner", "ana", "tiny")
    assert code == Exit.RECORD
    assert out == ""
    assert "another window" in err


def test_a_folder_in_the_way_is_exit_3(closeread: Run) -> None:
    journal_path("ana").mkdir(parents=True)
    for argv in (("--learner", "ana", "tiny"), ("progress",)):
        code, _out, err = closeread(*argv)
        assert code == Exit.RECORD
        assert "a folder where the file should be" in err


# Streams ----------------------------------------------------------------------------------------------------------


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("CLOSEREAD_PATH",)}
    return {**kept, "CLOSEREAD_HOME": str(home), "CLOSEREAD_PATH": str(COURSE), **more}


@pytest.mark.thorough
def test_a_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*PROGRAM, "glossary"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=environment(tmp_path),
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    told = process.stderr.read()
    process.stderr.close()
    assert process.wait(30) == Exit.PIPE
    assert told == b""


@pytest.mark.thorough
def test_ctrl_c_keeps_what_was_done_and_ends_with_130(tmp_path: Path) -> None:
    with subprocess.Popen(
        [*PROGRAM, "--learner", "ana", "tiny"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=environment(tmp_path),
        preexec_fn=partial(
            signal.signal, signal.SIGINT, signal.SIG_DFL
        ),  # a job in the background ignores it
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b"mark greedy\n")
        process.stdin.flush()
        while b"Marked" not in process.stdout.readline():
            pass
        process.send_signal(2)
        process.stdin.close()
        assert process.stderr.read().strip() == b""
        assert process.wait(30) == Exit.INTERRUPTED
    kept = (tmp_path / "learners" / "ana.jsonl").read_text("utf-8")
    assert '"event":"draft"' in kept


@pytest.mark.thorough
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_a_terminal_without_the_letters_gets_replacements(tmp_path: Path, encoding: str) -> None:
    done = subprocess.run(
        [*PROGRAM, "--learner", "Мария", "tiny"],
        input=b"mark \xff\xfe greedy\nmark \xe2\x80\x9cgreedy\xe2\x80\x9d\nquit\n",
        capture_output=True,
        cwd=ROOT,
        env=environment(tmp_path, PYTHONIOENCODING=encoding),
        timeout=60,
        check=False,
    )
    assert done.returncode == 0
    assert done.stderr == b""
    assert b"greedy" in done.stdout


@pytest.mark.thorough
def test_json_is_json_on_any_terminal(tmp_path: Path) -> None:
    for encoding in ("ascii", "utf-8"):
        done = subprocess.run(
            [*PROGRAM, "--learner", "Мария", "progress", "--format", "json"],
            capture_output=True,
            cwd=ROOT,
            env=environment(tmp_path, PYTHONIOENCODING=encoding),
            timeout=60,
            check=True,
        )
        assert json.loads(done.stdout)["learner"] == "Мария"


@pytest.mark.thorough
def test_a_full_output_is_told_without_a_traceback(tmp_path: Path) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*PROGRAM, "glossary"],
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env=environment(tmp_path),
            timeout=60,
            check=False,
        )
    assert done.returncode == Exit.PROBLEMS
    assert done.stderr.startswith(b"closeread: the system refused: No space")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.thorough
@pytest.mark.parametrize("redirect", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_do_no_harm(tmp_path: Path, redirect: str) -> None:
    command = f"exec {sys.executable} -c 'from lessons.cli.main import main; main()' tiny {redirect}"
    done = subprocess.run(
        ["sh", "-c", command],
        input=b"quit\n",
        capture_output=True,
        cwd=ROOT,
        env=environment(tmp_path),
        timeout=60,
        check=False,
    )
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr


@pytest.mark.thorough
def test_a_killed_reader_goes_on_where_it_was_told_saved(tmp_path: Path) -> None:
    with subprocess.Popen(
        [*PROGRAM, "--learner", "ana", "tiny"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env=environment(tmp_path),
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"mark greedy\ncommit\n")
        process.stdin.flush()
        while process.stdout.readline() != b"Saved.\n":
            pass
        process.kill()
    done = subprocess.run(
        [*PROGRAM, "tiny"],
        input=b"",
        capture_output=True,
        cwd=ROOT,
        env=environment(tmp_path),
        timeout=60,
        check=True,
    )
    assert b"You go on with: The tiny tram." in done.stdout
    assert b"1 of 3 phrases found" in done.stdout


def read_all(descriptor: int) -> bytes:
    pieces = b""
    while select.select([descriptor], [], [], 20)[0]:
        try:
            piece = os.read(descriptor, 4096)
        except OSError:
            break
        if not piece:
            break
        pieces += piece
    return pieces


@pytest.mark.thorough
def test_a_dumb_terminal_gets_plain_lines_and_a_prompt(tmp_path: Path) -> None:
    master, slave = pty.openpty()
    with subprocess.Popen(
        [*PROGRAM, "tiny"],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        cwd=ROOT,
        env=environment(tmp_path, TERM="dumb"),
        close_fds=True,
    ) as process:
        os.close(slave)
        os.write(master, b"quit\n")
        seen = read_all(master)
        assert process.wait(30) == 0
    os.close(master)
    assert b"> " in seen
    assert b"\x1b" not in seen
    assert b"Saved." in seen


# Completion -------------------------------------------------------------------------------------------------------


@pytest.mark.sample(4)
@pytest.mark.parametrize(
    ("words", "count", "expected"),
    [
        ("closeread ti", 1, "tiny"),
        ("closeread pro", 1, "progress"),
        ("closeread read ti", 2, "tiny"),
        ("closeread score ti", 2, "tiny"),
        ("closeread check --fo", 2, "--format"),
        ("closeread --lin", 1, "--linear"),
    ],
)
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_complete_commands_options_and_lessons(
    closeread: Run, monkeypatch: pytest.MonkeyPatch, words: str, count: int, expected: str, shell: str
) -> None:
    monkeypatch.setenv("_CLOSEREAD_COMPLETE", f"{shell}_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", words.split()[-1] if shell == "fish" else str(count))
    code, out, err = closeread()
    assert code == 0
    assert err == ""
    assert expected in out


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_shells_can_load_the_completion(closeread: Run, monkeypatch: pytest.MonkeyPatch, shell: str) -> None:
    monkeypatch.setenv("_CLOSEREAD_COMPLETE", f"{shell}_source")
    code, out, _err = closeread()
    assert code == 0
    assert "closeread" in out
