"""The body above the feet: exact knees, legs that keep their length, a trunk that keeps upright."""

import numpy as np
import pandas as pd
import pytest
from simulated import BOTH, drift, matrices, positions

import retrogait as rg
from retrogait.simulation import Sensor, Walker
from retrogait.tables.catalogue import SITES

LEGS = ("left_thigh", "left_shank", "right_thigh", "right_shank")


@pytest.fixture(scope="module", params=BOTH)
def walk(request):
    speed = 1.1 if request.param == "forward" else 0.6
    recording, truth = rg.simulate_walk(
        request.param, speed, 16, seed=6, rate_hz=400, sites=SITES, sensor=Sensor.perfect()
    )
    return request.param, recording, truth


def test_knee_truth_is_shank_against_thigh(walk):
    _, recording, truth = walk
    for side in ("left", "right"):
        thigh, shank = (matrices(truth.paths[f"{side}_{part}"]) for part in ("thigh", "shank"))
        between = np.einsum("nji,njk->nik", thigh, shank)
        flexion = truth.knee[f"{side}_knee_flexion_deg"].to_numpy()
        np.testing.assert_allclose(
            np.degrees(np.arctan2(between[:, 0, 2], between[:, 0, 0])), flexion, atol=1e-6
        )
        np.testing.assert_allclose(between[:, 1, 1], 1.0, atol=1e-9)  # a hinge about y, nothing else
        gained = (recording[f"{side}_shank"].gyr_y - recording[f"{side}_thigh"].gyr_y).cumsum() / 400
        np.testing.assert_allclose(gained - gained.iloc[0], flexion - flexion[0], atol=0.5)


def test_the_knee_of_both_links_is_one_point(walk):
    _, truth = walk[0], walk[2]
    links = 0.90 - 0.08
    still = Walker(impact=0.0)
    _, truth = rg.simulate_walk(walk[0], 0.6, 12, seed=6, sites=SITES, walker=still)
    for side in ("left", "right"):
        thigh, shank = truth.paths[f"{side}_thigh"], truth.paths[f"{side}_shank"]
        knee_above = positions(thigh) + matrices(thigh) @ np.array([-0.06, 0.0, 0.20 - 0.49 * links])
        knee_below = positions(shank) + matrices(shank) @ np.array([-0.03, 0.0, 0.51 * links - 0.27])
        np.testing.assert_allclose(knee_above, knee_below, atol=1e-9)


def test_knees_bend_as_people_bend_them(walk):
    direction, _, truth = walk
    for side in ("left", "right"):
        flexion = truth.knee[f"{side}_knee_flexion_deg"]
        swings = [
            (flexion[(flexion.index > s.final_contact_s) & (flexion.index < s.end_s)], s)
            for s in truth.strides[truth.strides.side == side].itertuples()
        ]
        peaks = np.array([x.max() for x, _ in swings][1:-1])
        assert ((peaks > 40) & (peaks < 80)).all()
        assert flexion.iloc[:200].max() < 15  # standing
        assert flexion.min() >= 5.0 - 1e-9
    assert direction in BOTH


def test_a_knee_that_does_not_extend():
    _, truth = rg.simulate_walk("backward", 0.5, 12, walker=Walker(knee_extension_deficit_deg=20))
    assert truth.knee.to_numpy().min() == pytest.approx(20.0, abs=3.0)
    assert truth.knee.to_numpy().min() >= 20.0 - 1e-9


def test_every_site_is_upright_in_standing(walk):
    _, recording, _ = walk
    for site in SITES:
        standing = recording[site].iloc[20:200].mean()
        tilt = np.degrees(np.arctan2(np.hypot(standing.acc_x, standing.acc_y), standing.acc_z))
        assert tilt < 12.0
        assert np.hypot(np.hypot(standing.acc_x, standing.acc_y), standing.acc_z) == pytest.approx(
            9.80665, abs=0.01
        )


@pytest.mark.parametrize("site", ["left_shank", "right_thigh", "lower_back", "sternum"])
def test_integrating_any_site_gives_its_path_back(walk, site):
    _, recording, truth = walk
    strides = truth.strides[truth.strides.side == "right"].iloc[1:-1]
    values, path = recording[site].to_numpy(), truth.paths[site]
    for row in strides.itertuples():
        start = round((row.start_s + 0.5 * row.stance_time_s) * 400)
        end = round((row.end_s + 0.4 * row.stance_time_s) * 400)
        missed_m, turned_deg = drift(values, path, 400.0, start, end)
        assert missed_m < 0.002
        assert turned_deg < 0.05


def test_the_trunk_bobs_once_a_step_and_sways_once_a_stride(walk):
    direction, _, truth = walk
    path = truth.paths["lower_back"]
    strides = truth.strides[(truth.strides.side == "left") & ~truth.strides.is_first & ~truth.strides.is_last]
    stride_hz = 1 / strides.stride_time_s.mean()
    inner = path[(path.index > strides.start_s.min()) & (path.index < strides.end_s.max())]
    for column, per_stride in (("z_m", 2), ("y_m", 1)):
        wave = inner[column] - np.polyval(np.polyfit(inner.index, inner[column], 3), inner.index)
        spectrum = np.abs(np.fft.rfft(wave * np.hanning(len(wave)), 2**16))
        peak_hz = np.fft.rfftfreq(2**16, 1 / 400)[np.argmax(spectrum)]
        assert peak_hz == pytest.approx(per_stride * stride_hz, rel=0.12)
    mean_speed = np.polyfit(inner.index, inner.x_m, 1)[0]
    assert mean_speed == pytest.approx(1.1 if direction == "forward" else -0.6, rel=0.06)


def test_backward_is_forward_run_back_at_the_trunk():
    """The trunk's three direction cues flip: speed's saw-tooth, nod, and fore-aft against vertical."""
    signs = {}
    for direction in BOTH:
        recording, truth = rg.simulate_walk(
            direction,
            0.8,
            30,
            seed=2,
            sites=["lower_back"],
            cadence_spm=100,
            stand_s=0,
            walker=Walker(impact=0),
        )
        d = recording["lower_back"]
        nod = np.corrcoef(d.gyr_y, d.acc_x)[0, 1]
        lagged = np.roll(d.acc_x.to_numpy(), 15)  # a quarter of the step of 0.6 s
        vault = np.corrcoef(lagged, d.acc_z)[0, 1]
        signs[direction] = np.array([nod, vault])
        assert isinstance(truth.events, pd.DataFrame)
    assert (np.sign(signs["forward"]) == -np.sign(signs["backward"])).all()
    assert (np.abs(signs["forward"]) > 0.2).all()
