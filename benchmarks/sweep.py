"""Where each site stops working: simulated walkers drawn from wide ranges, analysed by feet, shanks and lower back.

    python benchmarks/sweep.py                      # 240 walkers, some 3 minutes of one core
    python benchmarks/sweep.py --quick              # 12 walkers, for CI: exits 1 if fewer work than should
    python benchmarks/sweep.py --failures           # and a line for each walker that a site fails on
    python benchmarks/sweep.py --walker 17          # one of them in full
    python benchmarks/sweep.py --figure docs/sweep.png --markdown docs/accuracy.md

Every walker draws everything at once: speed, cadence, body, style, sensor faults, rate, pauses and turns. The number of
a walker is its seed.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from contact_errors import Errors, write_block
from scipy.spatial.transform import Rotation

import retrogait as rg
from retrogait.simulation import Sensor, Walker

SITES = {
    "feet": ("left_foot", "right_foot"),
    "shanks": ("left_shank", "right_shank"),
    "lower back": ("lower_back",),
}
WORN = tuple(site for worn in SITES.values() for site in worn)
# A site works on a walk if it finds the contacts, tells the direction, and 90 % of the contacts it finds lie within
# this of the truth, whatever the constant between their definitions.
LEAST_F1 = {"feet": 0.95, "shanks": 0.95, "lower back": 0.9}
LEAST_DIRECTION = 0.95
WITHIN_MS = {"feet": 30.0, "shanks": 50.0, "lower back": 100.0}
QUICK, FULL = 12, 240
QUICK_FLOOR = {"feet": 0.8, "shanks": 0.8, "lower back": 0.7}  # share of the quick ones that must work
WALK_S = 24.0
LONGEST_STEP = 0.9  # of the leg
RANGES = """\
Drawn: speed 0.15-1.8 m/s (log-uniform), either direction; cadence 0.75-1.3 of
the usual, 24-150 steps/min, more where short legs need it; leg 0.6-1.0 m;
clearance 3-30 mm, below 6 mm landing flat; a limp of up to 35 % in time and
25 % in length in 40 %; toe-walking in 15 %; CV of stride time 1-8 %, of length
2-12 %; stops and a turn of 180 degrees in 30 %; cut out of a walk, without
standing, in 20 %; 50-400 Hz; mounting off by 0-20 degrees about any axis;
gyroscope bias 0-3 deg/s; noise 0.01-0.3 m/s^2 and 0.05-2 deg/s; +-8 g in half;
packets of 50-200 ms lost, 0-3 %, in half."""


@dataclass(frozen=True)
class Draw:
    """One walker: what is simulated, and the figures it is sorted by."""

    number: int
    given: dict[str, Any]
    factors: dict[str, float]


@dataclass(frozen=True)
class Outcome:
    """How one site did on one walker."""

    draw: Draw
    site: str
    f1: float
    direction: float
    p90_ms: float
    fault: str

    @property
    def works(self) -> bool:
        return not self.fault


def draw_walker(number: int) -> Draw:
    """Draw a walker; the same number gives the same one."""
    rng = np.random.default_rng(number)
    direction = ("backward", "forward")[number % 2]
    log = lambda low, high: float(np.exp(rng.uniform(np.log(low), np.log(high))))  # noqa: E731
    speed, leg, clearance = log(0.15, 1.8), rng.uniform(0.6, 1.0), log(0.003, 0.03)
    limps, on_toes, flat = rng.random() < 0.4, rng.random() < 0.15, clearance < 0.006
    walker = Walker(
        leg_length_m=leg,
        foot_length_m=0.29 * leg,
        clearance_m=clearance,
        forward_strike_deg=0.0 if flat else None,
        backward_strike_deg=-3.0 if flat else None,
        step_time_asymmetry=rng.uniform(-0.35, 0.35) if limps else 0.0,
        step_length_asymmetry=rng.uniform(-0.25, 0.25) if limps else 0.0,
        rest_pitch_deg=rng.uniform(5.0, 18.0) if on_toes else 0.0,
        stride_time_cv=rng.uniform(0.01, 0.08),
        stride_length_cv=rng.uniform(0.02, 0.12),
    )
    cadence = np.clip(walker.usual_cadence_spm(direction, speed) * rng.uniform(0.75, 1.3), 24.0, 150.0)
    cadence = max(cadence, 60.0 * speed / (LONGEST_STEP * leg))
    off_deg = rng.uniform(0.0, 20.0)
    axes = {site: rng.standard_normal(3) for site in WORN}
    mounting = {
        site: Rotation.from_rotvec(off_deg * axis / np.linalg.norm(axis), degrees=True).as_matrix()
        for site, axis in axes.items()
    }
    lost = rng.uniform(0.0, 0.03) if rng.random() < 0.5 else 0.0
    bias_dps, noise = rng.uniform(0.0, 3.0), log(0.01, 0.3)
    sensor = Sensor(
        acc_noise_mps2=noise,
        gyr_noise_dps=log(0.05, 2.0),
        gyr_bias_dps=bias_dps,
        acc_range_g=8.0 if rng.random() < 0.5 else 16.0,
        mounting=mounting,
        lost_share=lost,
        lost_packet_s=rng.uniform(0.05, 0.2),
        lost_as="rows",
    )
    kind = rng.choice(["plain", "turns", "cut"], p=[0.5, 0.3, 0.2])
    turns = [("stand", 2), (direction, 9), ("stop", 2), (direction, 8), ("turn", 180), (direction, 9)]
    rate_hz = float(rng.choice([50, 64, 100, 128, 200, 256, 400]))
    given = {
        "direction": direction,
        "speed_mps": speed,
        "cadence_spm": float(cadence),
        "duration_s": WALK_S,
        "seed": number,
        "rate_hz": rate_hz,
        "sites": WORN,
        "walker": walker,
        "sensor": sensor,
        "program": [*turns, ("stand", 2)] if kind == "turns" else None,
        "stand_s": 0.0 if kind == "cut" else None,
    }
    factors = {
        "speed": speed,
        "cadence": float(cadence),
        "rate": rate_hz,
        "leg": leg,
        "clearance": clearance,
        "limp": abs(walker.step_time_asymmetry),
        "toes": walker.rest_pitch_deg,
        "time_cv": walker.stride_time_cv,
        "turns": float(kind == "turns"),
        "cut": float(kind == "cut"),
        "off": off_deg,
        "bias": bias_dps,
        "noise": noise,
        "lost": lost,
    }
    return Draw(number, given, factors)


def try_walker(draw: Draw) -> list[Outcome]:
    """Simulate a walker and analyse it by each site alone."""
    walk, truth = rg.simulate_walk(**draw.given)
    outcomes = []
    for site, worn in SITES.items():
        errors, raised = Errors(), ""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", rg.RetrogaitWarning)
            recording = rg.Recording.from_frames({s: walk[s] for s in worn}, rate_hz=walk.rate_hz)
            try:
                errors.add(truth, rg.analyze(recording))
            except Exception as error:  # a crash is a finding of the sweep, and must not end it
                raised = f"raised {type(error).__name__}"
        late = np.array(errors.late_ms["initial_contact"] or [np.nan])
        f1, direction = errors.f1("initial_contact"), float(np.mean(errors.same_direction or [0.0]))
        p90_ms = float(np.percentile(np.abs(late - np.median(late)), 90))
        faults = [
            (raised, bool(raised)),
            (f"F1 {f1:.2f}", not f1 >= LEAST_F1[site]),
            (f"direction {direction:.2f}", direction < LEAST_DIRECTION),
            (f"90 % within {p90_ms:.0f} ms", not p90_ms <= WITHIN_MS[site]),
        ]
        outcomes.append(
            Outcome(draw, site, f1, direction, p90_ms, ", ".join(text for text, is_so in faults if is_so))
        )
    return outcomes


Test = Callable[[dict[str, float]], bool]


def between(factor: str, low: float, high: float) -> Test:
    return lambda factors: low <= factors[factor] < high


GROUPS: tuple[tuple[str, Test], ...] = (
    ("all", lambda _: True),
    ("0.15 to 0.25 m/s", between("speed", 0.15, 0.25)),
    ("0.25 to 0.5 m/s", between("speed", 0.25, 0.5)),
    ("0.5 to 1.0 m/s", between("speed", 0.5, 1.0)),
    ("1.0 to 1.8 m/s", between("speed", 1.0, 1.9)),
    ("24 to 50 steps/min", between("cadence", 0, 50)),
    ("50 to 90 steps/min", between("cadence", 50, 90)),
    ("90 steps/min and more", between("cadence", 90, 200)),
    ("50 and 64 Hz", between("rate", 0, 65)),
    ("200 to 400 Hz", between("rate", 200, 401)),
    ("clearance below 6 mm", between("clearance", 0, 0.006)),
    ("limp of 15 % and more", between("limp", 0.15, 1)),
    ("toe-walking", between("toes", 1, 90)),
    ("stride time CV above 5 %", between("time_cv", 0.05, 1)),
    ("stops and a turn", between("turns", 1, 2)),
    ("no standing", between("cut", 1, 2)),
    ("mounting off by 12-20 deg", between("off", 12, 21)),
    ("bias of 1.5-3 deg/s", between("bias", 1.5, 4)),
    ("packets lost, 1 to 3 %", between("lost", 0.01, 1)),
    ("no packets lost", between("lost", 0, 1e-9)),
    ("  and 0.15 to 0.25 m/s", lambda f: f["lost"] == 0 and f["speed"] < 0.25),
    ("  and 0.25 m/s and more", lambda f: f["lost"] == 0 and f["speed"] >= 0.25),
)


def map_lines(outcomes: list[Outcome]) -> list[str]:
    """Share of walkers that each site works on, by what they draw, backward and forward apart; 80 columns."""
    head = " ".join(f"{site:^11}" for site in SITES)
    lines = [
        f"{'share of walkers on whom it works, %':<40}{head}",
        f"{'':<28}{'walkers':>8}    " + " ".join(f"{'backw':>5} {'forw.':>5}" for _ in SITES),
    ]
    for label, holds in GROUPS:
        chosen = [o for o in outcomes if holds(o.draw.factors)]
        cells = []
        for site in SITES:
            for way in ("backward", "forward"):
                works = [o.works for o in chosen if o.site == site and o.draw.given["direction"] == way]
                cells.append(f"{100.0 * np.mean(works):.0f}" if works else "-")
        count = len({o.draw.number for o in chosen})
        pairs = [f"{a:>5} {b:>5}" for a, b in zip(cells[::2], cells[1::2], strict=True)]
        lines.append(f"{label:<28}{count:>8}    " + " ".join(pairs))
    return lines


def draw_map(outcomes: list[Outcome], path: Path) -> None:
    """Draw speed against cadence for each site: who it works on, and on whom what fails."""
    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(1, 3, figsize=(11, 4.2), sharex=True, sharey=True)
    for axis, site in zip(axes, SITES, strict=True):
        for way, marker in (("backward", "<"), ("forward", ">")):
            for color, label, chosen in (
                ("0.75", "works", lambda o: o.works),
                ("C1", "times off", lambda o: o.fault.startswith("90 %")),
                ("C3", "contacts missed or made up", lambda o: o.fault.startswith(("F1", "raised"))),
                ("C0", "direction wrong", lambda o: o.fault.startswith("direction")),
            ):
                own = [
                    o.draw.factors
                    for o in outcomes
                    if o.site == site and o.draw.given["direction"] == way and chosen(o)
                ]
                axis.plot(
                    [f["speed"] for f in own],
                    [f["cadence"] for f in own],
                    marker,
                    color=color,
                    markersize=5,
                    label=label if way == "forward" else None,
                )
        axis.set_title(site)
        axis.set_xlabel("speed, m/s (left: backward)")
        axis.set_xscale("log")
        axis.set_xticks([0.2, 0.4, 0.8, 1.6], ["0.2", "0.4", "0.8", "1.6"])
        axis.minorticks_off()
    axes[0].set_ylabel("cadence, steps/min")
    axes[0].legend(fontsize=8)
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
    plt.close(figure)


def failure_line(outcome: Outcome) -> str:
    factors = " ".join(f"{name} {value:.3g}" for name, value in outcome.draw.factors.items() if value)
    return f"{outcome.draw.number:4d} {outcome.draw.given['direction']} {outcome.site}: {outcome.fault}; {factors}"


def main() -> int:
    options = _options()
    if options.walker is not None:
        draw = draw_walker(options.walker)
        print(*(f"{name}: {value}" for name, value in draw.given.items()), sep="\n")
        for o in try_walker(draw):
            figures = f"F1 {o.f1:.3f}, direction {o.direction:.3f}, 90 % within {o.p90_ms:.0f} ms"
            print(f"{o.site}: {figures}; {o.fault or 'works'}")
        return 0
    count = QUICK if options.quick else options.walkers
    outcomes = [outcome for number in range(count) for outcome in try_walker(draw_walker(number))]
    lines = map_lines(outcomes)
    print("\n".join(lines))
    if options.failures:
        print("", *(failure_line(o) for o in outcomes if not o.works), sep="\n")
    if options.figure:
        draw_map(outcomes, options.figure)
    if options.markdown:
        write_block(options.markdown, "sweep", "```text\n" + "\n".join(lines) + "\n\n" + RANGES + "\n```")
    short = 0
    for site, floor in QUICK_FLOOR.items() if options.quick else ():
        share = float(np.mean([o.works for o in outcomes if o.site == site]))
        if share < floor:
            print(f"falls short: {site} works on {share:.2f} of the walkers, expected {floor:g}")
            short = 1
    return short


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--walkers", type=int, default=FULL, help="how many, numbered from 0")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} walkers and a floor for each site")
    parser.add_argument("--failures", action="store_true", help="a line for each walker that a site fails on")
    parser.add_argument("--walker", type=int, metavar="N", help="one walker in full")
    parser.add_argument("--figure", type=Path, metavar="PNG", help="the map: speed, cadence, what fails")
    parser.add_argument(
        "--markdown", type=Path, metavar="MD", help="page that holds the markers of the block"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
