"""The trunk sensor of a session, levelled, and cut into the runs of strides that are measured."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

from retrogait.kinematics.bands import low_pass
from retrogait.kinematics.gaps import join_spans, unbroken
from retrogait.kinematics.trunk import level_trunk
from retrogait.tables.catalogue import TRUNK

if TYPE_CHECKING:
    from retrogait._arrays import Floats
    from retrogait.recording import Recording
    from retrogait.session import Session
    from retrogait.stability.options import StabilityOptions

_SHORTEST_S = 2.0  # of an unbroken stretch of samples


@dataclass(frozen=True, eq=False)
class Stretch:
    """Unbroken samples of a trunk sensor."""

    start_s: float
    rate_hz: float
    level: Floats  # (n, 3) anterior, left, up, without gravity, m/s^2
    turn: Floats  # (n, 3) angular velocity, deg/s

    @property
    def end_s(self) -> float:
        """Time of its last sample."""
        return self.start_s + (len(self.level) - 1) / self.rate_hz

    def places(self, span_s: tuple[float, float]) -> tuple[int, int]:
        """Half-open range of its samples within a span of time."""
        first, last = (round((at_s - self.start_s) * self.rate_hz) for at_s in span_s)
        return min(max(0, first), len(self.level)), min(max(0, last), len(self.level))


S = TypeVar("S", bound=Stretch)


@dataclass(frozen=True, eq=False)
class FilteredStretch(Stretch):
    """The same with `level` and `turn` low-pass filtered, each as its measures want it."""

    fine: Floats  # (n, 3) `level` at the cut-off of the measures that live on small differences
    noise_mps2: Floats  # (3,) SD of the noise of each sample of the accelerometer, before the filter

    @classmethod
    def of(cls, stretch: Stretch, options: StabilityOptions, noise_mps2: Floats) -> FilteredStretch:
        """Filter a stretch."""
        rate_hz = stretch.rate_hz
        return cls(
            stretch.start_s,
            rate_hz,
            low_pass(stretch.level, rate_hz, options.low_pass_hz),
            low_pass(stretch.turn, rate_hz, options.turn_low_pass_hz),
            low_pass(stretch.level, rate_hz, options.fine_low_pass_hz),
            noise_mps2,
        )

    def plus(self, other: FilteredStretch, share: float) -> FilteredStretch:
        """Add a share of another of the same length."""
        level, turn, fine = (
            getattr(self, name) + share * getattr(other, name) for name in ("level", "turn", "fine")
        )
        return FilteredStretch(self.start_s, self.rate_hz, level, turn, fine, self.noise_mps2)


@dataclass(frozen=True, eq=False)
class StrideSequence(Generic[S]):
    """Strides that follow each other: contacts as positions, in samples, in a stretch."""

    stretch: S
    positions: Floats  # (m + 1,)

    @property
    def n_strides(self) -> int:
        """Strides of the run."""
        return len(self.positions) - 1

    @property
    def level(self) -> Floats:
        """Levelled acceleration from the first contact to the last."""
        first, last = (round(self.positions[k]) for k in (0, -1))
        return self.stretch.level[first:last]

    def cut(self, n_strides: int) -> StrideSequence[S]:
        """The first strides of the run."""
        return StrideSequence(self.stretch, self.positions[: n_strides + 1])


def trunk_of(session: Session) -> tuple[str | None, str]:
    """The trunk sensor, and why its measures cannot be had, or nothing."""
    if session.samples is None:
        return None, "this Session was read from JSON and holds no samples; analyse the recording again"
    worn = [site for site in TRUNK if site in session.samples.sites]
    if not worn:
        return None, f"no {' or '.join(TRUNK)} sensor among the sites {' '.join(session.samples.sites)}"
    if session.samples.frame_of(worn[0]) != "segment":
        return worn[0], (
            f"the mounting of {worn[0]} is not known; pass alignment=calibrate(walk, direction=...) to analyze"
        )
    return worn[0], ""


def walked_stretches(session: Session, site: str | None, spans_s: list[tuple[float, float]]) -> list[Stretch]:
    """The trunk sensor levelled wherever a walk is watched: around each of the spans."""
    if site is None or not spans_s:
        return []
    stride_s = float(session.strides["stride_time_s"].median())
    return level_stretches(session.recording, site, stride_s, spans_s)


def level_stretches(
    recording: Recording, site: str, stride_s: float, spans_s: list[tuple[float, float]]
) -> list[Stretch]:
    """Level a trunk sensor around each span, in unbroken stretches in order of time.

    Memory grows with the time walked, not with that recorded.
    """
    time_s, values = recording.samples(site)
    rate_hz = recording.rate_hz
    stretches = []
    around = [(first - stride_s, last + stride_s) for first, last in spans_s]  # which levelling looks at
    for begin, end in join_spans(around):
        first, last = np.clip(np.round((np.array([begin, end]) - time_s[0]) * rate_hz), 0, len(values))
        window = values[int(first) : int(last) + 1]
        for a, b in unbroken(window, round(_SHORTEST_S * rate_hz)):
            samples = np.ascontiguousarray(window[a:b])
            level, _ = level_trunk(samples, rate_hz, stride_s)
            stretches.append(Stretch(float(time_s[int(first) + a]), rate_hz, level, samples[:, 3:]))
    return stretches


def overlapping(stretches: list[S], first_s: float, last_s: float) -> list[S]:
    """Those of stretches, in order of time, that share time with a span."""
    begin = bisect_left(stretches, first_s, key=lambda stretch: stretch.end_s)
    end = bisect_right(stretches, last_s, key=lambda stretch: stretch.start_s)
    return stretches[begin:end]


def heading_changes(recording: Recording, site: str, start_s: Floats, end_s: Floats) -> Floats:
    """Heading change in deg of a trunk sensor of any mounting between pairs of instants; NaN where samples are lost.

    Over a stride the mean specific force points up, and twisting to and fro cancels.
    """
    time_s, values = recording.samples(site)
    edges = np.round((np.stack([start_s, end_s], axis=1) - time_s[0]) * recording.rate_hz).astype(int)
    angles = np.full(len(edges), np.nan)
    for k, (first, last) in enumerate(np.clip(edges, 0, len(values))):
        if last > first:
            up = values[first:last, :3].mean(axis=0)
            turned = values[first:last, 3:].sum(axis=0) / recording.rate_hz
            angles[k] = turned @ up / max(float(np.linalg.norm(up)), 1e-9)
    return angles


def stride_sequences(stretches: list[S], runs_s: list[Floats]) -> list[StrideSequence[S]]:
    """Runs of strides as positions in stretches; strides that leave a stretch are left out and end a run."""
    found = []
    for contacts_s in runs_s:
        for stretch in overlapping(stretches, contacts_s[0], contacts_s[-1]):
            positions = (contacts_s - stretch.start_s) * stretch.rate_hz
            inside = positions[(positions >= 0) & (positions <= len(stretch.level) - 1)]
            if len(inside) > 1:
                found.append(StrideSequence(stretch, inside))
    return found


def choose_strides(runs: list[StrideSequence[S]], n_strides: int) -> list[StrideSequence[S]]:
    """`n_strides` at most, from the longest runs, because long-term divergence is lost where a run ends."""
    chosen, left = [], n_strides
    for run in sorted(runs, key=lambda run: -run.n_strides):
        if left and run.n_strides > 1:
            chosen.append(run.cut(min(left, run.n_strides)))
            left -= chosen[-1].n_strides
    return chosen
