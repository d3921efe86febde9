"""One limb's kernel with what it carries: arrays in, rows of events out, and its state as plain text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait._kernels.live import limb
from retrogait._kernels.live.frame import RING_WIDTH
from retrogait._kernels.live.state import (
    EVENT_WIDTH,
    NOT_GRAVITY,
    NOT_PAIRED,
    NOT_TURNING,
    ROOM,
    SETTINGS,
    new_state,
)
from retrogait.errors import InvalidTable
from retrogait.gait.direction import DirectionOptions
from retrogait.gait.steps import StepOptions
from retrogait.kinematics.foot_points import FOOT, SHANK

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from retrogait._arrays import Floats
    from retrogait.live.options import LiveOptions


_QUIET = {"foot": 0.12, "shank": 0.3}  # of the energy around: what is quieter rests; a shank never lies still
_OF_A_STEP = ("least_swing_mps", "least_displacement_m", "least_straightness", "steepest")  # as offline
# How much faster heel, toe and the point that rests get after the look, before a stream has seen it: a heel that leaves
# backward is as fast as it gets 0.15 s after it, toes that leave forward after 0.23 s; of a shank both come later.
_GROWTH = {"foot": (1.03, 1.2, 1.2), "shank": (1.03, 1.35, 1.2)}
_REMEMBERED_S = 4.0  # a stride at 30 steps a minute


class LimbKernel:
    """The state of one limb; not safe for two threads at once."""

    def __init__(
        self,
        site: str,
        rate_hz: float,
        rotation: Floats | None,
        options: LiveOptions,
        *,
        mounted: bool,
        step: StepOptions | None = None,
    ) -> None:
        segment = site.split("_", 1)[1]
        points = FOOT if segment == "foot" else SHANK
        self.site = site
        self.settings = np.zeros(1, SETTINGS)
        self.state = new_state()
        settings = self.settings
        settings["rate_hz"] = rate_hz
        settings["dt"] = 1.0 / rate_hz
        settings["mounted"] = mounted
        settings["turned"] = rotation is not None
        settings["mount"] = np.eye(3) if rotation is None else rotation
        settings["threshold"] = options.threshold
        settings["settle"] = max(1, round(options.settle_s * rate_hz))
        settings["longest_settle"] = max(1, round(options.longest_settle_s * rate_hz))
        settings["look"] = max(1, round(options.look_s * rate_hz))
        settings["bridge"] = round(options.longest_bridge_s * rate_hz)
        settings["quiet"] = _QUIET[segment]
        settings["sure"] = segment == "foot"
        for name in _OF_A_STEP:
            settings[name] = getattr(step or StepOptions(), name)
        settings["least_ahead"] = DirectionOptions().least_ahead
        base = np.array(points.base)
        settings["heel"] = np.array(points.heel) - base
        settings["toe"] = np.array(points.toe) - base
        self.state["usual_growth"] = _GROWTH[segment]
        if mounted:
            self.state["base"] = base
        else:
            settings["hang"] = abs(points.base[2])
        self.ring = np.zeros((1 << math.ceil(math.log2(_REMEMBERED_S * rate_hz)), RING_WIDTH))
        self._events = np.empty((ROOM * (int(settings["bridge"][0]) + 2), EVENT_WIDTH))

    @property
    def seen(self) -> int:
        """Samples so far, lost ones included."""
        state = self.state[0]
        return int(state["seen"] + state["missing"])

    def watch(self, samples: Floats) -> list[list[float]]:
        """Take in samples (n, 6), C-ordered and writable; return the events they decide, as rows.

        Raises
        ------
        InvalidTable
            The samples cannot be in m/s^2 and deg/s, or the segment is not upright at rest.
        """
        events = self._events
        taken, found = limb.watch_limb(samples, self.settings, self.state, self.ring, events)
        if found == 0 and taken == len(samples):
            return []
        rows: list[list[float]] = []
        while True:
            if found < 0:
                raise InvalidTable(self._fault(-found))
            rows += events[:found].tolist()
            samples = samples[taken:]
            if not len(samples):
                return rows
            taken, found = limb.watch_limb(samples, self.settings, self.state, self.ring, events)

    def pass_over(self, count: int) -> None:
        """Pass over so many lost samples."""
        limb.pass_over(self.settings, self.state, count)

    def finish(self) -> list[list[float]]:
        """Decide what can be without waiting for more samples; return the events, as rows."""
        found = limb.finish(self.settings, self.state, self.ring, self._events)
        rows: list[list[float]] = self._events[:found].tolist()
        return rows

    @property
    def arrays(self) -> dict[str, NDArray[Any]]:
        """All that is carried from sample to sample."""
        return {"state": self.state, "ring": self.ring}

    def _fault(self, fault: int) -> str:
        if fault == NOT_GRAVITY:
            return (
                f"{self.site}: acceleration is not about 9.8 m/s^2 on average, for 5 s in a row; the stream takes "
                "specific force in m/s^2 gravity included; multiply values in g by 9.80665, send no zeros and no "
                "linear acceleration, and begin a new stream"
            )
        if fault == NOT_TURNING:
            return (
                f"{self.site}: the angular rate is too large or too small for the acceleration, for 5 s in a row; the "
                "stream takes angular rate in deg/s; convert from rad/s with numpy.degrees, and begin a new stream"
            )
        if fault == NOT_PAIRED:
            return (
                f"{self.site}: accelerometer and gyroscope do not belong together: over 3 strides in a row the mean "
                "specific force is 8 % and more above that at rest; expected right-handed axes, the same for both, and "
                "rates of the right sign; check the axes and the signs of gyr_x, gyr_y and gyr_z, and begin a new "
                "stream; rg.analyze of a walk names the cause"
            )
        return (
            f"{self.site}: gravity is more than 45 degrees from +z at 5 rests in a row; samples in the segment frame "
            "have z up; begin a new stream with alignment=calibrate(walk, direction=...), "
            "Alignment.declared(...) or frame='sensor'"
        )
