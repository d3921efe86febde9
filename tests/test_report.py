"""The page of a report: what it says, that it is whole and alone, and that text stays text."""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser

import numpy as np
import pytest
from reference_figures import walk
from sessions import make_session

import retrogait as rg
from retrogait.cli import main
from retrogait.errors import InvalidOption, MissingExtra
from retrogait.report import page as page_module
from retrogait.report import render_report
from retrogait.session import Session

VOID = {"meta", "img", "link", "br"}
SECTIONS = (
    "answer",
    "measures",
    "comparison",
    "knee",
    "impact",
    "stability",
    "safety",
    "reproduction",
    "references",
    "definitions",
)


class Page(HTMLParser):
    """Tags that are open, ids, links, and the text of each element of a kind."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.attributes += [(tag, name, value) for name, value in attrs]
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)
            self.texts.setdefault(tag, []).append("")

    def handle_startendtag(self, tag, attrs):
        self.attributes += [(tag, name, value) for name, value in attrs]
        self.ids += [value for name, value in attrs if name == "id"]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        for tag in set(self.open):
            self.texts[tag][-1] += data


@pytest.fixture(scope="module")
def text() -> str:
    return render_report(walk(), names=["Monday"], subject="A. B.")


@pytest.fixture(scope="module")
def page(text) -> Page:
    return Page(text)


def rows(page: Page) -> list[list[str]]:
    return [re.split(r"\s{2,}|\n", row.strip()) for row in page.texts["tr"]]


def test_page_is_whole(page, text):
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert text.startswith("<!doctype html>")
    assert [value for tag, name, value in page.attributes if (tag, name) == ("html", "lang")] == ["en"]


def test_sections_stand_in_order_and_are_linked(page):
    found = [value for tag, name, value in page.attributes if (tag, name) == ("section", "id")]
    assert tuple(name for name in found if name != "progress") == SECTIONS
    links = [value for tag, name, value in page.attributes if (tag, name) == ("a", "href")]
    assert {link.removeprefix("#") for link in links} <= set(page.ids)


def test_divergence_that_is_not_measured_is_said_and_not_drawn():
    recording, _ = rg.simulate_walk(duration_s=20, sites=("left_foot", "right_foot", "lower_back"), seed=1)
    text = render_report(rg.analyze(recording))
    assert "Local divergence is missing: backward: invalid: 8 strides, 30 needed." in text
    assert "Divergence of the trunk" not in text


def test_page_needs_nothing_else(page, text):
    assert "script" not in page.texts
    loads = [value for _, name, value in page.attributes if name in {"src", "href", "xlink:href", "action"}]
    assert all(value.startswith(("#", "data:")) for value in loads)
    assert "url(http" not in text
    assert "@import" not in text
    assert "default-src 'none'" in text


def test_page_can_be_read_without_seeing_it(page, text):
    figures = [value for tag, name, value in page.attributes if tag == "svg" and name == "aria-label"]
    assert len(figures) == len(page.texts["figure"]) == 6  # three of them on the front page
    assert all(len(label) > 20 for label in figures)
    assert len(page.texts["caption"]) == len(page.texts["table"])
    assert {value for tag, name, value in page.attributes if (tag, name) == ("th", "scope")} == {"col", "row"}
    assert {"header", "nav", "main", "footer", "h1", "h2", "figcaption"} <= set(page.texts)
    assert 'class="skip" href="#content"' in text


def test_numbers_are_those_of_the_summary(text):
    summary = walk().summary
    for direction in ("backward", "forward"):
        mean, sd = summary[f"{direction}_speed_mps"], summary[f"{direction}_speed_mps_sd"]
        table = text.split(f"Steady strides, {direction}</caption>")[1]
        row = re.search(r"speed</th>(.*)</tr>", table)[1]
        assert f"<td>m/s</td><td>{mean:.2f} ± {sd:.2f}</td>" in row
        assert re.search(rf"<td>{summary[f'{direction}_n_steady']}</td><td>\d+</td><td>ok</td>$", row)
    toe = summary["backward_toe_strike_pct"]
    assert re.search(rf"toe strikes</th><td>% of contacts</td><td>{toe:.0f}</td>", text)


def test_figures_take_the_ink_of_the_page(text):
    assert "currentColor" in text
    assert "#2a2b2c" not in text
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text
    assert 'th[scope="row"]' in text  # the style sheet is not escaped


def test_same_session_same_page():
    session = make_session()
    assert render_report(session) == render_report(session)


def test_text_stays_text():
    nasty = "<script>alert('x')</script>&\"'"
    session = make_session()
    bad = Session(
        session.events,
        session.strides,
        session.bouts,
        session.knee,
        session.summary,
        (nasty,),
        session.samples,
    )
    text = render_report(bad, names=[nasty], subject=nasty)
    page = Page(text)
    assert "script" not in page.texts
    assert text.count("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;") > 3
    assert page.texts["h1"] == [f"Gait report: {nasty}"]


def test_session_file_says_what_it_lacks():
    text = render_report(Session.from_json(make_session().to_json()))
    for sentence in (
        "not known: read from a session file",
        "Not measured: a session file holds no samples.",
        "Near-falls are not known: a session file holds no samples.",
    ):
        assert sentence in text


def test_nobody_walking_is_said():
    text = render_report(make_session(n_strides=0))
    assert text.count("No walking was found") >= 2
    assert "There is nothing to compare" in text
    assert Page(text).open == []


def test_unknown_direction_is_said():
    session = make_session()
    strides = session.strides.assign(direction="unknown")
    events = session.events.assign(direction="unknown")
    lost = Session(events, strides, session.bouts, session.knee, session.summary, (), session.samples)
    text = render_report(lost)
    assert "Direction needs the mounting of the sensors" in text
    assert "Cadence over all 28 strides: 100.0 ± 0.0 steps/min" in text


def test_speeds_that_do_not_overlap_are_not_compared():
    session = make_session()
    speed = session.strides["direction"].map({"backward": 0.4, "forward": 0.9})
    apart = Session(
        session.events, session.strides.assign(speed_mps=speed), session.bouts, session.knee, session.summary
    )
    text = render_report(apart)
    assert "The speeds do not overlap enough: backward 0.40 to 0.40 m/s, forward 0.90 to 0.90 m/s" in text
    assert "0 pairs, 20 needed" in text


def test_strides_are_compared_in_pairs_of_one_speed():
    session = make_session(n_strides=40)
    backward = session.strides["direction"].eq("backward")
    strides = session.strides.assign(
        speed_mps=0.5, cadence_spm=backward.map({True: 90.0, False: 100.0}), stride_time_s=1.2
    )
    even = Session(session.events, strides, session.bouts, session.knee, session.summary)
    text = render_report(even)
    pairs = int(backward.sum())
    means = "cadence</th><td>steps/min</td><td>90.0 ± 0.0</td><td>100.0 ± 0.0</td>"
    assert f"{means}<td>−10.0</td><td>–</td><td>{pairs}</td>" in text  # all are equal: there is no interval


def test_differences_of_pairs_have_intervals():
    session = make_session(n_strides=80)
    rng = np.random.default_rng(0)
    strides = session.strides.assign(speed_mps=0.5, cadence_spm=rng.normal(95.0, 2.0, len(session.strides)))
    text = render_report(Session(session.events, strides, session.bouts, session.knee, session.summary))
    text = text.split("Strides paired by speed</caption>")[1]
    found = re.search(
        r"cadence</th><td>steps/min</td>(?:<td>[^<]*</td>){2}<td>([^<]*)</td><td>([^<]*)</td>", text
    )
    difference, interval = found.groups()
    low, high = (float(end.replace("−", "-")) for end in interval.split(" to "))
    assert low < float(difference.replace("−", "-")) < high


def test_means_of_each_foot_have_intervals():
    recording, _ = rg.simulate_walk("backward", 0.6, duration_s=90, seed=1)
    session = rg.analyze(recording)
    row = rg.tabulate(session).set_index(["side", "measure"]).loc[("left", "stride_time_s")]
    cell = f"<td>{row['value']:.3f} ({row['low']:.3f} to {row['high']:.3f})</td>"
    assert cell in render_report(session)


def test_the_changes_that_chance_makes_are_counted():
    sessions = [make_session() for _ in range(7)]
    text = render_report(sessions, names=[f"day {k}" for k in range(7)])
    assert re.search(
        r"of \d+ that can be decided 0 end with two sessions in a row beyond it, and were nothing changed \d\.\d would",
        text,
    )


def test_one_session_backward_and_one_forward_are_compared_together():
    both = []
    for direction in ("backward", "forward"):
        session = make_session(n_strides=30)
        strides = session.strides.assign(direction=direction, speed_mps=0.5)
        both.append(Session(session.events, strides, session.bouts, session.knee, session.summary))
    assert "Strides paired by speed: treadmill sessions together" in render_report(both)


def test_sessions_that_were_not_walked_alike_are_not_compared_together():
    walks = []
    for task in ("single", "counting"):
        for direction in ("backward", "forward"):
            session = make_session(n_strides=30)
            strides = session.strides.assign(direction=direction, speed_mps=0.5)
            summary = session.summary.copy()
            summary["task"] = task
            walks.append(Session(session.events, strides, session.bouts, session.knee, summary))
    text = render_report(walks, names=["a", "b", "c", "d"])
    assert "Strides paired by speed: a and b" in text
    assert "Strides paired by speed: c and d" in text


def test_details_of_many_sessions_are_those_of_the_last():
    sessions = [Session.from_json(make_session().to_json()) for _ in range(6)]
    text = render_report(sessions, names=[f"day {k}" for k in range(6)])
    assert text.count("Steady strides, backward</caption>") == 1
    assert (
        text.count('<th scope="col">day 0</th>') == 3
    )  # beside the others: the recordings, and each direction


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([],), "expected a Session, or several of them, found none"),
        ((["walk.csv"],), "found a str; pass what retrogait.analyze returns"),
    ],
)
def test_what_is_no_session_is_refused(arguments, message):
    with pytest.raises(InvalidOption, match=message):
        render_report(*arguments)


def test_names_are_checked():
    for names in (["a"], ["a", "a"]):
        with pytest.raises(InvalidOption, match="for 2 sessions; expected a different name for each"):
            render_report([make_session(), make_session()], names=names)


@pytest.mark.parametrize(("module", "word"), [("jinja2", "jinja2"), ("matplotlib", "matplotlib")])
def test_missing_packages_name_the_extra(monkeypatch, module, word):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtra, match=rf"{word} is not installed, .* pip install 'retrogait\[report\]'"):
        render_report(make_session())


def test_public_name():
    assert rg.write_report is page_module.write_report


def test_command_writes_a_page_of_session_files(tmp_path, capsys):
    for name in ("one", "two"):
        (tmp_path / f"{name}.session.json").write_text(make_session().to_json(), encoding="utf-8")
    output = tmp_path / "new" / "page.html"
    files = [str(tmp_path / f"{name}.session.json") for name in ("one", "two")]
    assert main(["report", *files, "-o", str(output), "--subject", "A & B"]) == 0
    assert capsys.readouterr().out == f"written: {output}\n"
    text = output.read_text(encoding="utf-8")
    assert "<h1>Gait report: A &amp; B</h1>" in text
    assert '<th scope="col">two</th>' in text
    assert [path.name for path in output.parent.iterdir()] == ["page.html"]


def test_command_reads_a_recording(tmp_path):
    recording, _ = rg.simulate_walk(duration_s=20, seed=1)
    rg.write_recording(recording, tmp_path / "walk.csv")
    assert main(["report", str(tmp_path / "walk.csv"), "-o", str(tmp_path / "r.html")]) == 0
    assert "Signal of the left foot" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_command_says_what_went_wrong(tmp_path, capsys, monkeypatch):
    output = ["-o", str(tmp_path / "r.html")]
    assert main(["report", str(tmp_path / "none.csv"), *output]) == 3
    assert "none.csv" in capsys.readouterr().err
    broken = tmp_path / "broken.json"
    broken.write_text('{"format": "retrogait session 1", ', encoding="utf-8")
    assert main(["report", str(broken), *output]) == 3
    assert "broken.json" in capsys.readouterr().err
    monkeypatch.setattr("retrogait.cli.report_page.find_browser", lambda: None)
    assert main(["report", "x.csv", "--pdf", *output]) == 2
    assert "--pdf needs Chromium, Chrome or Edge, and none was found" in capsys.readouterr().err
    assert not (tmp_path / "r.html").exists()
