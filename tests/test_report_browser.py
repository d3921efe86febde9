"""The page in a headless Chromium: nothing is logged, nothing is asked for, nothing sticks out; and its PDF."""

from __future__ import annotations

import html
import json
import re
import subprocess
import tempfile
from pathlib import Path

import pytest
from sessions import make_session

from retrogait.errors import InvalidOption, RetrogaitError
from retrogait.report import find_browser, print_pdf, printing, write_report

needs_browser = pytest.mark.skipif(
    find_browser() is None,
    reason="no Chromium, Chrome or Edge is installed (Debian: apt-get install chromium)",
)
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
)
_MEASURE = """
<script>addEventListener("load", () => { const out = [];
for (const frame of document.querySelectorAll("iframe")) { const inner = frame.contentDocument;
const root = inner.documentElement, style = frame.contentWindow.getComputedStyle(inner.body);
out.push([root.clientWidth, root.scrollWidth, inner.body.offsetHeight, style.color, style.backgroundColor]); }
document.body.textContent = "MEASURED" + JSON.stringify(out) + "MEASURED"; });</script>
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> Path:
    return write_report(
        make_session(),
        tmp_path_factory.mktemp("page") / "report.html",
        names=["a session with a long name that has to be broken somewhere"],
        subject="<script>document.title = 'run'; console.error('run')</script>",
    )


def browse(url: str, *options: str) -> subprocess.CompletedProcess[str]:
    with tempfile.TemporaryDirectory() as profile:
        command = [*printing.headless(find_browser(), profile), *QUIET, *options, "--dump-dom", url]
        return subprocess.run(command, capture_output=True, text=True, timeout=120)


def requests(log: Path) -> list[str]:
    """What was asked for on behalf of a page, other than the page itself."""
    data = json.loads(log.read_text(encoding="utf-8"))
    kinds = data["constants"]["logEventTypes"]
    wanted = kinds["URL_REQUEST_START_JOB"]
    asked = [event["params"] for event in data["events"] if event["type"] == wanted and "params" in event]
    return [one["url"] for one in asked if one.get("initiator", "not an origin") != "not an origin"]


@needs_browser
@pytest.mark.slow
def test_page_logs_nothing_and_asks_for_nothing(page, tmp_path):
    run = browse(page.as_uri(), "--enable-logging=stderr", f"--log-net-log={tmp_path / 'net.json'}")
    assert "CONSOLE" not in run.stderr
    assert requests(tmp_path / "net.json") == []
    assert re.search(r"<title>Gait report: &lt;script&gt;document.title", run.stdout)
    assert run.stdout.count("<section") == 10


@needs_browser
@pytest.mark.slow
def test_a_page_that_logs_and_asks_would_be_seen(tmp_path):
    bad = tmp_path / "bad.html"
    bad.write_text(
        "<img src='http://127.0.0.1:9/x.png'><script>console.error('here')</script>", encoding="utf-8"
    )
    run = browse(bad.as_uri(), "--enable-logging=stderr", f"--log-net-log={tmp_path / 'net.json'}")
    assert "CONSOLE" in run.stderr
    assert requests(tmp_path / "net.json") == ["http://127.0.0.1:9/x.png"]


@needs_browser
@pytest.mark.slow
def test_layout_holds_on_a_phone_and_a_desk(page, tmp_path):
    text = page.read_text(encoding="utf-8")
    loose = text.replace("overflow-x: auto", "overflow-x: visible")
    frames = "".join(
        f'<iframe srcdoc="{html.escape(shown, quote=True)}" style="width:{width}px;height:60000px;border:0"></iframe>'
        for shown, width in ((text, 320), (text, 400), (text, 1280), (loose, 320))
    )
    (tmp_path / "frames.html").write_text(f"<body>{frames}{_MEASURE}</body>", encoding="utf-8")
    measured = json.loads(browse((tmp_path / "frames.html").as_uri()).stdout.split("MEASURED")[1])
    assert [width for width, *_ in measured] == [320, 400, 1280, 320]
    for width, needed, height, colour, paper in measured[:3]:
        assert needed <= width
        assert 2000 < height < 60000
        assert colour != paper
    assert measured[3][1] > 320  # what sticks out would be seen


@needs_browser
@pytest.mark.slow
def test_pdf_is_printed(page, tmp_path):
    pdf = print_pdf(page, tmp_path / "report.pdf")
    data = pdf.read_bytes()
    assert data.startswith(b"%PDF")
    assert data.count(b"/Type /Page\n") + data.count(b"/Type /Page ") + data.count(b"/Type /Page/") >= 3


def test_without_a_browser_the_message_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(printing, "find_browser", lambda: None)
    with pytest.raises(
        InvalidOption, match="needs Chromium, Chrome or Edge, and none was found; install one"
    ):
        print_pdf(tmp_path / "page.html", tmp_path / "page.pdf")


def test_a_browser_that_prints_nothing_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(printing, "find_browser", lambda: str(tmp_path / "absent"))
    with pytest.raises(RetrogaitError, match=r"absent printed no PDF \(.*\); open the page in a browser"):
        print_pdf(tmp_path / "page.html", tmp_path / "page.pdf")
    assert not (tmp_path / "page.pdf").exists()
