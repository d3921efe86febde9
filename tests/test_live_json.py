"""What a stream decided, as JSON: plain values, by the names of the fields, the same as the table has."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest
from walks import FEET, simulate

import retrogait as rg
from retrogait.live import LiveStride, LiveUpdate, NearFall, RollingMeasures, contact_table
from retrogait.tables.catalogue import EVENTS
from retrogait.tables.plain import write_columns

NAN = float("nan")
SITES = (*FEET, "lower_back")


@pytest.fixture(scope="module")
def update():
    recording, _ = simulate("backward", 0.5, 20, seed=3, sites=SITES)
    stream = rg.SessionStream(100.0, SITES)
    update = stream.push({site: np.array(recording[site], float) for site in SITES})
    return update, stream.rolling()


def test_events_are_what_a_session_writes(update):
    """The naive twin makes the table first."""
    assert update[0].to_dict()["events"] == write_columns(EVENTS, update[0].events)
    empty = LiveUpdate([], [], [], [])
    assert empty.to_dict()["events"] == write_columns(EVENTS, empty.events)


def test_every_part_of_an_update_goes_through_json(update):
    fall = NearFall(12.5, 300.0, 5.0, 12.7)
    whole = LiveUpdate(update[0].contacts, update[0].strides, [fall], ["left_foot: every number is 0"])
    again = json.loads(json.dumps(whole.to_dict(), allow_nan=False))
    assert len(again["events"]["time_s"]) == len(whole.contacts) > 20
    assert again["strides"] == [stride.to_dict() for stride in whole.strides]
    assert len(again["strides"]) > 20
    assert again["near_falls"] == [fall.to_dict()]
    assert again["notes"] == ["left_foot: every number is 0"]


def test_a_tuple_comes_back_from_its_plain_values(update):
    contacts, (now) = update[0].contacts, update[1]
    for row in (*contacts[:6], update[0].strides[0], NearFall(1.0, 2.0, NAN, 3.0), now):
        plain = json.loads(json.dumps(row.to_dict(), allow_nan=False))
        assert tuple(plain) == row._fields
        for name, value in plain.items():
            known = getattr(row, name)
            if isinstance(known, float) and math.isnan(known):
                assert value is None
            else:
                assert value == (list(known) if isinstance(known, tuple) else known)


def test_what_is_not_known_is_none():
    assert LiveStride(0.0, 1.0, "left", NAN, NAN, 1.1).to_dict()["speed_mps"] is None
    assert RollingMeasures(1.0).to_dict()["cadence_spm"] is None
    assert RollingMeasures(1.0, silent_sites=("sternum",)).to_dict()["silent_sites"] == ["sternum"]
    contact = rg.Contact(1.0, "left", "initial_contact", "unknown", NAN, None, NAN, 1.1)
    assert [
        contact.to_dict()[name] for name in ("direction_confidence", "strike", "foot_strike_angle_deg")
    ] == [None] * 3
    assert math.isnan(contact.direction_confidence), "the tuple itself keeps its NaN"


@pytest.mark.parametrize("count", [0, 1, 2, 8, 9, 30])
def test_a_table_of_few_contacts_is_the_table_of_many(update, count):
    """Small tables are put together from columns that are kept: they are those that `EVENTS` makes, and one's own."""
    contacts = update[0].contacts[:count]
    columns = dict(zip(rg.Contact._fields, zip(*contacts, strict=True), strict=True)) if contacts else None
    table, again = contact_table(contacts), contact_table(iter(contacts))
    pd.testing.assert_frame_equal(table, EVENTS.frame(columns))
    EVENTS.check(table)
    if count:
        table.loc[0, ["side", "bout_id", "time_se_s"]] = [
            "right" if table.loc[0, "side"] == "left" else "left",
            7,
            0.1,
        ]
    pd.testing.assert_frame_equal(again, contact_table(contacts))
