"""The page in a headless Chromium: nothing is logged or asked for, nothing sticks out or breaks; and its print."""

from __future__ import annotations

import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
from browsing import PRINTED_WIDTH_PX, open_tab
from reference_figures import walk
from sessions import make_session

from retrogait.errors import InvalidOption, RetrogaitError
from retrogait.report import find_browser, print_pdf, printing, write_report
from retrogait.session import Session

needs_browser = pytest.mark.skipif(
    find_browser() is None,
    reason="no Chromium, Chrome or Edge is installed (Debian: apt-get install chromium)",
)
needs_axe = pytest.mark.skipif(
    find_spec("axe_core_python") is None, reason="axe-core is not installed (pip install axe-core-python)"
)
needs_pdftotext = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext is not installed (Debian: poppler-utils)"
)
WARNINGS = tuple(
    f"left_foot: warning {k} of a recording with gaps that were filled; strides on them are not steady"
    for k in range(20)
)
WIDTHS = (390, 768, 1280)
MOST_PAGES = {1: 5, 4: 8}  # of so many sessions

# what is wider than the page, but for what is scrolled in a box of its own; in print nothing is scrolled
STICKS_OUT = """
(() => { const width = document.documentElement.clientWidth, printed = matchMedia("print").matches, out = [];
for (const one of document.querySelectorAll("body *")) { const box = one.getBoundingClientRect();
  const scrolled = !printed && one.parentElement.closest(".wide");
  if (box.width && box.right > width + 1 && !scrolled && !one.closest("svg *"))
    out.push(`${one.tagName} ${Math.round(box.right)} > ${width}: ${one.textContent.trim().slice(0, 60)}`); }
if (document.documentElement.scrollWidth > width) out.push("the page is scrolled");
return out; })()
"""
# numbers, and means with their spread, that stand on more than one line; in cells also ranges and numbers with a unit
BROKEN = """
(() => { const number = /(?<![\\w./])\\u2212?\\d[\\d.,:]*(?:[ \\u00a0]±[ \\u00a0]\\d[\\d.,]*)?/g, out = [];
const numeric = /^[\\u2212\\d(][\\s\\d.,±()\\u2013\\u2212%]*(?:(?:to|bis)\\s[\\u2212\\d.,)]+)?\\s?[^\\s\\d()-]{0,9}$/;
const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let text; text = words.nextNode();) {
  if (text.parentElement.closest("svg, style, a")) continue;
  const whole = text.parentElement.closest("td, .value, .interval") && numeric.test(text.data.trim());
  for (const found of text.data.matchAll(whole ? /\\S.*\\S/gs : number)) {
    const range = document.createRange();
    range.setStart(text, found.index); range.setEnd(text, found.index + found[0].length);
    const lines = new Set([...range.getClientRects()].filter(box => box.width).map(box => Math.round(box.top)));
    if (lines.size > 1) out.push(text.data.slice(Math.max(0, found.index - 20), found.index + 40)); } }
return out; })()
"""
# the size at which the smallest text of the figures is shown, px
SMALLEST_IN_FIGURES = """
Math.min(...[...document.querySelectorAll("figure svg text")].map(one =>
  parseFloat(getComputedStyle(one).fontSize) * one.ownerSVGElement.getScreenCTM().a))
"""
COLOURS = """
(() => { const style = getComputedStyle(document.body); return [style.color, style.backgroundColor]; })()
"""
SERIOUS = """
axe.run(document, {resultTypes: ["violations"]}).then(found => found.violations
  .filter(one => ["serious", "critical"].includes(one.impact))
  .map(one => `${one.id}: ${one.nodes.length} times, first ${one.nodes[0].html.slice(0, 200)}`))
"""
INJECTED = "<script>document.title = 'run'; console.error('run')</script>"


@pytest.fixture(scope="module")
def tab():
    with open_tab() as opened:
        yield opened


def dated(number: int, warnings: tuple[str, ...] | None = None) -> Session:
    """The simulated walk as one of several sessions, a day apart."""
    session = walk()
    summary = session.summary.copy()
    summary["start_time"] = f"2026-11-{number:02d}T10:00:00+01:00"
    return Session(
        session.events,
        session.strides,
        session.bouts,
        session.knee,
        summary,
        session.warnings if warnings is None else warnings,
        session.samples,
    )


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> dict[int, Path]:
    """The page of one session with all kinds of sensors, and of four."""
    folder = tmp_path_factory.mktemp("pages")
    return {
        n: write_report([dated(k) for k in range(1, n + 1)], folder / f"{n}.html", subject="A. B.")
        for n in MOST_PAGES
    }


@pytest.fixture(scope="module")
def german(tmp_path_factory) -> dict[int, Path]:
    """The same in German, whose words are longer."""
    folder = tmp_path_factory.mktemp("german")
    return {
        n: write_report([dated(k) for k in range(1, n + 1)], folder / f"{n}.html", language="de")
        for n in MOST_PAGES
    }


@pytest.fixture(scope="module")
def injected(tmp_path_factory) -> Path:
    return write_report(
        make_session(),
        tmp_path_factory.mktemp("page") / "report.html",
        names=["a session with a long name that has to be broken somewhere"],
        subject=INJECTED,
    )


@needs_browser
@pytest.mark.slow
def test_page_logs_nothing_and_asks_for_nothing(injected, pages, tab):
    for page in (injected, *pages.values()):
        tab.show(page.as_uri())
        assert tab.logged() == []
        assert tab.requests() == []
        assert tab.run("document.querySelectorAll('main section').length") > 5


@needs_browser
@pytest.mark.slow
def test_text_that_looks_like_a_script_stays_text(injected, tab):
    tab.show(injected.as_uri())
    assert INJECTED in tab.run("document.title")
    assert INJECTED in tab.run("document.querySelector('h1').textContent")
    assert tab.run("document.scripts.length") == 0


@needs_browser
@pytest.mark.slow
def test_a_page_that_logs_and_asks_would_be_seen(tmp_path, tab):
    bad = tmp_path / "bad.html"
    bad.write_text(
        "<img src='http://127.0.0.1:9/x.png'><script>console.error('here')</script>", encoding="utf-8"
    )
    tab.show(bad.as_uri())
    assert any("here" in line for line in tab.logged())
    assert tab.requests() == ["http://127.0.0.1:9/x.png"]


@needs_browser
@pytest.mark.slow
@pytest.mark.parametrize("n_sessions", MOST_PAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_page(pages, tab, n_sessions, width):
    tab.show(pages[n_sessions].as_uri(), width)
    assert tab.run(STICKS_OUT) == []
    assert tab.run(BROKEN) == []
    assert tab.run(SMALLEST_IN_FIGURES) >= 9.5


@needs_browser
@pytest.mark.slow
@pytest.mark.parametrize("n_sessions", MOST_PAGES)
def test_nothing_is_wider_than_the_printed_page_and_no_number_is_broken(pages, tab, n_sessions):
    tab.show(pages[n_sessions].as_uri(), PRINTED_WIDTH_PX, printed=True)
    assert tab.run(STICKS_OUT) == []
    assert tab.run(BROKEN) == []


@needs_browser
@pytest.mark.slow
@pytest.mark.parametrize("n_sessions", MOST_PAGES)
def test_nothing_is_wider_than_the_printed_page_in_german(german, tab, n_sessions):
    tab.show(german[n_sessions].as_uri(), PRINTED_WIDTH_PX, printed=True)
    assert tab.run(STICKS_OUT) == []
    assert tab.run(BROKEN) == []


def printed_pages(page: Path, folder: Path) -> list[str]:
    """The text of each sheet."""
    pdf = print_pdf(page, folder / "page.pdf")
    run = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True)
    return run.stdout.split("\f")


@needs_browser
@needs_pdftotext
@pytest.mark.slow
@pytest.mark.parametrize("n_sessions", MOST_PAGES)
def test_the_first_printed_page_is_the_front_page(pages, german, tmp_path, n_sessions):
    for page, doubts, details in (
        (pages[n_sessions], "What is doubtful", "Key measures"),
        (german[n_sessions], "Was zweifelhaft ist", "Wichtigste Messgrößen"),
    ):
        first, second, *_ = printed_pages(page, tmp_path)
        assert len(first.partition(doubts)[2].split()) > 5  # the heading, and what stands under it
        assert second.strip().startswith(details)


@needs_browser
@needs_pdftotext
@pytest.mark.slow
@pytest.mark.parametrize("n_sessions", MOST_PAGES)
def test_of_many_warnings_the_first_stand_on_the_first_printed_page(tmp_path, n_sessions):
    sessions = [dated(k) for k in range(1, n_sessions + 1)]
    sessions[-1] = dated(n_sessions, warnings=WARNINGS)
    first, second, *_ = printed_pages(write_report(sessions, tmp_path / "page.html"), tmp_path)
    assert "warning 0 of" in " ".join(first.split())
    assert "more stand under “All that is doubtful”." in " ".join(first.split())
    assert "warning 19 of" not in " ".join(first.split())
    assert second.strip().startswith("All that is doubtful")
    assert "warning 19 of" in " ".join(second.split())


@needs_browser
@pytest.mark.slow
@pytest.mark.parametrize("n_sessions", MOST_PAGES)
def test_pages_in_print(pages, tab, n_sessions):
    tab.show(pages[n_sessions].as_uri())
    assert tab.count_pages() <= MOST_PAGES[n_sessions]


@needs_browser
@pytest.mark.slow
def test_what_sticks_out_and_what_is_broken_would_be_seen(tmp_path, tab):
    bad = tmp_path / "bad.html"
    bad.write_text(
        "<style>td { width: 1px } body { overflow-wrap: anywhere }</style><table><tr><td>1.00 ± 0.25</table>"
        "<p style='width: 900px'>wide</p><p style='width: 1em; overflow-wrap: anywhere'>1234567</p>",
        encoding="utf-8",
    )
    tab.show(bad.as_uri(), 390)
    assert any(line.startswith("P ") for line in tab.run(STICKS_OUT))
    broken = tab.run(BROKEN)
    assert any("±" in line for line in broken)
    assert any("1234567" in line for line in broken)


@needs_browser
@pytest.mark.slow
def test_pages_are_counted(tmp_path, tab):
    three = tmp_path / "three.html"
    three.write_text("<p>1<p style='break-before: page'>2<p style='break-before: page'>3", encoding="utf-8")
    tab.show(three.as_uri())
    assert tab.count_pages() == 3


@needs_browser
@pytest.mark.slow
def test_light_and_dark_pages_differ_and_print_is_black_on_white(injected, tab):
    def lightness(colour: str) -> float:
        return sum(map(float, colour.strip("rgb()").split(","))) / 765.0

    tab.show(injected.as_uri())
    text, paper = map(lightness, tab.run(COLOURS))
    assert text < 0.2
    assert paper > 0.9
    tab.show(injected.as_uri(), dark=True)
    text, paper = map(lightness, tab.run(COLOURS))
    assert text > 0.8
    assert paper < 0.2
    tab.show(injected.as_uri(), dark=True, printed=True)
    text, paper = map(lightness, tab.run(COLOURS))
    assert (text, paper) == (0.0, 1.0)


def axe() -> str:
    spec = find_spec("axe_core_python")
    assert spec is not None
    assert spec.origin is not None
    return (Path(spec.origin).parent / "axe.min.js").read_text(encoding="utf-8")


@needs_browser
@needs_axe
@pytest.mark.slow
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_has_no_serious_finding(pages, tab, dark, width):
    tab.show(pages[1].as_uri(), width, dark=dark)
    tab.run(axe())
    assert tab.run(SERIOUS) == []


@needs_browser
@needs_axe
@pytest.mark.slow
def test_axe_would_find_a_pale_text_and_an_image_without_words(tmp_path, tab):
    bad = tmp_path / "bad.html"
    bad.write_text("<p style='color: #ccc'>pale</p><img src='data:,'>", encoding="utf-8")
    tab.show(bad.as_uri())
    tab.run(axe())
    assert {line.split(":")[0] for line in tab.run(SERIOUS)} >= {"color-contrast", "image-alt"}


@needs_browser
@pytest.mark.slow
def test_pdf_is_printed(injected, tmp_path):
    pdf = print_pdf(injected, tmp_path / "report.pdf")
    assert pdf.read_bytes().startswith(b"%PDF")


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
