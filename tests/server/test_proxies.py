"""The reverse proxies of docs/serve.md, for real: TLS, lines, cookies, origins, addresses that are made up."""

import asyncio
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import NamedTuple

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from server.browser.browser_line import COOKIE
from server.web import Front
from tests.helpers.browser import CHROMIUM, browser
from tests.helpers.served import Visitor, served
from tests.helpers.server_process import process
from tests.helpers.tiny import COURSE

PAGE = Path(__file__).parents[2] / "docs" / "serve.md"
SITE = "read.school.example"
STUDENT = "127.0.0.2"
"""The address from which a student asks the proxy."""
pytestmark = pytest.mark.thorough
PROXIES = [
    pytest.param(name, marks=pytest.mark.skipif(shutil.which(name) is None, reason=f"no {name} here"))
    for name in ("nginx", "caddy")
]


class Certificate(NamedTuple):
    file: Path
    key: Path


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    folder = tmp_path_factory.mktemp("tls")
    made = Certificate(folder / "site.pem", folder / "site.key")
    wanted = ["-subj", f"/CN={SITE}", "-addext", f"subjectAltName=DNS:{SITE},IP:127.0.0.1", "-days", "2"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *wanted]
    subprocess.run([*command, "-keyout", made.key, "-out", made.file], check=True, capture_output=True)
    return made


def documented(name: str) -> str:
    """The example of the page for a proxy."""
    block = re.search(rf"^```{name}\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert block, f"{PAGE} has no example for {name}"
    return block[1]


def replaced(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def command_of(name: str, port: int, behind: str, certificate: Certificate, folder: Path) -> list[str]:
    """Write the example of the page for this port; what starts the proxy with it."""
    config, served_at = folder / f"{name}.conf", ("127.0.0.1:8017", behind)
    if name == "caddy":
        site = replaced(
            documented(name),
            (
                f"{SITE} {{",
                f"{SITE}:{port} {{\n    bind 127.0.0.1\n    tls {certificate.file} {certificate.key}",
            ),
            served_at,
        )
        config.write_text(f"{{\n    admin off\n    auto_https disable_redirects\n}}\n{site}")
        return ["caddy", "run", "--adapter", "caddyfile", "--config", str(config)]
    site = replaced(
        documented(name),
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        (f"/etc/ssl/{SITE}.pem", str(certificate.file)),
        (f"/etc/ssl/private/{SITE}.key", str(certificate.key)),
        served_at,
    )
    own = "".join(
        f"{sort}_temp_path {folder};" for sort in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    beside = f"daemon off; pid {folder}/pid; error_log stderr; worker_processes 1; events {{}}"
    config.write_text(f"{beside}\nhttp {{ access_log off; {own}\n{site}}}\n")
    return ["nginx", "-e", "stderr", "-c", str(config)]


@contextmanager
def before(name: str, behind: str, certificate: Certificate, folder: Path) -> Iterator[int]:
    """The proxy of this name before whatever listens at ``behind``; the port that it listens at."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    command = command_of(name, port, behind, certificate, folder)
    with (folder / "log").open("w") as log, subprocess.Popen(command, stderr=log, cwd=folder) as proxy:
        try:
            yield port
        finally:
            proxy.terminate()
            proxy.wait(20)


class Here(AbstractResolver):
    """Finds every name on this machine."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [ResolveResult(hostname=host, host="127.0.0.1", port=port, family=family, proto=0, flags=0)]

    async def close(self) -> None:
        pass


@asynccontextmanager
async def student(port: int, certificate: Certificate) -> AsyncIterator[Visitor]:
    """Somebody who asks the proxy from an address of their own, once it listens."""
    trusted = ssl.create_default_context(cafile=certificate.file)
    connector = aiohttp.TCPConnector(ssl=trusted, resolver=Here(), local_addr=(STUDENT, 0))
    async with aiohttp.ClientSession(connector=connector) as session, asyncio.timeout(60):
        one = Visitor(f"https://{SITE}:{port}", session)
        while True:
            try:
                assert (await one.get("/"))[0] == 200
                break
            except aiohttp.ClientConnectorError:
                await asyncio.sleep(0.1)
        yield one


@pytest.mark.parametrize("name", PROXIES)
async def test_a_student_reads_through_the_example_of_the_page(
    name: str, certificate: Certificate, tmp_path: Path
) -> None:
    words = ("--class", "8b", "--open", "--port", "0", "--headless", "--behind-proxy", "127.0.0.1")
    with process(*words, "--address", f"https://{SITE}/", str(COURSE)) as server:
        assert server.stdout is not None
        said = "".join(iter(server.stdout.readline, "Ctrl+C ends it; answers are kept.\n"))
        code = re.search(r"Class code +([A-Z0-9 ]+)", said)
        assert f"https://{SITE}/" in said
        assert code
        listens = re.search(r"listens at (\S+);", said)
        assert listens, said
        with before(name, listens[1], certificate, tmp_path) as port:
            async with student(port, certificate) as one:
                assert (await one.knock(code[1].replace(" ", ""), "Ana"))[0] == 200
                cookie = one.cookies()[COOKIE]
                assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
                page = await one.page()
                await page.shows("Ana")
                await page.keys("\r")
                await page.shows("First read the article")
                with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                    await one.session.ws_connect(f"{one.base}/line", origin="https://elsewhere.example")
                assert refused.value.status == 403
                async with one.session.get(f"{one.base}/api/1/health") as health:
                    assert health.status == 200


@pytest.mark.parametrize("name", PROXIES)
async def test_what_a_browser_says_of_its_address_counts_for_nothing(
    name: str, certificate: Certificate, tmp_path: Path
) -> None:
    async with served(front=Front("127.0.0.1")) as own:
        with before(name, own.base.removeprefix("http://"), certificate, tmp_path) as port:
            async with student(port, certificate) as one:
                for number in range(3):
                    made_up = [
                        ("X-Forwarded-For", f"198.51.100.{number}"),
                        ("X-Forwarded-For", "203.0.113.9"),
                    ]
                    made_up += [("X-Real-IP", "203.0.113.9"), ("Forwarded", "for=203.0.113.9")]
                    made_up += [("X-Forwarded-Proto", "http"), ("X-Forwarded-Host", "elsewhere.example")]
                    form = {"code": "WRONG1", "name": "Ana"}
                    async with one.session.post(one.base + "/", data=form, headers=made_up) as answer:
                        assert answer.status == 403
                    form["code"] = own.hall.door.code
                    form["name"] = f"Ana {number}"
                    async with one.session.post(one.base + "/", data=form, headers=made_up) as answer:
                        assert "Secure" in answer.history[0].headers["Set-Cookie"]
        assert [*own.hall.door._addresses] == [STUDENT]


@pytest.mark.parametrize("name", PROXIES)
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium here")
async def test_a_browser_comes_in_over_tls_and_comes_back(
    name: str, certificate: Certificate, tmp_path: Path
) -> None:
    found = f"--host-resolver-rules=MAP {SITE} 127.0.0.1 , MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
    async with (
        served(front=Front("127.0.0.1")) as own,
        browser(tmp_path, "--ignore-certificate-errors", found) as one,
    ):
        with before(name, own.base.removeprefix("http://"), certificate, tmp_path) as port:
            async with student(port, certificate):
                pass
            tab = await one.tab()
            await tab.go(f"https://{SITE}:{port}/?code={own.hall.door.code}")
            await tab.evaluate("document.getElementById('name').value = 'Ana'")
            await tab.evaluate("document.querySelector('form button').click()")
            await tab.until("document.querySelector('.words')")
            await tab.evaluate("document.querySelector('form button').click()")
            await tab.shows("progress")
            assert await tab.evaluate("document.cookie") == ""
            assert await tab.evaluate("isSecureContext")
            (seat,) = own.hall.seats.values()
            assert seat.line is not None
            await tab.go(f"https://{SITE}:{port}/")
            await tab.shows("progress")
            assert not tab.console
