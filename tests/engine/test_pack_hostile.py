"""Packs from people who mean harm, and packs that were damaged: each is refused in a sentence."""

import contextlib
import io
import json
import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.cli.call import Exit
from lessons.cli.main import run
from lessons.loading.catalogue import read_course
from lessons.model.problem import LessonError
from lessons.share.packs import unpack as reading
from lessons.share.packs.manifest import manifest_of, to_bytes
from lessons.share.packs.names import bad_name
from lessons.share.packs.packing import zipped
from lessons.share.packs.unpack import read_pack, unpack
from tests.helpers.place import home

GOOD = {"course.yaml": b"format: 1\n", "a/lesson.yaml": b"format: 1\n"}


def sound(contents: dict[str, bytes], **changes: object) -> bytes:
    """A manifest of these files, with some of its values replaced."""
    value = json.loads(to_bytes(manifest_of("course", "Title", "", contents)))
    return json.dumps({**value, **changes}).encode()


def archive(build: Callable[[zipfile.ZipFile], None]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        build(made)
    return stream.getvalue()


def refused(tmp_path: Path, data: bytes) -> str:
    """The code of the refusal; nothing may have been written."""
    path = tmp_path / "bad.zip"
    path.write_bytes(data)
    with pytest.raises(LessonError) as caught:
        unpack(path, tmp_path / "out")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["bad.zip"]
    return caught.value.problems[0].code


def test_the_good_one_is_taken(tmp_path: Path) -> None:
    (tmp_path / "good.zip").write_bytes(zipped({**GOOD, "manifest.json": sound(GOOD)}))
    assert read_pack(tmp_path / "good.zip").files == GOOD


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd",
        "../evil.yaml",
        "a/../../evil.yaml",
        "a/..",
        "C:/evil.yaml",
        "c:evil.yaml",
        "a\\evil.yaml",
        "..\\evil.yaml",
        "//server/share",
        "a//b.yaml",
        "./a.yaml",
        "con",
        "a/NUL.yaml",
        "a/b:stream.yaml",
        "a/\x1b[2J.yaml",
        "a/\u202eyaml.exe",
        "a/ b.yaml",
        "a/b.yaml.",
        "a/" * 7 + "b.yaml",
        "x" * 101,
        "*.yaml",
        # what other programs obey, and what no system should be made to read
        ".git/config",
        ".git/hooks/post-checkout",
        "a/.git/config.txt",
        ".gitattributes",
        ".gitmodules.yaml",
        ".vscode/tasks.json",
        ".pre-commit-config.yaml",
        "a/.github/workflows/run.yml",
        ".envrc",
        ".md",
        "...yaml",
        "GIT~1/config.txt",
        "a/notes~12.md",
        "desktop.ini",
        "a/Desktop.ini",
        "autorun.inf",
        "Makefile",
        "a/setup.py",
        "conftest.py",
        "package.json",
        "a/seal.json",
        "a/manifest.json",
        "Manifest.json",
        "key.sealed",
        "a/b/key.sealed",
        "a/LICENSE",
        "license",
        "a/run.sh",
        "a/start.exe",
        "a/page.html",
        "a/photo.svg",
        "a/link.lnk",
        "a/link.url",
        "a/yaml",
        "con.yaml",
        "a/com1.md",
        "a/COM\u00b9.md",
        "a/lpt9 .txt",
        "a/conin$.txt",
        "a/fine.md\u200b",
        "a/g\u00adit.md",
        # full stops and spaces that are such only in another form
        "\u2024git.md",
        "a/\uff0egit.md",
        "\ufe52git/notes.md",
        "a\u2024/notes.md",
        "a/\u2025/b.md",
        "a/\u00a0b.md",
        "a/\u3000.md",
        ".GIT/notes.md",
        ".Git./notes.md",
        "git~1/notes.md",
        "a:$DATA/notes.md",
        "a/notes.md::$DATA",
        "a/notes.md ",
    ],
)
def test_names(tmp_path: Path, name: str) -> None:
    files = {**GOOD, name: b"x"}
    assert refused(tmp_path, zipped({**files, "manifest.json": sound(GOOD)})) == "P902"
    listed = {"bytes": 1, "sha256": sha256(b"x").hexdigest()}
    manifest = sound(GOOD, files={name: listed})
    assert refused(tmp_path, zipped({**GOOD, "manifest.json": manifest})) == "P906"


@pytest.mark.parametrize(
    "name", ["notes.md", "CMakeLists.txt", "docker-compose.yml", "b/notes.md", "texts/story.txt"]
)
def test_a_file_of_no_lesson(tmp_path: Path, name: str) -> None:
    files = {**GOOD, name: b"x"}
    assert refused(tmp_path, zipped({**files, "manifest.json": sound(files)})) == "P902"


def test_texts_and_glossary_that_the_course_names_may_lie_anywhere_in_it(tmp_path: Path) -> None:
    files = {
        "course.yaml": b"format: 1\ntechniques: words.yaml\n",
        "words.yaml": b"x",
        "a/lesson.yaml": b"format: 1\narticle: ../texts/story.txt\nbeside: deep/er/other.md\n",
        "texts/story.txt": b"x",
        "a/deep/er/other.md": b"x",
        "LICENSE": b"x",
        "README.md": b"x",
    }
    (tmp_path / "good.zip").write_bytes(zipped({**files, "manifest.json": sound(files)}))
    assert read_pack(tmp_path / "good.zip").files == files


@pytest.mark.parametrize("name", [".git", "..", "con", "a/b", ".hidden", "x.", "GIT~1"])
def test_the_name_of_the_course(tmp_path: Path, name: str) -> None:
    assert refused(tmp_path, zipped({**GOOD, "manifest.json": sound(GOOD, name=name)})) == "P906"


@pytest.mark.parametrize("words", [["unpack", "-o", "out"], [], ["check"], ["bind", "copy.txt"], ["hand-in"]])
def test_no_command_writes_what_a_stranger_put_beside_a_lesson(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "copy.txt").write_text("A copy.\n")
    files = {
        **GOOD,
        ".git/config": b"[core]\n\tfsmonitor = touch owned\n",
        ".git/HEAD": b"ref: refs/heads/main\n",
    }
    (tmp_path / "bad.zip").write_bytes(zipped({**files, "manifest.json": sound(files)}))
    before = sorted(tmp_path.rglob("*"))
    command, *rest = [*words, ""]
    assert run([word for word in (command, "bad.zip", *rest) if word]) in (Exit.PROBLEMS, Exit.USAGE)
    assert sorted(tmp_path.rglob("*")) == before
    assert not list(home().rglob("config"))


@pytest.mark.parametrize("pack", ["open.zip", "without-text.zip"])
def test_packs_of_earlier_versions_open(pack: str, tmp_path: Path) -> None:
    unpack(Path(__file__).parent / "fixtures" / "packs" / pack, tmp_path / "out")
    assert [card.trouble for card in read_course(tmp_path / "out").lessons] == [""]


def test_a_name_with_a_nul(tmp_path: Path) -> None:
    data = zipped({**GOOD, "manifest.json": sound(GOOD)}).replace(b"a/lesson.yaml", b"a/lesson.ya\0l")
    assert refused(tmp_path, data) == "P902"


@pytest.mark.parametrize(
    "pair",
    [
        ("a.yaml", "A.YAML"),
        ("\u00e9.md", "e\u0301.md"),
        ("a.md", "a.md/b.md"),
        ("x/a.md", "X/A.md"),
        ("A/x.md", "a/y.md"),
        ("a/ﬁve.md", "a/five.md"),
        ("a/STRASSE.md", "a/straße.md"),
    ],
)
def test_one_file_under_two_names(tmp_path: Path, pair: tuple[str, str]) -> None:
    files = {**GOOD, **dict.fromkeys(pair, b"x")}
    assert refused(tmp_path, zipped({**files, "manifest.json": sound(files)})) == "P904"


def test_a_name_twice(tmp_path: Path) -> None:
    def build(made: zipfile.ZipFile) -> None:
        made.writestr("course.yaml", b"one")
        made.writestr("course.yaml", b"two")
        made.writestr("manifest.json", sound({"course.yaml": b"two"}))

    with pytest.warns(UserWarning, match="Duplicate"):
        data = archive(build)
    assert refused(tmp_path, data) == "P904"


@pytest.mark.parametrize("mode", [0o120777, 0o020666, 0o060666, 0o010666, 0o140777, 0o040755])
def test_links_devices_and_false_folders(tmp_path: Path, mode: int) -> None:
    def build(made: zipfile.ZipFile) -> None:
        info = zipfile.ZipInfo("course.yaml")
        info.external_attr = mode << 16
        made.writestr(info, b"/etc/passwd")
        made.writestr("manifest.json", sound({"course.yaml": b"/etc/passwd"}))

    assert refused(tmp_path, archive(build)) == "P905"


def test_an_encrypted_file(tmp_path: Path) -> None:
    data = bytearray(zipped({**GOOD, "manifest.json": sound(GOOD)}))
    start = data.index(b"PK\x01\x02")
    data[start + 8] |= 1
    assert refused(tmp_path, bytes(data)) == "P905"


def test_an_unusual_compression(tmp_path: Path) -> None:
    def build(made: zipfile.ZipFile) -> None:
        made.writestr("course.yaml", b"x" * 100, zipfile.ZIP_BZIP2)

    assert refused(tmp_path, archive(build)) == "P905"


def test_a_bomb(tmp_path: Path) -> None:
    def build(made: zipfile.ZipFile) -> None:
        made.writestr("course.yaml", b"0" * 1_000_000, zipfile.ZIP_DEFLATED, 9)

    assert refused(tmp_path, archive(build)) == "P903"


def test_a_bomb_that_lies_about_its_size(tmp_path: Path) -> None:
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packed.compress(b"0" * 50_000_000) + packed.flush()

    def build(made: zipfile.ZipFile) -> None:
        made.writestr("course.yaml", body)
        made.writestr("manifest.json", sound({"course.yaml": b"0"}))

    data = bytearray(archive(build))
    local, central = data.index(b"PK\x03\x04"), data.index(b"PK\x01\x02")
    for at in (local + 8, central + 10):
        data[at : at + 2] = struct.pack("<H", zipfile.ZIP_DEFLATED)
    for at in (local + 22, central + 24):
        data[at : at + 4] = struct.pack("<I", 60_000)
    assert refused(tmp_path, bytes(data)) in ("P901", "P906")


def test_too_large_a_file(tmp_path: Path) -> None:
    assert refused(tmp_path, zipped({"course.yaml": os.urandom(reading.MAX_FILE + 1)})) == "P903"


def test_too_many_files(tmp_path: Path) -> None:
    assert refused(tmp_path, zipped({f"{n}.md": b"" for n in range(reading.MAX_ENTRIES + 1)})) == "P903"


def test_too_much_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_TOTAL", 15)
    assert refused(tmp_path, zipped({**GOOD, "manifest.json": sound(GOOD)})) == "P903"


def test_too_large_a_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_PACK", 100)
    assert refused(tmp_path, zipped({**GOOD, "manifest.json": sound(GOOD)})) == "P903"


def test_files_that_share_their_bytes(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.md": b"x" * 100, "b.md": b"x" * 100}))
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    data[second + 42 : second + 46] = struct.pack("<I", 0)
    assert refused(tmp_path, bytes(data)) == "P903"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"closeread-pack": 2}, "P907"),
        ({"closeread-pack": "1"}, "P907"),
        ({"closeread-pack": True}, "P907"),
        ({"name": "../up"}, "P906"),
        ({"name": ""}, "P906"),
        ({"name": 5}, "P906"),
        ({"title": ["x"]}, "P906"),
        ({"licence": "x" * 1001}, "P906"),
        ({"files": []}, "P906"),
        ({"files": {"course.yaml": {"bytes": -1, "sha256": "0" * 64}}}, "P906"),
        ({"files": {"course.yaml": {"bytes": 10, "sha256": "0" * 64}}}, "P906"),
        ({"files": {"course.yaml": "x"}}, "P906"),
        ({"files": {}}, "P906"),
    ],
)
def test_manifests(tmp_path: Path, changes: dict[str, object], code: str) -> None:
    assert refused(tmp_path, zipped({**GOOD, "manifest.json": sound(GOOD, **changes)})) == code


@pytest.mark.parametrize(
    "manifest", [b"", b"{", b"[]", b"\xff", b'{"closeread-pack": 1, "closeread-pack": 1}', b"[" * 100_000]
)
def test_no_manifest_at_all(tmp_path: Path, manifest: bytes) -> None:
    assert refused(tmp_path, zipped({**GOOD, "manifest.json": manifest})) == "P906"


def test_a_zip_that_is_no_pack(tmp_path: Path) -> None:
    assert refused(tmp_path, zipped(GOOD)) == "P901"


def test_a_wrong_checksum(tmp_path: Path) -> None:
    changed = {**GOOD, "course.yaml": b"format: 2\n"}
    assert refused(tmp_path, zipped({**changed, "manifest.json": sound(GOOD)})) == "P906"


def test_a_file_that_is_not_listed(tmp_path: Path) -> None:
    assert refused(tmp_path, zipped({**GOOD, "x.md": b"", "manifest.json": sound(GOOD)})) == "P906"
    assert refused(tmp_path, zipped({"course.yaml": b"format: 1\n", "manifest.json": sound(GOOD)})) == "P906"


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"PK\x03\x04", b"hello" * 100, b"PK\x05\x06" + b"\0" * 18 + b"x"]
)
def test_no_zip_at_all(tmp_path: Path, data: bytes) -> None:
    assert refused(tmp_path, data) == "P901"


def test_a_list_of_contents_without_end(tmp_path: Path) -> None:
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0, 0)
    assert refused(tmp_path, b"\0" * 100 + end) == "P903"


def test_folders_pipes_and_absent_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in (".", "pipe", "absent", "a\0b"):
        with pytest.raises(LessonError, match="P901"):
            read_pack(tmp_path / name)


@given(st.data())
def test_damage_anywhere_is_refused_or_harmless(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    whole = zipped({**GOOD, "manifest.json": sound(GOOD)})
    at = data.draw(st.integers(0, len(whole) - 1))
    cut = data.draw(st.integers(0, 4))
    new = data.draw(st.binary(max_size=4))
    path = tmp_path_factory.mktemp("damaged") / "d.zip"
    path.write_bytes(whole[:at] + new + whole[at + cut :])
    with contextlib.suppress(LessonError):
        assert read_pack(path).files == GOOD


@given(st.text(max_size=12))
def test_no_good_name_leads_out(name: str) -> None:
    if not bad_name(name):
        folder = Path("/course")
        assert Path(os.path.normpath(folder / name)).is_relative_to(folder)
        assert Path(os.path.normpath(folder / name)) != folder


def test_the_command_line_tells_it_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.zip").write_bytes(zipped(GOOD))
    for words in (
        ["unpack", str(tmp_path / "bad.zip"), "-o", str(tmp_path / "out")],
        [str(tmp_path / "bad.zip")],
    ):
        assert run(words) == Exit.PROBLEMS
        told = capsys.readouterr()
        assert told.out == ""
        assert "P901: a zip archive without manifest.json" in told.err
        assert len(told.err.splitlines()) == 1
