"""What `measure_stability` reads its figures from, to be drawn: divergence curves, and when near-falls were."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from retrogait.errors import InvalidOption, RetrogaitError
from retrogait.schema import text
from retrogait.stability.exponents import Divergence, normalised_divergence
from retrogait.stability.grading import TRAJECTORY
from retrogait.stability.jolts import near_falls
from retrogait.stability.measure import find_trunk
from retrogait.stability.options import StabilityOptions
from retrogait.stability.signals import AXES, normalise_time
from retrogait.stability.trunk_samples import choose_strides, level_stretches, trunk_runs
from retrogait.stability.walks import list_walks

if TYPE_CHECKING:
    from retrogait.session import Session
    from retrogait.stability.trunk_samples import Stretch
    from retrogait.stability.walks import Walk


def trace_divergence(
    session: Session, direction: str, axis: str = "vertical", options: StabilityOptions | None = None
) -> Divergence:
    """Give the divergence curve of a session in one direction, with the exponents that `measure_stability` gives.

    Parameters
    ----------
    session : Session
        Fresh from `analyze`, with a trunk sensor of known mounting.
    direction : {"backward", "forward"}
        Whose strides are used: those of the row of `measure_stability` whose scope is "session".
    axis : {"vertical", "anterior", "lateral"}
        Axis of the trunk's acceleration.
    options : StabilityOptions, optional
        Embedding and fit ranges.

    Returns
    -------
    Divergence
        NaN, with the reason in `flag`, where there are too few strides.

    Raises
    ------
    InvalidOption
        The direction or the axis is not known.
    RetrogaitError
        The session has no samples of a trunk sensor of known mounting.

    Examples
    --------
    >>> import retrogait as rg
    >>> walk, truth = rg.simulate_walk(duration_s=20, sites=["left_foot", "right_foot", "lower_back"], seed=1)
    >>> trace_divergence(rg.analyze(walk), "backward").flag
    'invalid: 8 strides, 30 needed'
    """
    for name, value, choices in (("direction", direction, ("backward", "forward")), ("axis", axis, AXES)):
        if value not in choices:
            raise InvalidOption(
                f"trace_divergence: {name} is {value!r}; wanted is one of {' '.join(choices)}; pass one"
            )
    options = options or StabilityOptions()
    walks, stretches = _walks(session, "trace_divergence")
    own = [walk for walk in walks if walk.bout_id is None and walk.direction == direction]
    runs = [run for walk in own for run in trunk_runs(stretches, walk.runs(walk.reference_side()))]
    chosen = choose_strides(runs, options.n_strides)
    used = sum(run.n_strides for run in chosen)
    steady = []
    if used >= TRAJECTORY.least:
        steady = [
            normalise_time(
                np.ascontiguousarray(run.stretch.level[:, AXES.index(axis)]),
                run.positions,
                options.samples_per_stride,
            )
            for run in chosen
        ]
    divergence = normalised_divergence(
        steady,
        used,
        options.dim,
        options.delay_samples,
        options.samples_per_stride,
        options.exclude_strides,
        (options.short_from_strides, options.short_to_strides),
        (options.long_from_strides, options.long_to_strides),
        options.n_strides,
    )
    if any(walk.mixed for walk in own):
        return replace(divergence, flag="invalid: direction changes in every bout")
    return divergence


def list_near_falls(session: Session, options: StabilityOptions | None = None) -> pd.DataFrame:
    """List the near-falls that `measure_stability` counts. Validated: simulation only.

    Parameters
    ----------
    session : Session
        Fresh from `analyze`, with a trunk sensor of known mounting.
    options : StabilityOptions, optional
        What counts as a near-fall.

    Returns
    -------
    DataFrame
        A row for each near-fall in order of time: `time_s`, `direction`, `bout_id`, `peak_to_peak_mps3`, `times_usual`.

    Raises
    ------
    RetrogaitError
        The session has no samples of a trunk sensor of known mounting.

    Examples
    --------
    >>> import retrogait as rg
    >>> walk, truth = rg.simulate_walk(duration_s=20, sites=["left_foot", "right_foot", "lower_back"], seed=1)
    >>> len(list_near_falls(rg.analyze(walk)))
    0
    """
    options = options or StabilityOptions()
    walks, stretches = _walks(session, "list_near_falls")
    tables = []
    for walk in walks:
        if walk.bout_id is None:
            continue
        for stretch in stretches:
            for span in walk.spans_s:
                first, last = (max(0, round((at - stretch.start_s) * stretch.rate_hz)) for at in span)
                up = stretch.level[first:last, 2]
                if len(up) >= stretch.rate_hz * options.near_fall.window_s:
                    start_s = stretch.start_s + first / stretch.rate_hz
                    found = near_falls(up, stretch.rate_hz, options.near_fall, start_s=start_s)
                    tables.append(found.assign(direction=walk.direction, bout_id=walk.bout_id))
    columns = ["time_s", "direction", "bout_id", "peak_to_peak_mps3", "times_usual"]
    table = pd.concat(tables) if tables else pd.DataFrame(columns=columns)
    table = table.sort_values("time_s", ignore_index=True)[columns]
    words = {"direction": text(table["direction"].tolist()), "bout_id": table["bout_id"].astype("Int64")}
    numbers = dict.fromkeys(("time_s", "peak_to_peak_mps3", "times_usual"), float)
    return table.astype(numbers).assign(**words)


def _walks(session: Session, where: str) -> tuple[list[Walk], list[Stretch]]:
    """Walks of a session and the levelled samples of its trunk."""
    site, reason = find_trunk(session)
    if site is None or reason:
        raise RetrogaitError(
            f"{where}: {reason}; wear a sensor on the lower back and analyse the recording afresh"
        )
    walks = list_walks(session, site)
    if not walks:
        return [], []
    stride_s = float(session.strides["stride_time_s"].median())
    return walks, level_stretches(session.recording, site, stride_s)
