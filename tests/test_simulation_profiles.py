"""People by name, and the places where they wear their sensors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from simulated import BOTH, drift, matrices, positions

import retrogait as rg
from retrogait.errors import InvalidOption
from retrogait.simulation import PROFILES, Sensor, Walker
from retrogait.tables.catalogue import SITES


def walk(direction, speed, walker, seconds=30, sites=("left_foot", "right_foot"), sensor=None, **more):
    return rg.simulate_walk(
        direction,
        speed,
        seconds,
        seed=5,
        sites=sites,
        walker=walker,
        sensor=sensor or Sensor.perfect(),
        **more,
    )


def steady(truth):
    return truth.strides[~truth.strides["is_first"] & ~truth.strides["is_last"]]


@pytest.mark.parametrize("direction", BOTH)
@pytest.mark.parametrize("name", PROFILES)
def test_every_profile_walks_and_its_contacts_and_direction_are_found(name, direction):
    recording, truth = walk(
        direction, PROFILES[name].speed_mps[direction], Walker.profile(name), sensor=Sensor()
    )
    session = rg.analyze(recording)
    assert len(session.strides) >= 0.95 * len(truth.strides)
    assert set(session.strides["direction"]) == {direction}


@pytest.mark.parametrize("name", [name for name in PROFILES if name != "plain"])
def test_every_profile_says_who_it_is_and_differs_from_the_plain_walker(name):
    profile = PROFILES[name]
    assert profile.what.endswith(".")
    assert set(profile.speed_mps) == {"forward", "backward"}
    assert Walker.profile(name) != Walker()
    for figure in profile.reproduces:
        assert figure.direction in {"forward", "backward", "both"}
        assert any(mark in figure.source for mark in ("doi", "PMID", "nursingcenter", "J Clin Neurol"))


def test_the_plain_profile_is_the_plain_walker_and_options_replace_those_of_a_profile():
    assert Walker.profile("plain") == Walker()
    assert Walker.profile("adult", leg_length_m=0.8).leg_length_m == 0.8
    assert Walker.profile("adult", soft_tissue=0.0).soft_tissue == 0.0


def test_a_walk_takes_the_name_of_a_profile():
    one, two = (
        rg.simulate_walk("backward", 0.6, 10, 3, walker=w)[0] for w in ("adult", Walker.profile("adult"))
    )
    np.testing.assert_array_equal(one["left_foot"], two["left_foot"])


def test_the_page_has_every_profile_with_its_sources():
    page = (Path(__file__).resolve().parents[1] / "docs" / "simulation.md").read_text()
    for name, profile in PROFILES.items():
        (row,) = [line for line in page.splitlines() if line.startswith(f"| `{name}` |")]
        cells = [cell.strip() for cell in row.split("|")]
        assert [float(cells[3]), float(cells[4])] == [
            profile.speed_mps["backward"],
            profile.speed_mps["forward"],
        ]
        assert {figure.source for figure in profile.reproduces} == set(filter(None, cells[5].split("; ")))


def test_a_profile_that_is_not_there():
    with pytest.raises(
        InvalidOption, match="name is 'knee'; expected one of plain adult .*; choose one of them"
    ):
        Walker.profile("knee")
    with pytest.raises(
        InvalidOption, match="no option 'legs_m'; expected options of Walker, such as leg_length_m"
    ):
        Walker.profile("adult", legs_m=0.8)


# Published figures that a profile reproduces: what the sources say is in PROFILES


def test_older_adults_walk_backward_below_a_speed_with_shorter_steps_and_longer_double_support():
    assert PROFILES["older_adult"].speed_mps["backward"] < 0.6
    for direction in BOTH:
        (_, adult), (_, older) = (
            walk(direction, PROFILES[name].speed_mps[direction], Walker.profile(name))
            for name in ("adult", "older_adult")
        )
        share = [(steady(t)["double_support_s"] / steady(t)["stride_time_s"]).mean() for t in (adult, older)]
        assert share[1] > share[0] + 0.01
        assert steady(older)["stride_length_m"].mean() < 0.95 * steady(adult)["stride_length_m"].mean()


def test_a_painful_knee_steps_as_long_and_as_wide_as_published_and_bends_less():
    walker = Walker.profile("knee_oa")
    _, truth = walk("forward", 1.37, walker)
    assert steady(truth)["stride_length_m"].mean() / 2 == pytest.approx(0.79, abs=0.03)
    assert walker.step_width_m == 0.14
    _, adult = walk("forward", 1.37, Walker.profile("adult"))
    excursion = [np.ptp(t.knee["right_knee_flexion_deg"].loc[5:25]) for t in (truth, adult)]
    assert excursion[0] < excursion[1] - 3.0


def test_parkinson_has_shorter_strides_a_smaller_swing_and_more_variability():
    for direction in BOTH:
        (_, adult), (_, own) = (walk(direction, 0.6, Walker.profile(n), 60) for n in ("adult", "parkinson"))
        assert steady(own)["stride_length_m"].mean() < 0.9 * steady(adult)["stride_length_m"].mean()
    swing = [(steady(t)["swing_time_s"] / steady(t)["stride_time_s"]).mean() for t in (adult, own)]
    assert swing[1] < swing[0]
    for column in ("stride_time_s", "stride_length_m"):
        cv = [steady(t)[column].std() / steady(t)[column].mean() for t in (adult, own)]
        assert cv[1] > 1.3 * cv[0]


def test_stroke_walks_backward_at_the_published_speed_and_limps_in_time_and_length():
    assert PROFILES["stroke"].speed_mps["backward"] == 0.37
    _, truth = walk("forward", 0.8, Walker.profile("stroke"), 60)
    sides = steady(truth).groupby("side")[["step_time_s", "swing_time_s"]].mean()
    assert sides["step_time_s"]["right"] > 1.1 * sides["step_time_s"]["left"]


def test_a_knee_that_lacks_extension_on_one_side_with_and_without_standing():
    straight, shared, own = (
        walk("backward", 0.5, Walker(knee_extension_deficit_deg=d, deficit_in_standing=s), sites=SITES)[
            1
        ].knee
        for d, s in ((0.0, True), ((0.0, 20.0), True), ((0.0, 20.0), False))
    )
    standing = slice(0.2, 1.2)
    for knee in (shared, own):
        walking = knee.loc[5:25]
        assert walking["right_knee_flexion_deg"].min() == pytest.approx(20.0, abs=1.5)
        assert walking["left_knee_flexion_deg"].min() < 15.0
    assert shared["right_knee_flexion_deg"].loc[standing].min() > 19.9
    assert own["right_knee_flexion_deg"].loc[standing].mean() == pytest.approx(
        straight["right_knee_flexion_deg"].loc[standing].mean(), abs=1.0
    )


def test_a_short_leg_stays_straighter_than_the_long_one():
    _, truth = walk("forward", 1.0, Walker(leg_length_difference_m=-0.03), sites=SITES)
    left, right = (truth.knee[f"{side}_knee_flexion_deg"].loc[5:25].mean() for side in ("left", "right"))
    assert right > left + 4.0


def test_a_bouncing_foot_rests_less():
    def still(walker, direction):
        recording, truth = walk(direction, 0.8, walker, rate_hz=200)
        rate = np.abs(recording["left_foot"]["gyr_y"])
        own = truth.strides[truth.strides["side"] == "left"].iloc[2:-2]
        return np.mean([(rate[s.start_s : s.end_s] < 20.0).mean() for s in own.itertuples()])

    for direction in BOTH:
        usual, bouncing = (still(Walker(heel_rise=rise), direction) for rise in (0.0, 0.9))
        assert bouncing < 0.7 * usual


def test_speed_drifts_slowly_and_quick_people_take_more_steps():
    _, truth = walk("forward", 1.0, Walker(speed_drift=0.1), 300)
    speed = steady(truth)["stride_length_m"] / steady(truth)["stride_time_s"]
    slow = speed.rolling(20).mean().dropna()
    _, even = walk("forward", 1.0, Walker(), 300)
    still = (steady(even)["stride_length_m"] / steady(even)["stride_time_s"]).rolling(20).mean().dropna()
    assert slow.std() > 3.0 * still.std()
    assert speed.mean() == pytest.approx(1.0, abs=0.04)
    _, quick = walk("forward", 1.0, Walker(quickness=1.3))
    _, usual = walk("forward", 1.0, Walker())
    assert steady(quick)["cadence_spm"].mean() == pytest.approx(
        1.3 * steady(usual)["cadence_spm"].mean(), rel=0.04
    )


def test_a_handrail_steadies_the_trunk_and_the_width_of_the_steps():
    free, held = (
        walk(
            "backward",
            0.5,
            Walker(handrail=held, step_width_sd_m=0.04),
            60,
            sites=("lower_back", "left_foot"),
        )
        for held in (False, True)
    )
    assert held[0]["lower_back"]["acc_y"].std() < 0.75 * free[0]["lower_back"]["acc_y"].std()
    width = [w[1].paths["left_foot"]["y_m"].loc[5:55].std() for w in (free, held)]
    assert width[1] < 0.75 * width[0]


# What lies between segment and sensor


@pytest.mark.parametrize("site", SITES)
def test_an_adult_sensor_gives_its_path_back(site):
    recording, truth = walk("backward", 0.6, Walker.profile("adult"), 12, sites=SITES, rate_hz=400)
    strides = truth.strides[truth.strides["side"] == "right"].iloc[1:-1]
    values, path = recording[site].to_numpy(), truth.paths[site]
    for row in strides.itertuples():
        start, end = (round((t + 0.5 * row.stance_time_s) * 400) for t in (row.start_s, row.end_s))
        missed_m, turned_deg = drift(values, path, 400.0, start, min(end, len(values) - 1))
        assert missed_m < 0.004
        assert turned_deg < 0.1


@pytest.mark.parametrize("direction", BOTH)
def test_a_mirrored_adult_swaps_sides(direction):
    one, two = (
        walk(direction, 0.6, Walker.profile("adult"), 12, sites=SITES, first_step=first)[0]
        for first in ("left", "right")
    )
    flip = np.array([1, -1, 1, -1, 1, -1])
    for a, b in (("left_foot", "right_foot"), ("right_shank", "left_shank"), ("left_thigh", "right_thigh")):
        np.testing.assert_allclose(one[a].to_numpy(), two[b].to_numpy() * flip, atol=1e-5)
    for trunk in ("lower_back", "sternum"):
        np.testing.assert_allclose(one[trunk].to_numpy(), two[trunk].to_numpy() * flip, atol=1e-5)


def test_each_seed_is_another_person_and_the_same_seed_the_same():
    legs = [
        rg.simulate_walk("forward", 1.0, 12, seed, sites=("left_thigh",), walker=Walker.profile("adult"))[0]
        for seed in (1, 1, 2)
    ]
    np.testing.assert_array_equal(legs[0]["left_thigh"], legs[1]["left_thigh"])
    assert not np.allclose(
        legs[0]["left_thigh"]["gyr_z"].std(), legs[2]["left_thigh"]["gyr_z"].std(), rtol=0.01
    )


@pytest.mark.parametrize(
    ("site", "place", "offset_m"),
    [
        ("left_foot", "heel", (-0.13, 0.0, -0.01)),
        ("right_foot", "toe", (0.09, 0.0, -0.02)),
        ("left_shank", "ankle", (-0.03, 0.04, -0.22)),
        ("right_shank", "ankle", (-0.03, -0.04, -0.22)),
        ("lower_back", "hip", (0.09, -0.16, -0.02)),
    ],
)
def test_a_place_is_a_point_of_the_segment(site, place, offset_m):
    usual, moved = (
        walk("backward", 0.6, Walker(impact=0.0), 8, sites=(site,), sensor=sensor)[1].paths[site]
        for sensor in (Sensor.perfect(), Sensor(places={site: place}))
    )
    np.testing.assert_allclose(
        positions(moved), positions(usual) + matrices(usual) @ np.array(offset_m), atol=1e-9
    )


@pytest.mark.parametrize(("direction", "strikes"), [("backward", "toe"), ("forward", "heel")])
def test_the_end_of_the_foot_that_strikes_rings_more(direction, strikes):
    other = "heel" if strikes == "toe" else "toe"
    added = {}
    for place in ("heel", "toe"):
        loud, quiet = (
            walk(direction, 0.6, Walker(ringing=r), sites=("left_foot",), sensor=_at(place), rate_hz=200)[0]
            for r in (3.0, 1.0)
        )
        added[place] = np.abs(loud["left_foot"]["acc_z"] - quiet["left_foot"]["acc_z"]).max()
    assert 1.5 * added[other] < added[strikes]


def _at(place):
    return Sensor(0.0, 0.0, 0.0, 0.0, None, None, places={"left_foot": place})


def test_a_phone_in_a_pocket_swings_and_turns():
    strapped, pocketed = (
        walk("forward", 1.1, Walker(), 60, sites=("left_thigh",), sensor=sensor)[1].paths["left_thigh"]
        for sensor in (Sensor.perfect(), Sensor(places={"left_thigh": "pocket"}))
    )
    turned = np.einsum("nji,njk->nik", matrices(strapped), matrices(pocketed))
    angle = np.degrees(np.arccos(np.clip((np.trace(turned, axis1=1, axis2=2) - 1) / 2, -1, 1)))
    assert 2.0 < np.median(angle) < 10.0
    assert angle.max() < 30.0


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"left_foot": "ankle"},
            "places of 'left_foot' is 'ankle'; expected one of instep heel toe; correct it",
        ),
        ({"left_hand": "heel"}, "places is .*; expected a mapping of sites, of "),
    ],
)
def test_places_that_are_not_there(given, message):
    with pytest.raises(InvalidOption, match=message):
        Sensor(places=given)


@pytest.mark.parametrize(
    ("style", "message"),
    [
        (
            {"knee_extension_deficit_deg": (0.0, 50.0)},
            "knee_extension_deficit_deg is 50.0; expected a number from 0 to",
        ),
        ({"heel_rise": 1.2}, "heel_rise is 1.2; expected a number from 0 to 1"),
        ({"personal_motion": 3.0}, "personal_motion is 3.0; expected a number from 0 to 2"),
        ({"quickness": 0.1}, "quickness is 0.1; expected a number from 0.4 to 2.5"),
    ],
)
def test_people_who_do_not_exist_are_refused(style, message):
    with pytest.raises(InvalidOption, match=message):
        Walker(**style)
