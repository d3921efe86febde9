"""Figures of a Session: what was recorded, stride by stride and over the stride, and progress over sessions.

Every function draws on the axes or figure it is given, returns it and never shows it. Needs the extra `plot`.
"""

from retrogait.plot.contacts import plot_contacts
from retrogait.plot.cycles import plot_cycles
from retrogait.plot.distributions import plot_distribution
from retrogait.plot.divergence import plot_divergence
from retrogait.plot.foot_path import plot_foot_path
from retrogait.plot.page import plot_session
from retrogait.plot.pain import plot_pain
from retrogait.plot.progress import plot_progress
from retrogait.plot.strides import plot_strides
from retrogait.plot.timeline import plot_timeline

__all__ = [
    "plot_contacts",
    "plot_cycles",
    "plot_distribution",
    "plot_divergence",
    "plot_foot_path",
    "plot_pain",
    "plot_progress",
    "plot_session",
    "plot_strides",
    "plot_timeline",
]
