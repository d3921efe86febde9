"""What the command line prints and how it reads its words; nothing is analysed here."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from sessions import make_session

import retrogait
from retrogait.cli import main
from retrogait.cli.arguments import build_parser
from retrogait.cli.declarations import declared
from retrogait.cli.gait_table import render
from retrogait.cli.outcome import _OPTIONS as OPTIONS
from retrogait.cli.outcome import with_options
from retrogait.errors import InvalidOption
from retrogait.tables.catalogue import STRIDES
from retrogait.tables.measures import FOOT, GAIT, KNEE, PROXIES


def parse(*words: str):
    return build_parser().parse_args(["analyze", "walk.csv", *words])


def cells(text: str, label: str) -> list[str]:
    line = next(line for line in text.splitlines() if line.startswith(f"  {label}"))
    return [line[start : start + 16].strip() for start in range(31, len(line), 16)]


def test_table_shows_the_summary():
    session = make_session()
    session.summary["backward_cadence_spm"] = 71.26
    session.summary["backward_cadence_spm_sd"] = 1.94
    session.summary["forward_speed_mps"] = 1.234
    text = render(session, "walk.csv")
    assert cells(text, "cadence") == ["71.3 ± 1.9", "100.0 ± 0.0"]
    assert cells(text, "speed") == ["-", "1.23"]
    assert text.startswith("walk.csv\n  left foot, right foot; 100 Hz, treadmill at 0.5 m/s\n")


def test_backward_stands_left_of_forward():
    session = make_session()
    session.summary["backward_stance_pct"], session.summary["forward_stance_pct"] = 64.0, 61.0
    assert cells(render(session, "walk.csv"), "stance") == ["64.0", "61.0"]


def test_every_row_is_a_measure_of_strides():
    assert {row.column for row in (*GAIT, *FOOT, *KNEE, *PROXIES)} <= set(STRIDES.names)


@pytest.mark.parametrize("extreme", [0.0, 59.999])
def test_no_line_passes_80_columns(extreme):
    session = make_session()
    numbers = [name for name in session.summary.index if name.startswith(("backward_", "forward_"))]
    session.summary[[name for name in numbers if "_n_" not in name]] = extreme
    session.summary[["backward_foot_strike_angle_deg", "backward_cadence_spm"]] = [-179.94, 199.94]
    session.summary["n_strides_unknown"] = 12345
    session = replace(session, warnings=("left_foot: something was repaired, " * 8, "x" * 200))
    assert max(map(len, render(session, "walk.csv").splitlines())) <= 80


def test_unknown_direction_has_its_own_column():
    session = make_session()
    assert "unknown" not in render(session, "walk.csv")
    session.summary["n_strides_unknown"] = 7
    text = render(session, "walk.csv")
    assert cells(text, "strides")[-1] == "7"
    assert "unknown" in text


def test_unknown_direction_has_its_own_figures():
    session = make_session()
    session.strides["direction"] = "unknown"
    session.strides["cadence_spm"] = np.arange(len(session.strides), dtype=float)
    session.summary["n_strides_unknown"] = len(session.strides)
    expected = f"{session.strides['cadence_spm'].mean():.1f} ± {session.strides['cadence_spm'].std():.1f}"
    assert cells(render(session, "walk.csv"), "cadence")[-1] == expected


def test_strides_that_are_in_no_mean_are_told():
    session = make_session()
    assert "in no mean" not in render(session, "walk.csv")
    session.summary["n_strides_stairs"] = 3
    assert f"  3 of {session.summary['n_strides']} strides are on stairs: in no mean\n" in render(
        session, "w"
    )
    session.summary["n_strides_running"] = 2
    assert "strides are run, so without a direction: in no mean\n" in render(session, "w")


def test_figures_of_unknown_direction_are_of_level_walking():
    session = make_session()
    session.strides["direction"] = "unknown"
    session.strides["cadence_spm"] = [7.0, *[900.0] * (len(session.strides) - 1)]
    session.strides["is_running"] = [False, *[True] * (len(session.strides) - 1)]
    session.summary["n_strides_unknown"] = len(session.strides)
    assert cells(render(session, "walk.csv"), "cadence")[-1] == "7.0"


def test_bout_of_both_directions_says_so():
    session = make_session()
    session.strides["bout_id"] = 0
    assert "  both ways  " in render(session, "walk.csv")
    session.strides["direction"] = "backward"
    assert "both ways" not in render(session, "walk.csv")


def test_arguments_named_in_a_warning_get_their_option():
    warning = "direction is missing; pass alignment=calibrate(walk, direction=...)"
    text = render(replace(make_session(), warnings=(warning,)), "walk.csv")
    assert "[here: --calibrate WALK --direction or --alignment]" in " ".join(text.split())


@pytest.mark.parametrize("option", OPTIONS)
def test_every_option_named_so_exists(option, capsys):
    for command in ("analyze", "compare", "test"):
        with pytest.raises(SystemExit):
            main([command, "--help"])
    known = capsys.readouterr().out.split()
    words = re.findall(r"--[a-z-]+", with_options(f"say {option}="))
    assert words
    assert set(words) <= set(known)


def test_missing_measure_is_a_dash_or_absent():
    session = make_session()
    session.summary[["forward_cadence_spm", "backward_speed_mps", "forward_speed_mps"]] = np.nan
    text = render(session, "walk.csv")
    assert cells(text, "cadence")[-1] == "-"
    assert "speed  " not in text.split("bout ")[0]
    assert "nan" not in text.lower()


def test_bouts_and_warnings_follow():
    text = render(replace(make_session(), warnings=("left_foot: 3 rows dropped",)), "walk.csv")
    lines = text.splitlines()
    bout = next(line for line in lines if line.startswith("   0"))
    assert bout.split() == ["0", "1.00", "18.00", "backward", "28", "100.0", "0.80", "0.67"]
    assert lines[-2:] == ["warnings", "  - left_foot: 3 rows dropped"]


def test_nothing_found_is_said():
    text = render(make_session(n_strides=0), "walk.csv")
    assert "no walking found" in text
    assert "cadence" not in text


def test_declarations_reach_the_reader():
    words = ["--rate-hz", "128", "--acc-unit", "g", "--gyr-unit", "rad/s", "--frame", "sensor"]
    assert declared(parse(*words, "--sites", "s1=left_foot", "--sites", "s2=right_foot")) == {
        "rate_hz": 128.0,
        "acc_unit": "g",
        "gyr_unit": "rad/s",
        "frame": "sensor",
        "sites": {"s1": "left_foot", "s2": "right_foot"},
    }
    assert declared(parse()) == {}


def test_column_view_come_from_words_and_files(tmp_path):
    file = tmp_path / "columns.json"
    file.write_text('{"right_foot": {"acc_x": "R ax"}}', encoding="utf-8")
    words = ["--columns", "left_foot=L.{ACC|GY}.{X|Y|Z}", "--columns", str(file)]
    assert declared(parse(*words))["columns"] == {
        "left_foot": "L.{ACC|GY}.{X|Y|Z}",
        "right_foot": {"acc_x": "R ax"},
    }


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--sites", "lower_back"], "--sites: found 'lower_back', expected NAME=SITE"),
        (["--sites", "=lower_back"], "--sites: found '=lower_back', expected NAME=SITE"),
        (["--columns", "left_foot="], "--columns: found 'left_foot=', expected SITE=PATTERN"),
        (
            ["--columns", "none.json"],
            r"--columns: none.json cannot be opened .*; give SITE=PATTERN, or a JSON file",
        ),
    ],
)
def test_malformed_declarations_are_refused(words, message):
    with pytest.raises(InvalidOption, match=message):
        declared(parse(*words))


@pytest.mark.parametrize(("text", "message"), [("[1]", "holds a list"), ("{", "is not JSON")])
def test_column_view_file_must_hold_columns(tmp_path, text, message):
    (tmp_path / "columns.json").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidOption, match=rf"{message}.*should read"):
        declared(parse("--columns", str(tmp_path / "columns.json")))


def test_help_and_version_cost_no_numbers():
    code = "import sys, retrogait.cli as c\ntry: c.main(['analyze', '--help'])\nfinally: print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0
    assert not {"numpy", "pandas", "numba"} & set(done.stdout.split())
    for phrase in ("examples:", "exit codes:", "--calibrate WALK"):
        assert phrase in done.stdout


@pytest.mark.parametrize("command", [[], ["analyze"], ["compare"], ["calibrate"], ["simulate"]])
def test_help_fits_80_columns(capsys, command):
    with pytest.raises(SystemExit, match="0"):
        main([*command, "--help"])
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80


def test_version(capsys):
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    assert capsys.readouterr().out == f"retrogait {retrogait.__version__}\n"


def test_summary_made_here_has_what_the_table_reads():
    assert {f"backward_{row.column}" for row in GAIT} <= set(make_session().summary.index)


def test_columns_go_by_number_and_as_json_on_the_command_line():
    words = ["--columns", "left_foot=1,2,3,4,5,6", "--columns", '{"right_foot": [7, 8, 9, 10, 11, 12]}']
    assert declared(parse(*words))["columns"] == {
        "left_foot": [1, 2, 3, 4, 5, 6],
        "right_foot": [7, 8, 9, 10, 11, 12],
    }
    with pytest.raises(InvalidOption, match=r"--columns is not JSON .*; it should read {.left_foot"):
        declared(parse("--columns", "{left_foot"))


def test_a_definition_of_contacts_that_is_not_usual_stands_above_the_table(tmp_path, capsys):
    path = tmp_path / "walk.csv"
    retrogait.write_recording(retrogait.simulate_walk("backward", 0.5, 12, seed=1)[0], path)
    for given, line in (
        ([], "100 Hz, surface not stated\n"),
        (["--contact", "touch"], "surface not stated; contacts by touch\n"),
    ):
        assert main(["analyze", str(path), *given]) == 0
        assert line in capsys.readouterr().out
