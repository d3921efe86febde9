"""A foot that is held in mid-swing, or slides in stance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait.simulation.curves import ease
from retrogait.simulation.near_falls import HELD_FROM, SLIDES_AFTER_S

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait.simulation.curves import Floats
    from retrogait.simulation.foothold import Footholds
    from retrogait.simulation.step import Step

_HELD_TO, _HELD_SHARE = 0.62, 0.95
"""Share of the swing up to which the foot is held, and how much of its speed it loses there."""
_SLIDES_M, _SLIDES_FOR_S = 0.14, 0.24
_BUMP_MEAN = 16.0 / 35.0


@dataclass(frozen=True)
class Disturbed:
    """What near-falls do to the path of one foot: `held` swings (begin and length in s), and `slides`.

    A slide has a begin and a length in s, a way (x, y) in m, and the begin and length of the next swing, which takes
    the foot where it would have gone.
    """

    held: tuple[tuple[float, float], ...]
    slides: tuple[tuple[float, float, float, float, float, float], ...]

    @classmethod
    def of(cls, steps: Sequence[Step], holds: Footholds) -> Disturbed | None:
        """Collect what happens in the steps of one foot; None where nothing does."""
        held, slides = [], []
        for k, step in enumerate(steps):
            if step.near_fall is None:
                continue
            if step.near_fall.kind == "trip":
                held.append((float(holds.lift_s[k]), float(holds.swing_s[k])))
            if step.near_fall.kind == "slip":
                x, y = step.near_fall.size * _SLIDES_M * holds.travel[k]
                back_s = holds.lift_s[k + 1 : k + 2]
                again = (float(back_s[0]), float(holds.swing_s[k + 1])) if len(back_s) else (np.inf, 1.0)
                slides.append((step.touch_s + SLIDES_AFTER_S, _SLIDES_FOR_S, float(x), float(y), *again))
        return cls(tuple(held), tuple(slides)) if held or slides else None

    def foot_time_s(self, time_s: Floats) -> Floats:
        """When the undisturbed foot is where the held one is at `time_s` (n,)."""
        warped = time_s
        for begin_s, lasts_s in self.held:
            warped = warped + lasts_s * _delay((time_s - begin_s) / lasts_s)
        return warped

    def slid_m(self, time_s: Floats) -> Floats:
        """How far the foot has slid (2, n)."""
        total = np.zeros((2, len(time_s)))
        for begin_s, lasts_s, x, y, again_s, swing_s in self.slides:
            share = ease((time_s - begin_s) / lasts_s) - ease((time_s - again_s) / swing_s)
            total += np.array([[x], [y]]) * share
        return total


def _delay(u: Floats) -> Floats:
    """How much of its swing a held foot is ahead (n,) of one that swings evenly: first and last it is quicker."""
    lost = _HELD_SHARE * (_HELD_TO - HELD_FROM) * _BUMP_MEAN
    before, after = HELD_FROM + 0.08, 1.0 - (_HELD_TO - 0.08)
    gained = lost / (before + after) / _BUMP_MEAN
    return np.asarray(
        gained * before * _area(u / before)
        + gained * after * _area((u - 1.0 + after) / after)
        - _HELD_SHARE * (_HELD_TO - HELD_FROM) * _area((u - HELD_FROM) / (_HELD_TO - HELD_FROM))
    )


def _area(u: Floats) -> Floats:
    """Area under `bump` from 0 to u (n,)."""
    u = np.clip(u, 0.0, 1.0)
    return np.asarray(64.0 * u**4 * (0.25 - 0.6 * u + 0.5 * u**2 - u**3 / 7.0))
