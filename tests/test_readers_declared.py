"""Any table of which columns, units and time are declared."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from recording_frames import COLUMNS, SITES, even, feet, wide

import retrogait as rg
from retrogait.errors import InvalidOption, RetrogaitError, UnreadableExport

UNITS = {"acc_unit": "m/s^2", "gyr_unit": "deg/s"}
PATTERNS = {"left_foot": "L.{ACC|GY}.{X|Y|Z}", "right_foot": "R.{ACC|GY}.{X|Y|Z}"}


def foreign(n=500, time="Time"):
    """Both feet with the names of another maker, and columns that are nobody's business."""
    table = wide(n)
    table.columns = [time] + [f"{s}.{k}.{a}" for s in "LR" for k in ("ACC", "GY") for a in "XYZ"]
    table.insert(5, "Battery", 3.7)
    table["Note"] = "walk"
    return table


@pytest.fixture
def path(tmp_path):
    foreign().to_csv(tmp_path / "export.csv", index=False)
    return tmp_path / "export.csv"


def names(side):
    return [f"{side}.{kind}.{axis}" for kind in ("ACC", "GY") for axis in "XYZ"]


FORMS = {
    "patterns": PATTERNS,
    "pattern of six": {
        "left_foot": "L.{ACC.X|ACC.Y|ACC.Z|GY.X|GY.Y|GY.Z}",
        "right_foot": "{R.ACC|R.GY}.{X|Y|Z}",
    },
    "by sensor": {
        site: {"acc": f"{side}.ACC.{{X|Y|Z}}", "gyr": f"{side}.GY.{{X|Y|Z}}"}
        for site, side in zip(SITES, "LR", strict=True)
    },
    "by channel": {
        site: dict(zip(COLUMNS, names(side), strict=True)) for site, side in zip(SITES, "LR", strict=True)
    },
    "six names": {site: names(side) for site, side in zip(SITES, "LR", strict=True)},
    "wide": {
        f"{site}_{channel}": name
        for site, side in zip(SITES, "LR", strict=True)
        for channel, name in zip(COLUMNS, names(side), strict=True)
    },
    "rename": {
        name: f"{site}_{channel}"
        for site, side in zip(SITES, "LR", strict=True)
        for channel, name in zip(COLUMNS, names(side), strict=True)
    }
    | {"Time": "time_s"},
    "with time": PATTERNS | {"time_s": "Time"},
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_columns_gives_the_same(path, form):
    rec = rg.read_recording(path, columns=FORMS[form], **UNITS)
    assert rec.frame == "sensor"
    assert rec.sites == SITES
    pd.testing.assert_frame_equal(rec.wide(), wide(), check_exact=True)
    assert rec.warnings == ()


@pytest.mark.parametrize(
    "columns", [PATTERNS["left_foot"], names("L"), {"acc": "L.ACC.{X|Y|Z}", "gyr": "L.GY.{X|Y|Z}"}]
)
def test_a_single_sensor_needs_no_label(path, columns):
    assert rg.read_recording(path, columns=columns, **UNITS).sites == ("sensor_1",)
    rec = rg.read_recording(path, columns=columns, site="lower_back", **UNITS)
    pd.testing.assert_frame_equal(rec["lower_back"], feet()["left_foot"])


def test_braces_of_two_change_together(tmp_path):
    table = even()
    table.columns = [f"Accel {a} (g)" for a in "XYZ"] + [f"Gyro {a} (deg/s)" for a in "XYZ"]
    table.reset_index().to_csv(tmp_path / "a.csv", index=False)
    rec = rg.read_recording(tmp_path / "a.csv", columns="{Accel|Gyro} {X|Y|Z} ({g|deg/s})", **UNITS)
    pd.testing.assert_frame_equal(rec["sensor_1"], even())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    comma=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    newline=st.sampled_from(["\n", "\r\n"]),
    acc=st.sampled_from([("m/s^2", 1.0), ("g", 9.80665), ("mg", 9.80665e-3)]),
    gyr=st.sampled_from([("deg/s", 1.0), ("rad/s", 180 / np.pi)]),
    clock=st.sampled_from(["Time", "time (ms)", "Timestamp [us]", "date", "none", "epoch"]),
    order=st.permutations(range(15)),
    preamble=st.sampled_from(["", "Device: Größe 5\n", "# exported\n\nsubject;7\n"]),
)
def test_any_layout_gives_the_same(
    tmp_path, delimiter, comma, encoding, newline, acc, gyr, clock, order, preamble
):
    table = foreign(200)
    gyro = [name for name in table.columns if ".GY." in name]
    table[[name for name in table.columns if ".ACC." in name]] /= acc[1]
    table[gyro] /= gyr[1]
    stamps = table["Time"].to_numpy()
    options = {"acc_unit": acc[0], "gyr_unit": gyr[0], "columns": PATTERNS}
    start = pd.Timestamp("2024-05-31 10:30:00", tz="UTC")
    if clock == "time (ms)":
        table["Time"] = np.rint(stamps * 1e3).astype(int)
    elif clock == "Timestamp [us]":
        table["Time"] = np.rint(stamps * 1e6).astype(int)
    elif clock == "epoch":
        table["Time"] = 1717151400000 + np.rint(stamps * 1e3).astype(int)
        options |= {"time_column": "epoch", "time_unit": "ms"}
    elif clock == "date":
        table["Time"] = [(start + pd.Timedelta(t, "s")).isoformat() for t in stamps]
        options |= {"time_column": "date"}
    elif clock == "none":
        table["Time"] = "?"
        options |= {"rate_hz": 100.0}
    table = table.rename(columns={"Time": clock}).iloc[:, list(order)]
    decimal = "," if comma and delimiter != "," else "."
    text = table.to_csv(index=False, sep=delimiter, decimal=decimal, lineterminator=newline)
    path = tmp_path / "a.csv"
    path.write_bytes((preamble.replace("\n", newline) + text).encode(encoding))
    rec = rg.read_recording(path, **options)
    np.testing.assert_allclose(rec.wide(), wide(200), rtol=1e-9, atol=1e-9)
    assert rec.start_time == (start if clock in ("date", "epoch") else None)
    assert rec.warnings == ()


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({}, "columns: {} given; expected e.g. columns={'left_foot'"),
        (7, "columns: 7 given"),
        ({"left_foot": 7}, "columns: 7 given for 'left_foot'"),
        ({"left_foot": ["a", "b"]}, "given for 'left_foot'; expected six names"),
        ({"left_foot": "L.ACC.X"}, "pattern 'L.ACC.X' of 'left_foot' does not name 6 columns; expected {ACC"),
        ({"left_foot": "L.{ACC|GY}"}, "does not name 6 columns"),
        ({"left_foot": "L.{ACC|GY}.{X|Y|Z|W}"}, "does not name 6 columns"),
        ({"left_foot": {"acc": "L.ACC", "gyr": "L.GY.{X|Y|Z}"}}, "does not name 3 columns; expected {X"),
        ({"left_foot": {"acc": "L.ACC.{X|Y|Z}"}}, "'gyr_x' is lacking for 'left_foot'"),
        ({"left_foot": {"acc": "L.ACC.{X|Y|Z}", "gyro": "L.GY.{X|Y|Z}"}}, "'gyro' is not a channel"),
        ({"left_foot_acc_x": "L.ACC.X"}, "'acc_y' is lacking for 'left_foot'"),
        ({"left_foot": PATTERNS["left_foot"], "b": PATTERNS["left_foot"]}, "'L.ACC.X' is declared 2 times"),
        (
            {"left_foot": "LL.{ACC|GY}.{X|Y|Z}"},
            "export.csv: column 'LL.ACC.X' is not in it .found Time, L.ACC.X",
        ),
    ],
)
def test_a_declaration_that_does_not_fit_is_named(path, columns, message):
    with pytest.raises(RetrogaitError, match=message):
        rg.read_recording(path, columns=columns, **UNITS)


def test_an_undeclared_file_names_its_columns_and_the_arguments(path):
    table = foreign()
    table.columns = [f"signal_{number}" for number in range(table.shape[1])]
    table.to_csv(path, index=False)
    with pytest.raises(UnreadableExport) as caught:
        rg.read_recording(path)
    message = str(caught.value)
    assert message.startswith("export.csv: its columns are not retrogait's (found signal_0, signal_1, ")
    for argument in ("columns=", "acc_unit=", "gyr_unit=", "time_column=", "rate_hz="):
        assert argument in message


def test_column_view_that_say_all_but_their_unit_want_the_unit_only(path):
    with pytest.raises(UnreadableExport, match="accelerometer is not said; .* pass acc_unit= and gyr_unit="):
        rg.read_recording(path)
    rec = rg.read_recording(path, **UNITS)
    assert rec.frame == "sensor"
    renamed = {f"{site}_{c}": f"{side}_{c}" for site, side in zip(SITES, "LR", strict=True) for c in COLUMNS}
    pd.testing.assert_frame_equal(rec.wide(), wide().rename(columns=renamed), check_exact=True)


def test_units_are_never_guessed(path):
    with pytest.raises(
        UnreadableExport, match="unit of the accelerometer is not said; .*acc_unit= and gyr_unit="
    ):
        rg.read_recording(path, columns=PATTERNS)
    with pytest.raises(
        UnreadableExport, match="unit of the gyroscope is not said; nothing is guessed: pass gyr_unit= "
    ):
        rg.read_recording(path, columns=PATTERNS, acc_unit="g")
    with pytest.raises(UnreadableExport, match="pass acc_unit='m/s.2'"):
        rg.read_recording(path, columns=PATTERNS, acc_unit="g", gyr_unit="deg/s")
    with pytest.raises(InvalidOption, match="gyr_unit: 'rpm' is not known"):
        rg.read_recording(path, columns=PATTERNS, acc_unit="g", gyr_unit="rpm")


def test_sites_renames_what_was_declared(path):
    rec = rg.read_recording(path, columns=PATTERNS, sites={"left_foot": "left_shank"}, **UNITS)
    assert rec.sites == ("left_shank", "right_foot")


def write(tmp_path, stamps, name):
    table = foreign(len(stamps)).rename(columns={"Time": name})
    table[name] = stamps
    table.to_csv(tmp_path / "a.csv", index=False)
    return tmp_path / "a.csv"


def test_a_file_without_time_needs_a_rate(tmp_path):
    path = write(tmp_path, np.arange(100), "marker")
    with pytest.raises(
        UnreadableExport,
        match="no column of time and states no rate .found marker, .*; pass rate_hz=, or name the column with time_col",
    ):
        rg.read_recording(path, columns=PATTERNS, **UNITS)
    rec = rg.read_recording(path, columns=PATTERNS, rate_hz=100.0, **UNITS)
    assert rec["left_foot"].index[-1] == 0.99


def test_of_two_columns_of_time_the_one_that_is_read_without_columns_is_taken(tmp_path):
    table = foreign()
    table["Timestamp (s)"] = table["Time"] + 7.0
    table.to_csv(tmp_path / "a.csv", index=False)
    alone = rg.read_recording(tmp_path / "a.csv", **UNITS)
    declared = rg.read_recording(tmp_path / "a.csv", columns=PATTERNS, **UNITS)
    assert alone.wide().index[0] == declared.wide().index[0] == 0.0
    np.testing.assert_array_equal(declared["left_foot"].index, alone[alone.sites[0]].index)
    for number, first_s in ((0, 0.0), (15, 7.0)):
        for name in (table.columns[number], number):
            rec = rg.read_recording(tmp_path / "a.csv", columns=PATTERNS, time_column=name, **UNITS)
            assert rec["left_foot"].index[0] == first_s


@pytest.mark.parametrize(("scale", "unit"), [(1, "s"), (1e3, "ms"), (1e6, "us"), (1e9, "ns")])
def test_the_unit_of_time_is_said_or_follows_from_the_rate(tmp_path, scale, unit):
    path = write(tmp_path, np.arange(500) * 0.01 * scale, "t")
    for said in ({"time_unit": unit}, {"rate_hz": 100.0}):
        rec = rg.read_recording(path, columns=PATTERNS, **said, **UNITS)
        assert rec.rate_hz == pytest.approx(100.0)
        np.testing.assert_allclose(rec["left_foot"].index, np.arange(500) / 100)
    if unit != "s":
        with pytest.raises(UnreadableExport, match=f"pass time_unit='{unit}' if it is in {unit}"):
            rg.read_recording(path, columns=PATTERNS, **UNITS)


def test_a_unit_of_time_that_does_not_fit_is_refused(tmp_path):
    path = write(tmp_path, np.arange(500) * 0.5, "t")
    with pytest.raises(
        UnreadableExport, match="steps by 0.5, as seconds 2 Hz, expected 10 to 5000 Hz; pass time_unit="
    ):
        rg.read_recording(path, columns=PATTERNS, **UNITS)
    with pytest.raises(UnreadableExport, match="as seconds 2 Hz, expected rate_hz=100; .*correct rate_hz="):
        rg.read_recording(path, columns=PATTERNS, rate_hz=100.0, **UNITS)
    with pytest.raises(InvalidOption, match="time_unit: 'min' is not known"):
        rg.read_recording(path, columns=PATTERNS, time_unit="min", **UNITS)
    with pytest.raises(UnreadableExport, match="a.csv: left_foot: rate_hz=100 is declared"):
        rg.read_recording(path, columns=PATTERNS, rate_hz=100.0, time_unit="s", **UNITS)
    with pytest.raises(
        InvalidOption, match="time_column: 'L.ACC.X' is the column of a channel; name another"
    ):
        rg.read_recording(path, columns=PATTERNS, time_column="L.ACC.X", **UNITS)
    with pytest.raises(UnreadableExport, match="time_column='T' is in it 0 times"):
        rg.read_recording(path, columns=PATTERNS, time_column="T", **UNITS)


def test_dates_are_read_and_others_refused(tmp_path):
    dates = pd.date_range("2024-05-31 10:30:00.5", periods=100, freq="10ms")
    rec = rg.read_recording(write(tmp_path, dates, "when"), columns=PATTERNS, time_column="when", **UNITS)
    assert rec.start_time == dates[0]
    path = write(tmp_path, [f"31 Floréal {d:%Y-%m-%d-%H:%M:%S.%f}" for d in dates], "when")
    with pytest.raises(UnreadableExport, match="column 'when' holds '31 Floréal .*expected numbers"):
        rg.read_recording(path, columns=PATTERNS, time_column="when", **UNITS)
    path = write(tmp_path, [f"2024-31-05 {d:%H:%M:%S.%f}" for d in dates], "when")
    with pytest.raises(UnreadableExport, match="holds '2024-31-05 .*', which is not a date as in ISO 8601"):
        rg.read_recording(path, columns=PATTERNS, time_column="when", **UNITS)


def test_the_treadmill_recordings_are_read(shared_data):
    columns = {"right_foot": "RH.{ACC|GY}.{X|Y|Z}", "left_foot": "LH.{ACC|GY}.{X|Y|Z}"}
    for way in ("backward", "forward"):
        path = shared_data / "treadmill" / f"{way}_imu.csv"
        rec = rg.read_recording(path, columns=columns, acc_unit="g", gyr_unit="deg/s")
        plain = pd.read_csv(path)
        assert rec.frame == "sensor"
        assert rec.rate_hz == pytest.approx(1 / 0.0027)
        assert rec.warnings == ()
        np.testing.assert_allclose(rec["left_foot"]["acc_y"], plain["LH.ACC.Y"] * 9.80665)
        np.testing.assert_allclose(rec["right_foot"]["gyr_z"], plain["RH.GY.Z"])
        np.testing.assert_allclose(rec["left_foot"].index, plain["Time"])
