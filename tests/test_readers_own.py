"""retrogait's own files: what is written is read back exactly."""

from __future__ import annotations

import builtins
import re
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from recording_frames import SITES, even, feet, frame_at, wide

import retrogait as rg
from retrogait.errors import InvalidOption, MissingExtra, RetrogaitWarning, UnreadableExport

FORMATS = ["csv", "parquet"]


def read_quietly(path, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RetrogaitWarning)
        return rg.read_recording(path, **options)


def assert_same(got, wanted):
    assert got.sites == wanted.sites
    assert got.rate_hz == wanted.rate_hz
    assert got.frame == wanted.frame
    assert got.start_time == wanted.start_time
    assert got.warnings == wanted.warnings
    assert {k: v for k, v in got.source.items() if k != "file"} == dict(wanted.source)
    pd.testing.assert_frame_equal(got.wide(), wanted.wide(), check_exact=True)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 999),
    rate_hz=st.sampled_from([50.0, 60.0, 100.0, 1 / 0.0027]),
    start_s=st.sampled_from([0.0, 12.34, 1.7e9]),
    lost=st.integers(0, 60),
    jitter=st.sampled_from([0.0, 0.05, 0.3]),
    frame=st.sampled_from(["segment", "sensor"]),
    zone=st.sampled_from([None, "UTC", "Europe/Berlin", "+05:45"]),
    suffix=st.sampled_from(FORMATS),
)
def test_what_is_written_is_read_back_exactly(
    tmp_path, seed, rate_hz, start_s, lost, jitter, frame, zone, suffix
):
    rng = np.random.default_rng(seed)
    time_s = start_s + (np.arange(300) + rng.uniform(-jitter, jitter, 300)) / rate_hz
    one = frame_at(np.delete(time_s, slice(100, 100 + lost)), seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RetrogaitWarning)
        rec = rg.Recording.from_frames(
            {"left_foot": one, "LTibia?": even(290, rate_hz, start_s, seed=1)},
            frame=frame,
            start_time=pd.Timestamp("2024-07-01 10:30:00.123456789", tz=zone),
        )
    path = tmp_path / f"walk.{suffix}"
    rg.write_recording(rec, path)
    again = read_quietly(path)
    assert_same(again, rec)
    assert again.source["file"] == path.name
    rg.write_recording(again, path)
    assert_same(read_quietly(path), rec)


@pytest.mark.parametrize("suffix", FORMATS)
def test_warnings_are_given_out_again(tmp_path, suffix):
    frame = even().iloc[np.r_[0:100, 130:500]]
    with pytest.warns(RetrogaitWarning, match="1 gap"):
        rec = rg.Recording.from_frames(frame)
    rg.write_recording(rec, tmp_path / f"a.{suffix}")
    with pytest.warns(RetrogaitWarning, match="1 gap") as caught:
        again = rg.read_recording(tmp_path / f"a.{suffix}")
    assert len(caught) == len(again.warnings) == 1
    assert caught[0].filename == __file__


def test_rotated_and_selected_recordings_are_written_too(tmp_path):
    turn = np.array([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    rec = (
        rg.Recording.from_frames(feet(), frame="sensor")
        .rotated(dict.fromkeys(SITES, turn))
        .select("right_foot")
    )
    rg.write_recording(rec, tmp_path / "a.csv")
    assert_same(rg.read_recording(tmp_path / "a.csv"), rec)


def test_the_file_is_plain_to_others(tmp_path):
    rec = rg.Recording.from_frames(feet(), rate_hz=100.0)
    rg.write_recording(rec, tmp_path / "a.csv")
    plain = pd.read_csv(tmp_path / "a.csv", comment="#")
    pd.testing.assert_frame_equal(plain, rec.wide(), rtol=1e-15)
    first = (tmp_path / "a.csv").read_bytes().splitlines()[0]
    assert first.startswith(
        b'# retrogait {"version": 1, "rate_hz": 100.0, "frame": "segment", "n_samples": 500'
    )
    rg.write_recording(rec, tmp_path / "a.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "a.parquet"), rec.wide())


NO_FRAME = (
    "the file does not say how its sensors sit.* in the sensor frame; pass frame='segment' if x is anterior"
)


def test_only_its_own_header_or_the_caller_puts_a_file_in_the_segment_frame(tmp_path):
    """Names of columns are no mounting: any logger writes `left_foot_acc_x`."""
    wide().to_csv(tmp_path / "a.csv", index=False)
    rec = rg.read_recording(tmp_path / "a.csv")
    assert rec.frame == "sensor"
    assert [re.search(NO_FRAME, text) is not None for text in rec.warnings] == [True]
    assert rec.sites == SITES
    assert rec.rate_hz == 100.0
    pd.testing.assert_frame_equal(rec.wide(), wide(), check_exact=True)
    for frame in ("segment", "sensor"):
        stated = rg.read_recording(tmp_path / "a.csv", frame=frame)
        assert (stated.frame, stated.warnings) == (frame, ())
    stated = rg.read_recording(tmp_path / "a.csv", frame="segment")
    for name in ("b.csv", "b.parquet"):
        rg.write_recording(stated, tmp_path / name)
        again = rg.read_recording(tmp_path / name)
        assert (again.frame, again.warnings) == ("segment", ())


def test_the_walk_of_somebody_s_logger_tells_its_own_direction(tmp_path):
    """Clipped on with x backward, a forward walk would be backward by the names of its columns."""
    walk, _ = rg.simulate_walk("forward", 0.8, duration_s=20, sites=["left_foot"], seed=1)
    frame = walk["left_foot"].copy()
    frame.iloc[:, [0, 1, 3, 4]] *= -1.0
    frame.to_csv(tmp_path / "log.csv", index_label="time")
    session = rg.analyze(rg.read_recording(tmp_path / "log.csv", site="left_foot"))
    assert len(session.strides) >= 10
    assert set(session.strides["direction"]) == {"forward"}
    assert session.summary["direction_source"] == "walk"


def test_a_plain_parquet_file_is_read(tmp_path):
    wide().astype("float32").to_parquet(tmp_path / "a.parquet")
    rec = rg.read_recording(tmp_path / "a.parquet", rate_hz=100.0)
    np.testing.assert_allclose(rec.wide(), wide(), rtol=1e-6)
    assert rec.source["format"] == "parquet"


def test_a_file_of_one_sensor_takes_its_site(tmp_path):
    even().to_csv(tmp_path / "a.csv")
    assert rg.read_recording(tmp_path / "a.csv").sites == ("sensor_1",)
    assert rg.read_recording(tmp_path / "a.csv", site="sternum").sites == ("sternum",)
    assert rg.read_recording(tmp_path / "a.csv", sites={"sensor_1": "sternum"}).sites == ("sternum",)
    wide().to_csv(tmp_path / "b.csv", index=False)
    with pytest.raises(InvalidOption, match=r"site: 'sternum' given, but b.csv holds left_foot, right_foot"):
        rg.read_recording(tmp_path / "b.csv", site="sternum")


def test_units_may_be_declared_for_plain_files(tmp_path):
    frame = wide()
    frame.iloc[:, [c for c in range(1, 13) if (c - 1) % 6 < 3]] /= 9.80665
    frame.to_csv(tmp_path / "a.csv", index=False)
    rec = rg.read_recording(tmp_path / "a.csv", acc_unit="g")
    np.testing.assert_allclose(rec.wide(), wide(), atol=1e-12)
    with pytest.raises(UnreadableExport, match=r"a.csv: left_foot: .* pass acc_unit='g'"):
        rg.read_recording(tmp_path / "a.csv")


def test_every_file_of_virtual_imu_is_read_or_refused(shared_data):
    for path in sorted((shared_data / "virtual_imu").glob("*.csv")):
        if path.name.count(".") > 1 or path.name == "index.csv":
            with pytest.raises(UnreadableExport, match="its columns are not retrogait's .found "):
                rg.read_recording(path)
        else:
            rec = rg.read_recording(path, frame="segment")
            assert rec.frame == "segment"
            assert rec.rate_hz == 100.0
            assert rec.warnings == ()
            pd.testing.assert_frame_equal(
                rec.wide(), pd.read_csv(path).astype(float), check_exact=True, check_column_type=False
            )


def test_a_file_cut_short_says_so(tmp_path):
    path = tmp_path / "a.csv"
    rg.write_recording(rg.Recording.from_frames(feet(), rate_hz=100.0), path)
    whole = path.read_bytes()
    for cut in (1, 2, 10, 30, 100, 1000):
        path.write_bytes(whole[:-cut])
        with pytest.warns(RetrogaitWarning, match=r"a.csv: holds \d+ of 500 samples; it was cut short"):
            rec = rg.read_recording(path)
        assert len(rec.warnings) == 1
        kept = wide().iloc[: rec.n_samples]
        pd.testing.assert_frame_equal(rec.wide(), kept, check_exact=True)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("# retrogait {", "its retrogait header is damaged .*delete the first line"),
        ("# retrogait []", "its retrogait header is damaged"),
        ("# retrogait {}", "its retrogait header is damaged .KeyError"),
        (
            (
                '# retrogait {"version": 2, "rate_hz": 1, "n_samples": 1, "warnings": [], "source": {},'
                ' "start_time": null, "time_zone": null}'
            ),
            "written by a later retrogait .file version 2, known 1.; upgrade",
        ),
    ],
)
def test_a_damaged_header_is_named(tmp_path, line, message):
    (tmp_path / "a.csv").write_text(line + "\n" + wide().to_csv(index=False))
    with pytest.raises(UnreadableExport, match=message):
        rg.read_recording(tmp_path / "a.csv")


def test_a_name_that_says_no_format_is_refused(tmp_path):
    rec = rg.Recording.from_frames(feet())
    with pytest.raises(InvalidOption, match=r"'a.xlsx' ends in '.xlsx'; expected a name in .csv or .parquet"):
        rg.write_recording(rec, tmp_path / "a.xlsx")
    with pytest.raises(InvalidOption, match="does not exist; make it first"):
        rg.write_recording(rec, tmp_path / "nowhere" / "a.csv")


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    rec = rg.Recording.from_frames(feet())
    rg.write_recording(rec, tmp_path / "a.csv")
    before = (tmp_path / "a.csv").read_bytes()

    def fail(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(pd.DataFrame, "to_csv", fail)
    with pytest.raises(OSError, match="disk full"):
        rg.write_recording(rec, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


def test_without_pyarrow_the_extra_is_named(tmp_path, monkeypatch):
    rec = rg.Recording.from_frames(feet())
    rg.write_recording(rec, tmp_path / "a.parquet")
    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtra, match=r"pip install 'retrogait\[parquet\]'"):
        rg.write_recording(rec, tmp_path / "b.parquet")
    with pytest.raises(MissingExtra, match=r"pip install 'retrogait\[parquet\]'"):
        rg.read_recording(tmp_path / "a.parquet")
    assert [p.name for p in tmp_path.iterdir()] == ["a.parquet"]


def test_a_damaged_parquet_file_is_refused(tmp_path):
    path = tmp_path / "a.parquet"
    rg.write_recording(rg.Recording.from_frames(feet()), path)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(UnreadableExport, match="a.parquet: is a damaged parquet file"):
        rg.read_recording(path)
