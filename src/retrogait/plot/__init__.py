"""Figures of a Session: contacts on the signal, strides over time, and both on one page.

Every function draws on the axes or figure it is given, returns it and never shows it. Needs the extra `plot`.
"""

from retrogait.plot.contacts import plot_contacts
from retrogait.plot.page import plot_session
from retrogait.plot.strides import plot_strides

__all__ = ["plot_contacts", "plot_session", "plot_strides"]
