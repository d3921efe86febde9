"""A limb's stream that has lost samples, or no longer knows where the limb is."""

from __future__ import annotations

from retrogait._kernels.jit import kernel
from retrogait._kernels.live.state import LOST


@kernel
def skip(c, s, count):
    """Pass over `count` lost samples."""
    if s["missing"] + count <= c["bridge"]:
        s["missing"] += count
        return
    if s["started"] > 0:
        leave_off(s)
    s["seen"] += s["missing"] + count
    s["missing"] = 0


@kernel
def lose(s):
    """Forget where the limb is, not how it walks."""
    s["mode"] = LOST
    s["anchor"] = -1
    s["rest"] = -1
    s["candidate"] = -1
    s["gravity_s"] = min(s["gravity_s"], 0.5)
    for i in range(3):
        s["usual_travel"][i] = 0.0
    s["fresh"] = 1
    s["open"] = 0
    s["trusted"] = 0
    s["n_held"] = 0


@kernel
def leave_off(s):
    """End the frame: the orientation of what comes next is unknown."""
    lose(s)
    s["started"] = 0
    s["gravity_s"] = 0.0
