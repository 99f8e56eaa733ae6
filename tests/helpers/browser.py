"""A real browser without a window, driven by its debugging protocol: typed keys, pictures, what the page says."""

import asyncio
import base64
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NAMED = {"Enter": "\r", "Tab": "\t", "Escape": "", "ArrowDown": "", "ArrowUp": "", "F5": ""}
_CODES = {"Enter": 13, "Tab": 9, "Escape": 27, "ArrowDown": 40, "ArrowUp": 38, "F5": 116}


class Tab:
    """One page."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket, self._number = socket, 0
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.console: list[str] = []
        self.asked: list[str] = []
        """Addresses that the page asked for."""
        self._listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        async for message in self._socket:
            told = json.loads(message.data)
            if "id" in told:
                self._answers.pop(told["id"]).set_result(told)
            elif told["method"] == "Runtime.consoleAPICalled":
                self.console.append(str(told["params"]["args"]))
            elif told["method"] in ("Runtime.exceptionThrown", "Log.entryAdded"):
                self.console.append(json.dumps(told["params"]))
            elif told["method"] == "Network.requestWillBeSent":
                self.asked.append(told["params"]["request"]["url"])

    async def call(self, method: str, **parameters: object) -> dict[str, Any]:
        self._number += 1
        answer = self._answers[self._number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": self._number, "method": method, "params": parameters})
        told = await asyncio.wait_for(answer, 30)
        assert "error" not in told, told
        result: dict[str, Any] = told["result"]
        return result

    async def go(self, address: str) -> None:
        await self.call("Page.navigate", url=address)
        await self.until("document.readyState === 'complete'")

    async def evaluate(self, script: str) -> Any:
        told = await self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    async def until(self, script: str, seconds: float = 10) -> None:
        """Wait until a script says yes."""
        for _round in range(int(seconds / 0.05)):
            try:
                if await self.evaluate(f"!!({script})"):
                    return
            except AssertionError:  # between two pages
                pass
            await asyncio.sleep(0.05)
        raise AssertionError(f"{script} never came true; the page says {await self.text()!r}")

    async def text(self) -> str:
        return str(await self.evaluate("document.body.innerText"))

    async def screen(self) -> str:
        """The rows of the terminal."""
        rows = "[...document.querySelectorAll('.xterm-rows > div')].map(row => row.textContent).join('\\n')"
        return str(await self.evaluate(rows))

    async def shows(self, words: str, seconds: float = 10) -> None:
        rows = "[...document.querySelectorAll('.xterm-rows > div')].map(row => row.textContent).join('\\n')"
        await self.until(f"{rows}.includes({json.dumps(words)})", seconds)

    async def press(self, *keys: str, held: int = 0) -> None:
        """Press keys, by name or by letter; ``held`` is 2 for Ctrl and 8 for Shift."""
        for key in keys:
            named = NAMED.get(key) if key in NAMED else key
            code = _CODES.get(key, ord(key.upper()) if len(key) == 1 else 0)
            parts: dict[str, object] = {"key": key, "windowsVirtualKeyCode": code, "modifiers": held}
            if named and not held:
                parts["text"] = named
            await self.call("Input.dispatchKeyEvent", type="keyDown", **parts)
            await self.call("Input.dispatchKeyEvent", type="keyUp", **parts)

    async def picture(self, path: Path) -> None:
        told = await self.call("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(told["data"]))

    async def resize(self, width: int, height: int, *, phone: bool = False) -> None:
        await self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=phone,
        )
        await self.call("Emulation.setTouchEmulationEnabled", enabled=phone)


class Browser:
    """One process of the browser."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self._session, self._address = session, address
        self._sockets: list[aiohttp.ClientWebSocketResponse] = []

    async def tab(self) -> Tab:
        async with self._session.put(f"{self._address}/json/new?about:blank") as answer:
            place = (await answer.json())["webSocketDebuggerUrl"]
        socket = await self._session.ws_connect(place, max_msg_size=0)
        self._sockets.append(socket)
        tab = Tab(socket)
        for domain in ("Page", "Runtime", "Log", "Network"):
            await tab.call(f"{domain}.enable")
        return tab

    async def close(self) -> None:
        for socket in self._sockets:
            await socket.close()


@asynccontextmanager
async def browser(folder: Path, *options: str) -> AsyncIterator[Browser]:
    """A browser that reaches this machine alone; it ends with the block. ``options`` of its command line."""
    assert CHROMIUM
    quiet = ["background-networking", "component-update", "sync", "default-apps", "extensions", "gpu"]
    command = [CHROMIUM, "--headless", "--no-sandbox", "--no-first-run", "--remote-debugging-port=0"]
    command += [*(f"--disable-{one}" for one in quiet), f"--user-data-dir={folder / 'profile'}"]
    command += ["--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1", *options, "about:blank"]
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    try:
        async with asyncio.timeout(30):
            while b"DevTools listening on" not in (line := await process.stderr.readline()):
                assert line, "the browser ended"
        port = line.decode().split("://127.0.0.1:")[1].split("/")[0]
        draining = asyncio.create_task(process.stderr.read())
        async with aiohttp.ClientSession() as session:
            own = Browser(session, f"http://127.0.0.1:{port}")
            try:
                yield own
            finally:
                await own.close()
    finally:
        process.terminate()
        await process.wait()
    await draining
