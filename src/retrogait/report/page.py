"""`write_report`: a session, or several, as one page that needs nothing else."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrogait._runtime.files import replacing
from retrogait._version import __version__
from retrogait.errors import InvalidOption, MissingExtra
from retrogait.intervals import tabulate
from retrogait.messages import ENGLISH, in_language, message
from retrogait.report.answer import describe_answer, facts_of, leg_in_front
from retrogait.report.comparison import compare_directions
from retrogait.report.content import Named
from retrogait.report.impact import describe_impact
from retrogait.report.knee import describe_knees
from retrogait.report.measures import describe_measures
from retrogait.report.pictures import require_matplotlib
from retrogait.report.progress import describe_progress, follow_progress
from retrogait.report.references import list_definitions, list_references
from retrogait.report.reproduction import describe_reproduction
from retrogait.report.safety import describe_safety
from retrogait.report.stability import describe_stability, measure_all
from retrogait.session import Session
from retrogait.tables.arguments import arguments

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence

    from retrogait.report.blocks import Section


@arguments(sessions="Session | Iterable[Any]", log="SessionLog | None")
def write_report(
    sessions: Session | Iterable[Session],
    path: str | os.PathLike[str],
    *,
    names: Sequence[str] | None = None,
    subject: str | None = None,
    log: Any = None,
    language: str = ENGLISH,
) -> Path:
    """Write a report of one session or several to an HTML file that needs no other file and no network.

    It begins with the answers of the last session, each with its 95 % interval, three pictures and what is doubtful;
    then come details of that session by topic, and what is needed to get the same numbers again.

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
    language : str
        Code of a file of messages: "en" or "de". Warnings of `analyze` stay in English.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    InvalidOption
        No session is given, or not a name for each of them, or a name twice; there are no messages in the language.
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
    page = render_report(sessions, names=names, subject=subject, log=log, language=language)
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
    language: str = ENGLISH,
) -> str:
    """Render what `write_report` writes, as text."""
    try:
        from jinja2 import Environment, StrictUndefined
    except ImportError as error:
        raise MissingExtra(
            "report: jinja2 is not installed, and a report needs it; pip install 'retrogait[report]'"
        ) from error
    require_matplotlib()
    folder = files("retrogait.report")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string(folder.joinpath("page.html").read_text(encoding="utf-8"))
    css = folder.joinpath("page.css").read_text(encoding="utf-8")
    with in_language(language):
        named = _name(sessions, names)
        return template.render(
            **_content(named, subject, log),
            message=message,
            language=language,
            english=ENGLISH,
            css=css,
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
    unnamed = [message("page.session", n=k + 1) for k in range(len(listed))]
    called = unnamed if names is None else list(names)
    if len(called) != len(listed) or len(set(called)) != len(called):
        raise InvalidOption(
            f"report: names is {called!r} for {len(listed)} sessions; expected a different name for each; pass as many"
        )
    return [Named(name, session) for name, session in zip(called, listed, strict=True)]


def _content(sessions: list[Named], subject: str | None, log: Any) -> dict[str, Any]:
    """Title, facts and sections of the page."""
    stated = {subject} if subject else {named.session.conditions.subject for named in sessions}
    who = stated.pop() if len(stated) == 1 else None
    title = message("page.title", subject=who) if who else message("page.title_of_nobody")
    return {"title": title, "facts": facts_of(sessions, who), "sections": _sections(sessions, log)}


def _sections(sessions: list[Named], log: Any) -> list[Section]:
    """All parts of the page; details are those of the last session."""
    last = sessions[-1]
    stability = measure_all(sessions)
    own = stability[last.name]
    progress = follow_progress(sessions, stability, log)
    means = tabulate(last.session)
    sections = [
        *describe_answer(sessions, own, progress),
        describe_measures(last, means),
        compare_directions(sessions),
        describe_knees(last, means, leg_in_front(last)),
        describe_impact(sessions),
        describe_stability(last, own),
        describe_safety(last),
        *([describe_progress(progress, sessions)] if progress else []),
    ]
    return [
        *sections,
        describe_reproduction(sessions),
        list_references(last, log),
        list_definitions(sections),
    ]
