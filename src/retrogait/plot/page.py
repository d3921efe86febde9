"""A session on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrogait.plot.contacts import plot_contacts
from retrogait.plot.strides import plot_strides
from retrogait.plot.style import import_pyplot
from retrogait.tables.arguments import arguments

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from retrogait.session import Session


@arguments()
def plot_session(session: Session, figure: Figure | None = None, window_s: float = 6.0) -> Figure:
    """Draw a session on a page: contacts amid the longest bout, then the strides of the whole walk.

    Parameters
    ----------
    session : Session
        Fresh from `analyze`.
    figure : matplotlib.figure.Figure, optional
        Empty figure to draw on; a new one when not given.
    window_s : float
        Length of the stretch whose signals are drawn, in seconds.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    MissingExtra
        matplotlib is not installed.
    """
    if figure is None:
        figure = import_pyplot().figure(figsize=(8, 8), layout="constrained")
    recording = session.recording
    feet = [site for site in recording.sites if site.endswith("_foot")]
    sites = (feet or list(recording.sites))[:2]
    measures = ["cadence_spm"]
    measures += ["stride_length_m"] if session.strides["stride_length_m"].notna().any() else []
    panels = figure.subplots(len(sites) + len(measures), 1, squeeze=False)[:, 0]
    start_s = _middle_s(session) - window_s / 2
    for site, ax in zip(sites, panels, strict=False):
        plot_contacts(session, site, ax, start_s, start_s + window_s)
    for measure, ax in zip(measures, panels[len(sites) :], strict=True):
        plot_strides(session, measure, ax)
    for ax in panels[:-1]:
        ax.set_xlabel("")
    return figure


def _middle_s(session: Session) -> float:
    """Middle of the longest bout, of the recording when there is none."""
    if len(session.bouts):
        longest = session.bouts["duration_s"].to_numpy(float).argmax()
        return float(session.bouts[["start_s", "end_s"]].to_numpy(float)[longest].mean())
    time_s, _ = session.recording.samples(session.recording.sites[0])
    return float(time_s[0] + time_s[-1]) / 2
