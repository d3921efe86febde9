"""Where strides begin for measures of the trunk: where its own motion repeats, near the contact."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait.stability.trunk_samples import FilteredStretch, StrideSequence

if TYPE_CHECKING:
    from retrogait._arrays import Floats, Integers

_REACH_S = 0.06  # from the contact; contacts err by less
_PASSES = 3


def align_strides(runs: list[StrideSequence[FilteredStretch]]) -> list[StrideSequence[FilteredStretch]]:
    """Move the edges of strides, by 60 ms at most, to where the trunk's motion is most alike from stride to stride.

    The acceleration half a stride to either side of each contact is compared with its mean over all strides, at the
    lag of the largest sum of products, refined by a parabola; three times over. On the whole edges stay where they
    are: the median move is 0. What a contact errs by would else be taken for a difference between strides or steps.
    Edges too near to an end of the samples move by nothing.
    """
    steps = [np.diff(run.positions) for run in runs]
    if not steps:
        return runs
    half = int(0.5 * float(np.median(np.concatenate(steps))))
    reach = max(1, round(_REACH_S * runs[0].stretch.rate_hz))
    pieces = [_Pieces(run, half, reach) for run in runs]
    moves = [np.zeros(len(run.positions)) for run in runs]
    if not sum(len(one.edges) for one in pieces):
        return runs
    for _ in range(_PASSES):
        mean = np.concatenate(
            [one.at(move[one.edges]) for one, move in zip(pieces, moves, strict=True)]
        ).mean(axis=0)
        for one, move in zip(pieces, moves, strict=True):
            move[one.edges] = one.best_lags(mean)
        middle = float(
            np.median(np.concatenate([m[one.edges] for one, m in zip(pieces, moves, strict=True)]))
        )
        for one, move in zip(pieces, moves, strict=True):
            move[one.edges] -= middle
    return [StrideSequence(run.stretch, run.positions + move) for run, move in zip(runs, moves, strict=True)]


class _Pieces:
    """The acceleration around the edges of a run, about its mean."""

    def __init__(self, run: StrideSequence[FilteredStretch], half: int, reach: int) -> None:
        """Cut (k, 2 (half + reach + 1) + 1, 3) out of a run, from `half + reach + 1` before each edge on."""
        fine = run.stretch.fine
        middle = np.floor(run.positions).astype(int)
        margin = half + reach + 1
        self.edges: Integers = np.flatnonzero((middle >= margin) & (middle + margin + 1 < len(fine)))
        around = middle[self.edges, None] + np.arange(-margin, margin + 2)
        windows = fine[around] - fine.mean(axis=0)
        part = (run.positions - middle)[self.edges, None, None]
        self._windows: Floats = (1.0 - part) * windows[:, :-1] + part * windows[:, 1:]
        self._length, self._reach = 2 * half + 1, reach

    def at(self, move: Floats) -> Floats:
        """The acceleration (k, 2 half + 1, 3) around edges that are moved, between samples by straight lines."""
        inside = np.clip(move, -self._reach, self._reach)
        whole = np.floor(inside).astype(int)
        share = (inside - whole)[:, None, None]
        places = (whole + self._reach + 1)[:, None] + np.arange(self._length)
        rows = np.arange(len(places))[:, None]
        cut: Floats = (1.0 - share) * self._windows[rows, places] + share * self._windows[rows, places + 1]
        return cut

    def best_lags(self, mean: Floats) -> Floats:
        """How far each edge moves for the largest sum of products with `mean` (2 half + 1, 3)."""
        lags = np.arange(-self._reach, self._reach + 1)
        firsts = lags + self._reach + 1
        alike = np.stack(
            [np.tensordot(self._windows[:, k : k + self._length], mean, axes=2) for k in firsts.tolist()]
        )
        top = np.clip(alike.argmax(axis=0), 1, len(lags) - 2)
        column = np.arange(len(self.edges))
        before, here, after = alike[top - 1, column], alike[top, column], alike[top + 1, column]
        bend = before - 2.0 * here + after
        part = np.where(bend < 0.0, 0.5 * (before - after) / np.where(bend < 0.0, bend, 1.0), 0.0)
        moved: Floats = lags[top] + np.clip(part, -1.0, 1.0)
        return moved
