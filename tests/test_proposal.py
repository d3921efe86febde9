"""What `retrogait inspect` prints for an export that is refused reads it."""

from __future__ import annotations

import re
import textwrap
import warnings

import numpy as np
import pandas as pd
import pytest
from export_layouts import READ
from gallery import SAMPLES, write_layout
from recording_frames import even, wide

import retrogait as rg
from retrogait.cli import main
from retrogait.errors import RetrogaitError, RetrogaitWarning
from retrogait.readers import proposal
from retrogait.readers.column_guess import guess_columns
from retrogait.readers.inspection import inspect_recording


def printed_call(text):
    """The call that `retrogait inspect` printed; None where it printed none."""
    found = re.search(r"^THIS READS IT\n((?:    .*\n)+)", text, re.MULTILINE)
    return found and textwrap.dedent(found[1])


def follow(path, capsys, monkeypatch):
    """Inspect a file by the command line, run the call it prints, and give the recording; None where it prints none."""
    monkeypatch.chdir(path.parent)
    capsys.readouterr()
    main(["inspect", path.name])
    text = capsys.readouterr().out
    assert max(map(len, text.splitlines())) <= 80 or "columns=" in text
    call = printed_call(text)
    if call is None:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RetrogaitWarning)
        return eval(call, {"rg": rg})  # noqa: S307 - our own output


@pytest.mark.parametrize("device", READ)
def test_every_layout_is_read_alone_or_by_the_call_that_inspect_prints(tmp_path, device, capsys, monkeypatch):
    path, *_ = [write_layout(tmp_path, layout) for layout in READ[device]]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RetrogaitWarning)
            rg.read_recording(path)
    except RetrogaitError:
        rec = follow(path, capsys, monkeypatch)
        assert rec is not None
        for site in rec.sites:
            np.testing.assert_allclose(rec.samples(site)[1], SAMPLES[: rec.n_samples], atol=0.05)


def test_columns_and_units_are_judged_by_the_numbers(tmp_path, capsys, monkeypatch):
    values = even(400).to_numpy() / np.repeat([9.80665, 180.0 / np.pi], 3)
    table = pd.DataFrame(values, columns=[f"signal {n}" for n in range(6)])
    table.insert(0, "tick", 10 * np.arange(400))
    table.insert(1, "note", "walk")
    table.to_csv(tmp_path / "a.csv", index=False)
    rec = follow(tmp_path / "a.csv", capsys, monkeypatch)
    np.testing.assert_allclose(rec["sensor_1"], even(400), atol=1e-9)


def test_a_second_file_is_taken_along(tmp_path, capsys, monkeypatch):
    names = {
        "acc": ["accel x (g)", "accel y (g)", "accel z (g)"],
        "gyr": ["gyro x (dps)", "gyro y (dps)", "gyro z (dps)"],
    }
    for kind, columns in names.items():
        part = even(400)[[f"{kind}_{axis}" for axis in "xyz"]] / (9.80665 if kind == "acc" else 1.0)
        part.columns = columns
        part.to_csv(tmp_path / f"{kind}.csv", index_label="time (s)")
    rec = follow(tmp_path / "gyr.csv", capsys, monkeypatch)
    np.testing.assert_allclose(rec[rec.sites[0]], even(400), atol=1e-6)


def test_a_time_between_the_two_is_no_channel(tmp_path, capsys, monkeypatch):
    values = even(400).to_numpy()
    time_s = np.arange(400) / 100.0
    table = np.column_stack([time_s, values[:, :3], time_s + 0.001, values[:, 3:]])
    pd.DataFrame(table).to_csv(tmp_path / "a.csv", index=False, header=False)
    rec = follow(tmp_path / "a.csv", capsys, monkeypatch)
    np.testing.assert_allclose(rec["sensor_1"].to_numpy(), values, atol=1e-9)


def test_a_time_before_the_axes_of_another_file_is_no_channel(tmp_path):
    values = even(400).to_numpy()
    for name, part in (("accelerometer", values[:, :3]), ("gyroscope", values[:, 3:])):
        table = pd.DataFrame(part, columns=["X_value", "Y_value", "Z_value"])
        table.insert(0, "time", np.arange(400) / 100.0)
        table.to_csv(tmp_path / f"{name}.csv", index=False)
    found = next(guess_columns(tmp_path))["sensor_1"]
    assert found[:3] == [f"accelerometer.csv:{axis}_value" for axis in "XYZ"]
    assert found[3:] == [f"gyroscope.csv:{axis}_value" for axis in "XYZ"]


def test_a_folder_that_does_not_hold_the_file_s_samples_is_not_proposed(tmp_path):
    even(400).iloc[:, :3].rename(columns="linear {} (m/s^2)".format).to_csv(
        tmp_path / "a.csv", index_label="time (s)"
    )
    other = even(400).rename(columns=lambda name: f"{name} ({'m/s^2' if 'acc' in name else 'deg/s'})")
    other.to_csv(tmp_path / "b.csv", index_label="time (s)")
    seen = inspect_recording(tmp_path / "a.csv")
    assert seen.refusal is not None
    assert seen.proposal is None


def test_nothing_is_proposed_for_what_nothing_reads(tmp_path, capsys, monkeypatch):
    (tmp_path / "a.csv").write_text(
        "time (s),steps,heart rate\n" + "".join(f"{n},{n},{60 + n % 5}\n" for n in range(99))
    )
    assert follow(tmp_path / "a.csv", capsys, monkeypatch) is None
    (tmp_path / "b.csv").write_text("name,value\nage,30\n")
    assert follow(tmp_path / "b.csv", capsys, monkeypatch) is None


def test_what_is_assumed_is_said(tmp_path, capsys, monkeypatch):
    frame = even(400).rename(columns=lambda name: name.replace("_", " "))
    frame.to_csv(tmp_path / "a.csv", index=False)
    monkeypatch.chdir(tmp_path)
    main(["inspect", "a.csv"])
    text = " ".join(capsys.readouterr().out.split())
    assert "assumed rate_hz=100 stands for the rate of your device: put that in" in text
    assert "assumed gyr_unit is judged by the size of the numbers: check it" in text


@pytest.mark.parametrize(("size", "reads_a_copy"), [(1.0, True), (-1.0, False)])
def test_of_a_long_file_the_beginning_is_tried(tmp_path, monkeypatch, size, reads_a_copy):
    path = tmp_path / "a.csv"
    path.write_text(even(2000).to_csv(header=False, index=False))
    monkeypatch.setattr(proposal, "MOST_BYTES", path.stat().st_size - int(size * 5000))
    read = []
    monkeypatch.setattr(
        proposal, "_read", lambda given, options: read.append(given) or rg.read_recording(given, **options)
    )
    seen = inspect_recording(path)
    assert seen.proposal.given == path
    assert all((given != path) is reads_a_copy for given in read)
    assert rg.read_recording(path, **seen.proposal.options).n_samples == 2000


def test_tries_are_bounded(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_text(wide(400).to_csv(header=False, index=False))
    count = []

    def refuse(given, options):
        count.append(1)
        raise RetrogaitError(
            f"no {len(count)}; pass acc_unit=, gyr_unit=, rate_hz=, time_unit=, decimal=, phone="
        )

    monkeypatch.setattr(proposal, "_read", refuse)
    assert inspect_recording(path).proposal is None
    assert len(count) <= proposal.MOST_TRIES


def test_the_cases_are_read_by_the_calls_that_inspect_prints(shared_data, capsys, monkeypatch):
    folder = shared_data.parent / "cases" / "files"
    if not folder.is_dir():
        pytest.skip(f"the cases are absent: {folder}")
    none_reads = {"header_only.csv", "Gravity.csv"}  # no rows; in its folder it is read with the other files
    for path in sorted(folder.rglob("*")):
        beside = path.is_dir() or path.suffix in (".md", ".json") or path.name.endswith("_channels.tsv")
        if beside or path.name in none_reads:
            continue
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", RetrogaitWarning)
                rg.read_recording(path)
        except RetrogaitError:
            assert follow(path, capsys, monkeypatch) is not None, path


def test_columns_without_a_number_are_no_sensor(tmp_path):
    """Empty columns, and numbers beyond all bounds: nothing is proposed of them, and nothing else is said."""
    table = pd.DataFrame(even(400).to_numpy(), columns=[f"signal {n}" for n in range(6)])
    table["empty"], table["huge"] = np.nan, 1e308
    table = table[["empty", "huge", *table.columns[:6]]]
    table.to_csv(tmp_path / "a.csv", index=False)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        seen = inspect_recording(tmp_path / "a.csv")
    assert seen.proposal.options["columns"]["sensor_1"] == [f"signal {n}" for n in range(6)]
