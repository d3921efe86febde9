"""People drawn at random: who they are, how they walk both ways, what they wear; the number of a person is its seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.spatial.transform import Rotation

import retrogait as rg
from retrogait.simulation import PROFILES, Sensor, Walker
from retrogait.simulation.places import KIND_OF, PLACES
from retrogait.tables.catalogue import SITES

WAYS = ("backward", "forward")
KINDS = {
    "adult": 0.30,
    "older_adult": 0.18,
    "knee_oa": 0.15,
    "parkinson": 0.08,
    "stroke": 0.07,
    "short_leg": 0.05,
    "shuffling": 0.05,
    "bouncing": 0.08,
    "on_the_toes": 0.04,
}
WALK_S = 16.0
STEPS_M = (0.06, 0.9)  # longest as a share of the leg
SEED = 40_000  # apart from the seeds of tests and of `sweep.py`
RANGES = """\
Drawn: a profile of `retrogait.simulation` (adult 30 %, older adult 18,
painful knee 15, Parkinson's disease 8, bouncing 8, stroke 7, short leg 5,
shuffling 5, on the toes 4); legs 0.65-1.0 m; 0.5-1.6 times the profile's
speed, 0.1-1.9 m/s; 0.7-1.45 times the usual cadence, 40-180 steps/min; heel-
rise 0-0.8 in 40 %; a limp of up to 30 % in time and 25 % in length in 25 %;
CV of stride time 1.5-7 %, of length 2.5-11 %; clearance, impact, ringing,
lift-off, soft tissue, sway, bounce, turning of the feet and personal motion
each by about a factor of 2; speed drift and fatigue. Sensors in their usual
place in half, else at heel, toe, ankle, below or above the knee, in a pocket,
at the hip; 50-400 Hz; noise 0.01-0.3 m/s^2 and 0.05-2 deg/s; bias to 3 deg/s;
+-2 g in 6 %, +-4 g in 10 %, +-250 deg/s in 5 %, +-500 in 10 %; 10-16 bits in
30 %; a low-pass of 12-50 Hz in 25 %; scale errors of 1 %; clocks off by 100
ppm; packets of 50-200 ms lost, 0-4 %, in 35 %, a quarter of them held or
zeroed. Mounting stated and off by 0-15 degrees, or not stated and any
rotation. Steady in 40 %, cut out of a walk 15 %, with turns and stops 25 %,
in bouts of a few steps 6 %, on a treadmill 8 %, with sitting down or sensors
on a table 6 %."""


@dataclass(frozen=True)
class Person:
    """One person: what is simulated each way, the rotations of the stated mounting, and what they are sorted by."""

    number: int
    given: dict[str, dict[str, Any]]
    off: dict[str, np.ndarray]
    factors: dict[str, dict[str, float]]
    kind: str

    def code(self, way: str) -> str:
        """The line that makes this person's walk again."""
        return f"rg.simulate_walk(**draw_person({self.number}).given[{way!r}])"


def draw_person(number: int) -> Person:
    """Draw a person; the same number gives the same one."""
    rng = np.random.default_rng(SEED + number)
    kind = str(rng.choice(list(KINDS), p=np.array(list(KINDS.values())) / sum(KINDS.values())))
    walker = _draw_walker(kind, rng)
    sensor, rate_hz, off_deg = _draw_sensor(rng)
    axes = rng.standard_normal((len(SITES), 3))
    axes *= off_deg / np.linalg.norm(axes, axis=1)[:, None]
    off = dict(zip(SITES, Rotation.from_rotvec(axes, degrees=True).as_matrix(), strict=True))
    given, factors = {}, {}
    for way in WAYS:
        pace, how = _draw_pace(kind, walker, way, rng), _draw_course(way, rng)
        given[way] = {
            "direction": way,
            "seed": SEED + number,
            "rate_hz": rate_hz,
            "sites": SITES,
            "walker": walker,
            "sensor": sensor,
            **pace,
            **how,
        }
        factors[way] = {
            "speed": pace["speed_mps"],
            "cadence": pace["cadence_spm"],
            "step": 60.0 * pace["speed_mps"] / pace["cadence_spm"],
            "rate": rate_hz,
            "clearance": walker.clearance_m,
            "heel_rise": walker.heel_rise,
            "limp": abs(walker.step_time_asymmetry),
            "time_cv": walker.stride_time_cv,
            "personal": walker.personal_motion,
            "ringing": walker.impact * walker.ringing,
            "noise": sensor.acc_noise_mps2,
            "clips": float(sensor.acc_range_g < 3.0 or sensor.gyr_range_dps < 300.0),
            "filtered": float(sensor.bandwidth_hz is not None),
            "lost": sensor.lost_share if sensor.lost_as == "rows" else 0.0,
            "faked": float(sensor.lost_share > 0.0 and sensor.lost_as != "rows"),
            "off": off_deg,
            "places": float(bool(sensor.places)),
            **{
                name: float(how["kind_of_course"] == name)
                for name in ("turns", "cut", "bouts", "belt", "rests")
            },
        }
        del given[way]["kind_of_course"]
    return Person(number, given, off, factors, kind)


def _log(rng: np.random.Generator, low: float, high: float) -> float:
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def _draw_walker(kind: str, rng: np.random.Generator) -> Walker:
    style = dict(PROFILES[kind].style)
    leg = rng.uniform(0.65, 1.0)
    limps, rises = rng.random() < 0.25, rng.random() < 0.4
    limp = rng.uniform(-0.3, 0.3, 2)
    rise = rng.uniform(0.1, 0.8)

    def about(name: str, factor: float, high: float) -> float:
        return min(style[name] * _log(rng, 1.0 / factor, factor), high)

    changes = {
        "leg_length_m": leg,
        "foot_length_m": 0.29 * leg * rng.uniform(0.93, 1.07),
        "toe_out_deg": rng.uniform(-3.0, 18.0),
        "step_width_m": rng.uniform(0.06, 0.2),
        "step_width_sd_m": rng.uniform(0.005, 0.03),
        "clearance_m": about("clearance_m", 1.7, 0.06),
        "impact": about("impact", 1.8, 1.2),
        "ringing": about("ringing", 1.6, 6.0),
        "lift_off": about("lift_off", 2.0, 1.5),
        "soft_tissue": about("soft_tissue", 1.8, 2.0),
        "personal_motion": about("personal_motion", 1.5, 1.8),
        "swing_yaw_deg": np.clip(rng.normal(10.0, 6.0), -10.0, 28.0),
        "swing_roll_deg": np.clip(rng.normal(8.0, 4.0), -5.0, 24.0),
        "trunk_motion": _log(rng, 0.7, 1.6),
        "sway_m": _log(rng, 0.015, 0.045),
        "bounce_m": rng.uniform(0.0, 0.015),
        "stride_time_cv": _log(rng, 0.015, 0.07),
        "stride_length_cv": _log(rng, 0.025, 0.11),
        "stride_time_hurst": rng.uniform(0.55, 0.9),
        "speed_drift": rng.choice([0.0, 0.05, 0.1]),
        "slowing": rng.choice([0.0, 0.0, 0.1]),
        "forward_swing": style.get("forward_swing", 1.0) * rng.uniform(0.93, 1.05),
        "backward_swing": style.get("backward_swing", 1.0) * rng.uniform(0.9, 1.05),
        "trunk_ahead_share": rng.uniform(-0.12, 0.0),
        "handrail": bool(rng.random() < 0.1),
    }
    changes = {name: x.item() if isinstance(x, np.generic) else x for name, x in changes.items()}
    if limps:
        changes |= {"step_time_asymmetry": float(limp[0]), "step_length_asymmetry": float(limp[1] / 1.2)}
    if rises and not style.get("rest_pitch_deg"):
        changes["heel_rise"] = float(rise)
    return Walker(**{**style, **changes})


def _draw_pace(kind: str, walker: Walker, way: str, rng: np.random.Generator) -> dict[str, float]:
    """Draw a speed and a cadence whose steps such legs can make."""
    speed = float(np.clip(PROFILES[kind].speed_mps[way] * _log(rng, 0.5, 1.6), 0.1, 1.9))
    cadence = float(np.clip(walker.usual_cadence_spm(way, speed) * _log(rng, 0.7, 1.45), 40.0, 180.0))
    longest = STEPS_M[1] * walker.leg_length_m
    cadence = min(max(cadence, 60.0 * speed / longest), 60.0 * speed / STEPS_M[0], 180.0)
    return {"speed_mps": min(speed, longest * cadence / 60.0), "cadence_spm": cadence}


def _draw_course(way: str, rng: np.random.Generator) -> dict[str, Any]:
    kind = str(
        rng.choice(
            ["steady", "cut", "turns", "bouts", "belt", "rests"], p=[0.4, 0.15, 0.25, 0.06, 0.08, 0.06]
        )
    )
    turns = [("stand", 2), (way, 7), ("stop", 2), (way, 6), ("turn", 180), (way, 7), ("stand", 2)]
    bouts = [
        ("stand", 2),
        (way, 4),
        ("stop", 3),
        (way, 6),
        ("stop", 4),
        (way, 5),
        ("stop", 2),
        (way, 8),
        ("stand", 2),
    ]
    rests = [("table", 6), ("stand", 2), (way, 8), ("sit", 6), (way, 8), ("stand", 2), ("off", 6)]
    programs = {"turns": turns, "bouts": bouts, "rests": rests}
    return {
        "kind_of_course": kind,
        "duration_s": WALK_S,
        "program": programs.get(kind),
        "stand_s": 0.0 if kind == "cut" else None,
        "surface": "treadmill" if kind == "belt" else "overground",
    }


def _draw_sensor(rng: np.random.Generator) -> tuple[Sensor, float, float]:
    """Draw what is worn, its rate, and by how many degrees its stated mounting is off."""
    rate_hz = float(
        rng.choice([50, 64, 100, 128, 200, 256, 400], p=[0.12, 0.12, 0.36, 0.12, 0.14, 0.08, 0.06])
    )
    acc_g = float(rng.choice([2.0, 4.0, 8.0, 16.0], p=[0.06, 0.10, 0.30, 0.54]))
    gyr_dps = float(rng.choice([250.0, 500.0, 1000.0, 2000.0], p=[0.05, 0.10, 0.25, 0.60]))
    bandwidth, lost = rng.uniform(12.0, 50.0), rng.uniform(0.0, 0.04)
    places = {}
    for site in SITES:
        choice = str(rng.choice(list(PLACES[KIND_OF[site]])))
        if rng.random() < 0.5:
            places[site] = choice
    sensor = Sensor(
        acc_noise_mps2=_log(rng, 0.01, 0.3),
        gyr_noise_dps=_log(rng, 0.05, 2.0),
        acc_bias_mps2=0.05,
        gyr_bias_dps=rng.uniform(0.0, 3.0),
        acc_range_g=acc_g,
        gyr_range_dps=gyr_dps,
        bits=int(rng.integers(10, 17)) if rng.random() < 0.3 else None,
        bandwidth_hz=min(bandwidth, 0.45 * rate_hz) if rng.random() < 0.25 else None,
        scale_error=0.01,
        rate_error_ppm=100.0,
        mounting="random",
        places=places,
        lost_share=lost if rng.random() < 0.35 else 0.0,
        lost_packet_s=rng.uniform(0.05, 0.2),
        lost_as=str(rng.choice(["rows", "held", "zeros"], p=[0.75, 0.125, 0.125])),
    )
    return sensor, rate_hz, float(rng.uniform(0.0, 15.0))


def recordings(person: Person, way: str) -> tuple[rg.Recording, rg.Recording, Any]:
    """Walk one way: as exported, in the sensors' own axes; with the stated mounting, a little off; and the truth."""
    raw, truth = rg.simulate_walk(**person.given[way])
    return raw, raw.rotated({site: person.off[site] @ truth.mounting[site] for site in raw.sites}), truth
