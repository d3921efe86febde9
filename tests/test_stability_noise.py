"""What noise and rate do to measures of the trunk: the filter, the floor, the flag, and edges of strides."""

from __future__ import annotations

import naive_stability as naive
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kernel_inputs import SEEDS

import retrogait as rg
from retrogait import stability
from retrogait.kinematics.bands import low_pass
from retrogait.simulation.sensor import Sensor
from retrogait.stability import StabilityOptions
from retrogait.stability.grading import Reading
from retrogait.stability.noise import NO_NOISE, NOISY, find_noise_floor, flag_noisy, with_noise
from retrogait.stability.options import LEAST_LOW_PASS_HZ
from retrogait.stability.signals import normalise_strides, normalise_time
from retrogait.stability.stride_edges import align_strides
from retrogait.stability.trunk_samples import FilteredStretch, Stretch, StrideSequence
from retrogait.tables.flags import OK, invalid

SITES = ("left_foot", "right_foot", "lower_back")
FEW = StabilityOptions(n_strides=40)
ENOUGH_S = 235  # for 150 strides


def measured(acc: float, gyr: float, rate_hz: float = 100.0, walker=None, seconds: float = 75):
    sensor = Sensor(acc_noise_mps2=acc, gyr_noise_dps=gyr)
    walk, _ = rg.simulate_walk(
        "backward", 0.5, seconds, 11, sites=SITES, rate_hz=rate_hz, sensor=sensor, walker=walker
    )
    return rg.measure_stability(rg.analyze(walk), None if seconds == ENOUGH_S else FEW).iloc[-1]


@pytest.fixture(scope="module")
def quiet():
    return measured(0.0, 0.0, seconds=ENOUGH_S)


@pytest.fixture(scope="module")
def usual():
    return measured(0.02, 0.1, seconds=ENOUGH_S)


@pytest.fixture(scope="module")
def loud():
    return measured(0.05, 0.1, seconds=ENOUGH_S)


@pytest.fixture(scope="module")
def fast():
    return measured(0.02, 0.1, 200.0, seconds=ENOUGH_S)


@pytest.mark.parametrize(
    ("tone_hz", "gain"), [(0.0, 1.0), (4.0, 1.0), (8.0, 0.856), (10.0, 0.5), (12.5, 0.144), (20.0, 0.004)]
)
def test_gain_of_the_low_pass(tone_hz, gain):
    tone = np.cos(2 * np.pi * tone_hz * np.arange(2000) / 200.0)[:, None]
    passed = low_pass(np.repeat(tone, 3, axis=1), 200.0, 10.0)[500:-500]
    assert np.abs(passed).max() == pytest.approx(gain, abs=0.002)


def test_the_low_pass_is_that_of_scipy():
    scipy_signal = pytest.importorskip("scipy.signal")
    x = np.cumsum(np.random.default_rng(0).normal(size=4000))
    sections = scipy_signal.butter(4, 10.0, fs=2000.0, output="sos")
    want = scipy_signal.sosfiltfilt(sections, x, padlen=1000)
    np.testing.assert_allclose(low_pass(x[:, None], 2000.0, 10.0)[1000:-1000, 0], want[1000:-1000], atol=0.02)


@given(SEEDS, st.integers(5, 120), st.floats(0.01, 0.4))
@settings(max_examples=10)
def test_the_low_pass_is_its_twin(seed, n, cut_off):
    x = np.random.default_rng(seed).normal(size=n)
    np.testing.assert_allclose(
        low_pass(x[:, None], 1.0, cut_off)[:, 0], naive.low_pass(x, cut_off), atol=1e-9
    )


@given(st.integers(1, 400), st.floats(-10, 10), st.floats(-1, 1))
@settings(max_examples=20)
def test_what_does_not_change_passes_and_a_straight_line_does_away_from_its_ends(n, level, slope):
    still = np.full((n, 1), level)
    np.testing.assert_allclose(low_pass(still, 100.0, 10.0), still, atol=1e-9)
    line = level + slope * np.arange(300.0 + n)[:, None]
    np.testing.assert_allclose(low_pass(line, 100.0, 10.0)[20:-20], line[20:-20], atol=1e-4)


@pytest.mark.parametrize("normalise", [normalise_time, normalise_strides])
def test_what_a_series_is_too_coarse_for_is_no_alias_in_it(normalise):
    contacts = np.arange(210.0, 5000.0, 420.0)  # 420 samples a stride; the series holds 50 cycles a stride
    at = np.arange(5400.0) / 420.0
    slow, fast = (
        np.cos(2 * np.pi * 4 * at),
        np.cos(2 * np.pi * 98 * at),
    )  # which would be one of 2 cycles a stride
    found = normalise(slow + fast, contacts, 100)
    assert np.abs(found - normalise(slow, contacts, 100)).max() < 0.01


def test_jerk_of_the_trunk_is_not_that_of_its_noise(quiet, usual):
    assert usual["trunk_ldlj"] == pytest.approx(
        quiet["trunk_ldlj"], rel=0.05
    )  # -6.1 was -11.4 without a filter
    assert usual["trunk_ldlj_flag"] == quiet["trunk_ldlj_flag"] == "ok"


@pytest.mark.parametrize(
    "family",
    ["rms", "stride_regularity", "harmonic_ratio", "sample_entropy", "local_divergence_short", "trunk"],
)
def test_what_is_ok_is_that_without_noise_and_at_another_rate(quiet, usual, loud, fast, family):
    names = [n for n in map(str, quiet.index) if n.startswith(family) and f"{n}_flag" in quiet.index]
    assert len(names) >= 2
    for row in (usual, loud, fast):
        for name in names:
            if row[f"{name}_flag"] == "ok":
                assert row[name] == pytest.approx(quiet[name], rel=0.05), name


def test_noise_that_reaches_a_measure_is_flagged_and_less_is_not(usual, loud):
    assert usual["sample_entropy_lateral_flag"] == "ok"
    assert loud["harmonic_ratio_vertical_flag"] == "noisy"
    assert measured(0.2, 0.1)["sample_entropy_vertical_flag"] == "noisy"
    assert measured(0.02, 0.1, walker="adult")["harmonic_ratio_vertical_flag"] == "ok"
    assert measured(1.0, 0.1, walker="adult")["harmonic_ratio_vertical_flag"] == "noisy"


def test_the_noise_floor_of_rest(usual, loud):
    assert usual["trunk_noise_source"] == "rest"
    assert usual["trunk_acc_noise_mps2"] == pytest.approx(0.02, rel=0.1)
    assert loud["trunk_acc_noise_mps2"] == pytest.approx(0.05, rel=0.1)
    assert usual["trunk_gyr_noise_dps"] == pytest.approx(0.1, rel=0.2)


def test_the_noise_floor_of_a_walk_without_rest_is_at_least_what_there_is():
    walk, _ = rg.simulate_walk(
        "backward", 0.5, 75, 11, sites=SITES, stand_s=0.0, sensor=Sensor(acc_noise_mps2=0.1)
    )
    cut = {site: walk[site].iloc[300:-300] for site in SITES}
    row = rg.measure_stability(rg.analyze(rg.Recording.from_frames(cut)), FEW).iloc[-1]
    assert row["trunk_noise_source"] == "walk"
    assert 0.09 < row["trunk_acc_noise_mps2"] < 0.2


def test_without_samples_nothing_is_known_of_noise():
    walk, _ = rg.simulate_walk("backward", 0.5, 20, 1, sites=SITES)
    assert find_noise_floor(walk, "lower_back", []).source == "rest"
    short = rg.Recording.from_frames({"lower_back": walk["lower_back"].iloc[1000:1050]})
    assert find_noise_floor(short, "lower_back", []) is NO_NOISE
    assert np.isnan(NO_NOISE.acc_mps2)


@pytest.mark.parametrize(
    ("name", "moved", "flag"),
    [
        ("sample_entropy_vertical", 0.059, "ok"),
        ("sample_entropy_vertical", 0.061, "noisy"),
        ("local_divergence_short_lateral_per_stride", 0.049, "ok"),
        ("local_divergence_short_lateral_per_stride", 0.051, "noisy"),
        ("local_divergence_long_lateral_per_stride", 0.024, "ok"),
        ("local_divergence_long_lateral_per_stride", 0.026, "noisy"),
        ("floquet_multiplier_anterior", -0.024, "ok"),
        ("floquet_multiplier_anterior", -0.026, "noisy"),
        ("trunk_ldlj", 0.089, "ok"),
        ("trunk_ldlj", 0.091, "noisy"),
        ("sample_entropy_vertical", np.nan, "noisy"),
    ],
)
@pytest.mark.parametrize("dose", [1, 2])
def test_how_far_more_noise_may_move_a_measure(name, moved, flag, dose):
    values = {0: -2.0, dose: -2.0 * (1.0 + moved), 3 - dose: -2.0}
    doses = [[k] for k in range(3)]
    found = flag_noisy(doses, lambda given: [Reading(name, values[given[0]], 30, OK)])
    assert str(found[0].flag) == flag
    assert found[0].value == -2.0


@pytest.mark.parametrize(
    ("name", "moved", "flag"),
    [
        ("harmonic_ratio_vertical", -0.024, "ok"),
        ("harmonic_ratio_vertical", -0.026, "noisy"),
        ("harmonic_ratio_anterior", 0.026, "noisy"),
        ("harmonic_ratio_lateral", -0.014, "ok"),
        ("harmonic_ratio_lateral", -0.016, "noisy"),
        ("harmonic_ratio_vertical", np.inf, "noisy"),
    ],
)
def test_how_far_noise_may_have_moved_a_measure_that_can_tell(name, moved, flag):
    found = flag_noisy([[0], [1], [2]], lambda _: [Reading(name, 3.0, 30, OK, moved)])
    assert str(found[0].flag) == flag


def test_what_is_invalid_stays_so():
    lost = Reading("trunk_ldlj", np.nan, 3, invalid("3 strides, 6 needed"))
    assert flag_noisy([[0], [1], [2]], lambda _: [lost]) == [lost]
    assert str(NOISY) == "noisy"


def test_noise_is_added_to_its_size_twice_over_and_the_same_each_time():
    calm = Stretch(0.0, 100.0, np.zeros((20000, 3)), np.zeros((20000, 3)))
    open_wide = StabilityOptions(low_pass_hz=5000.0, fine_low_pass_hz=5000.0, turn_low_pass_hz=5000.0)
    floor = type(NO_NOISE)(np.array([0.1, 0.2, 0.3, 1.0, 2.0, 3.0]), "rest")
    plain, more, twice = with_noise([calm], floor, open_wide)
    assert not plain[0].level.any()
    np.testing.assert_allclose(more[0].level.std(axis=0), [0.1, 0.2, 0.3], rtol=0.03)
    np.testing.assert_allclose(twice[0].turn.std(axis=0), 3**0.5 * np.array([1.0, 2.0, 3.0]), rtol=0.03)
    np.testing.assert_array_equal(with_noise([calm], floor, open_wide)[1][0].fine, more[0].fine)
    least = with_noise([calm], NO_NOISE, open_wide)[1][0]  # no sensor has none
    np.testing.assert_allclose(least.level.std(axis=0), 1e-3 * 50**0.5, rtol=0.03)


def repeating(rate_hz: float, strides: int, late_s: np.ndarray) -> StrideSequence[FilteredStretch]:
    """A trunk that repeats every 1.1 s, with contacts that come late."""
    at_s = np.arange(int((strides + 2) * 1.1 * rate_hz)) / rate_hz
    phase = 2 * np.pi * at_s / 1.1
    fine = np.stack([np.cos(2 * phase), 0.7 * np.sin(phase), np.sin(2 * phase) + 0.2 * np.cos(phase)], axis=1)
    stretch = FilteredStretch(0.0, rate_hz, fine, fine, fine, np.zeros(3))
    return StrideSequence(stretch, (1.1 * (0.9 + np.arange(strides + 1)) + late_s) * rate_hz)


@given(SEEDS, st.sampled_from([50.0, 100.0, 200.0]))
@settings(max_examples=15)
def test_edges_of_strides_that_repeat_are_evenly_apart(seed, rate_hz):
    late_s = np.random.default_rng(seed).uniform(-0.02, 0.02, 21)
    (found,) = align_strides([repeating(rate_hz, 20, late_s)])
    np.testing.assert_allclose(np.diff(found.positions) / rate_hz, 1.1, atol=0.002)


@given(SEEDS)
@settings(max_examples=5)
def test_edges_are_those_of_the_twin(seed):
    rng = np.random.default_rng(seed)
    run = repeating(50.0, 12, rng.uniform(-0.03, 0.03, 13))
    noisy = run.stretch.fine + 0.2 * rng.normal(size=run.stretch.fine.shape)
    stretch = FilteredStretch(0.0, 50.0, noisy, noisy, noisy, np.zeros(3))
    (found,) = align_strides([StrideSequence(stretch, run.positions)])
    np.testing.assert_allclose(found.positions, naive.aligned(noisy, run.positions, 50.0), atol=1e-6)


def test_nothing_to_align():
    assert align_strides([]) == []
    short = repeating(100.0, 1, np.zeros(2))
    moved = align_strides([StrideSequence(short.stretch, short.positions[:2])])
    assert len(moved[0].positions) == 2


@pytest.mark.parametrize("name", ["low_pass_hz", "fine_low_pass_hz", "turn_low_pass_hz"])
def test_a_cut_off_is_a_frequency_and_stands_in_the_table(name, quiet):
    assert quiet[f"stability_{name}"] == getattr(StabilityOptions(), name)
    with pytest.raises(
        rg.InvalidOption, match=f"StabilityOptions: {name} is 0; expected a number of 3 or more; the default"
    ):
        StabilityOptions(**{name: 0})


def test_the_formula_of_jerk_is_not_filtered():
    t = np.arange(-100, 100) / 100
    assert stability.ldlj(np.exp(-5 * t**2), 100.0) == pytest.approx(-5.81636, abs=5e-6)


@pytest.mark.parametrize("name", ["low_pass_hz", "fine_low_pass_hz", "turn_low_pass_hz"])
@pytest.mark.parametrize(("hz", "taken"), [(LEAST_LOW_PASS_HZ, True), (LEAST_LOW_PASS_HZ - 0.1, False)])
def test_a_cut_off_leaves_what_a_step_is_made_of(name, hz, taken):
    if taken:
        assert getattr(StabilityOptions(**{name: hz}), name) == hz
    else:
        with pytest.raises(rg.InvalidOption, match=name):
            StabilityOptions(**{name: hz})


@pytest.mark.parametrize(("step_mps2", "coarse"), [(0.5, True), (1e-4, False)])
def test_what_a_coarse_sensor_rounds_off_is_noise(step_mps2, coarse):
    """At rest it gives one number, and would show none."""
    walk, _ = rg.simulate_walk(
        "backward", 0.5, 30, 11, sites=SITES, stand_s=4, sensor=Sensor(acc_noise_mps2=0.0, gyr_noise_dps=0.0)
    )
    frames = {site: walk[site].copy() for site in walk.sites}
    columns = ["acc_x", "acc_y", "acc_z"]
    frames["lower_back"][columns] = (frames["lower_back"][columns] / step_mps2).round() * step_mps2
    table = rg.measure_stability(rg.analyze(rg.Recording.from_frames(frames, rate_hz=100.0)), FEW)
    noise = table["trunk_acc_noise_mps2"].iloc[-1]
    if coarse:
        assert noise >= step_mps2 / np.sqrt(12.0) * 0.99
    else:
        assert noise < 0.01
