"""The page in German: no English is left but what is marked as English; and a third language is a file."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from logged import comfortable
from reference_figures import walk
from sessions import make_session

import retrogait.messages as room
from retrogait.cli import main
from retrogait.errors import InvalidOption
from retrogait.messages import _messages, in_language
from retrogait.report import render_report
from retrogait.report.words import unit_of, words_of
from retrogait.session import Session
from retrogait.tables.measures import FOOT, GAIT, KNEE, PROXIES
from retrogait.training import SessionLog, TrainingPlan
from retrogait.training.labels import LABELS

MEASURES = (*GAIT, *FOOT, *KNEE, *PROXIES)
SIGNS = {"", "%", "m", "s", "m/s", "m/s²"}
VOID = {"meta", "img", "link", "br"}


class Words(HTMLParser):
    """The words that stand in the language of the page: not in figures, and not in what is marked as English."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[bool] = []
        self.own: list[str] = []
        self.english: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            marked = dict(attrs).get("lang") == "en" or tag in {"svg", "style"}
            self.open.append(marked or (bool(self.open) and self.open[-1]))

    def handle_endtag(self, tag):
        self.open.pop()

    def handle_data(self, data):
        (self.english if self.open and self.open[-1] else self.own).append(data)


def words(text: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[^\W\d_]{3,}", text)}


def english_words() -> set[str]:
    """Words of the English messages, and of measures in the code, that no German message has."""
    english = " ".join([*_messages("en").values(), *(f"{one.label} {one.unit}" for one in MEASURES)])
    german = " ".join(_messages("de").values())
    places = r"\{[^}]*\}"
    return words(re.sub(places, " ", english)) - words(re.sub(places, " ", german))


def warned(session: Session) -> Session:
    text = ("left_foot: 3 samples were missing, and bridged by straight lines",)
    tables = (session.events, session.strides, session.bouts, session.knee, session.summary)
    return Session(*tables, text, session.samples)


@pytest.fixture(scope="module")
def log() -> SessionLog:
    facts = {"pain_before": 3, "pain_after": 2, "noted": "yes to pain_now"}
    sessions = tuple(comfortable(day, **facts) for day in range(1, 10))
    return SessionLog(TrainingPlan(sessions_per_week=3), sessions, {"pain_now": True}, "A. B.")


@pytest.fixture(scope="module")
def german(log) -> Words:
    page = render_report([make_session(), warned(walk())], names=["Mo", "Di"], log=log, language="de")
    assert '<html lang="de">' in page
    return Words(page)


def test_no_english_is_left_in_the_german_page(german):
    assert words(" ".join(german.own)) & english_words() == set()


def test_english_that_is_left_would_be_seen():
    assert {"speed", "stride", "walked", "knee", "landing"} <= english_words()
    page = Words(render_report(make_session()).replace('<html lang="en">', '<html lang="de">'))
    assert words(" ".join(page.own)) & english_words()


def test_warnings_stay_english_and_are_marked_so_under_a_german_lead(german):
    assert "samples were missing" in " ".join(german.english)
    assert "Meldungen der Auswertung, auf Englisch" in " ".join(german.own)


def test_german_numbers_have_a_comma(german):
    own = " ".join(german.own)
    assert re.search(r"\b0,\d\d ± 0,\d\d", own)
    cells = [text for text in german.own if re.fullmatch(r"[−\d.,]+( ± [\d.,]+)?", text.strip())]
    assert len(cells) > 100
    assert [text for text in cells if "." in text] == []


def test_every_measure_has_german_words_and_a_german_unit():
    with in_language("de"):
        for one in MEASURES:
            assert words_of(one.column, "") != "", one.column
        for name, label in LABELS.items():
            assert words_of(name, "") != "", name
            assert label.unit in SIGNS or unit_of(label.unit) != label.unit or label.unit == "CV, %", name


def test_a_leg_is_named_after_its_measure():
    with in_language("de"):
        assert words_of("left_knee_range_swing_deg", "") == "Bewegungsumfang des Knies im Schwung, links"
    assert words_of("left_knee_range_swing_deg", "left knee range") == "left knee range"


def test_sessions_without_names_are_called_in_the_language():
    page = render_report([make_session(), make_session()], language="de")
    assert '<th scope="col">Sitzung 1</th>' in page


def test_a_language_that_has_no_file_is_refused():
    with pytest.raises(InvalidOption, match="language: found 'tlh'; expected one of de, en"):
        render_report(make_session(), language="tlh")


@pytest.fixture
def third_language(tmp_path, monkeypatch):
    """A folder of messages with a file more, which has one line."""
    folder = tmp_path / "messages"
    shutil.copytree(str(files("retrogait.messages")), folder)
    (folder / "nl.toml").write_text('[page]\ntitle_of_nobody = "Looprapport"\n', encoding="utf-8")
    monkeypatch.setattr(room, "files", lambda _: folder)
    for cached in (room.languages, room._messages):
        cached.cache_clear()
    yield "nl"
    for cached in (room.languages, room._messages):
        cached.cache_clear()


def test_a_third_language_is_a_file(third_language, tmp_path):
    page = render_report(make_session(), language=third_language)
    assert '<html lang="nl">' in page
    assert "<h1>Looprapport</h1>" in page
    assert "The answer</h2>" in page  # what the file lacks is said in English
    (tmp_path / "a.json").write_text(make_session().to_json(), encoding="utf-8")
    command = ["report", str(tmp_path / "a.json"), "-o", str(tmp_path / "a.html"), "--language", "nl"]
    assert main(command) == 0
    assert "Looprapport" in (tmp_path / "a.html").read_text(encoding="utf-8")


def test_the_command_writes_german(tmp_path):
    (tmp_path / "a.json").write_text(make_session().to_json(), encoding="utf-8")
    command = ["report", str(tmp_path / "a.json"), "-o", str(tmp_path / "a.html"), "--language", "de"]
    assert main(command) == 0
    assert "Das Ergebnis</h2>" in (tmp_path / "a.html").read_text(encoding="utf-8")


def test_the_command_names_the_languages_there_are(tmp_path, capsys):
    with pytest.raises(SystemExit):
        main(["report", "a.csv", "--language", "tlh"])
    assert re.search(
        r"--language: invalid choice: 'tlh' \(choose from '?de'?, '?en'?\)", capsys.readouterr().err
    )
