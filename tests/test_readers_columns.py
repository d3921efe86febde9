"""`columns=` says which column is what, and nothing else: the rest of a file is read as without it."""

from __future__ import annotations

import bz2
import gzip
import lzma
import warnings

import numpy as np
import pandas as pd
import pytest
from export_layouts import READ
from gallery import names_of, write_layout
from recording_frames import COLUMNS, SITES, even, wide

import retrogait as rg
from retrogait.errors import InvalidOption, RetrogaitError, RetrogaitWarning, UnreadableExport
from retrogait.readers.containers import opened
from retrogait.readers.exports import survey
from retrogait.readers.foreign_table import usable_triads
from retrogait.readers.read_options import ReadOptions

UNITS = {"acc_unit": "m/s^2", "gyr_unit": "deg/s"}
SIX = [f"{kind}.{axis}" for kind in ("A", "B") for axis in "XYZ"]


def read(path, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RetrogaitWarning)
        return rg.read_recording(path, **options)


def named(table):
    """What a table takes for its sensors, said as `columns=`; None where it is no plain accelerometer and gyroscope."""
    triads = usable_triads(table)
    if any(triad.traits or triad.variant for triad in triads):
        return None
    found = {}
    for triad in triads:
        names = [
            position
            if table.layout.names.count(table.layout.names[position]) > 1
            else table.table.names[position]
            for position in triad.positions
        ]
        found.setdefault(triad.label, {}).setdefault(triad.kind, names)
    if not all({"acc", "gyr"} == set(parts) for parts in found.values()):
        return None
    return {
        label or f"sensor {number}": [*parts["acc"], *parts["gyr"]]
        for number, (label, parts) in enumerate(found.items())
    }


def law_holds(path, options):
    alone = read(path, **options)
    with opened(path) as export:
        (table,) = survey(export, ReadOptions(**options)).tables
        columns = named(table)
    if columns is None:
        return False
    if len(columns) == 1:
        (columns,) = columns.values()
    declared = read(path, columns=columns, **options)
    assert len(declared.sites) == len(alone.sites)
    for one, other in zip(alone.sites, declared.sites, strict=True):
        np.testing.assert_array_equal(declared.samples(other)[0], alone.samples(one)[0])
        np.testing.assert_array_equal(declared.samples(other)[1], alone.samples(one)[1])
    assert (declared.rate_hz, declared.start_time) == (alone.rate_hz, alone.start_time)
    return True


SINGLE = {device: layouts[0] for device, layouts in READ.items() if len(layouts) == 1}


def test_every_layout_is_read_alike_with_its_own_columns_declared(tmp_path):
    held = [
        device
        for device, layout in SINGLE.items()
        if law_holds(write_layout(tmp_path, layout), layout.options)
    ]
    assert len(held) > 0.8 * len(SINGLE)


def numbers_only(folder, n=300):
    table = pd.DataFrame(even(n).to_numpy())
    table.insert(0, "ms", 10 * np.arange(n))
    path = folder / "log.csv"
    table.to_csv(path, index=False, header=False)
    return path


@pytest.mark.parametrize(
    "columns",
    [
        [1, 2, 3, 4, 5, 6],
        range(1, 7),
        {"acc": [1, 2, 3], "gyr": [4, 5, 6]},
        {"left_foot": ["1", "2", "3", "4", "5", "6"]},
        {f"left_foot_{channel}": number for number, channel in enumerate(COLUMNS, start=1)},
    ],
)
def test_columns_without_names_go_by_number(tmp_path, columns):
    options = {"columns": columns, "time_column": 0, "time_unit": "ms", **UNITS}
    if not isinstance(columns, dict) or "acc" in columns:
        options["site"] = "left_foot"
    rec = read(numbers_only(tmp_path), **options)
    pd.testing.assert_frame_equal(rec["left_foot"], even(300))


def test_a_file_without_names_says_to_give_numbers_and_that_works(tmp_path):
    path = numbers_only(tmp_path)
    with pytest.raises(
        UnreadableExport, match=r"expected names of columns; .* give their numbers: columns=.*time_col"
    ):
        read(path)
    with pytest.raises(
        UnreadableExport, match="column 'AX' is not in it .found 7 columns without a row of names, 0 to"
    ):
        read(path, columns=["AX", *"bcdef"], rate_hz=100, **UNITS)
    with pytest.raises(
        UnreadableExport, match="column 7 is not in it .found 7 columns .*, 0 to 6.; correct columns="
    ):
        read(path, columns=[2, 3, 4, 5, 6, 7], rate_hz=100, **UNITS)
    with pytest.raises(UnreadableExport, match="no column of time and states no rate"):
        read(path, columns=[1, 2, 3, 4, 5, 6], **UNITS)
    assert read(path, columns=[1, 2, 3, 4, 5, 6], rate_hz=100, **UNITS).n_samples == 300


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ([1, 2, 3, 4, 5, True], "expected six names, or six numbers from 0"),
        ([1, 2, 3, 4, 5, 5], "columns: 5 is declared 2 times; expected once"),
        ([1, 2, 3, 4, 5, "5"], "columns: 5 and '5' are one column; expected one for each channel"),
        ({"acc": [1, 2], "gyr": [3, 4, 5]}, r"\[1, 2\] given for 'acc' of 'sensor_1'; expected three, x y z"),
        (
            {"time_s": 1.5, "acc": [1, 2, 3], "gyr": [4, 5, 6]},
            "1.5 given for 'time_s'; expected the name of a column",
        ),
        (
            {"sensor": 0, "a": [1, 2, 3, 4, 5, 6], "b": [1, 2, 3, 4, 5, 6]},
            "'sensor' names a column .* 2 sensors",
        ),
    ],
)
def test_numbers_that_cannot_be_columns_are_named(tmp_path, columns, message):
    with pytest.raises(RetrogaitError, match=message):
        read(numbers_only(tmp_path), columns=columns, rate_hz=100, **UNITS)


def test_rows_of_a_header_are_joined(tmp_path):
    heads = [
        ["", "Left Foot", "", "", "", "", "", "Right Foot", "", "", "", "", ""],
        ["Clock", *["Alpha", "", "", "Beta", "", ""] * 2],
        ["", *"XYZXYZXYZXYZ"],
    ]
    lines = [",".join(row) for row in heads] + [
        ",".join(map(repr, row)) for row in wide(300).to_numpy().tolist()
    ]
    (tmp_path / "a.csv").write_text("\n".join(lines) + "\n")
    columns = {
        f"{side.lower()}_foot": {"acc": f"{side} Foot Alpha {{X|Y|Z}}", "gyr": f"{side} Foot/Beta.{{X|Y|Z}}"}
        for side in ("Left", "Right")
    }
    rec = read(tmp_path / "a.csv", columns=columns, rate_hz=100, **UNITS)
    np.testing.assert_allclose(rec.wide(), wide(300), atol=1e-12)
    with pytest.raises(
        UnreadableExport, match="column 'Alpha X' is in it 2 times; give the number .*: 1 or 7"
    ):
        read(
            tmp_path / "a.csv", columns={"acc": "Alpha {X|Y|Z}", "gyr": "Beta {X|Y|Z}"}, rate_hz=100, **UNITS
        )


def two_files(folder, shared_names=False):
    table = wide(300)
    names = [f"{site}_{axis}" for site in "LR" for axis in "xyz"]
    for kind in ("acc", "gyr"):
        part = table[[f"{site}_{kind}_{axis}" for site in SITES for axis in "xyz"]]
        part.columns = names if shared_names else [f"{kind[0]}{name}" for name in names]
        part.to_csv(folder / f"{kind}.csv", index=False)
    return [folder / "acc.csv", folder / "gyr.csv"]


def test_two_files_are_one_table_of_columns(tmp_path):
    columns = {
        site: {"acc": f"a{side}_{{x|y|z}}", "gyr": f"g{side}_{{x|y|z}}"}
        for site, side in zip(SITES, "LR", strict=True)
    }
    rec = read(two_files(tmp_path), columns=columns, rate_hz=100, **UNITS)
    np.testing.assert_allclose(rec.wide(), wide(300), atol=1e-9)


def test_the_same_name_in_two_files_goes_by_its_file(tmp_path):
    paths = two_files(tmp_path, shared_names=True)
    columns = {
        site: {kind: f"{kind}.csv:{side}_{{x|y|z}}" for kind in ("acc", "gyr")}
        for site, side in zip(SITES, "LR", strict=True)
    }
    rec = read(paths, columns=columns, rate_hz=100, **UNITS)
    np.testing.assert_allclose(rec.wide(), wide(300), atol=1e-9)
    with pytest.raises(
        UnreadableExport, match=r"column 'L_x' is in 2 files \(acc.csv, gyr.csv\); say .* 'acc.csv:L_x'"
    ):
        read(paths, columns={"acc": "L_{x|y|z}", "gyr": "R_{x|y|z}"}, rate_hz=100, **UNITS)
    mixed = ["acc.csv:L_x", "gyr.csv:L_y", "acc.csv:L_z", "gyr.csv:R_x", "gyr.csv:R_y", "gyr.csv:R_z"]
    with pytest.raises(
        UnreadableExport, match=r"accelerometer of 'sensor_1' has columns in acc.csv and gyr.csv; expect"
    ):
        read(paths, columns=mixed, rate_hz=100, **UNITS)


def test_the_time_may_be_named_of_one_file_alone(tmp_path):
    paths = two_files(tmp_path)
    for path, name in zip(paths, ("clock (ms)", "time (ms)"), strict=True):
        table = pd.read_csv(path)
        table.insert(0, name, 10 * np.arange(300))
        table.to_csv(path, index=False)
    columns = {"acc": "aL_{x|y|z}", "gyr": "gL_{x|y|z}"}
    for time in ("acc.csv:clock (ms)", "clock (ms)"):
        rec = read(paths, columns={"time_s": time, **columns}, **UNITS)
        np.testing.assert_allclose(rec["sensor_1"], wide(300).iloc[:, 1:7], atol=1e-9)
    with pytest.raises(UnreadableExport, match="column 'tick' is not in it .found clock .ms., aL_x"):
        read(paths, columns={"time_s": "tick", **columns}, **UNITS)


def long_form(folder):
    parts = [even(300, seed=seed).assign(box=name) for seed, name in enumerate(("left foot", "B2"))]
    table = pd.concat([part.rename(columns=dict(zip(COLUMNS, SIX, strict=True))) for part in parts])
    table.sort_index(kind="stable").to_csv(folder / "long.csv", index_label="Time")
    return folder / "long.csv"


def test_sensors_below_each_other_are_told_apart_by_the_column_named(tmp_path):
    path = long_form(tmp_path)
    columns = {"sensor": "box", "acc": "A.{X|Y|Z}", "gyr": "B.{X|Y|Z}"}
    rec = read(path, columns=columns, sites={"B2": "right_foot"}, **UNITS)
    assert rec.sites == SITES
    for seed, site in enumerate(SITES):
        np.testing.assert_allclose(rec[site], even(300, seed=seed), atol=1e-12)


def test_one_sensor_declared_where_a_column_tells_several_is_refused(tmp_path):
    path = long_form(tmp_path)
    text = path.read_text().replace("box", "Sensor ID", 1)
    path.write_text(text)
    with pytest.raises(
        InvalidOption, match=r"the columns of 'left_foot' hold 2 sensors, told apart by column 'Sensor ID'"
    ):
        read(path, columns={"left_foot": SIX}, **UNITS)
    rec = read(path, columns={"sensor": "Sensor ID", "acc": SIX[:3], "gyr": SIX[3:]}, **UNITS)
    assert rec.sites == ("left_foot", "B2")


def test_units_are_those_the_columns_name_unless_given(tmp_path):
    table = even(300)
    table.columns = [f"P{axis} (g)" for axis in "xyz"] + [f"Q{axis} (rad/s)" for axis in "xyz"]
    table.to_csv(tmp_path / "a.csv", index_label="Time (s)")
    columns = {"acc": "P{x|y|z} (g)", "gyr": "Q{x|y|z} (rad/s)"}
    gravity, radian = 9.80665, 180.0 / np.pi
    table = even(300).to_numpy() / np.repeat([gravity, radian], 3)
    frame = pd.DataFrame(table, columns=[*columns_of(columns)], index=even(300).index)
    frame.to_csv(tmp_path / "a.csv", index_label="Time (s)")
    np.testing.assert_allclose(read(tmp_path / "a.csv", columns=columns)["sensor_1"], even(300), atol=1e-9)
    rec = read(tmp_path / "a.csv", columns=columns, acc_unit="G's", gyr_unit="rad.s-1")
    np.testing.assert_allclose(rec["sensor_1"], even(300), atol=1e-9)


def columns_of(patterns):
    return [patterns[kind].replace("{x|y|z}", axis) for kind in ("acc", "gyr") for axis in "xyz"]


@pytest.mark.parametrize(
    ("acc", "gyr"), [("m/s²", "°/s"), ("m/s2", "dps"), ("m.s-2", "deg/sec"), ("meters/second2", "degrees/s")]
)
def test_units_are_understood_as_people_write_them(tmp_path, acc, gyr):
    frame = even(300).rename(columns=dict(zip(COLUMNS, SIX, strict=True)))
    frame.to_csv(tmp_path / "a.csv", index_label="Time")
    np.testing.assert_allclose(
        read(tmp_path / "a.csv", columns=SIX, acc_unit=acc, gyr_unit=gyr)["sensor_1"], even(300)
    )
    rec = rg.Recording.from_frames({"left_foot": even(300)}, acc_unit=acc, gyr_unit=gyr)
    np.testing.assert_allclose(rec["left_foot"], even(300))


PACK = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}


def zstandard(content):
    pyarrow = pytest.importorskip("pyarrow", reason="pyarrow (extra parquet) is not installed")
    return pyarrow.compress(content, codec="zstd", asbytes=True)


@pytest.mark.parametrize("ending", [*PACK, "zst"])
def test_a_packed_file_is_read_as_the_file_in_it(tmp_path, ending):
    text = wide(300).to_csv(index=False).encode()
    packed = (PACK.get(ending) or zstandard)(text)
    (tmp_path / f"walk.csv.{ending}").write_bytes(packed)
    np.testing.assert_allclose(read(tmp_path / f"walk.csv.{ending}").wide(), wide(300))
    assert read(tmp_path / f"walk.csv.{ending}").source["file"] == "walk.csv"
    np.testing.assert_allclose(read(tmp_path).wide(), wide(300))
    (tmp_path / f"walk.csv.{ending}").write_bytes(packed[: len(packed) // 2])
    with pytest.raises(
        UnreadableExport, match="is compressed .* and damaged or cut short .*; copy or download it again"
    ):
        read(tmp_path / f"walk.csv.{ending}")


def test_a_packed_file_of_anything_s_size_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr("retrogait.readers.compressed.LONG_BYTES", 1 << 20)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(bytes(64 << 20)))
    with pytest.raises(
        UnreadableExport, match="unpacks to more than .* MB from .* bytes, which no recording does"
    ):
        read(tmp_path / "a.csv.gz")
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(wide(300).to_csv(index=False).encode()))
    assert read(tmp_path / "b.csv.gz").n_samples == 300


def test_a_tar_archive_is_named(tmp_path):
    head = bytearray(1024)
    head[:5], head[257:262] = b"a.csv", b"ustar"
    (tmp_path / "a.tar.gz").write_bytes(gzip.compress(bytes(head)))
    with pytest.raises(UnreadableExport, match="is a tar archive, expected a CSV; unpack it first"):
        read(tmp_path / "a.tar.gz")


def test_the_home_folder_is_understood(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    wide(300).to_csv(tmp_path / "a.csv", index=False)
    assert read("~/a.csv").n_samples == 300


def is_names_and_columns(layout):
    """Tell whether a layout says no more than a table of pandas can."""
    plain = not (layout.head or layout.units or layout.decimal == ",") and layout.encoding == "utf-8"
    return plain and layout.names and len(set(names_of(layout))) == len(names_of(layout))


@pytest.mark.parametrize(
    "device", [device for device, layout in SINGLE.items() if is_names_and_columns(layout)]
)
def test_parquet_knows_the_names_that_csv_knows(tmp_path, device):
    """The table of a layout as parquet, where its header is a line of names."""
    pytest.importorskip("pyarrow", reason="pyarrow (extra parquet) is not installed")
    layout = SINGLE[device]
    path = write_layout(tmp_path, layout)
    table = pd.read_csv(path, sep=layout.delimiter, skipinitialspace=True)
    table.to_parquet(tmp_path / "table.parquet", index=False)
    alone, parquet = read(path, **layout.options), read(tmp_path / "table.parquet", **layout.options)
    assert parquet.sites == alone.sites
    np.testing.assert_allclose(parquet.wide(), alone.wide(), atol=1e-9)
    assert parquet.start_time == alone.start_time


@pytest.mark.parametrize("name", [None, "when"])
def test_parquet_with_an_index_of_dates_has_its_clock_there(tmp_path, name):
    pytest.importorskip("pyarrow", reason="pyarrow (extra parquet) is not installed")
    frame = even(300).rename(
        columns={name: f"{name} ({'m/s2' if 'acc' in name else 'deg/s'})" for name in COLUMNS}
    )
    frame.index = pd.DatetimeIndex(
        pd.Timestamp("2024-05-31 10:30") + pd.to_timedelta(frame.index, unit="s"), name=name
    )
    frame.to_parquet(tmp_path / "a.parquet")
    options = {} if name is None else {"time_column": name}
    rec = read(tmp_path / "a.parquet", site="left_foot", **options)
    assert rec.start_time == pd.Timestamp("2024-05-31 10:30")
    np.testing.assert_allclose(rec["left_foot"], even(300))


def test_a_header_without_rows_says_so(tmp_path):
    head = "time (s)," + ",".join(f"{c} ({'m/s^2' if 'acc' in c else 'deg/s'})" for c in COLUMNS)
    (tmp_path / "a.csv").write_text(head + "\n")
    with pytest.raises(UnreadableExport, match=r"a.csv: has a header but no rows \(found time \(s\), acc_x"):
        read(tmp_path / "a.csv")
    (tmp_path / "a.csv").write_text("time_s," + ",".join(COLUMNS) + "\n")
    with pytest.raises(UnreadableExport, match="a.csv: has a header but no rows"):
        read(tmp_path / "a.csv")


def test_names_of_retrogait_s_columns_in_a_table_of_several_sensors_are_read_by_sensor(tmp_path):
    """acc_x ... gyr_z in a long table: once taken as one sensor whose rows came twice."""
    parts = [
        even(300, seed=seed).assign(sensor=name) for seed, name in enumerate(("left_foot", "right_foot"))
    ]
    pd.concat(parts).sort_index(kind="stable").to_csv(tmp_path / "a.csv", index_label="time_s")
    rec = read(tmp_path / "a.csv")
    assert rec.sites == SITES
    np.testing.assert_allclose(rec["right_foot"], even(300, seed=1), atol=1e-12)


def test_text_beside_the_channels_does_not_hide_a_table_that_is_declared(tmp_path):
    frame = even(300).rename(columns=dict(zip(COLUMNS, SIX, strict=True)))
    for number in range(12):
        frame[f"note {number}"] = "walk"
    frame.to_csv(tmp_path / "a.csv", index_label="Time")
    np.testing.assert_allclose(read(tmp_path / "a.csv", columns=SIX, **UNITS)["sensor_1"], even(300))
