"""`write_recording`: a recording to retrogait's own CSV or parquet, or into a dataset of BIDS-Motion."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from retrogait._runtime.files import replacing
from retrogait.errors import InvalidOption
from retrogait.readers.bids_writing import write_bids
from retrogait.readers.header import MARK, describe
from retrogait.readers.parquet_table import write_parquet
from retrogait.tables.arguments import arguments
from retrogait.tables.formula_cells import guard_frame

if TYPE_CHECKING:
    import os

    from retrogait.recording import Recording


@arguments(subject="Any")
def write_recording(
    recording: Recording,
    path: str | os.PathLike[str],
    *,
    format: str | None = None,  # noqa: A002 - the word people look for
    subject: str = "01",
    task: str = "walking",
    session: str | None = None,
    run: str | None = None,
) -> None:
    """Write a recording to a file that `read_recording` reads back exactly.

    The columns are those of `Recording.wide`; rate, frame, start time and history are in a first line that
    starts with `# retrogait`, or in the parquet metadata, or in the JSON file of BIDS-Motion. An existing file is
    replaced at once, never left half written.

    Parameters
    ----------
    recording : Recording
        What to write.
    path : str or PathLike
        File that ends in `.csv` or `.parquet` (extra `parquet`); with `format="bids"` the folder of a dataset, which is
        made where it does not exist and added to where it does.
    format : {"bids"}, optional
        Write BIDS-Motion: `sub-01/motion/sub-01_task-walking_tracksys-imu_motion.tsv` and the files that belong to it.
    subject, task, session, run : str
        Labels of the recording in a dataset, letters and digits only.

    Raises
    ------
    InvalidOption
        The name ends in neither, its folder does not exist, or some sites are in the segment frame and some in the
        sensor frame, and a file states one frame; or a label is invalid, or the folder is not a dataset.
    UnwritableFile
        The path is not a plain file, or the system refuses to write.
    MissingExtra
        Parquet was asked for and pyarrow is not installed.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import retrogait as rg
    >>> walk, _ = rg.simulate_walk("backward", 0.5, duration_s=5.0, seed=1)
    >>> folder = Path(tempfile.mkdtemp())
    >>> rg.write_recording(walk, folder, format="bids", subject="07")
    >>> sorted(path.name for path in folder.iterdir())
    ['README.md', 'dataset_description.json', 'participants.json', 'participants.tsv', 'sub-07']
    >>> rg.read_recording(folder).wide().equals(walk.wide())
    True
    """
    path = Path(path)
    _check_one_frame(recording)
    if format is not None:
        if format != "bids":
            raise InvalidOption(
                f"format: {format!r} is not known; use 'bids', or leave it out for .csv and .parquet"
            )
        write_bids(recording, path, {"sub": subject, "ses": session, "task": task, "run": run})
        return
    if path.suffix.lower() not in (".csv", ".parquet"):
        raise InvalidOption(
            f"path: {path.name!r} ends in {path.suffix!r}; expected a name in .csv or .parquet"
        )
    if not path.parent.is_dir():
        raise InvalidOption(f"path: the folder {path.parent} does not exist; make it first")
    with replacing(path) as draft:
        if path.suffix.lower() == ".parquet":
            write_parquet(recording, draft)
        else:
            with draft.open("w", encoding="utf-8", newline="") as file:
                file.write(f"{MARK}{describe(recording)}\n")
                guard_frame(recording.wide()).to_csv(file, index=False, lineterminator="\n")


def _check_one_frame(recording: Recording) -> None:
    aligned = [site for site in recording.sites if recording.frame_of(site) == "segment"]
    if aligned and len(aligned) < len(recording.sites):
        others = [site for site in recording.sites if site not in aligned]
        kept = ", ".join(map(repr, aligned))
        raise InvalidOption(
            f"write_recording: {' '.join(aligned)} in the segment frame, {' '.join(others)} in the sensor frame; "
            f"expected one frame for all sites of a file; write rec.select({kept}) and the others apart"
        )
