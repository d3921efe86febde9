"""Ways of walking of a simulated person: each moves what it says, and the plain walker stays as it was."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import retrogait as rg
from retrogait.errors import InvalidOption
from retrogait.simulation import Sensor, Walker
from retrogait.simulation.fractal import fractional_noise
from retrogait.stability import dfa

BOTH = ("backward", "forward")


def walk(
    direction="backward", speed=0.6, seconds=30, sites=("left_foot", "right_foot"), rate_hz=200.0, **style
):
    return rg.simulate_walk(
        direction,
        speed,
        seconds,
        seed=4,
        sites=sites,
        rate_hz=rate_hz,
        walker=Walker(**style),
        sensor=Sensor.perfect(),
    )


@pytest.mark.parametrize("direction", BOTH)
@pytest.mark.parametrize("share", [0.15, 0.30, 0.45])
def test_both_feet_stand_for_the_share_that_is_asked_for(direction, share):
    _, truth = rg.simulate_walk(
        direction, 0.6, 60, seed=4, contact="touch", walker=Walker(double_support_share=share)
    )
    steady = truth.strides.iloc[4:-4]
    swing = (steady["swing_time_s"] / steady["stride_time_s"]).mean()
    assert 1.0 - 2.0 * swing == pytest.approx(share, abs=0.03)


@pytest.mark.parametrize("direction", BOTH)
def test_a_foot_rings_as_it_leaves(direction):
    quiet, truth = walk(direction)
    loud, same = walk(direction, lift_off=1.3)
    np.testing.assert_array_equal(truth.events["time_s"], same.events["time_s"])
    off = truth.events[(truth.events["side"] == "left") & (truth.events["event"] == "final_contact")][
        "time_s"
    ]
    more = (loud["left_foot"] - quiet["left_foot"])["acc_z"].abs().to_numpy()
    near = np.abs(loud.time_s[:, None] - off.to_numpy()).min(axis=1)
    assert more[near < 0.1].max() > 3.0
    assert more[near > 0.3].max() < 0.1


@pytest.mark.parametrize("direction", BOTH)
def test_a_trunk_that_moves_more(direction):
    calm, lively = (
        walk(direction, sites=("lower_back",), trunk_motion=size)[0]["lower_back"].std()
        for size in (1.0, 3.0)
    )
    assert (lively[["acc_x", "acc_y", "acc_z"]] > 1.8 * calm[["acc_x", "acc_y", "acc_z"]]).all()


def test_a_foot_that_turns_out_in_swing():
    usual, wide = (walk(swing_yaw_deg=deg)[0]["left_foot"].gyr_z.std() for deg in (5.0, 20.0))
    assert wide > 2.5 * usual


def test_slower_and_shorter_steps_at_the_end():
    _, truth = walk("forward", 1.0, 60, slowing=0.25)
    strides = truth.strides.iloc[3:-3]
    first, last = strides.iloc[:6], strides.iloc[-6:]
    assert last["stride_time_s"].mean() / first["stride_time_s"].mean() == pytest.approx(1.2, abs=0.06)
    assert last["stride_length_m"].mean() / first["stride_length_m"].mean() == pytest.approx(
        1 / 1.2, abs=0.06
    )


def test_stride_times_remember():
    remembering, forgetful = (
        rg.simulate_walk("forward", 1.0, 900, seed=1, walker=Walker(stride_time_hurst=hurst))[1]
        for hurst in (0.9, 0.5)
    )
    slopes = [
        dfa(truth.strides[truth.strides["side"] == "left"]["stride_time_s"].to_numpy()[3:-3])
        for truth in (remembering, forgetful)
    ]
    assert slopes[0] > slopes[1] + 0.2
    spread = [truth.strides["stride_time_s"].iloc[6:-6].std() for truth in (remembering, forgetful)]
    assert 0.5 < spread[0] / spread[1] < 3.0


def covariance(lag, hurst):
    """What fractional noise is by definition."""
    return 0.5 * (abs(lag + 1) ** (2 * hurst) - 2 * abs(lag) ** (2 * hurst) + abs(lag - 1) ** (2 * hurst))


@pytest.mark.parametrize("hurst", [0.5, 0.7, 0.9])
def test_fractional_noise_has_the_covariance_of_its_definition(hurst):
    rng = np.random.default_rng(0)
    draws = np.array([fractional_noise(16, hurst, rng) for _ in range(20_000)])
    found = draws.T @ draws / len(draws)
    wanted = np.array([[covariance(i - j, hurst) for j in range(16)] for i in range(16)])
    np.testing.assert_allclose(found, wanted, atol=0.04)


@settings(deadline=None)
@given(st.integers(0, 300), st.floats(0.5, 0.95), st.integers(0, 9))
def test_fractional_noise_of_any_length_is_finite_and_by_seed(n, hurst, seed):
    draws = [fractional_noise(n, hurst, np.random.default_rng(seed)) for _ in range(2)]
    assert draws[0].shape == (n,)
    assert np.isfinite(draws[0]).all()
    np.testing.assert_array_equal(*draws)


@pytest.mark.parametrize("direction", BOTH)
@pytest.mark.parametrize(
    "style",
    [
        {"double_support_share": 0.2},
        {"lift_off": 1.3},
        {"swing_yaw_deg": 20.0},
        {"stride_time_hurst": 0.9},
    ],
    ids=str,
)
def test_every_style_is_walked_and_found(direction, style):
    recording, truth = rg.simulate_walk(direction, 0.7, 30, seed=6, walker=Walker(**style))
    session = rg.analyze(recording)
    assert len(session.strides) == len(truth.strides)
    assert set(session.strides["direction"]) == {direction}


@pytest.mark.parametrize(
    ("style", "message"),
    [
        ({"double_support_share": 0.9}, "double_support_share is 0.9; expected a number from 0.06 to 0.7"),
        ({"stride_time_hurst": 1.0}, "stride_time_hurst is 1.0; expected a number from 0.5 to 0.95"),
        ({"lift_off": -1}, "lift_off is -1; expected a number from 0 to 3"),
        ({"trunk_motion": 9}, "trunk_motion is 9; expected a number from 0.2 to 4"),
    ],
)
def test_styles_nobody_has_are_refused(style, message):
    with pytest.raises(InvalidOption, match=message):
        Walker(**style)
