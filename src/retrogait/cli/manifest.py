"""`retrogait manifest`: a table of the recordings in folders, to be filled in and given to `retrogait batch`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrogait._runtime.files import replacing
from retrogait.batch.draft import draft_manifest
from retrogait.cli.outcome import OK
from retrogait.errors import InvalidOption
from retrogait.tables.formula_cells import guard_frame

if TYPE_CHECKING:
    import argparse
    from pathlib import Path


def run(arguments: argparse.Namespace) -> int:
    """Write the manifest, and say what is missing."""
    output: Path = arguments.output
    if output.exists():
        raise InvalidOption(
            f"--output: {output} is there already, and may be filled in; expected a new name; give another with -o, or "
            "remove it"
        )
    if not output.parent.is_dir():
        raise InvalidOption(
            f"--output: the folder {output.parent} is not there; make it, or give another with -o"
        )
    table = draft_manifest(arguments.inputs, folder=output.parent)
    with replacing(output) as draft:
        guard_frame(table).to_csv(draft, index=False)
    lacking = table[table["missing"] != ""]
    print(
        f"{len(table)} recordings in {output}; {len(lacking)} of them lack something, in the column missing"
    )
    for path, missing in lacking[["path", "missing"]].head(arguments.show).itertuples(index=False, name=None):
        print(f"  {path}: {missing}")
    if len(lacking) > arguments.show:
        print(f"  and {len(lacking) - arguments.show} more")
    return OK
