"""A headless Chromium driven by its own protocol: widths, colours, what is logged and asked for, and pages in print."""

from __future__ import annotations

import base64
import itertools
import json
import re
import subprocess
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrogait.report import printing

if TYPE_CHECKING:
    from collections.abc import Iterator

QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
)
PRINTED_WIDTH_PX = 680  # A4 without its margins of 15 mm, at 96 px to the inch
_START_S = 60.0
_ANSWER_S = 90.0
_EVENTS = {  # of the protocol: what a page logs, and what it asks for
    "logged": ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"),
    "requests": ("Network.requestWillBeSent",),
}


class Tab:
    """The page that is open: it is shown, measured and printed."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._events: list[dict[str, Any]] = []
        for domain in ("Page", "Runtime", "Network", "Log"):
            self._ask(f"{domain}.enable")

    def show(self, url: str, width: int = 1280, *, dark: bool = False, printed: bool = False) -> None:
        """Open a page at a width, in light or dark, as on the screen or as in print."""
        self._events.clear()
        self._ask(
            "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._ask("Emulation.setEmulatedMedia", media="print" if printed else "screen", features=[scheme])
        self._ask("Emulation.setScrollbarsHidden", hidden=True)
        self._ask("Page.navigate", url=url)
        self._wait_for("Page.loadEventFired")

    def run(self, script: str) -> Any:
        """The value of an expression in the page; the page's own policy holds for the page, not for this."""
        answer = self._ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def logged(self) -> list[str]:
        """What the page wrote to the console, and errors of its scripts."""
        return [json.dumps(event["params"]) for event in self._of("logged")]

    def requests(self) -> list[str]:
        """What the page asked for, beside itself and what stands in it."""
        asked = [event["params"]["request"]["url"] for event in self._of("requests")]
        return [url for url in asked[1:] if not url.startswith("data:")]

    def count_pages(self) -> int:
        """Print the page as it is printed by default, and count the sheets."""
        self._ask("Emulation.setEmulatedMedia", media="")
        data = self._ask("Page.printToPDF", preferCSSPageSize=True)["data"]
        return len(re.findall(rb"/Type\s*/Page\b(?!s)", base64.b64decode(data)))

    def picture(self, path: Path) -> None:
        """Write what is shown to a PNG, all of its length."""
        data = self._ask("Page.captureScreenshot", captureBeyondViewport=True)["data"]
        path.write_bytes(base64.b64decode(data))

    def _of(self, kind: str) -> list[dict[str, Any]]:
        return [event for event in self._events if event["method"] in _EVENTS[kind]]

    def _ask(self, method: str, **params: Any) -> dict[str, Any]:
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while (answer := self._receive()).get("id") != number:
            pass
        assert "error" not in answer, (method, answer["error"])
        return answer["result"]

    def _wait_for(self, event: str) -> None:
        while not any(one["method"] == event for one in self._events):
            self._receive()

    def _receive(self) -> dict[str, Any]:
        found = json.loads(self._socket.recv(timeout=_ANSWER_S))
        if "method" in found:
            self._events.append(found)
        return found


@contextmanager
def open_tab() -> Iterator[Tab]:
    """Start the Chromium that the report prints with, without a window; it ends with the block."""
    from websockets.sync.client import connect

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [*printing.headless(printing.find_browser(), profile), *QUIET, "--remote-debugging-port=0"]
        with subprocess.Popen([*command, "about:blank"], stderr=subprocess.DEVNULL) as process:
            try:
                with connect(_address(Path(profile)), max_size=None, open_timeout=_START_S) as socket:
                    yield Tab(socket)
            finally:
                process.terminate()


def _address(profile: Path) -> str:
    """Where the first tab is spoken to: the browser writes its port to a file when it is ready."""
    until = time.monotonic() + _START_S
    while time.monotonic() < until:
        try:
            port = (profile / "DevToolsActivePort").read_text(encoding="utf-8").splitlines()[0]
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=_START_S) as answer:
                tabs = [one for one in json.load(answer) if one["type"] == "page"]
            return str(tabs[0]["webSocketDebuggerUrl"])
        except (OSError, IndexError):
            time.sleep(0.1)
    raise TimeoutError(f"the browser was not ready after {_START_S:g} s")
