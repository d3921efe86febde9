"""What simulated people do without steps: they sit, lie, and lay their sensors on a table."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from simulated import matrices, positions

import retrogait as rg
from retrogait.errors import InvalidOption
from retrogait.simulation import Sensor, Walker
from retrogait.tables.catalogue import SITES

WALK = ("forward", 5)


def simulate(*program, sites=SITES, **arguments):
    return rg.simulate_walk(program=program, seed=5, sites=sites, sensor=Sensor.perfect(), **arguments)


def middle(frame, spell, within_s=0.5):
    centre = (spell.start_s + spell.end_s) / 2
    return frame.loc[centre - within_s : centre + within_s]


def test_who_sits_has_level_thighs_and_bent_knees_and_makes_no_steps():
    recording, truth = simulate(WALK, ("sit", 10), WALK)
    (spell,) = truth.spells.itertuples()
    assert (spell.kind, spell.end_s - spell.start_s) == ("sit", pytest.approx(10.0))
    inside = truth.events.time_s.between(spell.start_s, spell.end_s)
    assert not inside.any()
    assert middle(truth.knee, spell).to_numpy().min() > 75.0
    assert middle(truth.knee, spell).to_numpy().max() < 110.0
    assert abs(middle(truth.paths["left_thigh"], spell).pitch_deg).mean() == pytest.approx(85.0, abs=12.0)
    assert abs(middle(truth.paths["left_shank"], spell).pitch_deg).mean() < 20.0
    feet = truth.paths["left_foot"].loc[spell.start_s : spell.end_s, ["x_m", "y_m", "z_m"]]
    np.testing.assert_allclose(np.ptp(feet, axis=0), 0.0, atol=1e-9)  # the feet stay
    height = truth.paths["lower_back"].z_m
    fallen = height.loc[spell.start_s :].iloc[0] - middle(height, spell).mean()
    assert 0.3 < fallen < 0.5
    chest = truth.paths["sternum"].pitch_deg.loc[spell.start_s : spell.end_s]
    assert chest.max() > 25.0  # people lean forward to sit down
    still = middle(recording["lower_back"], spell)
    np.testing.assert_allclose(np.linalg.norm(still.iloc[:, :3], axis=1), 9.80665, atol=0.01)
    after, before = (truth.knee.loc[t:].iloc[0] for t in (spell.end_s, spell.start_s))
    np.testing.assert_allclose(after, before, atol=3.0)


def test_who_lies_has_gravity_along_the_trunk_s_front():
    recording, truth = simulate(WALK, ("lie", 14), WALK, sites=("lower_back", "sternum", "left_foot"))
    (spell,) = truth.spells.itertuples()
    for site in ("lower_back", "sternum"):
        lying = middle(recording[site], spell).iloc[:, :3]
        np.testing.assert_allclose(lying, np.broadcast_to([9.80665, 0.0, 0.0], lying.shape), atol=0.3)
        assert truth.paths[site].pitch_deg.min() == pytest.approx(-90.0, abs=1.0)
    speed = truth.paths["sternum"][["x_m", "y_m", "z_m"]].diff() * 100
    assert speed.loc[spell.start_s : spell.end_s].abs().to_numpy().max() < 1.5
    assert not truth.events.time_s.between(spell.start_s, spell.end_s).any()


def test_a_program_begins_and_ends_in_its_first_and_last_spell():
    recording, truth = simulate(("sit", 8), WALK, ("lie", 10))
    assert truth.knee.iloc[0].min() > 75.0
    assert truth.spells.kind.tolist() == ["sit", "lie"]
    assert truth.spells.start_s[0] == 0.0
    assert truth.spells.end_s[1] == pytest.approx(recording.duration_s, abs=0.02)
    assert recording["lower_back"].acc_x.iloc[-1] == pytest.approx(9.8, abs=0.1)


def test_sensors_on_a_table_lie_each_its_own_way_and_measure_gravity():
    recording, truth = simulate(WALK, ("table", 12), WALK)
    (spell,) = truth.spells.itertuples()
    turned = []
    for site in SITES:
        lying = middle(recording[site], spell, 0.05)
        assert np.abs(lying.iloc[:, 3:]).max().max() < 0.2
        rotation = matrices(middle(truth.paths[site], spell, 0.05))
        np.testing.assert_allclose(
            np.einsum("nij,nj->ni", rotation, lying.iloc[:, :3])[:, :2], 0.0, atol=0.05
        )
        turned.append(rotation[0])
        assert middle(truth.paths[site], spell).z_m.mean() == pytest.approx(0.80, abs=0.02)
        # it comes back to its place on the body, as it was
        before, after = (
            truth.paths[site].loc[t:].iloc[0] for t in (spell.start_s - 0.05, spell.end_s + 0.05)
        )
        np.testing.assert_allclose(after, before, atol=0.02)
    angles = [
        np.degrees(np.arccos(np.clip((np.trace(a.T @ b) - 1) / 2, -1, 1)))
        for i, a in enumerate(turned)
        for b in turned[:i]
    ]
    assert min(angles) > 5.0
    assert not truth.events.time_s.between(spell.start_s, spell.end_s).any()
    handled = recording["left_foot"].loc[spell.start_s : spell.start_s + 2.0]
    assert handled.gyr_x.abs().max() > 60.0


def test_off_is_another_word_for_table_and_the_walk_stays_the_same():
    one, table = simulate(WALK, ("table", 8), WALK)
    other, off = simulate(WALK, ("off", 8), WALK)
    pd.testing.assert_frame_equal(one.wide(), other.wide())
    assert off.spells.kind.tolist() == ["table"]
    _, stood = simulate(WALK, ("stand", 9.6), WALK)
    np.testing.assert_allclose(table.events.time_s, stood.events.time_s, atol=1e-9)
    alone, _ = simulate(WALK, ("off", 8), WALK, sites=("right_shank",))
    pd.testing.assert_frame_equal(alone["right_shank"], one["right_shank"])
    again, _ = rg.simulate_walk(
        program=[WALK, ("off", 8), WALK], seed=6, sites=SITES, sensor=Sensor.perfect()
    )
    assert not np.allclose(again["left_foot"].iloc[900], one["left_foot"].iloc[900], atol=0.5)


def test_spells_after_a_climb_and_on_a_hill_stay_with_the_body():
    _, truth = simulate(("stairs_up", 4), ("sit", 8), ("table", 8), ("backward", 4))
    table = truth.spells[truth.spells.kind == "table"].iloc[0]
    assert middle(truth.paths["left_foot"], table).z_m.mean() == pytest.approx(0.80 + 4 * 0.17, abs=0.02)
    recording, hill = rg.simulate_walk(
        program=[WALK, ("sit", 9)], incline_deg=8.0, seed=1, sites=SITES, sensor=Sensor.perfect()
    )
    assert hill.knee.iloc[-1].min() > 60.0
    np.testing.assert_allclose(
        np.linalg.norm(recording["sternum"].iloc[-50:, :3], axis=1), 9.80665, atol=0.02
    )


@pytest.mark.parametrize("walker", [Walker(leg_length_m=0.6), Walker(knee_extension_deficit_deg=25.0)])
def test_other_people_sit_and_lie_too(walker):
    _, truth = simulate(("sit", 8), WALK, ("lie", 10), walker=walker)
    assert truth.knee.iloc[[0, -1]].to_numpy().min() > 70.0
    for site in SITES:
        speed = np.diff(positions(truth.paths[site]), axis=0) * 100
        assert np.abs(np.diff(speed, axis=0)).max() * 100 < 160.0


@pytest.mark.parametrize(
    ("segment", "message"),
    [
        (
            ("sit", 3),
            "program[0] is ('sit', 3); sit takes seconds from 5 to 86400, with the time to get there",
        ),
        (("lie", 5), "program[0] is ('lie', 5); lie takes seconds from 9 to 86400"),
        (("table", 1), "program[0] is ('table', 1); table takes seconds from 5 to 86400"),
        (("off", 0), "program[0] is ('off', 0); off takes seconds from 5 to 86400"),
        (("sit", 9, 1.0), "program[0] is ('sit', 9, 1.0); only forward and backward take a speed"),
    ],
)
def test_spells_too_short_are_refused(segment, message):
    with pytest.raises(InvalidOption, match=re.escape(message)):
        rg.simulate_walk(program=[segment])
