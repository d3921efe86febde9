"""`write_report`: a session, or several, as one page that needs nothing else."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrogait._runtime.files import replacing
from retrogait._version import __version__
from retrogait.errors import InvalidOption, MissingExtra
from retrogait.report.comparison import compare_directions
from retrogait.report.content import Named
from retrogait.report.impact import describe_impact
from retrogait.report.knee import describe_knees
from retrogait.report.measures import describe_measures
from retrogait.report.pictures import require_matplotlib
from retrogait.report.progress import describe_progress
from retrogait.report.recorded import describe_recordings
from retrogait.report.references import list_definitions, list_references
from retrogait.report.reproduction import list_versions
from retrogait.report.safety import describe_safety
from retrogait.report.stability import describe_stability, measure_all
from retrogait.session import Session
from retrogait.tables.arguments import arguments

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence

    from retrogait.report.blocks import Section

_MOST_DETAILED = 4
_DISCLAIMER = (
    "Numbers, not a verdict: this page is no diagnosis and no advice, and retrogait is not a medical device."
)


@arguments(sessions="Session | Iterable[Any]", log="SessionLog | None")
def write_report(
    sessions: Session | Iterable[Session],
    path: str | os.PathLike[str],
    *,
    names: Sequence[str] | None = None,
    subject: str | None = None,
    log: Any = None,
) -> Path:
    """Write a report of one session or several to an HTML file that needs no other file and no network.

    Parameters
    ----------
    sessions : Session or iterable of Session
        Of one person, in order. Those fresh from `analyze` give signals, impact and trunk measures too.
    path : path
        File to write; one that exists is replaced.
    names : sequence of str, optional
        What the sessions are called; "session 1" and so on when not given.
    subject : str, optional
        Who walked, for the title; without it the subject of the sessions.
    log : retrogait.training.SessionLog, optional
        Training log: progress is then followed over its sessions, against its plan.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    InvalidOption
        No session is given, or not a name for each of them, or a name twice.
    MissingExtra
        matplotlib or jinja2 is not installed.

    Examples
    --------
    >>> import tempfile
    >>> import retrogait as rg
    >>> walk, truth = rg.simulate_walk(duration_s=20, seed=1)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = rg.write_report(rg.analyze(walk), f"{folder}/report.html", subject="A. B.")
    ...     "<h1>Gait report: A. B.</h1>" in page.read_text(encoding="utf-8")
    True
    """
    page = render_report(sessions, names=names, subject=subject, log=log)
    path = Path(path)
    with replacing(path) as draft:
        draft.write_text(page, encoding="utf-8", errors="backslashreplace")
    return path


@arguments(sessions="Session | Iterable[Any]", log="SessionLog | None")
def render_report(
    sessions: Session | Iterable[Session],
    *,
    names: Sequence[str] | None = None,
    subject: str | None = None,
    log: Any = None,
) -> str:
    """Render what `write_report` writes, as text."""
    try:
        from jinja2 import Environment, StrictUndefined
    except ImportError as error:
        raise MissingExtra(
            "report: jinja2 is not installed, and a report needs it; pip install 'retrogait[report]'"
        ) from error
    require_matplotlib()
    named = _name(sessions, names)
    folder = files("retrogait.report")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string(folder.joinpath("page.html").read_text(encoding="utf-8"))
    return template.render(
        title=_title(named, subject),
        facts=_facts(named),
        sections=_sections(named, log),
        css=folder.joinpath("page.css").read_text(encoding="utf-8"),
        disclaimer=_DISCLAIMER,
        version=__version__,
    )


def _name(sessions: Session | Iterable[Session], names: Sequence[str] | None) -> list[Named]:
    listed = [sessions] if isinstance(sessions, Session) else list(sessions)
    wrong: list[object] = [one for one in listed if type(one) is not Session]
    if not listed or wrong:
        found = f"a {type(wrong[0]).__name__}" if wrong else "none"
        raise InvalidOption(
            f"report: expected a Session, or several of them, found {found}; pass what retrogait.analyze returns"
        )
    called = [f"session {k}" for k in range(1, len(listed) + 1)] if names is None else list(names)
    if len(called) != len(listed) or len(set(called)) != len(called):
        raise InvalidOption(
            f"report: names is {called!r} for {len(listed)} sessions; expected a different name for each; pass as many"
        )
    return [Named(name, session) for name, session in zip(called, listed, strict=True)]


def _title(sessions: list[Named], subject: str | None) -> str:
    """The title, with the person, where one is stated and only one."""
    stated = {subject} if subject else {named.session.conditions.subject for named in sessions}
    return f"Gait report: {stated.pop()}" if len(stated) == 1 and None not in stated else "Gait report"


def _facts(sessions: list[Named]) -> list[str]:
    """The lines below the title."""
    dates = [named.start[:10] for named in sessions if named.start]
    count = f"{len(sessions)} sessions" if len(sessions) > 1 else sessions[0].name
    when = f"{min(dates)} to {max(dates)}" if len(set(dates)) > 1 else "".join(dates[:1])
    return [count + (f", {when}" if when else ""), _DISCLAIMER]


def _sections(sessions: list[Named], log: Any) -> list[Section]:
    """All parts of the page. Details of many sessions are those of the last."""
    detailed = sessions if len(sessions) <= _MOST_DETAILED else sessions[-1:]
    stability = measure_all(sessions)
    progress = describe_progress(sessions, stability, log)
    return [
        describe_recordings(sessions, detailed),
        *([progress] if progress else []),
        describe_measures(detailed),
        compare_directions(detailed),
        describe_knees(detailed),
        describe_impact(detailed),
        describe_stability(detailed, stability),
        describe_safety(detailed),
        list_references(log),
        list_definitions(),
        list_versions(detailed),
    ]
