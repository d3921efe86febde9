"""Why a sensor gave no strides, in words: the criterion that no swing passed, and the next step.

It is found by opening one gate after the other: the one that, opened alone, lets the most swings through.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from retrogait._kernels import swings
from retrogait._kernels.constants import LONGEST_STRIDE_S, SHORTEST_STRIDE_S
from retrogait.gait.contacts import ContactOptions
from retrogait.gait.custom_stages import class_name
from retrogait.kinematics.gaps import LONGEST_BRIDGE_S, SHORTEST_S, bridge_gaps, unbroken
from retrogait.kinematics.limb import LimbMotion
from retrogait.kinematics.thigh import ThighMotion
from retrogait.kinematics.track import track
from retrogait.kinematics.trunk import TrunkMotion
from retrogait.kinematics.zero_velocity import follow_stride
from retrogait.tables.catalogue import TRUNK

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    import pandas as pd

    from retrogait._arrays import Floats
    from retrogait.gait.stages import Stages
    from retrogait.kinematics.track import Motion
    from retrogait.recording import Recording


_LEAST_DPS = 10.0  # root mean square of the slowest walk at a limb; a trunk has less
_LEAST_TRUNK_DPS = 2.5
_WALK = "walk over ground at your own pace for 10 s or more"
_LONGER = "record a walk of 10 s or more without a stop"
_ELSEWHERE = f"{_WALK}, with a sensor on a foot, which rests at every step"


class Gate(NamedTuple):
    """A gate between swings and steps: options that open it, its description, and the next step."""

    opened: dict[str, Any]
    words: str
    advice: str


_LIMB = (
    Gate({"least_swing_mps": 0.0, "least_peak_share": 0.0}, "its swings are slow ({speed})", _WALK),
    Gate(
        {
            "least_displacement_m": 0.0,
            "least_closing_displacement_m": 0.0,
            "least_straightness": 0.0,
            "least_shank_straightness": 0.0,
            "most_shank_detour_m": 1e9,
        },
        "its swings end about where they began ({way}), as in marching on the spot",
        _WALK,
    ),
    Gate({"steepest": 1e9}, "its swings rise more than they go ahead", "walk on the level"),
    Gate(
        {"longest_periods": 1e9},
        "it rests less than once in three strides",
        _ELSEWHERE,
    ),
    Gate(
        {"gravity_tolerance": 1.0},
        "what the accelerometer shows from rest to rest is not always the same 1 g",
        "check its unit, its range and that it sits firmly",
    ),
    Gate(
        {"most_swing": 1.0, "most_shank_swing": 1.0},
        "it is in the air for more than half of the time, as in shaking or running",
        "walk, and strap it on firmly",
    ),
    Gate(
        {"least_dwell": 0.0},
        "it hardly stays on the ground between swings ({dwell} of the stride)",
        _ELSEWHERE,
    ),
    Gate(
        {"most_of_a_sine": 1.0},
        "it moves to and fro evenly, as in shaking or cycling, without a stance",
        _ELSEWHERE,
    ),
    Gate(
        {"most_about_a_point": 1.0},
        "it turns about a point that stays where it is, as a leg does in swinging or cycling",
        _WALK,
    ),
)
_THIGH = (
    Gate({"least_swing_dps": 0.0, "least_share": 0.0}, "it turns slowly", _ELSEWHERE),
    Gate({"least_rise": 0.0}, "it is lifted as fast as it falls, as in marching on the spot", _WALK),
    Gate({"least_radius_m": 0.0}, "it turns about a hip that stays where it is", _WALK),
    Gate({"least_clearness": 0.5}, "it turns about no axis in particular", "strap it on firmly"),
    Gate({"least_contrast": -1e9}, "its movements forward and back do not differ", _ELSEWHERE),
    Gate(
        {"largest_spread": 0.5, "largest_lead": 0.5},
        "the hip is not highest in the middle of its swing, as in cycling",
        _ELSEWHERE,
    ),
)
_TRUNK = (
    Gate({"least_worth": 0.0}, "it is hardly pushed up and slowed as in steps", _ELSEWHERE),
    Gate({"least_push_mps2": 0.0}, "it hardly speeds up and slows down", _ELSEWHERE),
    Gate({"most_spread": 1e9, "most_rough_spread": 1e9}, "its steps are not alike", _ELSEWHERE),
    Gate({"least_steps": 2}, "there are only a few steps in a row", _LONGER),
    Gate({"least_sway": 0.0}, "it does not sway from foot to foot", _ELSEWHERE),
    Gate(
        {"largest_tilt_deg": 179.0, "largest_wobble_deg": 179.0},
        "it is tilted from upright",
        "strap it on firmly, or declare how it is mounted",
    ),
)


def silence_notes(
    recording: Recording, sites: Iterable[str], strides: pd.DataFrame, stages: Stages, named: Collection[str]
) -> list[str]:
    """Explain for each site without strides why there are none, sites with the same reason together.

    Sites `named` are faulty as other notes say, with what to do.
    """
    alike: dict[str, list[str]] = {}
    for site in sites:
        own = strides if site in TRUNK else strides[strides["side"] == site.split("_", 1)[0]]
        if not len(own) and site not in named and recording.duration_s >= SHORTEST_S:
            alike.setdefault(_why(recording, site, stages), []).append(site)
    return [f"{' '.join(names)}: no strides: {why}" for why, names in alike.items()]


def _why(recording: Recording, site: str, stages: Stages) -> str:
    rate_hz = recording.rate_hz
    values, _ = bridge_gaps(
        np.array(recording.channels(site).T, order="C"), round(LONGEST_BRIDGE_S * rate_hz)
    )
    whole = unbroken(values, round(SHORTEST_S * rate_hz))
    if not whole:
        share = float(np.isnan(values).any(axis=1).mean())
        return (
            f"{100 * share:.0f} % of its samples are missing or left out, and no {SHORTEST_S:g} s are without a gap of "
            f"more than {LONGEST_BRIDGE_S:g} s; record again with the sensor near its receiver, or logging by itself"
        )
    pieces = [np.ascontiguousarray(values[a:b]) for a, b in whole]
    least_dps = _LEAST_TRUNK_DPS if site in TRUNK else _LEAST_DPS
    fastest_dps = max(_fastest_dps(piece, rate_hz) for piece in pieces)
    if fastest_dps < least_dps:
        return (
            f"it turns by {fastest_dps:.2g} deg/s at most, a walk makes {least_dps:g} and more; check that it was worn "
            "while somebody walked, and that gyr_unit is right"
        )
    period_s = _period_s(pieces, rate_hz)
    if np.isnan(period_s):
        return (
            f"it moves, but nothing repeats every {SHORTEST_STRIDE_S:g} to {LONGEST_STRIDE_S:g} s as strides do; "
            f"{_WALK}"
        )
    like = f"it moves {60.0 / period_s:.0f} times a minute as a walk may, but"
    motions = list(track(recording, (site,), stages.contact_options.landing_share))
    if not motions:
        missed = (
            "its orientation keeps changing" if site in TRUNK else "it never stays on the ground in between"
        )
        return f"{like} {missed}; {_for_site(_ELSEWHERE, site)}, and check acc_unit and its range"
    count, gate = _emptied_by(motions, stages)
    if count and not isinstance(stages.contact, ContactOptions):
        return (
            f"{like} {class_name(stages.contact)} finds no contacts of {stages.bout.least_strides} strides in a row in "
            f"{count} steps; check its options, or leave it out"
        )
    if count:
        return (
            f"{like} {count} step{'s' if count > 1 else ''} in all make{'' if count > 1 else 's'} no "
            f"{stages.bout.least_strides} strides in a row; {_LONGER}"
        )
    if gate is None:
        return f"{like} nothing else in its motion is like a step; {_for_site(_ELSEWHERE, site)}"
    return f"{like} {_measured(gate.words, motions)}; {_for_site(gate.advice, site)}"


def _for_site(advice: str, site: str) -> str:
    """What to do, where the sensor is on a foot already."""
    return (
        f"{_WALK}, with the sensor strapped on firmly"
        if advice == _ELSEWHERE and site.endswith("foot")
        else advice
    )


def _fastest_dps(piece: Floats, rate_hz: float) -> float:
    """Largest root mean square of turning over 2.5 s."""
    width = round(SHORTEST_S * rate_hz)
    totals = np.concatenate([[0.0], np.cumsum((piece[:, 3:] ** 2).sum(axis=1))])
    return float(np.sqrt(max(0.0, (totals[width:] - totals[:-width]).max() / width)))


def _period_s(pieces: Sequence[Floats], rate_hz: float) -> float:
    """Stride period of the longest piece in which anything repeats, s; NaN where nothing does."""
    for piece in sorted(pieces, key=len, reverse=True):
        stride = np.empty(len(piece))
        if follow_stride(piece[:, 3:], rate_hz, stride):
            return float(np.median(stride)) / rate_hz
    return float("nan")


def _emptied_by(motions: Sequence[Motion], stages: Stages) -> tuple[int, Gate | None]:
    """How many steps there are; where there are none, the gate without which there would be some, the most of all."""
    options, gates, count = _options_of(motions[0], stages)
    steps = [sum(count(replace(options, **gate.opened), one) for one in motions) for gate in gates]
    if not any(steps):  # more than one gate is shut: each is opened on top of those before
        for place in range(1, len(gates)):
            opened = {name: value for gate in gates[: place + 1] for name, value in gate.opened.items()}
            steps[place] = sum(count(replace(options, **opened), one) for one in motions)
            if steps[place]:
                break
    return sum(count(options, one) for one in motions), gates[int(np.argmax(steps))] if any(steps) else None


def _options_of(motion: Motion, stages: Stages) -> tuple[Any, Sequence[Gate], Callable[[Any, Any], int]]:
    """The options that choose the steps of a site, their gates, and how many steps options choose."""
    if isinstance(motion, TrunkMotion):
        return (
            stages.trunk_step,
            _TRUNK,
            lambda options, one: len(options.choose(one)[0].at_s),
        )
    if isinstance(motion, ThighMotion):
        return stages.thigh_contact, _THIGH, lambda options, one: int(options.choose(one).sum())
    return stages.step, _LIMB, lambda options, one: int(options.choose(one)[1:-1].sum())


def _measured(words: str, motions: Sequence[Motion]) -> str:
    """The words, with what was found."""
    limbs = [one for one in motions if isinstance(one, LimbMotion)]
    if not limbs:
        return words
    rows = np.concatenate([one.swing_features[1:-1] for one in limbs])
    way_m = np.nan_to_num(np.hypot(rows[:, swings.DISPLACEMENT_X], rows[:, swings.DISPLACEMENT_Y]))
    return words.format(
        speed=f"{np.median(np.nan_to_num(rows[:, swings.PEAK_MPS])):.2g} m/s at their fastest",
        way=f"{100 * np.median(way_m):.2g} cm away",
        dwell=f"{100 * np.median(np.concatenate([one.dwell for one in limbs])):.2g} %",
    )
