"""Tables nobody listed: any delimiter, header, unit, order and clock gives the same recording."""

from __future__ import annotations

import itertools
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutations import mutate, seeds
from recording_frames import signal

import retrogait as rg
from retrogait.errors import RetrogaitError, RetrogaitWarning, UnreadableExport

SAMPLES = signal(np.arange(300) / 100.0)
ACC = {"m/s^2": 1.0, "m/s²": 1.0, "m/s/s": 1.0, "g": 9.80665, "G": 9.80665, "mg": 0.00980665}
GYR = {"deg/s": 1.0, "°/s": 1.0, "dps": 1.0, "rad/s": 180 / np.pi, "mdps": 1e-3}
TIME = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6}
WORDS = [
    ("Acceleration", "Angular velocity"),
    ("acc", "gyr"),
    ("Accel", "Gyro"),
    ("ACCELEROMETER", "GYROSCOPE"),
    ("Beschleunigung", "Winkelgeschwindigkeit"),
    ("Acelerómetro", "Giroscopio"),
    ("accelerometro", "giroscopio"),
    ("Accéléromètre", "Gyroscope"),
]
STYLES = {
    "name (unit)": lambda name, axis, unit: f"{name} {axis} ({unit})",
    "name [unit]": lambda name, axis, unit: f"{name}_{axis} [{unit}]",
    "name_unit": lambda name, axis, unit: f"{name}_{axis}_{unit}",
    "name.axis in unit": lambda name, axis, unit: f"{name}.{axis} in {unit}",
    "camel": lambda name, axis, unit: f"{name}{axis.upper()} ({unit})",
    "axis first": lambda name, axis, unit: f"{axis.upper()} {name} ({unit})",
    "unit row": lambda name, axis, _: f"{name} {axis}",
}


def read(path, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RetrogaitWarning)
        return rg.read_recording(path, **options)


def number(value, decimal):
    return f"{value:.10g}".replace(".", decimal)


def write_table(
    path, *, words, style, acc_unit, gyr_unit, time_unit, delimiter, decimal, order, clock, dress, extra
):
    make = STYLES[style]
    columns = [
        (make(words[0], axis, acc_unit), acc_unit, SAMPLES[:, k] / ACC[acc_unit])
        for k, axis in enumerate("xyz")
    ]
    columns += [
        (make(words[1], axis, gyr_unit), gyr_unit, SAMPLES[:, 3 + k] / GYR[gyr_unit])
        for k, axis in enumerate("xyz")
    ]
    time = (np.arange(len(SAMPLES)) / 100.0 + clock) / TIME[time_unit]
    name = "Time" if style == "unit row" else f"Time ({time_unit})"
    columns.insert(0, (name, time_unit, time))
    if extra:
        columns.append(
            ("Temperature (°C)" if style != "unit row" else "Temperature", "°C", np.full(len(SAMPLES), 21.5))
        )
        columns.append(
            ("Magnetometer x (uT)" if style != "unit row" else "Magnetometer x", "uT", SAMPLES[:, 0])
        )
    columns = [columns[k] for k in sorted(range(len(columns)), key=lambda k: order[k])]
    lines = [[name for name, _, _ in columns]]
    if style == "unit row":
        lines.append([unit for _, unit, _ in columns])
    lines += [[number(v, decimal) for v in row] for row in np.column_stack([c for _, _, c in columns])]
    if "quotes" in dress:
        lines = [[f'"{cell}"' for cell in line] for line in lines]
    close = delimiter if "closed" in dress else ""
    text = "".join(delimiter.join(line) + close + "\n" for line in lines)
    if "preamble" in dress:
        text = "Device: ours\nFirmware 1.2\n\n" + text
    if "sep" in dress:
        text = f"sep={delimiter}\n" + text
    if "crlf" in dress:
        text = text.replace("\n", "\r\n")
    path.write_bytes(text.encode("utf-8-sig" if "bom" in dress else "utf-8"))


DRESSES = ["quotes", "closed", "preamble", "sep", "crlf", "bom"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(
    words=st.sampled_from(WORDS),
    style=st.sampled_from(list(STYLES)),
    acc_unit=st.sampled_from(list(ACC)),
    gyr_unit=st.sampled_from(list(GYR)),
    time_unit=st.sampled_from(list(TIME)),
    signs=st.sampled_from([(",", "."), (";", "."), (";", ","), ("\t", "."), ("\t", ","), ("|", ".")]),
    order=st.permutations(range(9)),
    clock=st.sampled_from([0.0, 12.5, 86400.0]),
    dress=st.sets(st.sampled_from(DRESSES)),
    extra=st.booleans(),
)
def test_any_table_gives_the_same_recording(
    tmp_path, words, style, acc_unit, gyr_unit, time_unit, signs, order, clock, dress, extra
):
    path = tmp_path / "export.csv"
    write_table(
        path, words=words, style=style, acc_unit=acc_unit, gyr_unit=gyr_unit, time_unit=time_unit, delimiter=signs[0],
        decimal=signs[1], order=order, clock=clock, dress=dress, extra=extra,
    )  # fmt: skip
    rec = read(path)
    assert rec.sites == ("sensor_1",)
    assert rec.rate_hz == 100.0
    assert rec.frame == "sensor"
    time_s, values = rec.samples("sensor_1")
    np.testing.assert_allclose(values, SAMPLES, atol=1e-6)
    np.testing.assert_allclose(time_s - time_s[0], np.arange(300) / 100.0, atol=1e-6)


@pytest.mark.parametrize(("sign", "decimal"), [(",", "."), (";", ","), ("\t", ".")])
def test_units_nobody_says_are_asked_for(tmp_path, sign, decimal):
    path = tmp_path / "export.csv"
    head = sign.join(["time", *(f"acc {a}" for a in "xyz"), *(f"gyro {a}" for a in "xyz")])
    body = [sign.join(number(v, decimal) for v in (k / 100, *row)) for k, row in enumerate(SAMPLES)]
    path.write_text("\n".join([head, *body]) + "\n")
    with pytest.raises(
        UnreadableExport, match="unit of the accelerometer is not said; .*acc_unit= and gyr_unit="
    ):
        rg.read_recording(path)
    with pytest.raises(UnreadableExport, match="unit of the gyroscope is not said; .* pass gyr_unit="):
        rg.read_recording(path, acc_unit="m/s^2")
    np.testing.assert_allclose(
        read(path, acc_unit="m/s^2", gyr_unit="deg/s").samples("sensor_1")[1], SAMPLES, atol=1e-6
    )


def test_sites_come_from_the_header(tmp_path):
    names = {
        "left_foot": "LF",
        "right_shank": "RTibia",
        "lower_back": "Lumbar",
        "sternum": "chest",
        "Widget 7": "Widget 7",
    }
    head = ["t (s)"] + [
        f"{own}_{kind} {a} ({unit})"
        for own in names.values()
        for kind, unit in (("Acc", "g"), ("Gyro", "dps"))
        for a in "XYZ"
    ]
    one = np.column_stack([SAMPLES[:, :3] / 9.80665, SAMPLES[:, 3:]])
    rows = np.column_stack([np.arange(300) / 100, *[one] * len(names)])
    path = tmp_path / "a.csv"
    path.write_text("\n".join([",".join(head), *[",".join(f"{v:.9g}" for v in row) for row in rows]]) + "\n")
    rec = read(path)
    assert rec.sites == ("left_foot", "right_shank", "lower_back", "sternum", "Widget_7")
    assert rec.source["found"]["right_shank"] == "RTibia"


def write_plain(path, names, columns):
    path.write_text(
        "\n".join([",".join(names), *[",".join(map(str, row)) for row in zip(*columns, strict=True)]]) + "\n"
    )


def test_column_view_padded_by_blanks(tmp_path):
    names = ["Time(s)", *(f"acc_{a}(g)" for a in "xyz"), *(f"gyro_{a}(dps)" for a in "xyz")]
    rows = np.column_stack([np.arange(300) / 100, SAMPLES[:, :3] / 9.80665, SAMPLES[:, 3:]])
    lines = [
        "".join(f"{cell:>20}" for cell in row)
        for row in [names, *[[f"{v:.9g}" for v in row] for row in rows]]
    ]
    (tmp_path / "a.txt").write_text("\n".join(lines) + "\n")
    np.testing.assert_allclose(read(tmp_path / "a.txt").samples("sensor_1")[1], SAMPLES, atol=1e-6)


def test_epoch_milliseconds_give_the_start(tmp_path):
    names = ["timestamp", *(f"acc_{a} (g)" for a in "xyz"), *(f"gyro_{a} (dps)" for a in "xyz")]
    stamps = [1_700_000_000_000 + 10 * k for k in range(300)]
    write_plain(tmp_path / "a.csv", names, [stamps, *(SAMPLES[:, :3] / 9.80665).T, *SAMPLES[:, 3:].T])
    rec = read(tmp_path / "a.csv")
    assert str(rec.start_time) == "2023-11-14 22:13:20+00:00"
    assert rec.rate_hz == 100.0


def test_samples_of_one_packet_share_a_stamp_and_are_spread(tmp_path):
    names = ["time (ms)", *(f"acc_{a} (g)" for a in "xyz"), *(f"gyro_{a} (dps)" for a in "xyz")]
    stamps = np.arange(300) // 5 * 50 + 40  # five samples a packet, stamped at its end
    write_plain(tmp_path / "a.csv", names, [stamps, *(SAMPLES[:, :3] / 9.80665).T, *SAMPLES[:, 3:].T])
    rec = read(tmp_path / "a.csv")
    assert any("240 rows share the time of the row before, spread" in note for note in rec.warnings)
    assert rec.rate_hz == pytest.approx(100.0)
    np.testing.assert_allclose(rec.samples("sensor_1")[1], SAMPLES, atol=1e-6)


def stacked(path, order):
    names = ["time (s)", "sensor", *(f"acc_{a} (g)" for a in "xyz"), *(f"gyro_{a} (dps)" for a in "xyz")]
    rows = []
    for side, seed in (("left_foot", 0), ("RF", 1)):
        values = signal(np.arange(300) / 100.0, seed)
        rows += [(k / 100, side, *row[:3] / 9.80665, *row[3:]) for k, row in enumerate(values)]
    rows.sort(key=order)
    write_plain(path, names, list(zip(*rows, strict=True)))


@pytest.mark.parametrize("order", [lambda row: row[0], lambda row: row[1]])
def test_sensors_one_below_another_are_told_apart(tmp_path, order):
    stacked(tmp_path / "a.csv", order)
    rec = read(tmp_path / "a.csv")
    assert set(rec.sites) == {"left_foot", "right_foot"}
    for site, seed in (("left_foot", 0), ("right_foot", 1)):
        np.testing.assert_allclose(rec.samples(site)[1], signal(np.arange(300) / 100.0, seed), atol=1e-6)


def clock(ms):
    ms %= 86_400_000
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d}.{ms % 1000:03d}"


@pytest.mark.parametrize(
    ("date", "start_ms", "start"),
    [
        ("", 36_000_000, None),
        ("", 86_399_000, None),
        ("2024-05-31 ", 36_000_000, "2024-05-31 10:00"),
        ("2024-05-31T", 36_000_000, "2024-05-31 10:00"),
        ("31.05.2024 ", 36_000_000, "2024-05-31 10:00"),
        ("01.05.2024 ", 36_000_000, "2024-05-01 10:00"),
        ("5/31/2024 ", 36_000_000, "2024-05-31 10:00"),
        ("31/05/2024 ", 36_000_000, "2024-05-31 10:00"),
        ("5/6/2024 ", 36_000_000, None),
        ("31-May-2024 ", 36_000_000, "2024-05-31 10:00"),
    ],
)
def test_clocks_in_words(tmp_path, date, start_ms, start):
    names = ["Timestamp", *(f"acc_{a} (g)" for a in "xyz"), *(f"gyro_{a} (dps)" for a in "xyz")]
    stamps = [date + clock(start_ms + 10 * k) for k in range(300)]
    write_plain(tmp_path / "a.csv", names, [stamps, *(SAMPLES[:, :3] / 9.80665).T, *SAMPLES[:, 3:].T])
    rec = read(tmp_path / "a.csv")
    assert rec.rate_hz == 100.0
    np.testing.assert_allclose(rec.samples("sensor_1")[1], SAMPLES, atol=1e-6)
    assert rec.start_time == (None if start is None else pd.Timestamp(start))


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["time", "w", "x", "y", "z", "roll", "pitch"], "named x, y, z without a unit|orientation only"),
        (["time", "quat_w", "quat_x", "quat_y", "quat_z", "euler", "pitch"], "holds orientation only"),
        (["epoch", "Axis1", "Axis2", "Axis3", "Vector Magnitude", "Steps", "Lux"], "holds activity counts per epoch"),
        (["time", "LinAccX (m/s^2)", "LinAccY (m/s^2)", "LinAccZ (m/s^2)", "gx (dps)", "gy (dps)", "gz (dps)"],
         "holds acceleration without gravity"),
        (["time", "acc x raw", "acc y raw", "acc z raw", "gyro x raw", "gyro y raw", "gyro z raw"],
         "holds raw uncalibrated counts"),
        (["time", "earth acc x (g)", "earth acc y (g)", "earth acc z (g)", "gx (dps)", "gy (dps)", "gz (dps)"],
         "holds acceleration in earth axes"),
        (["time", "accx (V)", "accy (V)", "accz (V)", "gx (dps)", "gy (dps)", "gz (dps)"], "unit of the accelerometer"),
    ],
)  # fmt: skip
def test_look_alikes_are_named(tmp_path, names, message):
    write_plain(tmp_path / "a.csv", names, [np.arange(300) / 100, *SAMPLES.T])
    with pytest.raises(UnreadableExport, match=message):
        rg.read_recording(tmp_path / "a.csv")


def test_gravity_far_from_one_g_is_refused(tmp_path):
    names = ["time (s)", *(f"acc_{a} (g)" for a in "xyz"), *(f"gyro_{a} (dps)" for a in "xyz")]
    write_plain(tmp_path / "a.csv", names, [np.arange(300) / 100, *SAMPLES[:, :3].T, *SAMPLES[:, 3:].T])
    with pytest.raises(UnreadableExport, match="accelerometer shows .* pass acc_unit='m/s\\^2'"):
        rg.read_recording(tmp_path / "a.csv")


def test_damaged_files_raise_only_our_errors(tmp_path):
    """A few of the mutations that `benchmarks/fuzz_exports.py` runs by the hundred thousand."""
    rng = np.random.default_rng(0)
    files = seeds(tmp_path / "seeds")
    for number_, (name, data) in zip(range(520), itertools.cycle(files), strict=False):
        for _ in range(int(rng.integers(1, 4))):
            data = mutate(data, rng)  # noqa: PLW2901
        path = tmp_path / name
        path.write_bytes(data)
        try:
            rec = read(path)
        except RetrogaitError:
            continue
        except Exception as error:  # pragma: no cover
            pytest.fail(f"mutation {number_}: {type(error).__name__}: {error}")
        assert not any(np.isinf(rec.samples(site)[1]).any() for site in rec.sites)


@pytest.mark.parametrize(
    ("stated", "rate_hz"),
    [
        ("Sampling Rate:20ms", 50.0),
        ("Sample Rate: 20000 us", 50.0),
        ("Sample rate (ms): 20", 50.0),
        ("Sample Rate (s): 0.02", 50.0),
        ("Sampling interval: 20 milliseconds", 50.0),
        ("Sample Rate: 50", 50.0),
        ("Sample Rate (Hz): 50", 50.0),
        ("Output rate 50Hz", 50.0),
        ("Sample rate: 50 start 10 s", 50.0),
        ("Sampling duration: 60 s\nSample rate: 50 Hz", 50.0),
        ("Sampling time: 60 s\nSample rate (ms): 20", 50.0),
        ("Cut-off frequency: 10 Hz\nSampling rate: 50 Hz", 50.0),
        ("Low pass filter, frequency 10 Hz; sampling rate 50 Hz", 50.0),
        ("Mag rate: 10 Hz, IMU rate: 50 Hz", 50.0),
        ("Filter: none, sampling rate 50 Hz", 50.0),
        ("Sensors: accelerometer, gyroscope, magnetometer, sampling rate 50 Hz", 50.0),
        ("GPS rate,10 Hz,Sampling rate,50 Hz", 50.0),
        ("Fréquence d'échantillonnage : 50 Hz", 50.0),
        ("Frecuencia de muestreo: 50 Hz", 50.0),
        ("ODR 50 Hz", 50.0),
        ("Sampling: 50 samples/s", 50.0),
    ],
)
def test_a_period_is_no_rate(tmp_path, stated, rate_hz):
    """20 ms from sample to sample are 50 samples a second, not 20."""
    names = [
        f"{kind}_{axis} ({unit})" for kind, unit in (("acc", "m/s^2"), ("gyr", "deg/s")) for axis in "xyz"
    ]
    walk, _ = rg.simulate_walk(duration_s=6, rate_hz=50, sites=["left_foot"], seed=1)
    table = pd.DataFrame(walk["left_foot"].to_numpy(), columns=names)
    path = tmp_path / "log.csv"
    path.write_text(f"{stated}\n{table.to_csv(index=False)}", encoding="utf-8")
    assert rg.read_recording(path).rate_hz == rate_hz


@pytest.mark.parametrize(
    "stated",
    [
        "Sample rate: 0 ms",
        "Sample rate: 1,000 us",
        "Cut-off frequency: 10 Hz",
        "Filter: 2nd order, corner frequency 20 Hz",
        "Magnetometer rate: 100 Hz",
        "Step frequency: 20 Hz",
    ],
)
def test_a_rate_that_cannot_be_is_asked_for(tmp_path, stated):
    names = [
        f"{kind}_{axis} ({unit})" for kind, unit in (("acc", "m/s^2"), ("gyr", "deg/s")) for axis in "xyz"
    ]
    walk, _ = rg.simulate_walk(duration_s=6, rate_hz=50, sites=["left_foot"], seed=1)
    path = tmp_path / "log.csv"
    table = pd.DataFrame(walk["left_foot"].to_numpy(), columns=names)
    path.write_text(f"{stated}\n{table.to_csv(index=False)}", encoding="utf-8")
    with pytest.raises(UnreadableExport, match="states no rate .*pass rate_hz="):
        rg.read_recording(path)
