"""Swings as arrays."""

import numpy as np
import pytest

from retrogait.gait.swings import Swings, join_swings
from retrogait.tables.catalogue import SIDES, SWINGS
from retrogait.tables.kinds import COUNT

LEFT = Swings({"side": np.zeros(2, int), "initial_contact_s": np.array([1.0, 2.0])})
RIGHT = Swings({"side": np.ones(1, int), "initial_contact_s": np.array([1.5]), "bout_id": np.array([4])})


def test_column_view_not_given_are_missing():
    assert len(LEFT) == 2
    assert np.isnan(LEFT["displacement_m"]).all()
    assert LEFT["strike"].tolist() == [-1, -1]
    assert COUNT.find_missing(LEFT["bout_id"]).all()
    assert len(Swings()) == len(join_swings([])) == 0


def test_all_columns_of_the_schema_are_there():
    for name in SWINGS.names:
        assert len(RIGHT[name]) == 1


def test_rows_are_taken_joined_and_changed_together():
    both = join_swings([LEFT, RIGHT])
    last = both.take(np.array([2, 0]))
    assert [SIDES[side] for side in last["side"]] == ["right", "left"]
    assert last["initial_contact_s"].tolist() == [1.5, 1.0]
    assert last["bout_id"].tolist() == [4, COUNT.missing]
    assert both.with_columns({"bout_id": np.zeros(3, int)})["bout_id"].tolist() == [0, 0, 0]
    assert both["bout_id"].tolist() == [COUNT.missing, COUNT.missing, 4]


def test_a_column_of_another_name_is_an_error():
    with pytest.raises(KeyError, match="swings have no column speed"):
        LEFT.with_columns({"speed": np.zeros(2)})
