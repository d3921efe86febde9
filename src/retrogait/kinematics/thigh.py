"""Motion of a thigh's sensor, mounted any way: its swings, and the middle of each by three marks.

No axis of the sensor is used. Up is the mean specific force over strides, and the thigh turns mainly about one
horizontal axis, whose sign is not known. In forward walking the leg swings forward, in backward walking backward, and
either way the hip is low at both ends of the swing and high in its middle; this half of the stride differs from the
other in that the hip of the swinging leg is less high than that of the standing one, and that a leg swings faster than
it moves in stance. Both hold in either direction of time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels import demodulation, trunk
from retrogait._runtime.compiling import make_ready
from retrogait.kinematics.gaps import LONGEST_BRIDGE_S, SHORTEST_S, bridge_gaps, unbroken
from retrogait.kinematics.segment import level_segment
from retrogait.kinematics.zero_velocity import follow_stride

if TYPE_CHECKING:
    from collections.abc import Iterator

    from retrogait._arrays import Complex, Flags, Floats, Integers
    from retrogait.recording import Recording


_AXIS_S, _AXIS_REACH = 2.0, 5  # the axis is sought in pieces of so long, and so many to either side of each
_HALF_CHANGE_COST = (
    4.0  # nats against the other half of the cycle being the swing from one stride to the next
)
_MOST_NATS = 2.0  # that one stride says of it


@dataclass(frozen=True, eq=False)
class ThighMotion:
    """One unbroken stretch of a thigh's sensor: arrays (n,) by sample, and (m,) by swing, instants in samples.

    A swing is the faster half of every cycle, walking or not; its measures decide which.
    """

    site: str
    mounted: bool  # the samples are in the segment frame
    rate_hz: float
    start_s: float
    samples: Floats  # (n, 6), bias of the gyroscope removed
    up: Floats  # (n, 3) unit, in the sensor's axes
    axis: Floats  # (n, 3) the horizontal axis it mainly turns about, unit, either way
    stride: Floats  # (n,) stride period around each sample, in samples
    swing: Floats  # (m,) the swing's fastest instant, by the rate about the axis at the stride frequency
    by_height: (
        Floats  # (m, 2) its middle by the vertical acceleration at twice and three times the stride frequency
    )
    turns: Floats  # (m,) 1 where the swing turns about the axis, -1 where against it
    swing_rate_dps: Floats  # (m,) amplitude of the rate about the axis at the stride frequency
    rise: Floats  # (m,) vertical acceleration at twice the stride frequency over that at the stride frequency
    radius_m: Floats  # (m,) of the arc the sensor rises on, by its rise and the thigh's turning
    clearness: Floats  # (m,) share of the horizontal turning that is about the axis, 0.5..1
    contrast: Floats  # (m,) how far the swing differs from the other half of its cycle, about 0..3
    lost: Flags  # (n,) samples bridged over a gap

    @property
    def at(self) -> Integers:
        """The sample (m,) next to each swing's fastest instant, which may lie a little outside the stretch."""
        return nearest_samples(self.swing, len(self.stride))

    @property
    def lead(self) -> Floats:
        """Share of the stride (m,) by which the fastest turning is before the middle of the swing by height.

        It is odd when time runs back: some 0.09 forward and -0.08 backward, however the sensor is mounted.
        """
        shares: Floats = (self.by_height.mean(axis=1) - self.swing) / self.stride[self.at]
        return shares

    @property
    def spread(self) -> Floats:
        """Share of the stride (m,) by which the second mark by height is behind the first."""
        shares: Floats = (self.by_height[:, 1] - self.by_height[:, 0]) / self.stride[self.at]
        return shares

    def swung_ahead(self, left: Floats) -> Floats:
        """How surely the thigh is swung forward in each swing (m,), -1 (back) to 1, where `left` (3,) points left."""
        ahead: Floats = -self.turns * (self.axis[self.at] @ left)
        return ahead

    def period_s(self, at: Integers) -> Floats:
        """Stride period around each of the samples `at`, s."""
        period_s: Floats = self.stride[at] / self.rate_hz
        return period_s

    @property
    def side(self) -> str:
        """`left` or `right`, from the site's name."""
        return self.site.split("_", 1)[0]


def track_thigh(recording: Recording, site: str) -> Iterator[ThighMotion]:
    """Track a thigh through every unbroken stretch of a recording in which its turning repeats."""
    make_ready("thigh")
    rate_hz = recording.rate_hz
    values = np.array(recording.channels(site).T, order="C")
    values, lost = bridge_gaps(values, round(LONGEST_BRIDGE_S * rate_hz))
    for first, last in unbroken(values, round(SHORTEST_S * rate_hz)):
        stretch = np.ascontiguousarray(values[first:last])
        stride = np.empty(last - first)
        if not follow_stride(stretch[:, 3:], rate_hz, stride):
            continue
        samples, up = level_segment(stretch, stride, rate_hz)
        axis, clearness = follow_axis(samples[:, 3:], up, max(1, round(_AXIS_S * rate_hz)))
        yield ThighMotion(
            site=site,
            mounted=recording.frame_of(site) == "segment",
            rate_hz=rate_hz,
            start_s=float(recording.time_s[first]),
            samples=samples,
            up=up,
            axis=axis,
            stride=stride,
            **_swings(samples, up, axis, clearness, stride),
            lost=lost[first:last],
        )


def follow_axis(rates: Floats, up: Floats, piece: int) -> tuple[Floats, Floats]:
    """Axis (n, 3) that holds most of the horizontal part of rates (n, 3) around each sample, and its share (n,).

    It is sought for pieces of so many samples, from those around each, and follows a sensor that slips; from one piece
    to the next it keeps its sign. The share is of the two largest, 0.5 to 1.
    """
    n = len(rates)
    level = rates - up * np.einsum("ni,ni->n", rates, up)[:, None]
    edges = np.arange(0, n, piece)
    moments = np.stack(
        [np.add.reduceat(level[:, i] * level[:, j], edges) for i in range(3) for j in range(3)], axis=1
    )
    totals = np.concatenate([np.zeros((1, 9)), np.cumsum(moments, axis=0)])
    at = np.arange(len(edges))
    around = totals[np.minimum(at + _AXIS_REACH + 1, len(edges))] - totals[np.maximum(at - _AXIS_REACH, 0)]
    power, axes = np.linalg.eigh(around.reshape(-1, 3, 3))
    chosen = axes[:, :, -1]
    kept = np.where(np.einsum("ni,ni->n", chosen[1:], chosen[:-1]) < 0, -1.0, 1.0)
    chosen = chosen * np.cumprod(np.concatenate([[1.0], kept]))[:, None]
    share = power[:, -1] / np.maximum(power[:, -1] + power[:, -2], 1e-12)
    middles = np.minimum(edges + 0.5 * piece, n - 1)
    every = np.arange(n)
    axis = np.stack([np.interp(every, middles, column) for column in chosen.T], axis=1)
    axis /= np.maximum(np.sqrt(np.einsum("ni,ni->n", axis, axis)), 1e-9)[:, None]
    return axis, np.interp(every, middles, share)


def _swings(
    samples: Floats, up: Floats, axis: Floats, clearness: Floats, stride: Floats
) -> dict[str, Floats]:
    """The swing of every cycle, and what it measures."""
    carrier, span = np.empty(len(stride), complex), np.rint(stride).astype(np.int64)
    demodulation.turn_carrier(stride, carrier)

    def harmonic(signal: Floats, number: int) -> Complex:
        found = np.empty(len(signal), complex)
        demodulation.demodulate(signal, carrier, span, number, found)
        return found

    rate = np.einsum("ni,ni->n", samples[:, 3:], axis)
    height = np.einsum("ni,ni->n", samples[:, :3], up)
    height -= height.mean()
    turning = [harmonic(rate, number) for number in (1, 2, 3)]
    rising = [harmonic(height, number) for number in (1, 2, 3)]
    crests, ways = _crests(turning[0], stride)
    at = nearest_samples(crests, len(stride))
    # phases at the crest itself, not at the sample next to it
    apart = 2.0 * np.pi * (crests - at) / stride[at]
    one, two, three = (wave[at] * np.exp(1j * k * apart) * ways for k, wave in enumerate(turning, 1))
    once, twice, thrice = (wave[at] * np.exp(1j * k * apart) for k, wave in enumerate(rising, 1))
    # The hip is highest, and its acceleration lowest, in the middle of the swing, and half a stride from it.
    phase = -np.angle(-twice) / 2.0
    low = -(once * np.exp(1j * phase)).real - (thrice * np.exp(3j * phase)).real
    held = low / np.maximum(np.abs(once) + np.abs(twice) + np.abs(thrice), 1e-9)
    mean_square = 0.5 * (np.abs(one) ** 2 + np.abs(two) ** 2 + np.abs(three) ** 2)
    skew = 0.75 * (two * np.conj(one) ** 2).real + 1.5 * (three * np.conj(one * two)).real
    skew /= np.maximum(mean_square, 1e-9) ** 1.5
    contrast = 2.0 * held + skew
    state = np.empty(len(at), np.int64)
    evidence = np.clip(contrast, -_MOST_NATS, _MOST_NATS)
    trunk.two_state_path(evidence * ways, _HALF_CHANGE_COST, state)
    chosen = state == ways
    late = np.angle(-thrice * np.exp(3j * phase)) / 3.0
    turned = stride[at] / (2.0 * np.pi)
    return {
        "swing": crests[chosen],
        "by_height": np.stack([crests + phase * turned, crests + (phase - late) * turned], axis=1)[chosen],
        "turns": ways[chosen],
        "swing_rate_dps": np.abs(one)[chosen],
        "rise": (np.abs(twice) / np.maximum(np.abs(once), 1e-9))[chosen],
        "radius_m": (np.abs(twice) / np.maximum(np.radians(np.abs(one)), 1e-6) ** 2)[chosen],
        "clearness": clearness[at][chosen],
        "contrast": contrast[chosen],
    }


def nearest_samples(instants: Floats, n: int) -> Integers:
    """The samples next to instants of which some lie a little outside the recording."""
    return np.clip(np.rint(instants), 0, n - 1).astype(np.int64)


def _crests(wave: Complex, stride: Floats) -> tuple[Floats, Floats]:
    """Instants, between samples, of the crests and troughs of an analytic signal, and 1 for crests, -1 for troughs.

    One that lies up to a quarter of a stride outside is found from the phase at the end.
    """
    at, ways = [], []
    for way in (1.0, -1.0):
        imag, real = way * wave.imag, way * wave.real
        here = np.flatnonzero((imag[:-1] <= 0) & (imag[1:] > 0) & (real[:-1] > 0))
        found = here - imag[here] / (imag[here + 1] - imag[here])
        ends = np.array(
            [k for k, side in ((0, 1.0), (-1, -1.0)) if real[k] > 0 and side * imag[k] > 0], np.int64
        )
        outside = ends % len(wave) - np.arctan2(imag[ends], real[ends]) * stride[ends] / (2.0 * np.pi)
        at += [found, outside]
        ways.append(np.full(len(found) + len(outside), way))
    order = np.argsort(np.concatenate(at), kind="stable")
    return np.concatenate(at)[order], np.concatenate(ways)[order]
