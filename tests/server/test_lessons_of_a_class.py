"""Lessons of a class come to computers that joined, where the teacher shares them; whatever the server is like."""

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from shutil import copytree

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from lessons.cli.call import ServeWish
from lessons.cli.main import run
from lessons.lesson.keys import open_to_play
from lessons.loading.catalogue import shipped_courses
from lessons.school.at_hand import assignment_of
from lessons.share.joining import fetching
from lessons.share.joining.class_server import ClassServer, ClassServerError
from lessons.share.joining.fetching import MOST_PACKS, fetch, packs_of
from lessons.share.joining.membership import membership_file, membership_of
from lessons.share.packs.packing import gather, write_pack
from lessons.share.packs.shelf import opened_before
from lessons.share.sealing.sealed_packs import remember
from server.limits import PACKS
from server.shared_packs import SharedPacks
from tests.helpers.place import home
from tests.helpers.sealed import sealed_tiny
from tests.helpers.served import Served, served
from tests.helpers.tiny import COURSE
from tests.server.test_join import join


def packed(folder: Path, beside: Path) -> Path:
    return write_pack(gather(folder), beside / f"{folder.name}.zip").path


@asynccontextmanager
async def shared(tmp_path: Path) -> AsyncIterator[tuple[Served, Path]]:
    """A class that shares a course of its teacher's own; where the course lies."""
    course = tmp_path / "my-course"
    copytree(COURSE, course)
    async with served(roots=(course,)) as own:
        own.hall.shared = SharedPacks((packed(course, tmp_path),), own.hall.teacher)
        yield own, course


def token() -> str:
    one = membership_of(membership_file(home(), "ana"))
    assert one is not None
    return one.token


async def test_who_joins_gets_the_lessons_of_the_class(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with shared(tmp_path) as (own, course):
        assert await join(own) == 0
        assert "Fetched: A tiny course, 1 lesson." in capsys.readouterr().out
        (folder,) = opened_before(home())
        assert folder.name == "my-course"
        lesson, key = open_to_play(folder / "tiny", home())
        assert lesson.course == own.hall.lessons.courses()[0].id  # so that what is done goes to the class
        assert key()
        assert await asyncio.to_thread(run, ["--learner", "ana", "join", "--lessons"]) == 0
        assert "Everything that the class shares is here." in capsys.readouterr().out
        text = (course / "course.yaml").read_text("utf-8")
        (course / "course.yaml").write_text(text.replace("A tiny course", "A mended course"), "utf-8")
        packed(course, tmp_path)
        assert await asyncio.to_thread(run, ["--learner", "ana", "join", "--lessons"]) == 0
        assert "Fetched: A mended course, 1 lesson." in capsys.readouterr().out
        assert not [*home().glob("fetched-*")]


async def test_without_the_teachers_word_nothing_is_handed_out(capsys: pytest.CaptureFixture[str]) -> None:
    async with served() as own:
        assert await join(own) == 0
        assert "etched" not in capsys.readouterr().out
        assert await asyncio.to_thread(run, ["--learner", "ana", "join", "--lessons"]) == 0
        assert "The class shares no lessons as files." in capsys.readouterr().out
        with pytest.raises(ClassServerError, match="does not share") as refused:
            await asyncio.to_thread(ClassServer(own.base + "/", token()).pack, "0" * 64, 10)
        assert refused.value.status == 403


async def test_only_packs_of_the_class_and_only_for_its_learners(tmp_path: Path) -> None:
    async with shared(tmp_path) as (own, _course):
        await join(own)
        server = ClassServer(own.base + "/", token())
        ((checksum, _name),) = packs_of(await asyncio.to_thread(server.about, "")).items()
        for strange in ("0" * 64, "..%2f..%2fetc%2fpasswd", checksum.upper(), "my-course.zip"):
            with pytest.raises(ClassServerError) as refused:
                await asyncio.to_thread(server.pack, strange, 10)
            assert refused.value.status == 404, strange
        with pytest.raises(ClassServerError) as refused:
            await asyncio.to_thread(ClassServer(own.base + "/", "none").pack, checksum, 10)
        assert refused.value.status == 401
        await own.hall.hold(replace(own.hall.controls, explained=False))
        with pytest.raises(ClassServerError, match="holds the explanations back"):
            await asyncio.to_thread(server.pack, checksum, 1 << 20)
        statuses = set()
        for _call in range(PACKS + 2):
            with pytest.raises(ClassServerError) as refused:
                await asyncio.to_thread(server.pack, "0" * 64, 10)
            statuses.add(refused.value.status)
        assert statuses == {404, 429}


async def test_a_sealed_test_is_shared_as_it_is_and_its_key_stays_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lesson, pack = sealed_tiny(tmp_path, monkeypatch)
    (file,) = tmp_path.glob("*.zip")
    remember(replace(pack, file=str(file)), home())
    async with served() as own:
        own.hall.shared = SharedPacks((), own.hall.teacher)
        await join(own)
        assert "Fetched" not in capsys.readouterr().out  # the class does not work on it
        assigned = assignment_of(lesson, own.hall.teacher)
        await own.hall.served.ask(lambda store: store.assign(assigned))
        server = ClassServer(own.base + "/", token())
        told = packs_of(await asyncio.to_thread(server.about, ""))
        assert [*told] == [sha256(file.read_bytes()).hexdigest()]
        await own.hall.hold(replace(own.hall.controls, explained=False))  # nothing of its key is told anyway
        data = await asyncio.to_thread(server.pack, next(iter(told)), 1 << 24)
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
        assert [name for name in names if "key" in name] == ["tiny/key.sealed"]
        file.unlink()
        assert not packs_of(await asyncio.to_thread(server.about, ""))  # what is gone is not offered


# The option ----------------------------------------------------------------------------------------------------------


def test_the_option_packs_what_is_not_on_every_computer_and_says_what_that_means(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    copytree(COURSE, tmp_path / "my-course")
    wishes: list[ServeWish] = []

    def serve(wish: ServeWish) -> int:
        wishes.append(wish)
        return 0

    words = ["serve", str(tmp_path / "my-course"), str(shipped_courses()[0]), "--class", "8b"]
    assert run([*words, "--share-lessons"], serve=serve) == 0
    assert "Whoever fetches a pack can read its answers" in capsys.readouterr().err
    assert run(words, serve=serve) == 0
    shares, plain = wishes
    assert shares.packs is not None
    assert [pack.name for pack in shares.packs] == ["my-course.zip"]
    assert plain.packs is None


# A hostile server ----------------------------------------------------------------------------------------------------


def a_zip(**files: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/"), data)
    return stream.getvalue()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "no zip": lambda: b"<html>",
    "nothing": lambda: b"",
    "outside": lambda: a_zip(**{"../../../evil.yaml": b"x", "manifest.json": b"{}"}),
    "absolute": lambda: a_zip(**{"/tmp/evil.yaml": b"x", "manifest.json": b"{}"}),
    "bomb": lambda: a_zip(**{"course.yaml": b"\0" * 30_000_000, "manifest.json": b"{}"}),
    "program": lambda: a_zip(**{"run.py": b"x", "manifest.json": b"{}"}),
}


@asynccontextmanager
async def hostile(answer: Callable[[web.Request], web.StreamResponse]) -> AsyncIterator[ClassServer]:
    async def answered(request: web.Request) -> web.StreamResponse:
        return answer(request)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answered)
    async with TestServer(app) as strange:
        yield ClassServer(f"http://127.0.0.1:{strange.port}/", "token")


def there() -> set[Path]:
    return {path for path in home().rglob("*") if path.is_file()}


@pytest.mark.parametrize("what", HOSTILE)
async def test_no_hostile_pack_leaves_anything(what: str) -> None:
    data = HOSTILE[what]()
    checksum = sha256(data).hexdigest()
    before = there()
    async with hostile(lambda _request: web.Response(body=data)) as server:
        (one,) = await asyncio.to_thread(lambda: [*fetch({checksum: "evil"}, server, home(), ())])
    assert one.trouble
    assert there() == before
    assert not Path("/tmp/evil.yaml").exists()


async def test_another_file_than_was_told_of_is_not_opened() -> None:
    async with hostile(lambda _request: web.Response(body=b"other")) as server:
        (one,) = await asyncio.to_thread(lambda: [*fetch({"0" * 64: "evil"}, server, home(), ())])
    assert "not the pack" in one.trouble


async def test_more_and_larger_packs_than_can_be_are_not_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answer(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(body=b"x" * 1_000_000)

    monkeypatch.setattr(fetching, "MAX_PACK", 100_000)
    async with hostile(answer) as server:
        told = {f"{number:064x}": "evil" for number in range(1_000)}
        got = await asyncio.to_thread(lambda: [*fetch(told, server, home(), ())])
    assert len(asked) == MOST_PACKS
    assert all(one.trouble for one in got)
    assert "too large" in got[0].trouble


async def test_a_pack_takes_the_place_of_no_course_that_is_here(tmp_path: Path) -> None:
    data = packed(COURSE, tmp_path).read_bytes()
    checksum = sha256(data).hexdigest()
    async with hostile(lambda _request: web.Response(body=data)) as server:
        (one,) = await asyncio.to_thread(lambda: [*fetch({checksum: "x"}, server, home(), {COURSE.name})])
        assert "is here already" in one.trouble
        assert opened_before(home()) == ()


@pytest.mark.parametrize(
    "rows",
    [
        [{"pack": "../../x", "course": "a"}],
        [{"pack": 5, "course": "a"}],
        [{"pack": "0" * 64}],
        ["x", None, {"pack": "٠" * 64, "course": "a"}],
    ],
)
async def test_checksums_that_are_none_are_passed_over(rows: list[object]) -> None:
    async with hostile(lambda _request: web.json_response({"lessons": rows})) as server:
        assert packs_of(await asyncio.to_thread(server.about, "")) == {}
