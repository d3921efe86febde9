"""`compare_directions`: the impacts of backward and forward steps at the same speed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from retrogait.errors import InvalidOption
from retrogait.impact.measure import IMPACT_MEASURES, ImpactOptions, measure_impact
from retrogait.session import Session
from retrogait.tables.arguments import arguments
from retrogait.tables.catalogue import SIDES
from retrogait.tables.checks import Checked, option
from retrogait.tables.flags import are_invalid, invalid
from retrogait.tables.kinds import text
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from retrogait._arrays import Floats, Integers


_CONFIDENCE_PCT = 95.0


@dataclass(frozen=True)
class ComparisonOptions(Checked):
    """How backward and forward steps are matched and compared.

    Attributes
    ----------
    caliper_mps : float
        Speeds of a pair differ by no more.
    least_pairs : int
        Fewer pairs are no comparison.
    block : int
        Pairs drawn together for the interval: steps that follow each other are alike.
    n_draws : int
        Draws for the interval.
    seed : int
        Of the draws: the same input gives the same interval.
    """

    caliper_mps: float = option(0.05, low=0.001)
    least_pairs: int = option(10, whole=True, low=3)
    block: int = option(5, whole=True, low=1)
    n_draws: int = option(2000, whole=True, low=100)
    seed: int = option(0, whole=True, low=0)


@arguments()
def compare_directions(
    sessions: Session | Iterable[Session],
    options: ComparisonOptions | None = None,
    impact: ImpactOptions | None = None,
) -> pd.DataFrame:
    """Compare the impacts of backward with those of forward steps at matched speed.

    Faster steps land harder, and people walk slower backward: comparing all steps would compare speeds. So every
    backward step is paired with a forward step of nearly its speed, each used once, as many pairs as there can be.

    Parameters
    ----------
    sessions : Session or iterable of Session
        With samples; one that holds both directions, or several that do together, of one person and one set-up.
    options : ComparisonOptions, optional
        Matching and intervals.
    impact : ImpactOptions, optional
        As in `measure_impact`.

    Returns
    -------
    DataFrame
        A row for each part of the body with a sensor and each measure of `measure_impact`: `n_pairs`, of
        `n_backward` and `n_forward` steady steps; mean speeds of the pairs; `backward` and `forward`, means over the
        pairs; `difference`, backward less forward, with `difference_low` and `difference_high`; `effect_size`, Hedges'
        g, with `effect_size_low` and `effect_size_high`; `flag`: `ok`, or `invalid: ...` where there is no comparison.
        Intervals are 95 %, from draws of blocks of pairs: they speak of this person's steps, not of people.

    Raises
    ------
    InvalidOption
        A direction has no steps of known speed, or the speeds of the two do not overlap enough.
    """
    options = options or ComparisonOptions()
    listed = [sessions] if isinstance(sessions, Session) else list(sessions)
    if not listed:
        raise InvalidOption(
            "compare_directions: no session is given; expected one that walks both ways, or several that do together; "
            "pass what analyze returned"
        )
    tables = [measure_impact(session, impact).assign(session=number) for number, session in enumerate(listed)]
    steps = pd.concat(tables, ignore_index=True)
    usable = steps[steps["is_steady"] & ~are_invalid(steps["flag"]) & steps["speed_mps"].notna()]
    part = usable["site"].str.replace(rf"^({'|'.join(SIDES)})_", "", regex=True)
    ways = {way: usable[usable["direction"] == way] for way in WALKED}
    for way, own in ways.items():
        if own.empty:
            raise InvalidOption(
                f"compare_directions: there are no steady {way} steps of known speed (found "
                f"{int((steps['direction'] == way).sum())} {way} rows in all); expected both directions; add a "
                f"session that walks {way}, with sensors on feet or shanks of known mounting"
            )
    rows: list[dict[str, Any]] = []
    for name in sorted(set(part)):
        backward, forward = (own[part[own.index] == name] for own in ways.values())
        rows += _compare_part(name, backward, forward, options)
    table = pd.DataFrame(rows)
    if not (table["flag"] == "ok").any():
        _refuse(ways["backward"], ways["forward"], int(table["n_pairs"].max()), options)
    return table.assign(**{name: text(table[name].tolist()) for name in ("part", "measure", "flag")})


def match_speeds(backward: Floats, forward: Floats, caliper_mps: float) -> tuple[Integers, Integers]:
    """Pair speeds of two lists within a caliper, each used once, as many pairs as there can be: positions in both."""
    first, second = np.argsort(backward, kind="stable"), np.argsort(forward, kind="stable")
    pairs: list[tuple[int, int]] = []
    i = j = 0
    while i < len(first) and j < len(second):
        apart = backward[first[i]] - forward[second[j]]
        if abs(apart) <= caliper_mps:
            pairs.append((int(first[i]), int(second[j])))
            i, j = i + 1, j + 1
        elif apart < 0:
            i += 1
        else:
            j += 1
    chosen = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return chosen[:, 0], chosen[:, 1]


def _compare_part(
    part: str, backward: pd.DataFrame, forward: pd.DataFrame, options: ComparisonOptions
) -> list[dict[str, Any]]:
    """Rows of the measures of one part of the body."""
    speeds = [steps["speed_mps"].to_numpy(float) for steps in (backward, forward)]
    one, other = match_speeds(speeds[0], speeds[1], options.caliper_mps)
    order = np.argsort(backward.index.to_numpy()[one], kind="stable")
    one, other = one[order], other[order]
    head = {"part": part, "n_backward": len(backward), "n_forward": len(forward)}
    rows = []
    for measure in IMPACT_MEASURES:
        values = np.stack([backward[measure].to_numpy()[one], forward[measure].to_numpy()[other]], axis=1)
        known = np.isfinite(values).all(axis=1)
        matched = {
            "n_pairs": int(known.sum()),
            "backward_speed_mps": _mean(speeds[0][one][known]),
            "forward_speed_mps": _mean(speeds[1][other][known]),
        }
        rows.append({**head, "measure": measure, **matched, **_contrast(values[known], options)})
    return rows


def _contrast(pairs: Floats, options: ComparisonOptions) -> dict[str, Any]:
    """Means, difference and effect size of pairs (n, 2), with intervals."""
    names = ("backward", "forward", "difference", "effect_size")
    nothing = dict.fromkeys((*names, *(f"{n}_{end}" for n in names[2:] for end in ("low", "high"))), np.nan)
    if len(pairs) < options.least_pairs:
        reason = f"{len(pairs)} pairs at matched speed, {options.least_pairs} needed"
        return {**nothing, "flag": str(invalid(reason))}
    difference, effect = (float(x[0]) for x in _effects(pairs[None]))
    n_blocks = -(-len(pairs) // options.block)
    starts = np.random.default_rng(options.seed).integers(0, len(pairs), (options.n_draws, n_blocks))
    drawn = (starts[:, :, None] + np.arange(options.block)).reshape(options.n_draws, -1) % len(pairs)
    tails = [(100 - _CONFIDENCE_PCT) / 2, (100 + _CONFIDENCE_PCT) / 2]
    spread = [np.nanpercentile(x, tails) for x in _effects(pairs[drawn[:, : len(pairs)]])]
    return {
        "backward": float(pairs[:, 0].mean()),
        "forward": float(pairs[:, 1].mean()),
        "difference": difference,
        "difference_low": float(spread[0][0]),
        "difference_high": float(spread[0][1]),
        "effect_size": effect,
        "effect_size_low": float(spread[1][0]),
        "effect_size_high": float(spread[1][1]),
        "flag": "ok",
    }


def _effects(pairs: Floats) -> tuple[Floats, Floats]:
    """Mean differences and Hedges' g of samples of pairs (m, n, 2)."""
    count = pairs.shape[1]
    difference = (pairs[:, :, 0] - pairs[:, :, 1]).mean(axis=1)
    pooled = np.sqrt(0.5 * pairs.var(axis=1, ddof=1).sum(axis=1))
    small_sample = 1.0 - 3.0 / (4.0 * (2 * count - 2) - 1.0)
    return difference, small_sample * difference / np.where(pooled > 0, pooled, np.nan)


def _refuse(backward: pd.DataFrame, forward: pd.DataFrame, n_pairs: int, options: ComparisonOptions) -> None:
    ranges = [
        f"{way} {steps['speed_mps'].min():.2f}-{steps['speed_mps'].max():.2f} m/s"
        for way, steps in (("backward", backward), ("forward", forward))
    ]
    raise InvalidOption(
        f"compare_directions: the speeds do not overlap enough: {', '.join(ranges)}, {n_pairs} pairs within "
        f"{options.caliper_mps:g} m/s; expected {options.least_pairs}; impacts grow with speed, so record forward "
        "walking as slow as the backward walking"
    )


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else float("nan")
