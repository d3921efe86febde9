"""Units that are brought to others, units that nobody knows, and what is computed beside what was measured."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from recording_frames import signal

import retrogait as rg
from retrogait.errors import UnreadableExport
from retrogait.readers.column_guess import guess_columns

TIME_S = np.arange(600) / 100.0
WALK = signal(TIME_S)
ACC, GYR = WALK[:, :3], WALK[:, 3:]


def write(folder, columns):
    """A table of time and of columns: names with {xyz} and their values (n, 3)."""
    table = pd.DataFrame({"time (s)": TIME_S})
    for name, values in columns.items():
        for axis, one in zip("xyz", values.T, strict=True):
            table[name.replace("{xyz}", axis)] = one
    table.to_csv(folder / "a.csv", index=False)
    return folder / "a.csv"


@pytest.mark.parametrize(
    ("unit", "factor"),
    [("N/kg", 1.0), ("ft/s^2", 1 / 0.3048), ("µg", 1e6 / 9.80665), ("cm/s²", 100.0), ("mm/s^2", 1e3)],
)
def test_accelerations_in_other_units(tmp_path, unit, factor):
    rec = rg.read_recording(
        write(tmp_path, {f"acc_{{xyz}} ({unit})": factor * ACC, "gyr_{xyz} (deg/s)": GYR})
    )
    assert rec.sites == ("sensor_1",)
    np.testing.assert_allclose(rec["sensor_1"].to_numpy(), WALK, atol=1e-6)


@pytest.mark.parametrize(
    ("unit", "factor"), [("rpm", 1 / 6), ("rev/s", 1 / 360), ("mrad/s", 1e3 * np.pi / 180), ("mdps", 1e3)]
)
def test_angular_velocities_in_other_units(tmp_path, unit, factor):
    rec = rg.read_recording(
        write(tmp_path, {"acc_{xyz} (m/s^2)": ACC, f"gyr_{{xyz}} ({unit})": factor * GYR})
    )
    np.testing.assert_allclose(rec["sensor_1"].to_numpy(), WALK, atol=1e-6)


def test_a_unit_that_is_not_known_is_named(tmp_path):
    path = write(tmp_path, {"acc_{xyz} (m/s^2)": ACC, "gyr_{xyz} (deg/ms)": GYR / 1000})
    with pytest.raises(UnreadableExport) as refused:
        rg.read_recording(path)
    assert str(refused.value) == (
        "a.csv: the unit of the gyroscope is 'deg/ms', which is not known; nothing is guessed: pass gyr_unit= (acc_unit "
        "'m/s^2', 'g' or 'mg'; gyr_unit 'deg/s', 'rad/s' or 'mdeg/s'); convert the column if it is in none of them"
    )


def test_brackets_that_hold_no_unit_name_the_sensor(tmp_path):
    path = write(tmp_path, {"acc_{xyz} (left foot)": ACC, "gyr_{xyz} (left foot)": GYR})
    assert rg.read_recording(path, acc_unit="m/s^2", gyr_unit="deg/s").sites == ("left_foot",)


@pytest.mark.parametrize("word", ["Segment", "Computed", "derived"])
def test_what_is_computed_is_left_out_beside_what_was_measured(tmp_path, word):
    path = write(
        tmp_path,
        {
            f"{word} Acceleration {{xyz}} (m/s^2)": ACC[:, [1, 2, 0]],
            "Sensor Acceleration {xyz} (m/s^2)": ACC,
            f"{word} Angular Velocity {{xyz}} (deg/s)": 0.9 * GYR,
            "Sensor Angular Velocity {xyz} (deg/s)": GYR,
        },
    )
    rec = rg.read_recording(path)
    assert rec.sites == ("sensor_1",)
    np.testing.assert_allclose(rec["sensor_1"].to_numpy(), WALK, atol=1e-6)


def test_a_sensor_called_segment_alone_is_read(tmp_path):
    path = write(
        tmp_path, {"Segment Acceleration {xyz} (m/s^2)": ACC, "Segment Angular Velocity {xyz} (deg/s)": GYR}
    )
    np.testing.assert_allclose(rg.read_recording(path).samples("Segment")[1], WALK, atol=1e-6)


def test_rates_of_roll_pitch_and_yaw_are_proposed(tmp_path):
    path = write(tmp_path, {"a{xyz} (m/s^2)": ACC})
    table = pd.read_csv(path)
    for name, values in zip(("roll rate", "pitch rate", "yaw rate"), GYR.T, strict=True):
        table[f"{name} (dps)"] = values
    table.to_csv(path, index=False)
    columns = next(guess_columns(path))
    np.testing.assert_allclose(
        rg.read_recording(path, columns=columns)["sensor_1"].to_numpy(), WALK, atol=1e-6
    )
