"""Saved states that were changed: every change is refused by name or changes nothing; none raises anything else."""

from __future__ import annotations

import copy
import json
import random

import pytest

import retrogait as rg
from retrogait.safety import ContactSeen

SITES = ("left_foot", "right_foot", "lower_back")
VALUES = [
    None,
    True,
    0,
    -1,
    2**63,
    0.5,
    1e308,
    float("nan"),
    float("inf"),
    "",
    "left",
    [],
    [[]],
    {},
    {"a": 1},
]
KINDS = {
    "ContactStream": rg.ContactStream,
    "SessionStream": rg.SessionStream,
    "SafetyMonitor": rg.SafetyMonitor,
}


def saved():
    """A state of each kind, after 25 s of walking."""
    walk, _ = rg.simulate_walk("backward", 0.5, 30, seed=1, sites=SITES)
    samples = {site: walk[site].to_numpy()[:2500] for site in SITES}
    foot, session, monitor = (
        rg.ContactStream(100, "left_foot"),
        rg.SessionStream(100, SITES),
        rg.SafetyMonitor(),
    )
    foot.feed(samples["left_foot"])
    for contact in session.push(samples).contacts:
        if contact.event == "initial_contact":
            monitor.observe(ContactSeen(contact.time_s, contact.side, contact.direction))
    of = {"ContactStream": foot, "SessionStream": session, "SafetyMonitor": monitor}
    return {name: json.loads(json.dumps(one.state())) for name, one in of.items()}


SAVED = saved()


def places(values, at=()):
    """The paths to everything in a state."""
    yield at
    inner = (
        values.items() if isinstance(values, dict) else enumerate(values) if isinstance(values, list) else ()
    )
    for key, value in inner:
        yield from places(value, (*at, key))


def change(state, draw):
    """Change one thing: a value is another, is gone, is more, or a text has another letter."""
    changed = copy.deepcopy(state)
    path = draw.choice([path for path in places(changed) if path])
    holder = changed
    for key in path[:-1]:
        holder = holder[key]
    old, how = holder[path[-1]], draw.random()
    if how < 0.2:
        del holder[path[-1]]
    elif how < 0.3 and isinstance(holder, dict):
        holder["more"] = draw.choice(VALUES)
    elif how < 0.3:
        holder.append(draw.choice(VALUES))
    elif how < 0.6 and isinstance(old, str) and old:
        at = draw.randrange(len(old))
        holder[path[-1]] = old[:at] + draw.choice("Az09+/= ") + old[at + 1 :]
    else:
        holder[path[-1]] = draw.choice(VALUES)
    return changed


@pytest.mark.parametrize("name", KINDS)
def test_every_change_is_refused_or_none(name):
    draw = random.Random(7)  # noqa: S311 - no secret
    whole = json.dumps(SAVED[name], sort_keys=True)
    refused = 0
    for _ in range(300):
        changed = change(SAVED[name], draw)
        if json.dumps(changed, sort_keys=True) == whole:
            continue
        with pytest.raises(rg.InvalidTable):
            KINDS[name].from_state(changed)
        refused += 1
    assert refused > 250


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("depth", [500, 100_000])
def test_what_is_nested_without_end_is_refused(name, depth):
    nested: list = []
    for _ in range(depth):
        nested = [nested]
    for state in ({**SAVED[name], "more": nested}, nested):
        with pytest.raises(rg.InvalidTable):
            KINDS[name].from_state(state)


@pytest.mark.parametrize("name", KINDS)
def test_a_whole_state_goes_on(name):
    assert KINDS[name].from_state(SAVED[name]).state() == SAVED[name]
