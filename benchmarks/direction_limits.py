"""Direction from less and worse: few strides, damaged samples, a wrong stride period; and how sure it says it is."""

from __future__ import annotations

import importlib
import importlib.util
import itertools
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from direction_report import Report, few
from scipy.signal import butter, sosfiltfilt
from unknown_mounting import (
    NONE,
    RIGHT,
    TURN_SEED,
    UNKNOWN,
    WRONG,
    Told,
    Walk,
    captured_walks,
    evidence,
    judge,
    real_walks,
    simulated_walks,
    step_evidence,
)

from retrogait.gait.time_asymmetry import AsymmetryOptions

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator
    from pathlib import Path

FULL_WALKERS, QUICK_WALKERS = 24, 1
COUNTS = (1, 2, 3, 4, 6, 8)
LEAST_CUT = 3  # strides of a bout
BINS = np.array([0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0 + 1e-9])
SETS = {
    "real": "real sensors",
    "accad": "captured, one person of ACCAD; the weights were fitted on it",
    "bandai": "captured, three people of Bandai",
    "simulated": "simulated walkers",
}


def low_passed(walk: Walk, hz: float = 3.0) -> Walk:
    sos = butter(2, hz, fs=walk.rate_hz, output="sos")
    return walk.changed(sosfiltfilt(sos, walk.values, axis=0))


def resampled(walk: Walk, rate_hz: float = 25.0) -> Walk:
    if walk.rate_hz <= rate_hz:
        return walk
    smooth = low_passed(walk, 0.45 * rate_hz).values
    time_s = np.arange(len(smooth)) / walk.rate_hz
    at = np.arange(0.0, time_s[-1], 1.0 / rate_hz)
    return walk.changed(np.stack([np.interp(at, time_s, column) for column in smooth.T], axis=1), rate_hz)


def noisy(walk: Walk, acc_mps2: float = 1.0, gyr_dps: float = 10.0) -> Walk:
    scale = np.repeat([acc_mps2, gyr_dps], 3)
    return walk.changed(walk.values + np.random.default_rng(3).normal(size=walk.values.shape) * scale)


def gyroscope_late(walk: Walk, late_s: float) -> Walk:
    time_s = np.arange(len(walk.values)) / walk.rate_hz
    late = [np.interp(time_s - late_s, time_s, column) for column in walk.values[:, 3:].T]
    return walk.changed(np.concatenate([walk.values[:, :3], np.stack(late, axis=1)], axis=1))


def shortened(walk: Walk, share: float = 0.4) -> Walk:
    """The middle of it."""
    n = len(walk.values)
    width = max(round(6.0 * walk.rate_hz), round(share * n))
    first = max(0, (n - width) // 2)
    return walk.changed(walk.values[first : first + width])


CHANGES: dict[str, Callable[[Walk], Walk]] = {
    "as it is": lambda walk: walk,
    "shortened": shortened,
    "noise of 1 m/s2, 10 deg/s": noisy,
    "low-passed at 3 Hz": low_passed,
    "at 25 Hz": resampled,
    "gyroscope 30 ms early": lambda walk: gyroscope_late(walk, -0.03),
    "gyroscope 30 ms late": lambda walk: gyroscope_late(walk, 0.03),
}
PERIODS = {
    "period halved": 0.5,
    "period 20 % short": 0.8,
    "period 20 % long": 1.2,
    "period doubled": 2.0,
}


@contextmanager
def wrong_period(factor: float) -> Iterator[None]:
    """The stride period that everything follows is off by a factor."""
    names = ["retrogait.kinematics.limb", "retrogait.kinematics.thigh"]
    modules = [importlib.import_module(name) for name in names if importlib.util.find_spec(name)]
    kept = [(module, module.follow_stride) for module in modules if hasattr(module, "follow_stride")]

    def off(rate_dps: np.ndarray, rate_hz: float, stride: np.ndarray) -> bool:
        is_walk = kept[0][1](rate_dps, rate_hz, stride)
        stride *= factor
        return is_walk

    for module, _ in kept:
        module.follow_stride = off
    try:
        yield
    finally:
        for module, follow in kept:
            module.follow_stride = follow


@cache
def _walks(shared: Path | None, walkers: int, every: int) -> tuple[Walk, ...]:
    rng = np.random.default_rng(TURN_SEED)
    walks = list(simulated_walks(walkers))
    if shared is not None:
        walks = [*real_walks(shared)[::every], *captured_walks(shared)[::every], *walks]
    return tuple(walk.turned(rng) for walk in walks if "clipped" not in walk.group)


def all_walks(options: argparse.Namespace) -> tuple[Walk, ...]:
    return _walks(options.shared, few(options, QUICK_WALKERS, FULL_WALKERS), few(options, 19, 1))


def set_of(walk: Walk) -> str:
    return walk.group if walk.kind == "captured" else walk.kind


def degraded(options: argparse.Namespace) -> Report:
    """What is told at the stated level from damaged samples and with a wrong period."""
    report, walks = Report(), all_walks(options)
    told = [(name, judge(change(walk))) for name, change in CHANGES.items() for walk in walks]
    for name, factor in PERIODS.items():
        with wrong_period(factor):
            told += [(name, judge(walk)) for walk in walks]
    for kind in ("real", "captured", "simulated"):
        own = [(name, one) for name, one in told if one.walk.kind == kind]
        if own:
            report.lines += [*_degraded_lines(kind, own), ""]
    for name, one in told:
        if one.verdict == WRONG:
            report.note_cases(name, [one])
    wrong = [one for _, one in told if one.verdict == WRONG]
    report.at_most("damaged input: walks told wrongly", len(wrong), few(options, 0, 10**9))
    return report


def _degraded_lines(kind: str, told: list[tuple[str, Told]]) -> list[str]:
    sites = [worn for worn in ("feet", "shanks", "thighs") if any(one.walk.worn == worn for _, one in told)]
    lines = [
        f"{kind.capitalize()} walks made worse, %: right / unknown / wrong (rest: no strides)",
        f"{'':26} " + " ".join(f"{worn:^17}" for worn in sites),
    ]
    for name in (*CHANGES, *PERIODS):
        cells = []
        for worn in sites:
            own = [one.verdict for change, one in told if change == name and one.walk.worn == worn]
            shares = [100.0 * np.mean([v == verdict for v in own]) for verdict in (RIGHT, UNKNOWN, WRONG)]
            cells.append("{:5.0f} {:5.0f} {:5.1f}".format(*shares))
        lines.append(f"{name:26} " + " ".join(cells))
    return [*lines, f"{'sensors':26} " + " ".join(f"{_sensors(told, worn):>17}" for worn in sites)]


def _sensors(told: list[tuple[str, Told]], worn: str) -> int:
    return sum(name == "as it is" and one.walk.worn == worn for name, one in told)


def strides(options: argparse.Namespace) -> Report:
    """Right, unknown and wrong by the number of steps of the sensor: steps in a row, and recordings cut to as many."""
    report, asymmetry = Report(), AsymmetryOptions()
    steps = [(walk, step_evidence(walk)) for walk in all_walks(options)]
    steps = [(walk, nats, at_s) for walk, (nats, at_s) in steps if len(nats)]
    for name, title in SETS.items():
        own = [row for row in steps if set_of(row[0]) == name]
        if not own:
            continue
        lines = [
            f"{title[0].upper()}{title[1:]}",
            f"{'':7} {'':7} {'steps in a row, %':^29} {'recording cut to them, %':^30}",
            (
                f"{'worn':7} {'strides':7} {'n':>5} {'right':>7} {'unkn.':>7} {'wrong':>7} "
                f"{'n':>5} {'right':>7} {'unkn.':>7} {'wrong':>8}"
            ),
        ]
        for worn in ("feet", "shanks", "thighs"):
            of_site = [row for row in own if row[0].worn == worn]
            for count in COUNTS if of_site else ():
                pooled = [p for _, nats, _ in of_site for p in pooled_runs(nats, count, asymmetry)]
                verdicts = [verdict_of(p, asymmetry.least_nats) for p in pooled]
                cut = [judge(one) for walk, _, at_s in of_site for one in cut_runs(walk, at_s, count)]
                report.note_cases(f"cut to {count}", [one for one in cut if one.verdict == WRONG])
                lines.append(
                    f"{worn:7} {count:>7} {_shares(verdicts)} {_shares([c.verdict for c in cut], 8)}"
                )
        report.lines += [*lines, ""]
    return report


def _shares(verdicts: list[str], last: int = 7) -> str:
    if not verdicts:
        return f"{0:>5} {'-':>7} {'-':>7} {'-':>{last}}"
    right, unknown, wrong = (
        100.0 * np.mean([v in names for v in verdicts]) for names in ((RIGHT,), (UNKNOWN, NONE), (WRONG,))
    )
    return f"{len(verdicts):>5} {right:>7.1f} {unknown:>7.1f} {wrong:>{last}.1f}"


def pooled_runs(nats: np.ndarray, count: int, asymmetry: AsymmetryOptions) -> list[float]:
    """Evidence for the truth of each run of so many steps, one run after the other."""
    return [asymmetry.pool(nats[k : k + count]) for k in range(0, len(nats) - count + 1, count)]


def verdict_of(nats: float, least: float) -> str:
    return RIGHT if nats >= least else WRONG if nats <= -least else UNKNOWN


def cut_runs(walk: Walk, at_s: np.ndarray, count: int, most: int = 3) -> list[Walk]:
    """Recordings that hold so many strides: half a stride before the first step's middle to half after the last."""
    if count < LEAST_CUT or len(at_s) < count + 1:
        return []
    period_s = float(np.median(np.diff(at_s)))
    runs = []
    for k in range(0, len(at_s) - count, count)[:most]:
        first, last = (
            (at_s[j] + side * 0.75 * period_s) * walk.rate_hz for j, side in ((k, -1), (k + count, 1))
        )
        runs.append(walk.changed(walk.values[max(0, round(first)) : round(last)]))
    return runs


@dataclass(frozen=True)
class Stated:
    """Evidence for the truth of one sensor in one state, nats."""

    name: str  # of the set
    change: str
    nats: float


@cache
def stated_of(walks: tuple[Walk, ...]) -> tuple[Stated, ...]:
    """Evidence of every walk in every state, run back in time too, and of steps one by one and by two."""
    asymmetry, stated = AsymmetryOptions(), []
    for walk in walks:
        for change, make in CHANGES.items():
            changed = make(walk)
            stated.append(Stated(set_of(walk), change, evidence(changed)))
            nats, _ = step_evidence(changed)
            for count in (1, 2):
                name = f"{change}, {count} step{'s'[: count - 1]}"
                runs = pooled_runs(nats, count, asymmetry)[:6]
                stated += [Stated(set_of(walk), name, one) for one in runs]
    return tuple(one for one in stated if np.isfinite(one.nats) and one.nats != 0.0)


def calibration(options: argparse.Namespace) -> Report:
    """Stated confidence against the share that is right."""
    report = Report()
    stated = stated_of(all_walks(options))
    for whole in (True, False):
        what = "whole walks" if whole else "one step, or two together"
        lines = [
            f"Stated confidence against share right, damaged input: {what}",
            f"{'':10} " + " ".join(f"{low:.2f}-{min(high, 1):.2f}" for low, high in itertools.pairwise(BINS)),
        ]
        for name in SETS:
            own = np.array(
                [one.nats for one in stated if one.name == name and ("step" not in one.change) == whole]
            )
            if len(own):
                counts, shares = curve(own)
                lines.append(
                    f"{name:10} "
                    + " ".join(
                        f"{'-' if not n else f'{s:.3f}':>9}" for n, s in zip(counts, shares, strict=True)
                    )
                )
                lines.append(f"{'  n':10} " + " ".join(f"{n:>9}" for n in counts))
        report.lines += [*lines, ""]
    if options.figure:
        draw_curve(stated, options.figure)
    return report


def curve(nats: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Count and share right of each bin of stated confidence."""
    confidence = 1.0 / (1.0 + np.exp(-np.abs(nats)))
    place = np.digitize(confidence, BINS) - 1
    counts = np.bincount(place, minlength=len(BINS) - 1)
    right = np.bincount(place, nats > 0, minlength=len(BINS) - 1)
    return counts, right / np.maximum(counts, 1)


def draw_curve(stated: tuple[Stated, ...], path: Path) -> None:
    """Draw share right against stated confidence, for each set of walks."""
    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot as plt

    figure, axis = plt.subplots(figsize=(5.6, 4.8))
    axis.plot([0.5, 1.0], [0.5, 1.0], color="0.6", linewidth=1, linestyle="--")
    axis.text(0.66, 0.615, "as often right as stated", color="0.4", fontsize=9, rotation=40)
    markers = dict(zip(SETS, "os^D", strict=True))
    for name, title in SETS.items():
        nats = np.array([one.nats for one in stated if one.name == name])
        if not len(nats):
            continue
        counts, shares = curve(nats)
        stated_as = [
            float(np.mean(c)) if len(c) else np.nan for c in _by_bin(1.0 / (1.0 + np.exp(-np.abs(nats))))
        ]
        enough = counts >= 10
        axis.plot(
            np.array(stated_as)[enough], shares[enough], f"{markers[name]}-", markersize=6, linewidth=1.5,
            label=f"{title.split(';')[0]} (n = {len(nats)})",
        )  # fmt: skip
    axis.axvline(0.9, color="0.8", linewidth=1, zorder=0)
    axis.text(0.895, 0.64, "unknown below", ha="right", fontsize=9, color="0.4")
    axis.set(xlim=(0.5, 1.01), ylim=(0.4, 1.02), xlabel="confidence stated", ylabel="share right")
    axis.legend(loc="lower right", fontsize=9)
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
    plt.close(figure)


def _by_bin(confidence: np.ndarray) -> list[np.ndarray]:
    place = np.digitize(confidence, BINS) - 1
    return [confidence[place == k] for k in range(len(BINS) - 1)]
