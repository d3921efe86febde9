"""The divergence curve that `measure_stability` reads its exponents from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from retrogait.errors import InvalidTable
from retrogait.stability.exponents import Divergence, normalised_divergence
from retrogait.stability.grading import TRAJECTORY
from retrogait.stability.noise import NO_NOISE
from retrogait.stability.options import StabilityOptions
from retrogait.stability.signals import AXES, normalise_time
from retrogait.stability.trunk_samples import (
    FilteredStretch,
    choose_strides,
    stride_sequences,
    trunk_of,
    walked_stretches,
)
from retrogait.stability.walks import list_walks, watched_spans
from retrogait.tables.arguments import arguments
from retrogait.tables.checks import check_choice
from retrogait.tables.flags import invalid
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from retrogait.session import Session


@arguments()
def trace_divergence(
    session: Session, direction: str, axis: str = "vertical", options: StabilityOptions | None = None
) -> Divergence:
    """Give the divergence curve of a session in one direction, with the exponents that `measure_stability` gives.

    Parameters
    ----------
    session : Session
        Directly from `analyze`, with a trunk sensor of known mounting.
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
    InvalidTable
        The session has no samples of a trunk sensor of known mounting.

    Examples
    --------
    >>> import retrogait as rg
    >>> walk, truth = rg.simulate_walk(duration_s=20, sites=["left_foot", "right_foot", "lower_back"], seed=1)
    >>> trace_divergence(rg.analyze(walk), "backward").flag
    'invalid: 8 strides, 30 needed'
    """
    for name, value, choices in (("direction", direction, WALKED), ("axis", axis, AXES)):
        check_choice("trace_divergence", name, value, choices)
    options = StabilityOptions() if options is None else options
    site, reason = trunk_of(session)
    if reason:
        raise InvalidTable(
            f"trace_divergence: {reason}; expected a lower_back or sternum sensor of known mounting; wear one, or "
            "analyse the recording afresh"
        )
    walks = list_walks(session, site)
    raw = walked_stretches(session, site, watched_spans(walks))
    stretches = [FilteredStretch.of(stretch, options, NO_NOISE.sd[:3]) for stretch in raw]
    own = [walk for walk in walks if walk.bout_id is None and walk.direction == direction]
    runs = [run for walk in own for run in stride_sequences(stretches, walk.runs(walk.reference_side()))]
    chosen = choose_strides(runs, options.n_strides)
    used = sum(run.n_strides for run in chosen)
    signals = [np.ascontiguousarray(run.stretch.fine[:, AXES.index(axis)]) for run in chosen]
    steady = [
        normalise_time(x, run.positions, options.samples_per_stride)
        for x, run in zip(signals, chosen, strict=True)
        if used >= TRAJECTORY.least
    ]
    divergence = normalised_divergence(steady, used, options)
    if any(walk.mixed for walk in own):
        return replace(divergence, flag=str(invalid("direction changes in every bout")))
    return divergence
