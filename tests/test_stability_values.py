"""Measures of stability where the answer is known: from theory, from construction, or from other packages."""

from __future__ import annotations

import json
import math
from pathlib import Path

import naive_stability as naive
import numpy as np
import oracle_signals as signals
import pytest

from retrogait import stability

FIGURES = json.loads((Path(__file__).parent / "stability_oracles.json").read_text(encoding="utf-8"))[
    "figures"
]

PULSE = np.exp(-5.0 * (np.arange(-100, 100) / 100.0) ** 2)


def noise(n: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=n)


def pink_noise(n: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    frequency = np.fft.rfftfreq(4 * n)[1:]
    spectrum = (rng.normal(size=len(frequency)) + 1j * rng.normal(size=len(frequency))) / np.sqrt(frequency)
    return np.fft.irfft(np.concatenate([[0.0], spectrum]))[:n]


def test_divergence_of_the_lorenz_system():
    result = stability.local_divergence(
        signals.lorenz(), 100.0, dim=3, delay_samples=11, exclude=0.75, short=(1.0, 2.5)
    )
    assert result.unit == "1/s"
    assert result.short == pytest.approx(0.906, rel=0.05)


@pytest.mark.parametrize("dim", [1, 2, 3])
def test_divergence_of_the_logistic_map(dim):
    result = stability.local_divergence(
        signals.logistic(5000), 1.0, dim=dim, delay_samples=1, exclude=10, short=(0.0, 4.0)
    )
    assert result.short == pytest.approx(math.log(2), rel=0.03)


def test_divergence_curve_has_a_naive_twin():
    x = signals.sway(300) + 0.1 * noise(300)
    curve = stability.divergence_curve(x, 3, 5, exclude_samples=20, horizon_samples=50)
    np.testing.assert_allclose(curve, naive.divergence_curve(x, 3, 5, 20, 50), atol=1e-9)


def test_divergence_curve_scales_and_ends_with_the_signal():
    x = signals.sway(400)
    curve = stability.divergence_curve(x, 2, 5, exclude_samples=20, horizon_samples=500)
    assert np.isfinite(curve[:200]).all()
    assert np.isnan(curve[-100:]).all()
    np.testing.assert_allclose(
        stability.divergence_curve(7.0 * x + 3.0, 2, 5, exclude_samples=20, horizon_samples=500)[:200],
        curve[:200] + math.log(7.0),
        atol=1e-6,
    )


def test_stretches_share_neighbours_but_no_state():
    x = noise(400)
    apart = stability.divergence_curve([x[:200], x[200:]], 3, 5, exclude_samples=10, horizon_samples=20)
    whole = stability.divergence_curve(x, 3, 5, exclude_samples=10, horizon_samples=20)
    assert np.isfinite(apart).all()
    assert not np.allclose(apart, whole)
    # the same stretch twice: every state has itself as neighbour, at no distance
    twice = stability.divergence_curve([x, x], 3, 5, exclude_samples=10, horizon_samples=20)
    assert np.isnan(twice).all()


def test_local_divergence_is_per_stride_whatever_the_pace():
    t = np.arange(20000) / 100.0
    rng = np.random.default_rng(0)
    slow = np.sin(2 * np.pi * t / 1.6) + 0.5 * np.sin(4 * np.pi * t / 1.6) + 0.05 * rng.normal(size=len(t))
    starts_s = 1.6 * np.arange(101)
    at_100 = stability.local_divergence(slow, 100.0, starts_s)
    # the same samples said to be of a pace twice as fast
    at_200 = stability.local_divergence(slow, 200.0, starts_s / 2.0)
    assert at_100.n_strides == 100
    assert at_100.flag == "few_strides"
    assert (at_100.short, at_100.long) == pytest.approx((at_200.short, at_200.long))


@pytest.mark.parametrize(
    ("n_strides", "flag"), [(29, "invalid: 29 strides, 30 needed"), (150, "ok"), (160, "ok")]
)
def test_local_divergence_says_whether_it_had_strides_enough(n_strides, flag):
    x = noise(17000)
    result = stability.local_divergence(x, 100.0, np.arange(n_strides + 1.0))
    assert result.flag == flag
    assert result.n_strides == min(n_strides, 150)
    assert math.isnan(result.short) == flag.startswith("invalid")


def test_floquet_multiplier_of_a_linear_map():
    rng = np.random.default_rng(1)
    turn = np.array([[0.6, -0.5, 0.0], [0.5, 0.6, 0.0], [0.1, 0.2, 0.3]])  # eigenvalues 0.6 +- 0.5 i and 0.3
    states = np.empty((40, 4, 3))
    states[0] = rng.normal(size=(4, 3))
    for k in range(39):
        states[k + 1] = states[k] @ turn.T + [1.0, 2.0, 3.0]
    np.testing.assert_allclose(stability.floquet_multipliers(states), abs(0.6 + 0.5j), rtol=1e-6)


def test_floquet_multiplier_does_not_pair_strides_across_a_break():
    state = np.empty((40, 1, 1))
    state[0] = 1.0
    for k in range(39):
        state[k + 1] = 0.5 * state[k] if k != 19 else 50.0
    followed = np.arange(39) != 19
    assert stability.floquet_multipliers(state, followed)[0] == pytest.approx(0.5)
    assert stability.floquet_multipliers(state)[0] != pytest.approx(0.5, abs=0.01)
    assert np.isnan(stability.floquet_multipliers(state[:2])[0])


def test_floquet_multiplier_of_deviations_that_halve():
    rate_hz, strides = 100.0, 200
    rng = np.random.default_rng(2)
    size = np.zeros(strides)
    for k in range(1, strides):
        size[k] = 0.5 * size[k - 1] + rng.normal()
    t = np.arange(strides * 100) / rate_hz
    x = (1.0 + 0.01 * np.repeat(size, 100)) * np.sin(2 * np.pi * t) + 2.0 * np.cos(4 * np.pi * t)
    result = stability.floquet_multiplier(x, rate_hz, np.arange(strides + 0.0), dim=1, delay_samples=1)
    before, after = size[:198], size[1:199]  # the last contact bounds stride 198
    slope = np.cov(before, after)[0, 1] / np.var(before, ddof=1)
    assert result.by_phase[25] == pytest.approx(slope)
    assert slope == pytest.approx(0.5, abs=0.15)
    assert (result.n_strides, result.flag) == (199, "ok")
    assert stability.floquet_multiplier(x, rate_hz, np.arange(20.0)).flag == "invalid: 19 strides, 30 needed"


@pytest.mark.parametrize("stride_s", [1.0, 1.03371, 0.98765])
def test_harmonic_ratio_of_constructed_harmonics_is_exact(stride_s):
    phase = 2 * np.pi * np.arange(2000) / 100.0 / stride_s
    x = (
        1.0
        + 3.0 * np.cos(2 * phase + 0.3)
        + np.cos(phase)
        + 0.2 * np.sin(20 * phase)
        + 0.1 * np.cos(7 * phase)
    )
    starts_s = stride_s * np.arange(1, 17)
    amplitudes = stability.stride_harmonics(x, 100.0, starts_s)
    want = np.zeros(20)
    want[[0, 1, 6, 19]] = 1.0, 3.0, 0.1, 0.2
    np.testing.assert_allclose(amplitudes, np.tile(want, (15, 1)), atol=1e-9)
    assert stability.harmonic_ratio(x, 100.0, starts_s) == pytest.approx(3.2 / 1.1)
    assert stability.harmonic_ratio(x, 100.0, starts_s, "lateral") == pytest.approx(1.1 / 3.2)
    assert stability.improved_harmonic_ratio(x, 100.0, starts_s) == pytest.approx(100 * 9.04 / 10.05)
    assert stability.improved_harmonic_ratio(x, 100.0, starts_s, "lateral") == pytest.approx(
        100 * 1.01 / 10.05
    )


def test_harmonics_of_whole_strides_are_the_fourier_transform():
    x = noise(300)
    want = np.abs(np.fft.rfft(x.reshape(3, 100), axis=1))[:, 1:21] / 50.0
    np.testing.assert_allclose(stability.stride_harmonics(x, 100.0, [0, 1, 2, 3]), want, atol=1e-9)


def test_a_stride_of_too_few_samples_has_no_harmonics():
    assert np.isnan(stability.stride_harmonics(noise(100), 50.0, [0.0, 0.8])).all()
    assert math.isnan(stability.harmonic_ratio(noise(100), 50.0, [0.0, 0.8]))


@pytest.mark.parametrize("axis", ["vertical", "anterior", "lateral"])
def test_regularity_of_a_periodic_signal(axis):
    phase = 2 * np.pi * np.arange(2000) / 100.0
    mirrored = np.cos(phase) + 0.3 * np.cos(3 * phase)  # one step mirrors the other, as sideways
    repeated = np.cos(2 * phase) + 0.3 * np.sin(4 * phase)
    result = stability.regularity(mirrored if axis == "lateral" else repeated, 100.0, 1.0, axis)
    assert (result.step, result.stride, result.ratio) == pytest.approx((1.0, 1.0, 1.0), abs=2e-3)


def test_regularity_sees_noise_and_a_limp():
    phase = 2 * np.pi * np.arange(10000) / 100.0
    limp = np.cos(2 * phase) + np.cos(
        phase
    )  # autocorrelation cos(2 a) / 2 + cos(a) / 2: 0 and 1 at half and full
    result = stability.regularity(limp + noise(10000), 100.0, 1.0)
    assert result.stride == pytest.approx(0.5, abs=0.05)
    assert result.step < 0.15
    assert math.isnan(stability.regularity(np.ones(1000), 100.0, 1.0).stride)
    assert math.isnan(stability.regularity(limp[:150], 100.0, 1.0).stride)


def test_regularity_pools_stretches():
    phase = 2 * np.pi * np.arange(4000) / 100.0
    x = np.cos(2 * phase) + 0.3 * noise(4000)
    pooled = stability.regularity([x[:2000], x[2000:]], 100.0, 1.0)
    assert pooled.stride == pytest.approx(stability.regularity(x, 100.0, 1.0).stride, abs=0.02)


def test_phase_coordination_index():
    own, other = np.arange(20.0), np.arange(19.0) + 0.5
    assert stability.phase_coordination_index(own, other) == 0.0
    # always at 216 degrees: no spread, 36 / 180 away
    assert stability.phase_coordination_index(own, np.arange(19.0) + 0.6) == pytest.approx(20.0)
    alternating = np.arange(19.0) + np.where(np.arange(19) % 2, 0.45, 0.55)
    phases = 360.0 * (alternating - np.arange(19))
    want = 100 * phases.std(ddof=1) / phases.mean() + 10.0
    assert stability.phase_coordination_index(own, alternating) == pytest.approx(want)
    assert math.isnan(stability.phase_coordination_index([0.0, 1.0], [0.5]))


def test_a_stride_without_one_landing_of_the_other_foot_has_no_phase():
    assert stability.step_phases([0.0, 1.0, 2.0, 3.0], [0.5, 2.2, 2.7]).tolist() == [180.0]


def test_asymmetry_and_symmetry_index():
    assert stability.gait_asymmetry([0.4], [0.5]) == pytest.approx(100 * math.log(1.25))
    assert stability.gait_asymmetry([0.5], [0.4]) == pytest.approx(stability.gait_asymmetry([0.4], [0.5]))
    assert stability.symmetry_index([0.5], [0.4]) == pytest.approx(200 / 9)
    assert stability.symmetry_index([0.4], [0.5]) == pytest.approx(-200 / 9)
    assert stability.symmetry_index([0.4, 0.6], [0.5]) == pytest.approx(0.0)


def test_variability_of_groups():
    rng = np.random.default_rng(3)
    values = np.concatenate([1.0 + 0.02 * rng.normal(size=500), 1.3 + 0.02 * rng.normal(size=500)])
    groups = np.repeat(["left", "right"], 500)
    result = stability.variability(values, groups)
    assert (result.sd, result.sd_detrended, result.sd_robust) == pytest.approx((0.02, 0.02, 0.02), rel=0.1)
    assert result.cv_pct == pytest.approx(100 * result.sd / values.mean())
    assert stability.variability(values).sd > 0.14  # without groups the difference of the feet counts


def test_variability_detrended_and_robust():
    ramp = np.linspace(1.0, 2.0, 50)
    assert stability.variability(ramp).sd_detrended == pytest.approx(0.0, abs=1e-12)
    assert stability.variability(ramp).sd == pytest.approx(np.std(ramp, ddof=1))
    rng = np.random.default_rng(4)
    steady = 1.0 + 0.02 * rng.normal(size=1000)
    wild = np.where(np.arange(1000) % 50 == 0, 5.0, steady)
    assert stability.variability(wild).sd_robust == pytest.approx(0.02, rel=0.1)
    assert stability.variability(wild).sd > 0.5
    empty = stability.variability([])
    assert empty.n == 0
    assert math.isnan(empty.sd)


@pytest.mark.parametrize("n", [2, 3, 4, 5, 6, 9, 10, 30])
def test_robust_sd_of_many_short_bouts_is_that_of_one_long_one(n):
    # the median absolute deviation of three values is far smaller, on average, than that of many
    rng = np.random.default_rng(n)
    count = 20000 // n
    values, groups = 1.0 + 0.05 * rng.normal(size=count * n), np.repeat(np.arange(count), n)
    found = stability.variability(values, groups)
    assert (found.sd, found.sd_robust) == pytest.approx((0.05, 0.05), rel=0.03)


def test_values_alone_in_their_group_are_not_counted():
    found = stability.variability([1.0, 2.0, 7.0, 3.0], ["a", "a", None, "b"])
    assert found.n == 2
    assert found.sd == pytest.approx(0.5**0.5)


@pytest.mark.parametrize(("make", "want"), [(noise, 0.5), (pink_noise, 1.0)])
@pytest.mark.parametrize("n", [512, 4096])
def test_dfa_of_white_and_pink_noise(make, want, n):
    found = np.mean([stability.dfa(make(n, seed)) for seed in range(60)])
    assert found == pytest.approx(want, abs=0.05)


def test_dfa_of_brown_noise_and_of_too_little():
    assert stability.dfa(np.cumsum(noise(8192))) == pytest.approx(1.5, abs=0.1)
    assert math.isnan(stability.dfa(noise(255)))
    assert math.isfinite(stability.dfa(noise(256)))
    assert math.isnan(stability.dfa(np.full(300, 1.1)))


def test_sparc_and_ldlj_of_a_pulse():
    assert stability.sparc(PULSE, 100.0) == pytest.approx(-1.41403, abs=1e-5)
    assert stability.ldlj(PULSE, 100.0) == pytest.approx(-5.81636, abs=1e-5)


def test_a_movement_in_pieces_is_less_smooth():
    pieces = PULSE * (1.0 + 0.5 * np.sin(np.arange(200) / 3.0))
    assert stability.sparc(pieces, 100.0) < stability.sparc(PULSE, 100.0)
    assert stability.ldlj(pieces, 100.0) < stability.ldlj(PULSE, 100.0)


def test_no_movement_has_no_smoothness():
    assert math.isnan(stability.sparc(np.zeros(50), 100.0))
    assert math.isnan(stability.ldlj(np.zeros(50), 100.0))


@pytest.mark.parametrize("m", [1, 2, 3])
def test_sample_entropy_has_a_naive_twin(m):
    x = signals.sway(250) + 0.2 * noise(250)
    assert stability.sample_entropy(x, m=m, r=0.3) == pytest.approx(naive.sample_entropy(x, m, 0.3))


def test_sample_entropy_of_the_degenerate():
    assert math.isnan(stability.sample_entropy(np.ones(50)))
    assert math.isnan(stability.sample_entropy([1.0, 2.0]))
    assert stability.sample_entropy([0.0, 1.0] * 30) == pytest.approx(0.0, abs=0.05)


def test_multiscale_entropy_keeps_the_first_tolerance():
    x = noise(3000)
    entropy = stability.multiscale_entropy(x, scales=3)
    assert entropy[0] == stability.sample_entropy(x)
    coarse = x.reshape(-1, 3).mean(axis=1)
    assert entropy[2] == pytest.approx(stability.sample_entropy(coarse, r=0.2 * np.std(x) / np.std(coarse)))
    assert entropy[2] < entropy[0]


def test_no_template_spans_two_stretches():
    x = noise(300)
    left, right = [0.0, 1.0] * 20, [1.0, 0.0] * 20
    assert stability.sample_entropy([left, right], r=0.1) == stability.sample_entropy([right, left], r=0.1)
    assert stability.sample_entropy([x]) == stability.sample_entropy(x)


def test_rms_and_its_ratio():
    acc = np.stack(
        [np.sin(np.arange(1000) / 5.0), np.zeros(1000) + 9.0, 2.0 * np.cos(np.arange(1000) / 5.0)], axis=1
    )
    assert stability.rms(acc) == pytest.approx([0.5**0.5, 0.0, 2.0**0.5], rel=0.01)
    assert (stability.rms_ratio(acc) ** 2).sum() == pytest.approx(1.0)
    assert np.isnan(stability.rms_ratio(np.ones((5, 3)))).all()


@pytest.mark.parametrize("name", sorted(signals.SIGNALS))
def test_sample_entropy_as_other_packages(name):
    found = stability.sample_entropy(signals.SIGNALS[name])
    for package in ("antropy", "neurokit2", "nolds"):
        assert found == pytest.approx(FIGURES[name][f"{package}_sample_entropy"], abs=1e-4)


@pytest.mark.parametrize("name", sorted(signals.SIGNALS))
def test_multiscale_entropy_as_neurokit(name):
    found = stability.multiscale_entropy(signals.SIGNALS[name])
    np.testing.assert_allclose(found, FIGURES[name]["neurokit2_multiscale_entropy"], rtol=1e-6)


@pytest.mark.parametrize("name", ["sway", "long_sway"])
def test_dfa_near_nolds(name):
    # nolds counts windows from the front only and averages root mean squares: close, not the same
    found = stability.dfa(signals.SIGNALS[name], FIGURES[name]["dfa_windows"])
    assert found == pytest.approx(FIGURES[name]["nolds_dfa"], abs=0.01)


@pytest.mark.parametrize("name", ["sway", "chirp"])
def test_naive_divergence_is_that_of_nolds_with_its_choice_of_neighbours(name):
    want = FIGURES[name]["nolds_divergence"]
    found = naive.divergence_curve(signals.SIGNALS[name], 5, 10, 50, len(want) - 1, lasting=len(want))
    np.testing.assert_allclose(found, want, atol=1e-6)


@pytest.mark.parametrize("name", sorted(signals.SIGNALS))
def test_smoothness_as_scikit_digital_health(name):
    found = stability.sparc(np.abs(signals.SIGNALS[name][:400]), 100.0)
    assert found == pytest.approx(FIGURES[name]["skdh_sparc"], abs=1e-6)
    found = stability.ldlj(np.abs(signals.SIGNALS[name][:400]), 100.0)
    assert found == pytest.approx(FIGURES[name]["skdh_ldlj"], abs=1e-6)


def test_coordination_and_regularity_as_scikit_digital_health():
    gait = FIGURES["gait"]
    own = np.arange(len(signals.PHASES_PCT) + 1.0)
    found = stability.phase_coordination_index(own, own[:-1] + signals.PHASES_PCT / 100.0)
    assert found == pytest.approx(gait["skdh_phase_coordination_index"])
    # theirs divides by the power of the two stretches compared, at a whole sample
    x = signals.SIGNALS["sway"]
    assert stability.regularity(x, 100.0, 1.0).stride == pytest.approx(
        gait["skdh_stride_regularity"], abs=0.005
    )
    # theirs pads each stride, from every step on, to 1024 samples, which pulls the ratio towards 1
    strides = np.stack([x[k : k + 100] for k in range(0, 36 * 50, 50)])
    padded = np.abs(np.fft.rfft(strides, 1024, axis=1))
    at = np.argmin(np.abs(np.fft.rfftfreq(1024, 0.01) - 1.0)) * np.arange(1, 21)
    want = np.mean(padded[:, at[1::2]].sum(axis=1) / padded[:, at[::2]].sum(axis=1))
    assert want == pytest.approx(gait["skdh_harmonic_ratio"])
    exact = [stability.harmonic_ratio(x, 100.0, np.arange(19.0) + late) for late in (0.0, 0.5)]
    assert np.mean(exact) < gait["skdh_harmonic_ratio"] - 0.01 < 1.0
