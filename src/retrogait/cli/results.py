"""Tables and figures of a Session as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrogait._runtime.files import replacing
from retrogait.errors import MissingExtra
from retrogait.tables.formula_cells import guard_frame

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from retrogait.session import Session


def require_extras(file_format: str, *, plot: bool) -> None:
    """Raise `MissingExtra` before any work is done, when what is asked for cannot be written."""
    if file_format == "parquet":
        _require("pyarrow", "parquet", "--format parquet")
    if plot:
        _require("matplotlib", "plot", "--plot")


def write_tables(
    session: Session, folder: Path, name: str, file_format: str, intervals: pd.DataFrame | None = None
) -> list[Path]:
    """Write the tables of a session, and that of its intervals if there is one; give the files written."""
    if file_format == "json":
        path = folder / f"{name}.session.json"
        with replacing(path) as draft:
            draft.write_text(session.to_json(), encoding="utf-8")
        return [path]
    written = []
    tables = _tables(session)
    if intervals is not None:
        tables["intervals"] = intervals.drop(columns="session")
    for table, frame in tables.items():
        path = folder / f"{name}.{table}.{file_format}"
        with replacing(path) as draft:
            if file_format == "parquet":
                frame.to_parquet(draft, index=False)
            else:
                guard_frame(frame).to_csv(draft, index=False, lineterminator="\n")
        written.append(path)
    return written


def draw_page(session: Session, folder: Path, name: str) -> Path:
    """Draw a session on a page of 800 by 800 pixels; give the file written."""
    from matplotlib.figure import Figure

    from retrogait.plot import plot_session

    figure = plot_session(session, Figure(figsize=(8, 8), layout="constrained"))
    path = folder / f"{name}.png"
    with replacing(path) as draft:
        figure.savefig(draft, dpi=100, format="png")
    return path


def _tables(session: Session) -> dict[str, pd.DataFrame]:
    tables = {"events": session.events, "strides": session.strides, "bouts": session.bouts}
    if len(session.knee):
        tables["knee"] = session.knee.reset_index()
    tables["summary"] = session.summary.to_frame().T.infer_objects()
    return tables


def _require(module: str, extra: str, option: str) -> None:
    from importlib.util import find_spec

    if find_spec(module) is None:
        raise MissingExtra(
            f"{option}: {module} is not installed; pip install 'retrogait[{extra}]', or leave {option} out"
        )
