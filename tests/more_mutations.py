"""Walks in parquet, HDF5, JSON, tsv, zip and CSV, and mutations that know what these are made of."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from importlib.util import find_spec
from pathlib import Path

import mutations
import numpy as np
import pandas as pd

import retrogait as rg

WALK_S = 8.0
EXTREMES = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 0x7FFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF)
NODES = (
    None,
    True,
    -1,
    0,
    1e300,
    10**30,
    "",
    "x",
    "NaN",
    [],
    {},
    [[]],
    ["x"],
    {"x": None},
    "2024-01-01T25:00",
    "\x00",
)
JUMPS_S = (-1e9, -3600.0, -1.0, -0.011, -0.001, 0.0, 0.001, 0.011, 0.5, 60.0, 86400.0, 1e9, 1e18)
WORDS = (
    "",
    "nan",
    "inf",
    "-",
    "1e400",
    "12:00:00",
    "2024-02-30 10:00:00",
    "2024-01-01T10:00:00Z",
    "1,5",
    "0x10",
    "9" * 25,
)


def seeds(folder: Path) -> list[tuple[str, bytes]]:
    """Walks that are read and analysed as they are, as (name, bytes)."""
    folder.mkdir(parents=True, exist_ok=True)
    walk = rg.simulate_walk("backward", 0.6, WALK_S, seed=1, sites=["left_foot", "lower_back"])[0]
    wide = walk.wide().round(4)
    found = [("plain.csv", wide.round(4).to_csv(index=False).encode())]
    stamped = wide.assign(
        time_s=pd.Timestamp("2026-03-29 01:59:57") + pd.to_timedelta(wide["time_s"], unit="s")
    )
    stamped = stamped.rename(columns={"time_s": "timestamp"})
    found.append(("dates.csv", stamped.to_csv(index=False).encode()))
    ticks = wide.assign(time_s=(wide["time_s"] * 1000).round().astype(int)).rename(
        columns={"time_s": "time (ms)"}
    )
    found.append(("ticks.csv", ticks.round(4).to_csv(index=False, sep=";").encode()))
    rg.write_recording(walk, folder / "own.csv")
    rg.write_recording(walk, folder / "bids", format="bids")
    _zip_folder(folder / "bids", folder / "bids.zip")
    found += [(name, (folder / name).read_bytes()) for name in ("own.csv", "bids.zip")]
    if find_spec("pyarrow") is not None:
        rg.write_recording(walk, folder / "own.parquet")
        wide.to_parquet(folder / "plain.parquet")
        stamped.set_index("timestamp").to_parquet(folder / "dates.parquet")
        found += [
            (name, (folder / name).read_bytes()) for name in ("own.parquet", "plain.parquet", "dates.parquet")
        ]
    if find_spec("h5py") is not None:
        _write_opal(walk, folder / "opal.h5")
        found += [("opal.h5", (folder / "opal.h5").read_bytes())] * 2
    session = rg.analyze(walk, surface="treadmill")
    log = rg.SessionLog().add(session, date="2026-01-01")
    log.save(folder / "log.json")
    found += [
        ("session.json", session.to_json().encode()),
        (
            "alignment.json",
            rg.Alignment.declared(dict.fromkeys(walk.sites, ("+x", "+y", "+z"))).to_json().encode(),
        ),
        ("plan.json", rg.TrainingPlan().to_json().encode()),
        ("log.json", (folder / "log.json").read_bytes()),
    ]
    return [*found[:-4], *found]  # most damaged JSON is refused


def mutate(name: str, data: bytes, rng: np.random.Generator) -> bytes:
    """Mutate a file in a way of its kind; one in five as any other file."""
    if rng.random() < 0.2:
        return mutations.mutate(data, rng)
    suffix = Path(name).suffix
    if suffix == ".json":
        return _json(data, rng)
    if suffix == ".zip":
        return _zip(data, rng)
    if suffix in (".parquet", ".h5"):
        return _binary(data, rng, tail=suffix == ".parquet")
    return _stamps(data, rng)


def _zip_folder(folder: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder).as_posix())


def _write_opal(walk: rg.Recording, path: Path) -> None:
    import h5py

    with h5py.File(path, "w") as file:
        for number, site in enumerate(walk.sites):
            time_s, values = walk.samples(site)
            group = file.create_group(f"Sensors/{100 + number}")
            group["Accelerometer"], group["Gyroscope"] = values[:, :3], np.radians(values[:, 3:])
            group["Time"] = (1.7e15 + time_s * 1e6).astype(np.uint64)
            group.create_group("Configuration").attrs["Label 0"] = site.replace("_", " ").encode()
            group["Configuration"].attrs["Sample Rate"] = 100


def _binary(data: bytes, rng: np.random.Generator, *, tail: bool) -> bytes:
    """Flip bytes, or write numbers beyond all bounds, most often where sizes and names are."""
    out = bytearray(data)
    near = min(len(out), 6000)
    low, high = (0, len(out)) if rng.random() < 0.3 else (len(out) - near, len(out)) if tail else (0, near)
    for _ in range(int(rng.integers(1, 6))):
        at = int(rng.integers(low, high))
        if rng.random() < 0.6:
            out[at] = int(rng.integers(256))
            continue
        width = int(rng.choice([1, 2, 4, 8]))
        value = EXTREMES[int(rng.integers(len(EXTREMES)))] & ((1 << 8 * width) - 1)
        packed = value.to_bytes(width, "little")
        out[at : at + width] = packed[: len(out) - at]
    if rng.random() < 0.1:
        out = out[: int(rng.integers(len(out)))]
    return bytes(out)


def _json(data: bytes, rng: np.random.Generator) -> bytes:
    """Put something else in the place of a node, take one away, or give it twice."""
    try:
        tree = json.loads(data)
    except ValueError:
        return mutations.mutate(data, rng)
    node, depth = tree, int(rng.integers(0, 6))
    while depth and isinstance(node, (dict, list)) and len(node):
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        key = keys[int(rng.integers(len(keys)))]
        depth -= 1
        if depth and isinstance(node[key], (dict, list)) and len(node[key]):
            node = node[key]
            continue
        kind = rng.random()
        if kind < 0.6:
            node[key] = NODES[int(rng.integers(len(NODES)))]
        elif kind < 0.8:
            del node[key]
        elif isinstance(node, list):
            node.append(node[key])
        else:
            node[f"{key}_"] = node[key]
        break
    text = json.dumps(tree)
    if rng.random() < 0.1:
        text = text.replace("0", ("1e999", "NaN", "9" * 400, "-")[int(rng.integers(4))], 1)
    return text.encode()


def _zip(data: bytes, rng: np.random.Generator) -> bytes:
    """Mutate a member in a way of its kind, or numbers in the directory of the zip."""
    if rng.random() < 0.3:
        out = bytearray(data)
        at = data.rfind(b"PK\x01\x02", 0, int(rng.integers(1, len(data) + 1)))
        at = max(at, 0) + int(rng.integers(4, 46))
        value = EXTREMES[int(rng.integers(len(EXTREMES)))] & 0xFFFFFFFF
        out[at : at + 4] = struct.pack("<I", value)[: len(out) - at]
        return bytes(out)
    new = io.BytesIO()
    try:
        with (
            zipfile.ZipFile(io.BytesIO(data)) as old,
            zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            members = old.infolist()
            chosen = int(rng.integers(len(members)))
            for number, member in enumerate(members):
                inside = old.read(member)
                if number == chosen:
                    kind = rng.random()
                    if kind < 0.1:
                        continue
                    inside = mutate(member.filename, inside, rng)
                archive.writestr(member.filename, inside)
    except Exception:
        return mutations.mutate(data, rng)
    return new.getvalue()


def _stamps(data: bytes, rng: np.random.Generator) -> bytes:
    """Mutate the clock of a table: jumps, repeats, losses, disorder, words."""
    lines = data.decode("utf-8", errors="replace").split("\n")
    first = next((number for number, line in enumerate(lines) if "acc" in line.lower()), 0) + 1
    rows = [line for line in lines[first:] if line]
    if len(rows) < 10:
        return mutations.mutate(data, rng)
    sign = max(",;\t", key=rows[0].count)
    a, b = sorted(map(int, rng.integers(0, len(rows) + 1, 2)))
    kind = int(rng.integers(8))
    if kind == 0:  # the clock is set
        jump = JUMPS_S[int(rng.integers(len(JUMPS_S)))]
        rows = [*rows[:a], *(_moved(row, sign, jump) for row in rows[a:])]
    elif kind == 1:  # packets come late
        rows = [*rows[:a], *rows[b:], *rows[a:b]]
    elif kind == 2:  # packets come twice
        rows = [*rows[:b], *rows[a : a + 50], *rows[b:]]
    elif kind == 3:  # packets are lost
        rows = [*rows[:a], *rows[b:]] if b - a < len(rows) - 5 else rows[:5]
    elif kind == 4:  # words among the stamps
        word = WORDS[int(rng.integers(len(WORDS)))]
        for at in {a, *map(int, rng.integers(0, len(rows), int(rng.integers(1, 4))))}:
            if at < len(rows):
                rows[at] = sign.join([word, *rows[at].split(sign)[1:]])
    elif kind == 5:  # the last stamp is early or late
        jump = JUMPS_S[int(rng.integers(len(JUMPS_S)))]
        rows[-1] = _moved(rows[-1], sign, jump)
    elif kind == 6:  # a clock that stands, or runs wild
        held = rows[min(a, len(rows) - 1)].split(sign)[0]
        rows = [*rows[:a], *(sign.join([held, *row.split(sign)[1:]]) for row in rows[a:b]), *rows[b:]]
    else:  # samples of another kind, as held, zero or out of range
        value = ("0", "1e30", "-32768", "", "nan", "9.81")[int(rng.integers(6))]
        rows[a:b] = [sign.join([row.split(sign)[0], *[value] * row.count(sign)]) for row in rows[a:b]]
    return "\n".join([*lines[:first], *rows, ""]).encode()


def _moved(row: str, sign: str, jump_s: float) -> str:
    stamp, _, rest = row.partition(sign)
    try:
        moved = repr(
            float(stamp) + jump_s * (1000.0 if float(stamp).is_integer() and "." not in stamp else 1.0)
        )
    except ValueError:
        try:
            moved = str(pd.Timestamp(stamp) + pd.Timedelta(seconds=min(max(jump_s, -1e9), 1e9)))
        except (ValueError, OverflowError):
            moved = "x"
    return f"{moved}{sign}{rest}"
