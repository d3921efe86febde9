"""Several sites at once: rolling measures, near-falls, sensors that fall silent; the command that replays a file."""

from __future__ import annotations

import json
import math
import pickle
import re

import jsonschema
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from perturbations import perturb
from walks import BOTH, FEET, simulate

import retrogait as rg
from retrogait._kernels.live import jerk_peaks
from retrogait.cli import main
from retrogait.live.trunk import TrunkKernel
from retrogait.stability import NearFallOptions
from retrogait.stability.jerk_peaks import derivative
from retrogait.tables.catalogue import EVENTS
from retrogait.tables.checksums import with_checksum

RATE_HZ = 100.0
SITES = (*FEET, "lower_back")


def walked(direction="backward", speed_mps=0.5, sites=SITES, **given_):
    recording, truth = simulate(direction, speed_mps, 40, seed=8, sites=sites, **given_)
    return {site: np.array(recording[site], float) for site in sites}, truth


def pushed(stream, samples, length=50):
    """All updates of samples pushed in chunks, as one."""
    contacts, strides, falls = [], [], []
    for first in range(0, max(map(len, samples.values())), length):
        update = stream.push({site: values[first : first + length] for site, values in samples.items()})
        contacts += update.contacts
        strides += update.strides
        falls += update.near_falls
    return contacts, strides, falls


@pytest.mark.parametrize("direction", BOTH)
def test_running_measures_are_those_of_the_walk(direction):
    samples, truth = walked(direction)
    stream = rg.SessionStream(RATE_HZ, SITES)
    pushed(stream, {site: values[:3600] for site, values in samples.items()})
    now = stream.rolling()
    strides = truth.strides[(truth.strides["end_s"] < 36.0) & (truth.strides["start_s"] > 15.0)]
    assert now.is_walking
    assert now.direction == direction
    assert now.time_s == pytest.approx(35.99)
    assert 15 <= now.n_strides <= 20
    assert now.cadence_spm == pytest.approx(strides["cadence_spm"].median(), rel=0.02)
    assert now.stride_length_m == pytest.approx(strides["stride_length_m"].median(), rel=0.04)
    assert now.speed_mps == pytest.approx(strides["speed_mps"].median(), rel=0.05)
    assert now.step_time_asymmetry_pct < 10
    assert now.stride_time_cv_pct < 6
    assert 0.4 < now.step_regularity <= 1
    assert now.silent_sites == ()


@given(st.integers(7, 900))
@settings(max_examples=8)
def test_cutting_changes_nothing(length):
    samples, _ = walked()
    whole, cut = (rg.SessionStream(RATE_HZ, SITES) for _ in range(2))
    one, other = pushed(whole, samples, 10**6), pushed(cut, samples, length)
    assert [list(map(repr, part)) for part in other[:1]] == [list(map(repr, part)) for part in one[:1]]
    for a, b in zip(one[1:], other[1:], strict=True):
        assert sorted(map(repr, a)) == sorted(map(repr, b))
    assert repr(whole.rolling()) == repr(cut.rolling())
    assert repr(whole.flush()) == repr(cut.flush())


def test_a_state_goes_on_anywhere():
    samples, _ = walked()
    before, after = (
        {site: values[part] for site, values in samples.items()} for part in (slice(1750), slice(1750, None))
    )
    stream = rg.SessionStream(RATE_HZ, SITES)
    pushed(stream, before)
    again = [rg.SessionStream.from_state(json.dumps(stream.state())), pickle.loads(pickle.dumps(stream))]  # noqa: S301 - our own
    want = pushed(stream, after), stream.rolling()
    for other in again:
        assert repr((pushed(other, after), other.rolling())) == repr(want)

    def resealed(changed):
        return with_checksum({k: v for k, v in {**stream.state(), **changed}.items() if k != "checksum"})

    for bad, told in (
        (
            {**stream.state(), "format": "retrogait session stream 9"},
            "the format is 'retrogait session stream 9'",
        ),
        ({**stream.state(), "trunk": {}}, "its checksum is another"),
        (resealed({"window": None}), "'NoneType' object is not subscriptable"),
        (resealed({"trunk": {}}), "'state' cannot be read"),
    ):
        with pytest.raises(rg.InvalidTable, match=re.escape(f"stream state: {told}")):
            rg.SessionStream.from_state(bad)


def test_measures_end_with_the_walk():
    samples, _ = walked(sites=FEET)
    stream = rg.SessionStream(RATE_HZ, FEET)
    assert not stream.rolling().is_walking
    pushed(stream, samples)
    standing = np.tile(samples["left_foot"][:100].mean(axis=0), (600, 1))
    pushed(stream, dict.fromkeys(FEET, standing))
    now = stream.rolling()
    assert not now.is_walking
    assert now.n_strides == 0
    assert math.isnan(now.cadence_spm)


def test_directions_are_never_pooled():
    recording, _ = rg.simulate_walk(
        "backward", 0.5, program=[("stand", 2), ("backward", 20), ("stand", 1), ("forward", 12)], seed=3
    )
    stream = rg.SessionStream(RATE_HZ, FEET)
    seen = set()
    values = {site: np.array(recording[site], float) for site in FEET}
    for first in range(0, len(recording), 50) if hasattr(recording, "__len__") else range(0, 3600, 50):
        stream.push({site: rows[first : first + 50] for site, rows in values.items()})
        now = stream.rolling()
        if now.n_strides >= 2:
            seen.add(now.direction)
    assert seen == {"backward", "forward"}


def test_a_sensor_that_falls_silent_is_named():
    samples, _ = walked(sites=FEET)
    stream = rg.SessionStream(RATE_HZ, FEET)
    pushed(stream, {site: values[:2000] for site, values in samples.items()})
    assert stream.rolling().silent_sites == ()
    pushed(stream, {"left_foot": samples["left_foot"][2000:2150]})
    assert stream.rolling().silent_sites == ("right_foot",)
    pushed(stream, {"right_foot": np.full((150, 6), np.nan)})
    assert stream.rolling().silent_sites == ("right_foot",)
    pushed(stream, {"right_foot": samples["right_foot"][2150:2200]})
    assert stream.rolling().silent_sites == ()


def test_the_foot_tells_where_a_shank_is_worn_too():
    sites = ("left_foot", "left_shank", "right_shank")
    samples, _ = walked(sites=sites)
    contacts, strides, _ = pushed(rg.SessionStream(RATE_HZ, sites), samples)
    alone = rg.ContactStream(RATE_HZ, "left_foot").feed(samples["left_foot"])
    assert [c for c in map(repr, contacts) if "'left'" in c] == list(map(repr, alone))
    assert {stride.side for stride in strides if math.isnan(stride.stride_length_m)} == {"right"}


@pytest.mark.parametrize("speed_mps", [0.3, 0.8])
def test_near_falls_are_told(speed_mps):
    """Large trips, slips and stumbles are told within a second or two of their start, and a plain walk has none."""
    samples, _ = simulate("backward", speed_mps, 120, seed=30, sites=("lower_back",))
    plain = np.array(samples["lower_back"], float)
    stream = rg.SessionStream(RATE_HZ, ("lower_back",))
    assert pushed(stream, {"lower_back": plain})[2] == []
    moved, events = perturb(plain[:, :3], RATE_HZ, 20.0, seed=5)
    jerked = np.concatenate([moved, plain[:, 3:]], axis=1)
    falls = pushed(rg.SessionStream(RATE_HZ, ("lower_back",)), {"lower_back": jerked})[2]
    starts = np.array([at_s for at_s, _ in events if at_s > 10.0])
    told = np.array([fall.decided_s for fall in falls])
    hit = [bool(((told > at_s) & (told < at_s + 1.5)).any()) for at_s in starts]
    assert np.mean(hit) >= 0.8
    assert all(fall.time_s <= fall.decided_s for fall in falls)
    assert all(fall.times_usual >= NearFallOptions().times_usual for fall in falls)


def test_the_jolt_is_the_derivative_of_the_batch_measure():
    """On a level sensor the kernel's jerk peak is `stability.jerk_peaks.derivative`, half a sample later."""
    rng = np.random.default_rng(2)
    up = 9.80665 + np.convolve(rng.normal(0, 3, 900), np.ones(7) / 7, "same")
    samples = np.zeros((900, 6))
    samples[:, 2] = up
    trunk = TrunkKernel(RATE_HZ, NearFallOptions())
    trunk.watch(samples)
    want = derivative(up, RATE_HZ, 0.05)
    between = trunk.arrays["ring"][:, jerk_peaks.JERK_PEAK]  # one sample and the next
    np.testing.assert_allclose(0.5 * (between[9:889] + between[10:890]), want[10:890], atol=1e-6)
    np.testing.assert_allclose(trunk.up_mps2(5.0), up[-500:])


def test_lost_samples_of_the_trunk():
    samples = np.tile([0.0, 0, 9.80665, 0, 0, 0], (600, 1))
    samples[300:305] = np.nan
    samples[500:530] = np.nan
    trunk = TrunkKernel(RATE_HZ, NearFallOptions())
    assert trunk.watch(samples) == []
    assert len(trunk.up_mps2(6.0)) == 70, "bridged spells count, longer ones begin anew"
    assert not np.isnan(trunk.arrays["ring"][300:305, jerk_peaks.UP]).any()


@pytest.mark.parametrize(
    ("sites", "told"),
    [
        (
            ["left_foot", "left_thigh"],
            "expected some of left_foot right_foot left_shank right_shank and one of",
        ),
        (["lower_back", "sternum"], "sites are lower_back sternum; expected"),
        ([], "no site is named; expected some of left_foot"),
    ],
)
def test_wrong_sites_say_what_is_wanted(sites, told):
    with pytest.raises(rg.UnknownSite, match=re.escape(told)):
        rg.SessionStream(RATE_HZ, sites)


def test_wrong_chunks_and_options_say_what_is_wanted():
    stream = rg.SessionStream(RATE_HZ, FEET)
    told = "SessionStream: a chunk is of 'left_shank' (the stream has left_foot right_foot); name every site when"
    with pytest.raises(rg.UnknownSite, match=re.escape(told)):
        stream.push({"left_shank": np.zeros((1, 6))})
    with pytest.raises(rg.InvalidOption, match="rate_hz is 40.0; expected 50 or more with lower_back"):
        rg.SessionStream(40.0, SITES)
    with pytest.raises(
        rg.InvalidOption, match="RollingOptions: window_strides is 1; expected a number of strides"
    ):
        rg.RollingOptions(window_strides=1)
    with pytest.raises(rg.InvalidOption, match="RollingOptions: longest_pause_s is nan"):
        rg.RollingOptions(longest_pause_s=float("nan"))


def test_the_update_gives_a_table():
    samples, _ = walked(sites=FEET)
    update = rg.SessionStream(RATE_HZ, FEET).push(samples)
    EVENTS.check(update.events)
    assert len(update.events) == len(update.contacts) > 40
    assert isinstance(update.events, pd.DataFrame)


def test_retrogait_live_prints_contacts(tmp_path, capsys):
    recording, _ = simulate("backward", 0.5, 20, seed=3, sites=SITES)
    path = tmp_path / "walk.csv"
    rg.write_recording(recording, path)
    assert main(["live", str(path), "--times", "0", "--every-s", "4"]) == 0
    lines = capsys.readouterr().out.splitlines()
    contacts = [line for line in lines if "contact" in line]
    assert len(contacts) > 20
    line = r" +\d+\.\d\d s  (left |right)  initial contact  {}, toe first \(reported \d+ ms later\)"
    first, *others = (line for line in contacts if "initial" in line)
    assert re.fullmatch(line.format("unknown direction"), first)
    assert re.fullmatch(line.format("backward"), others[-1])
    assert any(re.search(r"-- backward: cadence \d+ steps/min, speed 0\.\d\d m/s", line) for line in lines)
    assert all(len(line) <= 100 for line in lines)


def test_contacts_are_json_as_a_session_has_it(tmp_path, capsys):
    recording, _ = simulate("backward", 0.5, 20, seed=3, sites=FEET)
    path = tmp_path / "walk.csv"
    rg.write_recording(recording, path)
    assert main(["live", str(path), "--times", "0", "--json-lines"]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert sum(len(one["events"]["time_s"]) for one in told) > 20
    schema = rg.session_schema()
    events = {"$ref": "#/$defs/events", "$defs": schema["$defs"]}
    for one in told:
        assert list(one) == ["events", "strides", "near_falls", "notes"]
        jsonschema.validate(one["events"], events)
    assert {strike for one in told for strike in one["events"]["strike"]} == {"toe", None}


def test_retrogait_live_says_what_is_wrong(tmp_path, capsys):
    recording, _ = simulate("backward", 0.5, 20, seed=3, sites=("left_thigh",))
    path = tmp_path / "thigh.csv"
    rg.write_recording(recording, path)
    assert main(["live", str(path), "--times", "0"]) != 0
    assert "SessionStream: sites are left_thigh; expected some of left_foot" in capsys.readouterr().err
    assert main(["live", str(path), "--times", "-1"]) == 2
    assert "live: --times is -1; expected 0 or more" in capsys.readouterr().err
