"""Files of every layout our writers know, and mutations of their bytes, lines and fields."""

from __future__ import annotations

import io
import zipfile

import export_writers as w
import numpy as np
from recording_frames import signal

WORDS = (
    b"", b"NaN", b"inf", b"-inf", b"-1e308", b"1e400", b"9" * 30, b"0", b"-1", b"abc", b"1,5", b"1.5", b"2024-01-01",
    b"2024-01-01T25:61:00", b"12:30", b"99:99:99 PM", b"\xff\xfe", b'"', b"\x00", b"(g)", b"[rad/s]", b"100 Hz",
    b"sep=;", b"Acc X (g)", b"time (ms)", b"Gyr_Z", b"left_foot_acc_x", b"sensor", b"#", b"//", b"{",
    b"\xe5\x8a\xa0\xe9\x80\x9f",
)  # fmt: skip
SIGNS = (b",", b";", b"\t", b"|", b" ")


def seeds(folder, n_samples=60):
    """Short exports of every layout, as (name, bytes); a folder as a zip."""
    samples = signal(np.arange(n_samples) / 100.0)
    whole = [w.dot_app, w.dot_sdk, w.xsens, w.shimmer, w.apdm, w.axivity, w.actigraph_imu, w.actigraph_raw,
             w.actigraph_counts, w.vicon, w.trigno, w.moticon, w.sensorlog, w.androsensor, w.physics_toolbox,
             w.gaitmap, w.own]  # fmt: skip
    files = [write(folder / write.__name__, samples) for write in whole]
    found = [(path.name, path.read_bytes()) for path in files]
    for write in (w.sensor_logger, w.phyphox, w.xio):
        inside = write(folder / write.__name__, samples)
        found.append(
            (f"{write.__name__}.zip", w.zipped(folder / f"{write.__name__}.zip", inside).read_bytes())
        )
    return found


def mutate(data, rng):
    """Mutate bytes, lines, columns or fields in one place; the members of a zip, or the zip itself."""
    if data.startswith(b"PK\x03\x04") and rng.random() < 0.7:
        try:
            return _mutate_member(data, rng)
        except Exception:  # noqa: S110 - an archive that is broken already is broken further, below
            pass
    kinds = (_flip, _cut, _drop, _repeat, _field, _field, _field, _line, _column, _delimiter)
    return kinds[int(rng.integers(len(kinds)))](data, rng) or b" "


def _span(data, rng):
    return sorted(map(int, rng.integers(0, len(data) + 1, 2)))


def _flip(data, rng):
    out = bytearray(data)
    near = len(data) if rng.random() < 0.5 else min(len(data), 400)  # where the names are
    for position in rng.integers(0, near, int(rng.integers(1, 8))):
        out[position] = int(rng.integers(0, 256))
    return bytes(out)


def _cut(data, rng):
    return data[: int(rng.integers(0, len(data)))]


def _drop(data, rng):
    start, end = _span(data, rng)
    return data[:start] + data[end:]


def _repeat(data, rng):
    start, end = _span(data, rng)
    return data[:end] + data[start:end][:2000] + data[end:]


def _field(data, rng):
    lines = data.split(b"\n")
    row = int(rng.integers(0, min(len(lines), 30) if rng.random() < 0.6 else len(lines)))
    sign = max(SIGNS, key=lines[row].count)
    fields = lines[row].split(sign)
    for _ in range(int(rng.integers(1, 4))):
        fields[int(rng.integers(0, len(fields)))] = WORDS[int(rng.integers(0, len(WORDS)))]
    if rng.random() < 0.15:
        fields = fields[: int(rng.integers(0, len(fields) + 1))]
    lines[row] = sign.join(fields)
    return b"\n".join(lines)


def _line(data, rng):
    lines = data.split(b"\n")
    row = int(rng.integers(0, len(lines)))
    taken = lines.pop(row)
    if rng.random() < 0.7:
        lines.insert(int(rng.integers(0, len(lines) + 1)), taken)
    return b"\n".join(lines)


def _column(data, rng):
    """Write one word, or one number that grows, into a whole column."""
    lines = data.split(b"\n")
    sign = max(SIGNS, key=lines[len(lines) // 2].count)
    column = int(rng.integers(0, lines[len(lines) // 2].count(sign) + 1))
    word = WORDS[int(rng.integers(0, len(WORDS)))]
    step = 10.0 ** int(rng.integers(-9, 18))
    for row in range(min(int(rng.integers(0, 20)), len(lines)), len(lines)):
        fields = lines[row].split(sign)
        if column < len(fields):
            fields[column] = word if step < 1e3 else b"%.17g" % (row * step)
            lines[row] = sign.join(fields)
    return b"\n".join(lines)


def _delimiter(data, rng):
    old, new = (SIGNS[int(k)] for k in rng.integers(0, len(SIGNS), 2))
    return data.replace(old, new)


def _mutate_member(data, rng):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        members = old.infolist()
        chosen = int(rng.integers(0, len(members)))
        for number, member in enumerate(members):
            inside = old.read(member)
            if number == chosen:
                if rng.random() < 0.15:
                    continue
                inside = mutate(inside or b" ", rng)
            new.writestr(member.filename, inside)
    return out.getvalue()
