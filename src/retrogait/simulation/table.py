"""Sensors that lie on a table: taken off or put on by hand, each turned its own way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait.simulation.curves import bump, ease
from retrogait.simulation.pose import Pose, product
from retrogait.tables.catalogue import SITES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from retrogait.simulation.curves import Floats
    from retrogait.simulation.foot import FootPath
    from retrogait.simulation.program import Spell

ON_TABLE = ("table", "off")
_HANDLED_S = 2.0
_TABLE_M = (
    0.50,
    0.45,
    0.75,
)  # ahead of, left of and over the middle of the feet, where the first sensor lies
_APART_M = 0.12
_LEAST_TURN_RAD, _LARGEST_TURN_RAD = 0.6, 2.6
_LIFTED_M, _WAVERS_M, _WAVERS_RAD, _WAVERS_HZ = 0.20, 0.03, 0.35, 1.6
_KNOCK_M, _KNOCK_HZ, _KNOCK_LASTS_S = 3e-4, 22.0, 0.15


@dataclass(frozen=True)
class TableStay:
    """Where one sensor lies in one spell, how it gets there, and when the table is knocked.

    `lying` (3, 3) is how it is turned there; `phases` (3,) are those of the hand's wavering.
    """

    spell: Spell
    place_m: Floats
    lying: Floats
    phases: Floats
    knocks_s: Floats

    def moved(self, worn: Pose, time_s: Floats) -> Pose:
        """Pose of the sensor, of which `worn` is the pose on the body."""
        spell = self.spell
        if time_s[-1] < spell.begin_s or time_s[0] > spell.end_s:
            return worn
        off, on = ((time_s - at) / _HANDLED_S for at in (spell.begin_s, spell.end_s - _HANDLED_S))
        share = (1.0 if spell.first else ease(off)) - (0.0 if spell.last else ease(on))
        held = (0.0 if spell.first else bump(off)) + (0.0 if spell.last else bump(on))
        share, held = (np.broadcast_to(x, len(time_s))[:, None] for x in (share, held))
        wavering = held * np.sin(2.0 * np.pi * (_WAVERS_HZ * time_s[:, None] + self.phases))
        place = worn.position_m + share * (self.place_m - worn.position_m) + _WAVERS_M * wavering
        place[:, 2] += _LIFTED_M * held[:, 0] + self._knocked(time_s)
        change = vectors_of(np.swapaxes(worn.rotation, 1, 2) @ self.lying)
        return Pose(place, product(worn.rotation, from_vectors(share * change + _WAVERS_RAD * wavering)))

    def _knocked(self, time_s: Floats) -> Floats:
        total = np.zeros(len(time_s))
        for knock_s in self.knocks_s:
            t = time_s - knock_s
            total += bump(t / _KNOCK_LASTS_S) * np.sin(2.0 * np.pi * _KNOCK_HZ * t)
        return _KNOCK_M * total


def lay_down(
    spells: Sequence[Spell],
    sites: Sequence[str],
    worn_at: Callable[[Floats], dict[str, Pose]],
    feet: Mapping[str, FootPath],
    rng: np.random.Generator,
) -> dict[str, tuple[TableStay, ...]]:
    """Lay the sensors of these sites on a table in these spells.

    `worn_at` gives their poses on the body at times (n,). What is drawn for a site does not depend on the others worn.
    """
    stays: dict[str, list[TableStay]] = {site: [] for site in sites}
    for spell in spells:
        if spell.kind not in ON_TABLE:
            continue
        at_s = np.array([spell.end_s if spell.first else spell.begin_s])
        worn, standing = worn_at(at_s), [foot.pose(at_s) for foot in feet.values()]
        middle = np.mean([foot.position_m[0] for foot in standing], axis=0)
        ahead = np.mean([foot.rotation[0, :, 0] for foot in standing], axis=0)
        ahead = np.array([ahead[0], ahead[1], 0.0]) / np.hypot(ahead[0], ahead[1])
        left, over = np.array([-ahead[1], ahead[0], 0.0]), np.array([0.0, 0.0, _TABLE_M[2]])
        for number, site in enumerate(SITES):
            axis, angle, phases, shares = rng.standard_normal(3), rng.random(), rng.random(3), rng.random(2)
            if site not in stays:
                continue
            turn_rad = _LEAST_TURN_RAD + (_LARGEST_TURN_RAD - _LEAST_TURN_RAD) * angle
            lying = worn[site].rotation[0] @ from_vectors((turn_rad / np.linalg.norm(axis) * axis)[None])[0]
            place = middle + _TABLE_M[0] * ahead + (_TABLE_M[1] - _APART_M * number) * left + over
            stays[site].append(TableStay(spell, place, lying, phases, _knocks_s(spell, shares)))
    return {site: tuple(stays[site]) for site in sites}


def _knocks_s(spell: Spell, shares: Floats) -> Floats:
    """When the table is knocked: as the sensor is put down and taken up, and at `shares` of the time between."""
    begin_s = spell.begin_s + (0.0 if spell.first else _HANDLED_S)
    end_s = spell.end_s - (0.0 if spell.last else _HANDLED_S) - _KNOCK_LASTS_S
    between = begin_s + shares * (end_s - begin_s)
    return np.array([*([] if spell.first else [begin_s]), *between, *([] if spell.last else [end_s])])


def from_vectors(vectors_rad: Floats) -> Floats:
    """Rotations (n, 3, 3) by rotation vectors (n, 3)."""
    angle = np.linalg.norm(vectors_rad, axis=1)[:, None, None]
    x, y, z = vectors_rad.T
    none = np.zeros(len(x))
    cross = np.stack([none, -z, y, z, none, -x, -y, x, none], axis=1).reshape(-1, 3, 3)
    # sinc and its like stay exact where the angle is 0
    return np.asarray(
        np.eye(3) + np.sinc(angle / np.pi) * cross + 0.5 * np.sinc(angle / (2 * np.pi)) ** 2 * (cross @ cross)
    )


def vectors_of(rotation: Floats) -> Floats:
    """Rotation vectors (n, 3) of rotations (n, 3, 3) of less than half a turn."""
    axis = np.stack(
        [
            rotation[:, 2, 1] - rotation[:, 1, 2],
            rotation[:, 0, 2] - rotation[:, 2, 0],
            rotation[:, 1, 0] - rotation[:, 0, 1],
        ],
        axis=1,
    )
    cosine = (np.trace(rotation, axis1=1, axis2=2) - 1.0) / 2.0
    angle = np.arctan2(0.5 * np.linalg.norm(axis, axis=1), cosine)
    return np.asarray(axis * (0.5 / np.maximum(np.sinc(angle / np.pi), 1e-9))[:, None])
