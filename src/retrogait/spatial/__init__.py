"""Where a foot goes: its path over the floor in every stride, clearance, pitch, slope, and the check against a belt.

Definitions and limits are on the page docs/foot_path.md.
"""

from __future__ import annotations

from retrogait.spatial.belt import BeltOptions
from retrogait.spatial.curves import trace_feet
from retrogait.spatial.feet import SoleOptions

__all__ = ["BeltOptions", "SoleOptions", "trace_feet"]
