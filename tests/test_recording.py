"""The Recording itself: what it gives back, and that it cannot be changed."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest
from recording_frames import COLUMNS, SITES, even, feet, wide
from walks import simulate

from retrogait.errors import InvalidOption, RetrogaitError, UnknownSite
from retrogait.recording import Recording

QUARTER_TURN = np.array([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])


@pytest.fixture
def rec():
    return Recording.from_frames(feet(), rate_hz=100.0)


def test_a_mapping_of_frames_is_kept_exactly(rec):
    given = feet()
    assert rec.sites == SITES
    assert rec.rate_hz == 100.0
    assert rec.frame == "segment"
    assert rec.start_time is None
    assert rec.warnings == ()
    for site in rec:
        pd.testing.assert_frame_equal(rec[site], given[site], check_exact=True)


def test_an_odd_rate_keeps_its_index_exactly():
    rate = 1 / 0.0027
    index = np.arange(3704) / rate
    rec = Recording.from_frames({"left_foot": even(3704).set_index(index)}, rate_hz=rate, frame="sensor")
    assert rec.rate_hz == rate
    assert np.array_equal(rec["left_foot"].index, index)
    assert rec.warnings == ()


def test_wide_and_mapping_give_the_same(rec):
    again = Recording.from_frames(wide(), rate_hz=100.0)
    assert again.sites == rec.sites
    for site in rec:
        pd.testing.assert_frame_equal(again[site], rec[site], check_exact=True)
    assert list(rec.wide().columns[:3]) == ["time_s", "left_foot_acc_x", "left_foot_acc_y"]
    pd.testing.assert_frame_equal(rec.wide(), wide(), check_exact=True)


def test_a_single_frame_takes_its_site_from_the_argument():
    assert Recording.from_frames(even(), site="lower_back").sites == ("lower_back",)
    assert Recording.from_frames(even()).sites == ("sensor_1",)
    assert Recording.from_frames(even(), sites={"sensor_1": "sternum"}).sites == ("sternum",)


def test_an_unknown_site_is_kept_under_its_label():
    assert Recording.from_frames({"left_wrist?": even()}).sites == ("left_wrist?",)


def test_samples_are_contiguous_copies(rec):
    time_s, values = rec.samples("left_foot")
    assert values.shape == (500, 6)
    assert values.flags.c_contiguous
    assert values.flags.writeable
    assert time_s.flags.writeable
    values[:] = 0.0
    time_s[:] = 0.0
    assert rec["left_foot"]["acc_z"].mean() > 9
    assert rec["left_foot"].index[-1] == 4.99


def test_frames_given_out_and_taken_in_are_copies(rec):
    frame = rec["left_foot"]
    frame.loc[:, "acc_z"] = 0.0
    frame.iloc[0, 0] = 5.0
    assert rec["left_foot"]["acc_z"].mean() > 9
    table = rec.wide()
    table.iloc[:, 1:] = 0.0
    assert rec["left_foot"]["acc_z"].mean() > 9
    given = feet()
    rec = Recording.from_frames(given)
    for frame in given.values():
        frame.iloc[:, :] = 0.0
    assert rec["left_foot"]["acc_z"].mean() > 9


def test_it_cannot_be_changed(rec):
    with pytest.raises(AttributeError):
        rec.rate_hz = 50.0
    with pytest.raises(TypeError):
        rec.source["format"] = "other"
    with pytest.raises(TypeError):
        rec["left_foot"] = even()


def test_it_says_what_it_is(rec):
    assert repr(rec) == ("<Recording: left_foot right_foot; 500 samples at 100 Hz (5 s), segment frame>")
    assert rec.n_samples == 500
    assert rec.duration_s == 5.0
    assert list(rec) == list(SITES)
    assert "left_foot" in rec
    assert "sternum" not in rec
    assert rec.source["format"] == "frames"
    assert rec.source["nominal_rate_hz"] == 100.0


def test_a_site_that_is_not_there_is_named(rec):
    with pytest.raises(UnknownSite, match=r"'sternum' is not in the recording; it has left_foot, right_foot"):
        rec["sternum"]
    with pytest.raises(UnknownSite, match="sternum"):
        rec.samples("sternum")
    with pytest.raises(UnknownSite, match="sternum"):
        rec.select("sternum")
    with pytest.raises(UnknownSite, match="name at least one of left_foot, right_foot"):
        rec.select()


def test_select_keeps_sites_in_the_order_named(rec):
    assert rec.select("right_foot").sites == ("right_foot",)
    assert rec.select("right_foot", "left_foot").sites == ("right_foot", "left_foot")
    pd.testing.assert_frame_equal(rec.select("right_foot")["right_foot"], rec["right_foot"])


def test_it_survives_pickling_for_a_spawned_worker(rec):
    again = pickle.loads(pickle.dumps(rec))  # noqa: S301
    pd.testing.assert_frame_equal(again.wide(), rec.wide())
    assert dict(again.source) == dict(rec.source)


def test_rotation_turns_both_sensors_and_sets_the_frame():
    sensor = Recording.from_frames(feet(), frame="sensor")
    turned = sensor.rotated(dict.fromkeys(SITES, QUARTER_TURN))
    assert sensor.frame == "sensor"
    assert turned.frame == "segment"
    before, after = sensor["left_foot"], turned["left_foot"]
    np.testing.assert_allclose(after["acc_x"], -before["acc_y"])
    np.testing.assert_allclose(after["gyr_y"], before["gyr_x"])
    np.testing.assert_allclose(after["acc_z"], before["acc_z"])


def test_turning_there_and_back_changes_nothing():
    sensor = Recording.from_frames(feet(), frame="sensor")
    there = sensor.rotated(dict.fromkeys(SITES, QUARTER_TURN))
    back = there.rotated(dict.fromkeys(SITES, QUARTER_TURN.T))
    np.testing.assert_allclose(back.wide(), sensor.wide(), atol=1e-12)


def test_every_site_needs_a_rotation(rec):
    with pytest.raises(UnknownSite, match=r"none for 'right_foot' \(given: left_foot\)"):
        rec.rotated({"left_foot": np.eye(3)})


@pytest.mark.parametrize("matrix", [np.eye(2), 2 * np.eye(3), np.diag([1, 1, -1]), np.full((3, 3), np.nan)])
def test_what_is_no_rotation_is_refused(rec, matrix):
    with pytest.raises(InvalidOption, match="that of 'left_foot' is not a rotation"):
        rec.rotated(dict.fromkeys(SITES, matrix))


def test_the_frame_is_one_of_two():
    assert Recording.from_frames(even(), frame="sensor").frame == "sensor"
    with pytest.raises(InvalidOption, match="frame: 'body' is not known; use 'segment'"):
        Recording.from_frames(even(), frame="body")


@pytest.mark.parametrize(
    ("frames", "options", "message"),
    [
        ({}, {}, "the mapping holds no frame"),
        ([even()], {}, "got list; expected a DataFrame or a mapping"),
        ({"left_foot": even().to_numpy()}, {}, "left_foot: got ndarray; expected a DataFrame"),
        ({3: even()}, {}, "site 3 is not a name"),
        (feet(), {"site": "left_foot"}, "leave site= out"),
        (wide(), {"site": "left_foot"}, "names its sites itself"),
        (wide().assign(acc_x=0.0), {}, "both 'acc_x' and 'left_foot_acc_x' are there"),
        (feet(), {"sites": {"LF": "left_foot"}}, r"no sensor is called 'LF' \(found left_foot right_foot\)"),
        (feet(), {"sites": {"left_foot": "right_foot"}}, "'right_foot' names 2 sensors"),
        (
            even(),
            {"acc_unit": "ft/s^2"},
            "acc_unit: 'ft/s\\^2' is not known; use one of 'm/s\\^2', 'g', 'mg'",
        ),
        (even(), {"gyr_unit": "rpm"}, "gyr_unit: 'rpm' is not known"),
        (even(), {"start_time": "noon"}, "start_time: 'noon' is not a time of day"),
        (even(), {"start_time": "NaT"}, "start_time"),
        (even(), {"rate_hz": 0.0}, "rate_hz: 0.0 given; expected a number of Hz from 5"),
        (even(), {"rate_hz": float("nan")}, "rate_hz: nan given"),
        (even(), {"rate_hz": "100"}, "rate_hz: '100' given"),
    ],
)
def test_arguments_that_do_not_fit_are_named(frames, options, message):
    with pytest.raises(RetrogaitError, match=message):
        Recording.from_frames(frames, **options)


@pytest.mark.parametrize("missing", COLUMNS)
def test_a_missing_column_is_named(missing):
    with pytest.raises(RetrogaitError, match=f"left_foot: column '{missing}' is missing .found acc_"):
        Recording.from_frames({"left_foot": even()[[c for c in COLUMNS if c != missing]]})
    with pytest.raises(RetrogaitError, match=f"right_foot: column 'right_foot_{missing}' is missing"):
        Recording.from_frames(wide().drop(columns=f"right_foot_{missing}"))


def test_a_column_there_twice_is_named():
    frame = even()
    frame.columns = ["acc_x", "acc_x", "acc_z", "gyr_x", "gyr_y", "gyr_z"]
    frame["acc_y"] = 0.0
    with pytest.raises(RetrogaitError, match="column 'acc_x' is there 2 times"):
        Recording.from_frames(frame)


def test_without_leaves_a_hole_and_the_rest_alone():
    walk = simulate("backward", 0.6, duration_s=5, seed=1)[0]
    holed = walk.without({"left_foot": [(10, 20), (30, 31)]})
    missing = np.isnan(holed.channels("left_foot")).all(axis=0)
    assert np.flatnonzero(missing).tolist() == [*range(10, 20), 30]
    assert not np.isnan(walk.channels("left_foot")).any()
    assert holed.channels("right_foot") is walk.channels("right_foot")
    assert holed.frame == walk.frame
