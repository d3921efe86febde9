"""How a sensor is worn, and when it is not: each threshold from both sides, on gravity and turning made by hand."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from retrogait.kinematics import worn
from retrogait.kinematics.worn import Worn

RATE_HZ = 48.0  # twelve samples to a quarter of a second
Part = tuple[float, float, float]  # seconds, tilt in deg, turning in deg/s


def recording(*parts: Part, site: str = "left_foot", walk_dps: float = 100.0, stride_s: float = 1.25):
    """Parts of so many seconds: gravity tilted to the left by so much, turning evenly, or walking where it is None."""
    columns = []
    for seconds, tilt_deg, turn_dps in parts:
        time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
        part = np.zeros((6, len(time_s)))
        part[1], part[2] = 9.81 * np.sin(np.radians(tilt_deg)), 9.81 * np.cos(np.radians(tilt_deg))
        part[4] = walk_dps * np.sin(2 * np.pi * time_s / stride_s) if turn_dps is None else turn_dps
        columns.append(part)
    channels = np.concatenate(columns, axis=1)
    return SimpleNamespace(
        sites=(site,),
        rate_hz=RATE_HZ,
        n_samples=channels.shape[1],
        channels=lambda _: channels,
        time_s=np.arange(channels.shape[1]) / RATE_HZ,
    )


WALK, LONG_WALK = (12.0, 0.0, None), (30.0, 0.0, None)


def off_s(*parts: Part, **given: float) -> list[tuple[float, float]]:
    """Spans in which a sensor is found not to be worn, s."""
    found = Worn.find(recording(*parts, **given))
    assert found.walks["left_foot"]
    return [(a / RATE_HZ, b / RATE_HZ) for a, b in found.off.get("left_foot", [])]


@pytest.mark.parametrize(("tilt_deg", "off"), [(43.0, False), (47.0, True), (180.0, True)])
def test_a_sensor_that_turns_is_off_beyond_45_degrees(tilt_deg, off):
    """Gravity is averaged over a stride, so the spell seems shorter by what it takes to tip over."""
    spells = off_s(LONG_WALK, (20.0, tilt_deg, 50.0), LONG_WALK)
    assert spells == ([(pytest.approx(30.0, abs=1.0), pytest.approx(50.0, abs=1.0))] if off else [])


@pytest.mark.parametrize(("seconds", "off"), [(2.0, True), (1.75, False)])
def test_a_leg_that_is_lifted_high_for_less_than_two_seconds_is_not_off(seconds, off):
    assert bool(off_s(WALK, (seconds, 180.0, 50.0), WALK)) == off


@pytest.mark.parametrize(
    ("seconds", "tilt_deg", "turn_dps", "off"),
    [
        (10.0, 35.0, 2.9, True),
        (10.0, 35.0, 3.0, False),
        (10.0, 28.0, 2.9, True),
        (10.0, 24.0, 2.9, False),
        (6.0, 42.0, 1.0, True),
        (4.5, 42.0, 1.0, False),
    ],
)
def test_a_sensor_lies_that_is_still_for_five_seconds_beyond_25_degrees(seconds, tilt_deg, turn_dps, off):
    """Beside it is a spell of turning, tilted the other way, so that gravity wanders at all."""
    parts = (LONG_WALK, (seconds, tilt_deg, turn_dps), LONG_WALK, (10.0, -40.0, 50.0))
    assert bool(off_s(*parts)) == off


@pytest.mark.parametrize(("apart_s", "spells"), [(4.75, 1), (5.25, 2)])
def test_two_spells_within_five_seconds_are_one(apart_s, spells):
    """Gravity between them is as in walking, but who moves the sensor about does not walk."""
    lies = (10.0, 90.0, 0.0)
    assert len(off_s(WALK, lies, (apart_s, 0.0, 50.0), lies, WALK)) == spells


@pytest.mark.parametrize(("handled_s", "begins_s"), [(4.5, 14.0), (5.5, 19.5)])
def test_what_lies_within_five_seconds_of_standing_is_handling(handled_s, begins_s):
    stands = (2.0, 0.0, 0.0)
    ((first, _),) = off_s(WALK, stands, (handled_s, 0.0, 50.0), (10.0, 90.0, 0.0))
    assert first == pytest.approx(begins_s, abs=0.5)


@pytest.mark.parametrize(("turn_dps", "begins_s"), [(9.5, 14.0), (10.5, 16.0)])
def test_who_turns_by_10_degrees_a_second_does_not_stand(turn_dps, begins_s):
    ((first, _),) = off_s(WALK, (2.0, 0.0, turn_dps), (2.0, 0.0, 50.0), (10.0, 90.0, 0.0))
    assert first == pytest.approx(begins_s, abs=0.5)


@pytest.mark.parametrize(("start_s", "end_s"), [(12.25, 20.5), (12.5, 20.25)])
def test_spells_are_known_to_a_quarter_of_a_second(start_s, end_s):
    assert off_s((start_s, 0.0, None), (end_s - start_s, 90.0, 50.0), WALK) == [(start_s, end_s)]


def test_gravity_is_averaged_over_a_stride():
    """A foot that tilts by 60 degrees to either side over a slow stride of 2.25 s is upright on average."""
    made = recording((60.0, 0.0, 50.0))
    swings = (made.time_s > 4.5) & (made.time_s < 54.0)
    tilt = np.radians(60.0) * np.sin(2 * np.pi * made.time_s / 2.25) * swings
    made.channels("left_foot")[1:3] = 9.81 * np.sin(tilt), 9.81 * np.cos(tilt)
    assert Worn.find(made) == Worn({"left_foot": True}, {})


# Whether it is known at all.


@pytest.mark.parametrize(("tilt_deg", "known"), [(44.0, True), (46.0, False)])
def test_a_sensor_at_rest_says_how_it_is_worn_where_it_is_upright(tilt_deg, known):
    assert Worn.find(recording((30.0, tilt_deg, 50.0))) == Worn({"left_foot": known}, {})


@pytest.mark.parametrize(("apart_deg", "known"), [(22.0, True), (23.0, False)])
def test_a_sensor_is_upright_throughout_that_stays_within_half_of_45_degrees(apart_deg, known):
    found = Worn.find(recording((15.0, apart_deg, 50.0), (15.0, -apart_deg, 50.0)))
    assert found == Worn({"left_foot": known}, {})


@pytest.mark.parametrize(
    ("site", "rms_dps", "walks"),
    [
        ("left_foot", 20.5, True),
        ("left_foot", 19.5, False),
        ("lower_back", 5.2, True),
        ("lower_back", 4.8, False),
    ],
)
def test_a_walk_turns_a_limb_by_20_degrees_a_second_and_a_trunk_by_5(site, rms_dps, walks):
    """Root mean square; strides of 1.5 s fill windows of 6 s."""
    made = recording((30.0, 90.0, None), site=site, walk_dps=rms_dps * np.sqrt(2.0), stride_s=1.5)
    assert Worn.find(made).walks == {site: walks}


@pytest.mark.parametrize(("strength", "walks"), [(0.45, True), (0.44, False)])
def test_a_walk_repeats(monkeypatch, strength, walks):
    asked = {}

    def repeats(coarse, coarse_hz, starts, length, low_s, high_s, share, periods, found):
        asked.update(coarse_hz=coarse_hz, length=length, hops=set(np.diff(starts[:-1])))
        found[:] = strength

    monkeypatch.setattr(worn.period, "window_periods", repeats)
    assert Worn.find(recording((30.0, 90.0, None))).walks == {"left_foot": walks}
    assert asked == {"coarse_hz": 24.0, "length": 144, "hops": {36}}  # 25 Hz, 6 s and 1.5 s


@pytest.mark.parametrize(("share", "walks"), [(0.31, True), (0.29, False)])
def test_what_turns_much_less_than_the_walk_is_none(share, walks):
    """Three tenths of what the liveliest tenth of the windows have."""
    made = recording((30.0, 90.0, None), (70.0, 90.0, None), walk_dps=141.4)
    channels = made.channels("left_foot")
    channels[4, round(30 * RATE_HZ) :] *= share
    blocks = worn._repeats(channels, RATE_HZ, "left_foot", 400, 12)
    assert blocks[:100].all()
    assert blocks[160:].any() == walks


@pytest.mark.parametrize(("apart_deg", "usual_deg"), [(24.0, 52.0), (26.0, 0.0)])
def test_tilts_are_alike_within_25_degrees(apart_deg, usual_deg):
    """Six at 0, five at 40 and five further on: these ten are more only where they are alike."""
    tilt = np.radians(np.repeat([0.0, 40.0, 40.0 + apart_deg], [6, 5, 5]))
    x, _, z = worn._most_frequent(np.stack([np.sin(tilt), 0.0 * tilt, np.cos(tilt)]))
    assert np.degrees(np.arctan2(x, z)) == pytest.approx(usual_deg, abs=0.1)


def test_three_hundred_blocks_are_looked_at():
    """Of 600 every second: of those most point up, of all to the left, and of every fourth ahead."""
    up = np.zeros((3, 600))
    up[1, 1::2] = 1.0
    up[2, 2::4] = 1.0
    up[2, 0:160:4] = 1.0
    up[0, 160::4] = 1.0
    np.testing.assert_allclose(worn._most_frequent(up), [0.0, 0.0, 1.0], atol=1e-12)


def test_lost_samples_of_a_block_are_left_out_of_its_mean():
    channels = np.arange(24.0).reshape(1, -1) * np.ones((3, 1))
    channels[:, 3] = np.nan
    channels[:, 12:] = np.nan
    means = worn._block_means(channels, 12)
    np.testing.assert_allclose(means[:, 0], (66.0 - 3.0) / 11.0)
    assert np.isnan(means[:, 1]).all()
    sums = worn._around(np.ones((3, 20)))
    assert sums[0].tolist() == [5, 6, 7, 8, *[9] * 12, 8, 7, 6, 5]


def test_the_note_counts_spells():
    times = np.arange(100.0)
    notes = [
        Worn({}, {"left_foot": [(10 * k, 10 * k + 6) for k in range(count)]}).notes(
            SimpleNamespace(time_s=times)
        )
        for count in (1, 2, 3)
    ]
    heads = [note.split(",")[0:3] for (note,) in notes]
    assert heads == [
        [
            "left_foot: 5 s",
            " from 0 to 5 s",
            " are left out: gravity stays more than 45 deg from where it is in walking",
        ],
        [
            "left_foot: 10 s",
            " from 0 to 5 s and 1 more spell",
            " are left out: gravity stays more than 45 deg from where it is in walking",
        ],
        [
            "left_foot: 15 s",
            " from 0 to 5 s and 2 more spells",
            " are left out: gravity stays more than 45 deg from where it is in walking",
        ],
    ]
