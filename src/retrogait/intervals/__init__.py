"""How sure the means of a session are: intervals that know that strides next to each other are alike.

Asked for, never part of `analyze`; scipy is loaded when the first interval is.
"""

from __future__ import annotations

from retrogait.intervals.means import Interval, mean_interval
from retrogait.intervals.tabulation import INTERVALS, tabulate

__all__ = ["INTERVALS", "Interval", "mean_interval", "tabulate"]
