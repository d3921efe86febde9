"""A simulated foot is evaluated as polynomials: the same as its formulas at any time, in every kind of walk."""

import naive_poses
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simulated import BOTH

import retrogait as rg
from retrogait._kernels import pieces, poses, two_links
from retrogait._kernels.constants import STANDARD_GRAVITY_MPS2
from retrogait.simulation import Sensor, Walker, imu
from retrogait.simulation.body import Body
from retrogait.simulation.curves import Pieces, bump, ease
from retrogait.simulation.foot import FootPath
from retrogait.tables.catalogue import SITES

PROGRAM = [("forward", 4), ("turn", 180), ("stop", 1), ("backward", 4), ("turn", -90), ("stand", 3)]

STAIRS = [("forward", 3), ("stairs_up", 4), ("backward", 2), ("stairs_down", 3), ("left", 3), ("spin", 180)]


@pytest.fixture
def feet(monkeypatch):
    """The feet of the walks that are simulated."""
    made, through = [], FootPath.through

    def keep(*given_holds):
        made.append(through(*given_holds))
        return made[-1]

    monkeypatch.setattr(FootPath, "through", keep)
    return made


@pytest.mark.parametrize("walker", [Walker(), Walker(heel_rise=1.0, impact=0.4), Walker(rest_pitch_deg=20.0)])
@pytest.mark.parametrize(
    "asked", [{"program": PROGRAM}, {"program": STAIRS}, {"direction": "backward", "speed_mps": 1.4}]
)
def test_a_foot_is_where_its_formulas_say(feet, walker, asked):
    if walker.rest_pitch_deg and "program" in asked:
        asked = {"direction": "backward", "speed_mps": 0.3}
    rg.simulate_walk(duration_s=15, walker=walker, **asked)
    for foot in feet:
        time_s = np.random.default_rng(1).uniform(-3.0, foot.rest_s[-1] + 3.0, 5000)
        time_s[: len(foot.rest_s)] = foot.rest_s
        motion, got = foot.motion(time_s, foot.swing_index(time_s)), foot.pose(time_s)
        turn = naive_poses.rotations(*motion[6:])
        np.testing.assert_allclose(got.rotation, turn, atol=1e-12)
        np.testing.assert_allclose(got.position_m, naive_poses.place(motion, np.zeros(3), turn), atol=1e-12)
        heel = foot.shape.heel_m
        np.testing.assert_allclose(
            foot.point(heel, time_s), naive_poses.place(motion, heel, turn), atol=1e-12
        )


@pytest.mark.parametrize("rate_hz", [100.0, 204.8])
@pytest.mark.parametrize("direction", BOTH)
def test_samples_are_those_of_the_slow_way(feet, direction, rate_hz):
    """From the formulas at every millisecond, step by step in numpy and scipy: to a millionth of a unit."""
    walker = Walker(impact=0.0)
    walk, _ = rg.simulate_walk(
        direction, 0.8, 12, seed=3, rate_hz=rate_hz, sensor=Sensor.perfect(), walker=walker
    )
    fine_s = np.arange(-50, 12050) / imu.FINE_HZ
    foot = feet[0]
    motion = foot.motion(fine_s, foot.swing_index(fine_s))
    turn = naive_poses.rotations(*motion[6:])
    place = naive_poses.place(motion, np.zeros(3), turn)
    gravity = np.array([0.0, 0.0, -STANDARD_GRAVITY_MPS2])
    integrals = naive_poses.measure(place, turn, gravity, 1.0 / imu.FINE_HZ)
    want = naive_poses.sample(fine_s[1:-1], integrals, walk["left_foot"].index.to_numpy(), rate_hz)
    np.testing.assert_allclose(walk["left_foot"].to_numpy(), want, atol=1e-6)


def test_a_body_is_the_same_at_instants_of_any_spacing(monkeypatch):
    """Evenly spaced ones share what they have in common; others are worked out one by one."""
    bodies, over = [], Body.over
    monkeypatch.setattr(Body, "over", lambda *given: bodies.append(over(*given)) or bodies[-1])
    rg.simulate_walk("forward", 1.0, 8, sites=SITES)
    even_s = np.arange(2000, 6000) / 1000.0
    some = np.sort(np.random.default_rng(1).choice(len(even_s), 900, replace=False))
    for spacing in (even_s, even_s[::6], even_s[::5]):
        poses, knees = bodies[0].motion(SITES, ("left", "right"), spacing)
        at = np.searchsorted(even_s, spacing)
        chosen = np.isin(at, some)
        alone, bent = bodies[0].motion(SITES, ("left", "right"), spacing[chosen])
        for site in SITES:
            np.testing.assert_allclose(alone[site].position_m, poses[site].position_m[chosen], atol=1e-11)
            np.testing.assert_allclose(alone[site].rotation, poses[site].rotation[chosen], atol=1e-11)
        for side, flexion in knees.items():
            np.testing.assert_allclose(bent[side], flexion[chosen], atol=1e-10)


@settings(max_examples=4)
@given(st.sampled_from(BOTH), st.floats(0.2, 1.6), st.integers(0, 1000))
def test_it_moves_smoothly_where_polynomials_meet(direction, speed, seed):
    """What is left of a break shows in the second difference, as a jump of the acceleration."""
    walk, _ = rg.simulate_walk(
        direction, speed, 12, seed=seed, rate_hz=400, sensor=Sensor.perfect(), walker=Walker(impact=0.0)
    )
    acc = walk["left_foot"].to_numpy()[:, :3]
    assert np.abs(np.diff(acc, axis=0)).max() < 15.0
    still = acc[:300]
    np.testing.assert_allclose(still, np.broadcast_to(still[0], still.shape), atol=1e-9)


def test_an_uneven_jogger_lands_before_the_foot_leaves_again(feet):
    walker = Walker(stride_time_cv=0.2, step_time_asymmetry=-0.09)
    walk, truth = rg.simulate_walk(
        program=[("jog", 8), ("forward", 4)], seed=515646, walker=walker, contact="touch"
    )
    for foot in feet:
        assert (foot.holds.lift_s[1:] - foot.holds.touch_s[:-1]).min() >= 0.1 - 1e-9
    assert np.isfinite(walk["left_foot"].to_numpy()).all()
    assert (truth.strides.stance_time_s > 0.0).all()


def test_a_break_left_out_is_said():
    def curves(time_s):
        return np.stack([ease(time_s), bump(time_s)])

    Pieces.through(np.array([-1.0, 0.0, 1.0]), curves)
    with pytest.raises(
        ValueError, match="curve 0 is not a polynomial up to degree 7 from -1.0000 to 1.0000 s; give the"
    ):
        Pieces.through(np.array([-1.0, 1.0]), curves)


def test_no_walk_compiles_what_a_plain_one_has_not():
    """Other kinds of arrays would be compiled again, each for half a second."""

    def compiled():
        kernels = [one for module in (pieces, poses, two_links) for one in vars(module).values()]
        return {one.py_func.__name__: set(one.signatures) for one in kernels if hasattr(one, "signatures")}

    rg.simulate_walk(duration_s=5, sites=SITES)
    plain = compiled()
    assert len(plain["rotate"]) == len(plain["bend_links"]) == 1
    odd = Walker(soft_tissue=1.0, knee_extension_deficit_deg=(10, 5))
    rg.simulate_walk(
        program=PROGRAM, sites=SITES, incline_deg=3, rate_hz=50, walker=odd, sensor=Sensor(rate_error_ppm=100)
    )
    rg.simulate_walk(program=[("stand", 2)], sites=SITES)
    assert compiled() == plain
