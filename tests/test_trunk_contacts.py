"""Contacts of a trunk, from the double supports that its steps are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from trunk_motions import steps_in_a_row, trunk_motion

from retrogait.gait.swings import Directions
from retrogait.gait.trunk_contacts import TrunkContactOptions
from retrogait.gait.trunk_movements import Movements

OPTIONS = TrunkContactOptions()


def contacts(steps, options=OPTIONS, **columns):
    n = len(steps.at_s)
    directions = Directions(np.zeros(n, np.intp), np.full(n, 0.9), np.full(n, np.nan))
    movements = Movements(*(np.asarray(columns.get(k, np.zeros(n, bool))) for k in ("running", "stairs")))
    return options.detect(trunk_motion(), steps, directions, movements)


@pytest.mark.parametrize(
    ("step_s", "sense", "lead_s"),
    [(0.5, 1, 0.05), (0.65, 1, 0.065), (0.85, 1, 0.085 + 0.25 * 0.2), (0.5, -1, 0.05 + 0.03)],
)
def test_a_contact_leads_double_support_the_more_the_slower(step_s, sense, lead_s):
    steps = steps_in_a_row(step_s=step_s, sense=sense)
    swings = contacts(steps)
    np.testing.assert_allclose(swings["initial_contact_s"], steps.at_s - lead_s)
    np.testing.assert_allclose(swings["stride_period_s"], 2 * step_s)
    assert np.isnan(swings["final_contact_s"]).all()


@pytest.mark.parametrize("slow_s", [0.59, 0.61])
def test_what_is_slow_from_both_sides(slow_s):
    late = 3.0 - contacts(steps_in_a_row(), replace(OPTIONS, slow_s=slow_s))["initial_contact_s"][0]
    assert late == pytest.approx(0.06 + 0.25 * max(0.0, 0.6 - slow_s))


def test_sides_take_turns_and_every_walk_begins_with_the_left():
    steps = steps_in_a_row(7)._replace(walk=np.array([0, 0, 0, 1, 1, 2, 2]))
    assert contacts(steps)["side"].tolist() == [0, 1, 0, 0, 1, 0, 1]


def test_no_contact_is_before_the_first_sample():
    steps = steps_in_a_row(4)
    early = contacts(steps._replace(at_s=steps.at_s - 2.99))
    assert early["initial_contact_s"].min() == 0.0


def test_running_and_stairs_are_passed_on():
    flags = np.arange(9) > 4
    swings = contacts(steps_in_a_row(), running=flags, stairs=~flags)
    assert swings["is_running"].tolist() == flags.tolist()
    assert swings["is_stairs"].tolist() == (~flags).tolist()
