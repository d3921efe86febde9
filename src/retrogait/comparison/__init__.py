"""Walks set against each other: sessions, directions, single and dual task; and how well measures repeat.

Definitions and limits are on the page docs/compare.md.
"""

from __future__ import annotations

from retrogait.comparison.directions import STRIDE_COMPARISON, compare_strides

__all__ = ["STRIDE_COMPARISON", "compare_strides"]
