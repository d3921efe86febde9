"""Impact of steps: known impacts come out as they are, and what hides one is said."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from legs import turned, walk
from walks import BOTH, frames_of, recorded

import retrogait as rg
from retrogait.impact import ImpactOptions, shock_attenuation
from retrogait.simulation import Sensor, Walker
from retrogait.tables.catalogue import IMPACTS

WAYS = pytest.mark.parametrize("direction", BOTH)
SITES = ("left_foot", "right_foot", "left_shank", "lower_back")
MEASURES = [c.name for c in IMPACTS.columns if c.name.endswith(("mps2", "mps3"))]


def session_of(direction="forward", speed=0.8, sites=SITES, rate_hz=200.0, **given) -> rg.Session:
    return rg.analyze(walk(direction, speed, sites=sites, rate_hz=rate_hz, **given)[0])


def with_transient(size_mps2: float, delay_s: float, rate_hz: float = 200.0, axis: int = 2):
    """A walk without impact of its own, with a half-sine of 30 ms after every left contact, and the steps it is at."""
    recording, _ = walk(
        "forward", 0.6, sites=("left_foot", "left_shank"), rate_hz=rate_hz, walker=Walker(impact=0.0)
    )
    session = rg.analyze(recording)
    at = session.events.loc[session.events["event"] == "initial_contact", "time_s"]
    frames = frames_of(recording)
    time_s = frames["left_shank"].index.to_numpy()
    for contact in at:
        since = (time_s - contact - delay_s) / 0.03
        bump = np.where((since > 0) & (since < 1), size_mps2 * np.sin(np.pi * np.clip(since, 0, 1)), 0.0)
        frames["left_shank"].iloc[:, axis] += bump
    # what the knocks give the leg it loses on the way: it arrives nowhere else for them
    on_the_way = (time_s >= at.iloc[0]) & (time_s <= at.iloc[-1])
    gained = len(at) * size_mps2 * 0.03 * 2.0 / np.pi
    frames["left_shank"].iloc[on_the_way, axis] -= gained / (at.iloc[-1] - at.iloc[0])
    return rg.analyze(recorded(frames, rate_hz)), session


def of(table: pd.DataFrame, site: str) -> pd.DataFrame:
    return table[table["site"] == site]


def test_a_row_for_each_step_and_site():
    session = session_of()
    table = rg.measure_impact(session)
    landings = session.events[session.events["event"] == "initial_contact"]
    left = landings["side"].eq("left").sum()
    assert tuple(table.columns) == IMPACTS.names
    assert table["site"].value_counts().to_dict() == {
        "left_foot": left,
        "left_shank": left,
        "right_foot": len(landings) - left,
        "lower_back": len(landings),
    }
    legs = table[table["site"] != "lower_back"]
    assert (legs["side"] == legs["site"].str.split("_").str[0]).all()
    assert set(table["flag"]) <= {"ok", "no_peak"}
    assert table["time_s"].is_monotonic_increasing


@pytest.mark.parametrize("size", [40.0, 80.0])
def test_a_known_knock_is_measured(size):
    """Peak at 15 ms into the half-sine; the walk under it adds some m/s^2 of its own."""
    transient, _ = with_transient(size, 0.03)
    table = of(rg.measure_impact(transient), "left_shank")
    assert table["peak_axial_mps2"].median() == pytest.approx(size, abs=3.0)
    assert table["time_to_peak_s"].median() == pytest.approx(0.045, abs=0.005)
    took_s = 0.03 * (np.arcsin(0.8) - np.arcsin(0.2)) / np.pi  # from 20 to 80 % of it
    assert table["slope_mps3"].median() == pytest.approx(0.6 * size / took_s, rel=0.25)
    assert table["peak_jerk_mps3"].median() == pytest.approx(size * np.sin(np.pi / 3) / 0.01, rel=0.2)


def test_the_knock_adds_what_it_is_to_the_steps():
    transient, plain = with_transient(30.0, 0.03, axis=0)
    added = rg.measure_impact(transient)["peak_axial_mps2"] - rg.measure_impact(plain)["peak_axial_mps2"]
    assert added.abs().max() < 1.0  # a transient to the front is not along the segment
    stronger = of(rg.measure_impact(transient), "left_shank")["peak_resultant_mps2"]
    assert (stronger > of(rg.measure_impact(plain), "left_shank")["peak_resultant_mps2"]).all()


@WAYS
@pytest.mark.parametrize("site", ["left_foot", "left_shank", "lower_back"])
def test_a_harder_floor_shows_in_every_measure(direction, site):
    soft, hard = (
        of(rg.measure_impact(session_of(direction, walker=Walker(impact=impact))), site)
        for impact in (0.5, 2.0)
    )
    for measure in (
        "peak_resultant_mps2",
        "peak_jerk_mps3",
        "band_10_20hz_peak_mps2",
        "band_15_60hz_peak_mps2",
    ):
        assert hard[measure].median() > 1.3 * soft[measure].median(), measure


@WAYS
def test_a_mounting_does_not_change_the_resultant(direction, mounting_unknown):
    recording, _ = walk(direction, 0.7, sites=SITES, rate_hz=200.0)
    worn = turned(recording)
    here, there = rg.measure_impact(rg.analyze(recording)), rg.measure_impact(rg.analyze(worn))
    np.testing.assert_allclose(here["time_s"], there["time_s"], atol=0.05)
    assert there["peak_axial_mps2"].isna().all()
    ratio = there["peak_resultant_mps2"] / here["peak_resultant_mps2"]
    assert ratio.between(0.9, 1.1).mean() > 0.95


def test_gravity_is_taken_out():
    """Free of impacts, the trunk of a slow walk hardly accelerates."""
    table = of(rg.measure_impact(session_of(speed=0.3, walker=Walker(impact=0.0))), "lower_back")
    assert table["peak_resultant_mps2"].median() < 1.5


# what hides a impact


def test_samples_at_the_limit_leave_the_step_out():
    clipped = Sensor(acc_range_g=2.0)
    session = session_of(speed=1.0, sensor=clipped)
    with pytest.warns(
        rg.RetrogaitWarning, match="steps reach the limit of the accelerometer and are left out"
    ):
        table = rg.measure_impact(session)
    own = of(table, "left_foot")
    assert own["is_saturated"].mean() > 0.8
    left_out = own[own["is_saturated"]]
    assert left_out[MEASURES].isna().all(axis=None)
    assert left_out["flag"].unique().tolist() == ["invalid: samples at the limit of the sensor"]
    assert not of(table, "lower_back")["is_saturated"].any()


def test_a_limit_is_found_in_the_axes_of_a_sensor_that_was_turned():
    clipped = Sensor(acc_range_g=2.0, mounting="random")
    recording, _ = walk("forward", 1.0, sites=SITES[:2], sensor=clipped)
    session = rg.analyze(recording, alignment=rg.calibrate(recording, direction="forward"))
    with pytest.warns(rg.RetrogaitWarning, match="use a sensor with a wider range"):
        assert rg.measure_impact(session)["is_saturated"].mean() > 0.5


def test_no_limit_is_seen_where_there_is_none():
    assert not rg.measure_impact(session_of(speed=1.2))["is_saturated"].any()


def test_a_low_rate_is_warned_of():
    with pytest.warns(rg.RetrogaitWarning, match=r"has 60 samples a second; .* record at 200 Hz or more"):
        table = rg.measure_impact(session_of(rate_hz=60.0))
    assert set(table["flag"]) <= {"low_rate", "no_peak"}
    assert table["band_15_60hz_peak_mps2"].isna().all()
    assert table["band_10_20hz_peak_mps2"].notna().any()


@pytest.mark.parametrize(
    ("rate_hz", "is_low"), [(100.0, True), (131.0, True), (133.0, False), (200.0, False)]
)
def test_what_a_higher_rate_would_change_is_named(rate_hz, is_low):
    table = rg.measure_impact(session_of(rate_hz=rate_hz))
    foot, shank, back = (of(table, site) for site in ("left_foot", "left_shank", "lower_back"))
    assert set(back["flag"]) <= {"low_rate" if is_low else "ok", "no_peak"}
    assert set(foot["flag"]) | set(shank["flag"]) <= {"ok", "no_peak"}
    if not is_low:
        assert table["low_rate_measures"].isna().all()
        return
    names = ["peak_axial_mps2", "time_to_peak_s", "slope_mps3", "peak_jerk_mps3"]
    assert foot["low_rate_measures"].str.split().tolist() == [names] * len(foot)
    assert set(back["low_rate_measures"].iloc[0].split()) == {*names, "peak_resultant_mps2"}


@pytest.mark.parametrize("direction", BOTH)
def test_what_is_not_named_is_much_the_same_at_another_rate(direction):
    slow, fast, faster = (
        rg.measure_impact(session_of(direction, speed=0.5, rate_hz=rate_hz))
        for rate_hz in (100.0, 200.0, 400.0)
    )
    for site in ("left_foot", "left_shank"):
        for name in ("peak_resultant_mps2", "band_10_20hz_peak_mps2"):
            assert of(slow, site)[name].median() == pytest.approx(of(fast, site)[name].median(), rel=0.15), (
                name
            )
        for name in ("peak_axial_mps2", "peak_resultant_mps2", "slope_mps3"):
            apart = 0.3 if name == "slope_mps3" else 0.12  # 1.4 to 2 times without the filter
            assert of(faster, site)[name].median() == pytest.approx(
                of(fast, site)[name].median(), rel=apart
            ), name


def test_a_foot_says_that_its_placement_tells():
    table = rg.measure_impact(session_of())
    assert (table["is_placement_dependent"] == table["site"].str.endswith("foot")).all()


def test_the_filter_is_an_option():
    session = session_of()
    plain, slow = (rg.measure_impact(session, ImpactOptions(low_pass_hz=hz)) for hz in (60.0, 20.0))
    assert slow["peak_axial_mps2"].median() < 0.8 * plain["peak_axial_mps2"].median()
    pd.testing.assert_series_equal(slow["band_10_20hz_peak_mps2"], plain["band_10_20hz_peak_mps2"])
    with pytest.raises(
        rg.InvalidOption,
        match="ImpactOptions: low_pass_hz is 0; expected a number of 20 or more; the default",
    ):
        ImpactOptions(low_pass_hz=0)


def test_missing_samples_leave_the_step_out():
    recording, _ = walk("forward", 0.8, sites=("left_foot", "lower_back"), rate_hz=200.0)
    contact = rg.analyze(recording).events.query("event == 'initial_contact'")["time_s"].iloc[5]
    frames = frames_of(recording)
    frames["lower_back"].loc[contact : contact + 0.15] = np.nan
    with pytest.warns(rg.RetrogaitWarning):
        session = rg.analyze(recorded(frames, 200.0))
    table = of(rg.measure_impact(session), "lower_back")
    lost = table[(table["time_s"] - contact).abs() < 0.02]
    assert lost["flag"].tolist() == ["invalid: samples are missing"]
    assert lost[MEASURES].isna().all(axis=None)


def test_nobody_walks_and_the_table_is_empty():
    still = np.random.default_rng(0).normal([0, 0, 9.81, 0, 0, 0], [0.02] * 3 + [0.1] * 3, (1000, 6))
    frame = walk()[0]["left_shank"].iloc[:1000] * 0.0 + still
    table = rg.measure_impact(rg.analyze(recorded({"left_foot": frame})))
    assert table.empty
    assert tuple(table.columns) == IMPACTS.names


def test_a_session_from_json_has_no_samples():
    session = rg.Session.from_json(session_of().to_json())
    with pytest.raises(rg.RetrogaitError, match="read from JSON and holds no samples"):
        rg.measure_impact(session)


@pytest.mark.parametrize(
    ("given", "text"), [({"before_s": -1}, "before_s is -1"), ({"after_s": 3}, "after_s is 3")]
)
def test_windows_that_hold_no_shock(given, text):
    with pytest.raises(rg.InvalidOption, match=f"ImpactOptions: {text}; expected a number of seconds from"):
        ImpactOptions(**given)


def test_nothing_is_called_a_loading_rate():
    assert not [name for name in IMPACTS.names if "load" in name]


# attenuation


def test_attenuation_of_a_known_pair():
    table = rg.measure_impact(session_of())
    below, above = (
        of(table, s).set_index("time_s")["peak_resultant_mps2"] for s in ("left_shank", "lower_back")
    )
    found = shock_attenuation(table, "shank", "lower_back").set_index("time_s")
    assert len(found) == len(below)
    want = 100 * (1 - above.loc[found.index] / below.loc[found.index])
    np.testing.assert_allclose(found["attenuation_pct"], want)
    assert (found["attenuation_10_20hz_db"] < 0).all()
    same = shock_attenuation(table, "left_shank", "left_shank")
    assert (same["attenuation_pct"] == 0).all()


@pytest.mark.parametrize(
    ("pair", "text"),
    [
        (("shin", "lower_back"), "'shin' is not a site; expected one of left_foot .* or of foot shank thigh"),
        (("shank", "sternum"), "there is no 'sternum' in the table .* choose two of these"),
    ],
)
def test_sites_that_are_not_there(pair, text):
    with pytest.raises(rg.InvalidOption, match=text):
        shock_attenuation(rg.measure_impact(session_of()), *pair)


def test_a_table_of_something_else():
    with pytest.raises(
        rg.InvalidTable, match=r"column 'time_s' is missing \(found a\); expected the table of measure"
    ):
        shock_attenuation(pd.DataFrame({"a": []}), "shank", "lower_back")


@pytest.mark.parametrize(("hz", "taken"), [(20.0, True), (19.9, False)])
def test_a_cut_off_leaves_an_impact(hz, taken):
    if taken:
        assert ImpactOptions(low_pass_hz=hz).low_pass_hz == hz
    else:
        with pytest.raises(rg.InvalidOption, match="low_pass_hz"):
            ImpactOptions(low_pass_hz=hz)
