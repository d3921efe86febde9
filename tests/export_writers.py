"""Small writers of exports in the layouts of real devices and apps; the numbers are our own.

Each takes a folder and samples (n, 6) in m/s^2 and deg/s at 100 Hz and gives what to pass to `read_recording`.
"""

from __future__ import annotations

import csv
import json
import zipfile

import numpy as np
import pandas as pd

import retrogait as rg

G = 9.80665
RATE_HZ = 100.0
EPOCH_MS = 1_700_000_000_000


def rows_of(path, rows, delimiter=",", head="", encoding="utf-8", quoting=csv.QUOTE_MINIMAL, end="\n"):
    """Write lines of a head, then rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as file:
        file.write(head)
        csv.writer(file, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(rows)
    return path


def table(names, *columns, fmt="{:.9g}"):
    """Rows of a header and columns of numbers or words."""
    words = [[c if isinstance(c, str) else fmt.format(c) for c in column] for column in columns]
    return [names, *zip(*words, strict=True)]


def seconds(samples):
    return np.arange(len(samples)) / RATE_HZ


def stamps_ms(samples):
    return [str(EPOCH_MS + 10 * k) for k in range(len(samples))]


def rad(samples):
    return np.radians(samples[:, 3:])


def dot_app(folder, samples):
    head = (
        "sep=,\nDeviceTag:,abc\nFirmwareVersion:,2.0.0\nAppVersion:,2021.0\nSyncStatus:,Synced\nOutputRate:,100Hz\n"
        "FilterProfile:,General\nMeasurement Mode:,Rate quantities\nStartTime: ,2021-08-20_20:21:13_804 GMT+8\n"
        "© Xsens Technologies B. V. 2005-2021\n\n"
    )
    names = [
        "PacketCounter",
        "SampleTimeFine",
        "Acc_X",
        "Acc_Y",
        "Acc_Z",
        "Gyr_X",
        "Gyr_Y",
        "Gyr_Z",
        "Status",
    ]
    n = len(samples)
    fine = [str((4_294_000_000 + 10_000 * k) % 2**32) for k in range(n)]  # wraps
    rows = table(names, [str(k + 1) for k in range(n)], fine, *samples.T, ["0"] * n)
    return rows_of(folder / "LTibia_20210820_202113_811.csv", rows, head=head)


def dot_sdk(folder, samples):
    head = (
        "DeviceTag: Movella DOT,FirmwareVersion: 3.0.0,AppVersion: 2023.6.0,OutputRate: 100,Measurement Mode: Inertial "
        "Mode - Rate quantities,StartTime: 2025-12-02 14:37:28.533,© Movella\n"
    )
    names = ["SampleTimeFine", "Acc_X", "Acc_Y", "Acc_Z", "Gyr_X", "Gyr_Y", "Gyr_Z"]
    fine = [str(2_638_437 + 100 * k) for k in range(len(samples))]
    return rows_of(folder / "logfile_D4-22-CD-00-96-8D.csv", table(names, fine, *samples.T), head=head)


def xsens(folder, samples, delimiter="\t", rate=True):
    head = (
        "// Start Time: Unknown\n"
        + ("// Update Rate: 100.0Hz\n" if rate else "")
        + "// Filter Profile: human\n"
    )
    names = ["PacketCounter", "SampleTimeFine", "Year", "Acc_X", "Acc_Y", "Acc_Z", "Gyr_X", "Gyr_Y", "Gyr_Z"]
    n = len(samples)
    counter = [f"{(65_400 + k) % 65_536:05d}" for k in range(n)]  # wraps
    rows = table(names, counter, [""] * n, [""] * n, *samples[:, :3].T, *rad(samples).T)
    return rows_of(folder / "1-1_rf.txt", rows, delimiter, head)


def sensor_logger(folder, samples, platform="android", total=True, metadata=True):
    sign = -1.0 if platform == "ios" else 1.0
    ns = [str((EPOCH_MS + 10 * k) * 1_000_000) for k in range(len(samples))]
    names = ["time", "seconds_elapsed", "z", "y", "x"]
    acc, gyr = sign * samples[:, :3], rad(samples)
    gravity = np.tile(sign * np.array([0.0, 0.0, G]), (len(samples), 1))

    def one(name, values):
        rows_of(folder / f"{name}.csv", table(names, ns, seconds(samples), *values.T[::-1], fmt="{:.12g}"))

    one("Accelerometer", acc - gravity)
    one("Gravity", gravity)
    one("Gyroscope", gyr)
    one("GyroscopeUncalibrated", gyr + 1.0)
    one("Magnetometer", 40.0 + gyr)
    rows_of(
        folder / "Location.csv",
        table(["time", "latitude", "longitude"], ns, ["52.1"] * len(ns), ["13.2"] * len(ns)),
    )
    if total:
        one("TotalAcceleration", acc)
    if metadata:
        rows_of(
            folder / "Metadata.csv",
            [
                ["version", "device name", "platform", "sensors"],
                ["3", "phone", platform, "Accelerometer|Gravity"],
            ],
        )
    return folder


def phyphox(folder, samples, delimiter=",", style="ios"):
    axes = "XYZ" if style == "ios" else "xyz"
    acc, gyr = ("", "") if style == "ios" else ("Acceleration ", "Gyroscope ")
    numbers = {"delimiter": delimiter, "quoting": csv.QUOTE_NONNUMERIC}
    time = seconds(samples)

    def one(name, label, unit, values, late=0.0):
        names = ["Time (s)", *(f"{label}{axis} ({unit})" for axis in axes)]
        decimal = "," if delimiter == ";" else "."
        body = [
            [f"{x:.9E}".replace(".", decimal) for x in row] for row in np.column_stack([time + late, values])
        ]
        path = folder / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        head = delimiter.join(f'"{n}"' for n in names) + "\n"
        path.write_text(head + "".join(delimiter.join(row) + "\n" for row in body))

    one("Accelerometer", acc, "m/s^2", samples[:, :3])
    one("Gyroscope", gyr, "rad/s", rad(samples))
    one("Linear Accelerometer", acc and f"Linear {acc}", "m/s^2", samples[:, :3] * 0.1)
    rows_of(
        folder / "meta" / "time.csv",
        [["event", "experiment time", "system time"], ["START", "0.0", "1.7E9"]],
        **numbers,
    )
    return folder


def mbient(folder, samples):
    time, ms = seconds(samples), stamps_ms(samples)
    text = ["2022-08-05T15.26.13.153"] * len(ms)
    for kind, unit, values in (("ACC", "g", samples[:, :3] / G), ("GYR", "deg/s", samples[:, 3:])):
        names = ["epoc (ms)", "timestamp (-0500)", "elapsed (s)", *(f"{a}-axis ({unit})" for a in "xyz")]
        rows_of(folder / f"P01_0_20210712_{kind}.csv", table(names, ms, text, time, *values.T))
    return [folder / "P01_0_20210712_GYR.csv", folder / "P01_0_20210712_ACC.csv"]


def shimmer(folder, samples, delimiter=";", cal="CAL"):
    n = len(samples)
    names = [
        "S_40AC_Timestamp_Unix_CAL",
        *(f"S_40AC_Accel_LN_{a}_{cal}" for a in "XYZ"),
        *(f"S_40AC_Accel_WR_{a}_{cal}" for a in "XYZ"),
        "S_40AC_Battery_CAL",
        *(f"S_40AC_Gyro_{a}_{cal}" for a in "XYZ"),
        "",
    ]
    names = [name.replace("S_", "Shimmer_") for name in names]
    plain = cal == "CAL"
    units = [
        "ms",
        *["m/(s^2)" if plain else "no_units"] * 6,
        "mV",
        *["deg/s" if plain else "no_units"] * 3,
        "",
    ]
    stamps = [f"{(EPOCH_MS + 10 * k) / 1e12:.12f}E12" for k in range(n)]
    body = table(
        names,
        stamps,
        *(0.98 * samples[:, :3].T),
        *samples[:, :3].T,
        ["4000"] * n,
        *samples[:, 3:].T,
        [""] * n,
    )
    return rows_of(
        folder / "shimmer.csv", [names, units, *body[1:]], delimiter, f'"sep={delimiter}"\n', end="\r\n"
    )


def apdm(folder, samples, style="new"):
    names, units, columns = ["Time"], ["s"], [seconds(samples)]
    for label in ("Left Foot", "Right Foot", "Lumbar"):
        for kind, unit, values in (
            ("Acceleration" if style == "new" else "Accelerometer", "m/s^2", samples[:, :3]),
            ("Angular Velocity" if style == "new" else "Gyroscope", "rad/s", rad(samples)),
            ("Magnetic Field", "uT", rad(samples)),
        ):
            names += [f"{label}/{kind}/{a}" for a in "XYZ"]
            units += [unit] * 3
            columns += list(values.T)
    pad = "," * (len(names) - 3)
    head = f"Test Name:,Walk,{pad}\nSample Rate:,100,Hz{pad}\n"
    body = table(names, *columns)
    return rows_of(folder / "apdm.csv", [names, units, *body[1:]], head=head)


def axivity(folder, samples):
    times = [
        f"2019-12-23 21:{4 + k // 6000:02d}:{k // 100 % 60:02d}.{k % 100 * 10:03d}"
        for k in range(len(samples))
    ]
    rows = table([], times, *(samples[:, :3] / G).T, *samples[:, 3:].T, fmt="{:.6f}")[1:]
    return rows_of(folder / "ax6.csv", rows)


_ACTIGRAPH = (
    "------------ Data File Created By ActiGraph Link IMU ActiLife v6.13.3 Firmware v1.7.2 date format M/d/yyyy at 100 "
    "Hz  -----------\nSerial Number: TAS1\nStart Time 08:58:00\nStart Date 2/14/2019\nEpoch Period (hh:mm:ss) "
    "00:00:{epoch}\nDownload Time 09:03:03\nDownload Date 2/14/2019\nCurrent Memory Address: 0\nCurrent Battery "
    "Voltage: 4.15     Mode = 12\n--------------------------------------------------\n"
)


def actigraph_imu(folder, samples):
    names = [
        "Timestamp",
        *(f"Accelerometer {a}" for a in "XYZ"),
        "Temperature",
        *(f"Gyroscope {a}" for a in "XYZ"),
    ]
    times = [f"2019-02-14T08:58:{k // 100:02d}.{k % 100:02d}00000" for k in range(len(samples))]
    rows = table(names, times, *(samples[:, :3] / G).T, ["54.7"] * len(times), *samples[:, 3:].T)
    return rows_of(folder / "imu.csv", rows, head=_ACTIGRAPH.format(epoch="00"))


def actigraph_raw(folder, samples):
    names = [f"Accelerometer {a}" for a in "XYZ"]
    return rows_of(
        folder / "raw.csv", table(names, *(samples[:, :3] / G).T), head=_ACTIGRAPH.format(epoch="00")
    )


def actigraph_counts(folder, samples):
    n = len(samples)
    rows = [
        ["Axis1", "Axis2", "Axis3", "Steps"],
        *[[str(k % 90), str(k % 7), str(k % 31), "1"] for k in range(n)],
    ]
    return rows_of(folder / "counts.csv", rows, head=_ACTIGRAPH.format(epoch="10"))


def xio(folder, samples):
    names = [
        "Time (s)",
        *(f"Gyroscope {a} (deg/s)" for a in "XYZ"),
        *(f"Accelerometer {a} (g)" for a in "XYZ"),
    ]
    extra = [*names, "Barometer (hPa)"]
    device = folder / "LOG_0001" / "NGIMU - 00383454"
    rows = table(
        extra, seconds(samples), *samples[:, 3:].T, *(samples[:, :3] / G).T, ["1000.3"] * len(samples)
    )
    rows_of(device / "sensors.csv", [*rows[:200], *rows[195:200], *rows[200:]])  # doubled rows
    rows_of(
        device / "earth.csv",
        table(["Time (s)", "X (g)", "Y (g)", "Z (g)"], seconds(samples), *(samples[:, :3] / G).T),
    )
    return folder


def vicon(folder, samples):
    names = [
        "time_s",
        "type",
        *(f"a{a}_m/s/s" for a in "xyz"),
        *(f"g{a}_deg/s" for a in "xyz"),
        "mx_microT",
        "qx",
    ]
    low = table(
        names,
        seconds(samples),
        ["lowG"] * len(samples),
        *samples.T,
        ["20"] * len(samples),
        ["0.5"] * len(samples),
    )
    rows = [low[0]]
    for row in low[1:]:
        rows += [row, (row[0], "highG", "55", "55", "55", "", "", "", "", "")]
    return rows_of(folder / "Left Foot_Trident.csv", rows)


def trigno(folder, samples):
    sensors = ["EMG 01 04498 (54717)", "Left shank (55240)"]
    channels = ["EMG 1 (mV)", *(f"ACC {a} (G)" for a in "XYZ"), *(f"GYRO {a} (deg/s)" for a in "XYZ")]
    head = "Application:, Trigno Discover (1.5.0)\nDate/Time:, 10/8/2022 9:03:20 AM\nCollection Length (seconds):, 5\n"
    names = [cell for sensor in sensors for cell in (sensor, *[""] * 6)]
    modes = ["sensor mode: 55", *[""] * 6] * 2
    rates = ["1000 Hz", *["100 Hz"] * 6] * 2
    body = []
    for k in range(10 * len(samples)):
        slow = [f"{x:.9g}" for x in (*samples[k, :3] / G, *samples[k, 3:])] if k < len(samples) else [""] * 6
        body.append(["0.1", *slow] * 2)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "trigno.csv"
    path.write_text(
        head + "\n".join(", ".join(row) for row in [names, modes, channels * 2, rates, *body]) + "\n"
    )
    return path


def moticon(folder, samples):
    head = "# Start time: 27.09.2023 10:21:14.922\n# Sensor insoles: Left SN1, Right SN2\n# Size: 7\n"
    names, columns = ["# time"], [seconds(samples)]
    for side in ("left", "right"):
        names += [f"{side} pressure 1[N/cm²]", *(f"{side} acceleration {a}[g]" for a in "XYZ")]
        names += [*(f"{side} angular {a}[dps]" for a in "XYZ"), f"{side} center of pressure X[-0.5...+0.5]"]
        columns += [
            ["6.5"] * len(samples),
            *(samples[:, :3] / G).T,
            *samples[:, 3:].T,
            ["0.1"] * len(samples),
        ]
    return rows_of(folder / "insole.txt", table(names, *columns), "\t", head)


def sensorlog(folder, samples):
    time = seconds(samples) + 21571.855
    names = [
        "loggingTime(txt)",
        "loggingSample(N)",
        "locationLatitude(WGS84)",
        "accelerometerTimestamp_sinceReboot(s)",
    ]
    names += [f"accelerometerAcceleration{a}(G)" for a in "XYZ"]
    names += ["gyroTimestamp_sinceReboot(s)", *(f"gyroRotation{a}(rad/s)" for a in "XYZ")]
    names += ["motionTimestamp_sinceReboot(s)", *(f"motionUserAcceleration{a}(G)" for a in "XYZ")]
    names += [f"motionGravity{a}(G)" for a in "XYZ"]
    n = len(samples)
    acc = -samples[:, :3] / G
    columns = [["2022-09-27T12:56:36.467+02:00"] * n, [str(k) for k in range(n)], ["52.5"] * n, time, *acc.T]
    columns += [time, *rad(samples).T, time, *(0.1 * acc).T, *acc.T]
    return rows_of(folder / "log.csv", table(names, *columns, fmt="{:.12g}"))


def androsensor(folder, samples):
    names = [f"ACCELEROMETER {a} (m/s²)" for a in "XYZ"] + [f"GRAVITY {a} (m/s²)" for a in "XYZ"]
    names += [f"LINEAR ACCELERATION {a} (m/s²)" for a in "XYZ"] + [f"GYROSCOPE {a} (rad/s)" for a in "XYZ"]
    names += ["LOCATION Latitude : ", "Time since start in ms ", "YYYY-MO-DD HH-MI-SS_SSS"]
    n = len(samples)
    acc, gyr = samples[:, :3], rad(samples)
    columns = [*acc.T, *acc.T, *(0.1 * acc).T, *gyr.T, ["52.5"] * n, [str(10 * k) for k in range(n)]]
    rows = table(names, *columns, ["2022-09-27 11:16:12:662"] * n)
    doubled = [rows[0]]
    for k, row in enumerate(rows[1:]):
        doubled += [row, (*row[:-2], str(10 * k + 5), row[-1])]  # each sample held for a second row
    return rows_of(folder / "andro.csv", doubled, ";", "sep=;\n")


def physics_toolbox(folder, samples):
    names = ["time", "gFx", "gFy", "gFz", "ax", "ay", "az", "wx", "wy", "wz", ""]
    n = len(samples)
    rows = table(
        names, seconds(samples), *(samples[:, :3] / G).T, *[["0.1"] * n] * 3, *rad(samples).T, [""] * n
    )
    return rows_of(folder / "physics.csv", rows, head="\n")


def gaitmap(folder, samples):
    names = [f"{kind}_{axis}" for kind in ("acc", "gyr") for axis in "xyz"]
    columns = [seconds(samples), *samples.T, *samples.T]
    rows = table(["time", *names, *names], *columns)
    groups = ["", *["left_foot"] * 6, *["right_foot"] * 6]
    return rows_of(folder / "gaitmap.csv", [groups, *rows])


def own(folder, samples):
    """retrogait's own CSV."""
    frame = pd.DataFrame(samples, columns=[f"{kind}_{axis}" for kind in ("acc", "gyr") for axis in "xyz"])
    folder.mkdir(parents=True, exist_ok=True)
    rg.write_recording(rg.Recording.from_frames({"left_foot": frame}, rate_hz=RATE_HZ), folder / "own.csv")
    return folder / "own.csv"


def zipped(path, folder):
    """Zip a folder."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(folder).as_posix())
    return path


BIDS_POINTS = ("leftFoot", "rightFoot", "pelvis")


def bids(
    folder,
    samples,
    label="sub-01_task-backwards_tracksys-imu",
    points=BIDS_POINTS,
    extra=(),
    columns=(),
    facts=None,
    acc_unit="m/s^2",
    gyr_unit="deg/s",
):
    """A recording of BIDS-Motion: accelerometers of all points, then gyroscopes.

    `extra` are channels more, as (row of the table of channels, values); `columns` columns more of that table, as
    (name, a cell for each point).
    """
    acc, gyr = samples[:, :3] / (G if acc_unit == "g" else 1.0), samples[:, 3:]
    gyr = np.radians(gyr) if gyr_unit == "rad/s" else gyr
    names = ["name", "component", "type", "tracked_point", "units"]
    head = [*names, *(name for name, _ in columns)]
    rows, values = [], []
    for kind, unit, triad in (("ACCEL", acc_unit, acc), ("GYRO", gyr_unit, gyr)):
        for n, point in enumerate(points):
            more = [cells[n] for _, cells in columns]
            rows += [[f"{point}_{kind}_{a}", a, kind, point, unit, *more] for a in "xyz"]
            values += list(triad.T)
    for row, series in extra:
        rows.append([*row, *["n/a"] * len(columns)])
        values.append(series)
    base = folder / label.partition("_")[0] / "motion"
    cells = [["n/a" if np.isnan(x) else f"{x:.9g}" for x in column] for column in values]
    rows_of(base / f"{label}_motion.tsv", zip(*cells, strict=True), "\t")
    rows_of(base / f"{label}_channels.tsv", [head, *rows], "\t")
    facts = (
        {"SamplingFrequency": 100, "TaskName": "backwards", "TrackingSystemName": "imu"}
        if facts is None
        else facts
    )
    (base / f"{label}_motion.json").write_text(json.dumps(facts))
    return base / f"{label}_motion.tsv"


def apdm_of_three_rows(
    folder, samples, sensors=(("1001", "Lumbar"), ("1002", "Left Foot"), ("1003", "Right Foot"))
):
    """Format 7: in one row the ID above the accelerometer and the site above the gyroscope."""
    kinds = ("Accelerometer", "Gyroscope", "Magnetometer", "Barometer", "Orientation")
    sizes = (3, 3, 3, 1, 4)
    rate_hz = 100.0
    above, quantities, axes = ["Format=7"], ["Time"], [""]
    columns = [[str(EPOCH_MS * 1000 + round(1e6 * k / rate_hz)) for k in range(len(samples))]]
    for key, site in sensors:
        above += [key, "", "", site] + [""] * 10
        for kind, size in zip(kinds, sizes, strict=True):
            quantities += [kind] + [""] * (size - 1)
        axes += [*"XYZ", *"XYZ", *"XYZ", "", *"SXYZ"]
        columns += [*samples[:, :3].T, *rad(samples).T, *[["10.0"] * len(samples)] * 8]
    body = table(axes, *columns)
    return rows_of(folder / "apdm7.csv", [above, quantities, *body])


def witmotion(folder, samples, devices=("WT901(left foot)", "WT901(right foot)"), extra=True):
    """The phone app: a row for each device in turn, the gyroscope called As."""
    names = ["time", "DeviceName", *(f"Acc{a}(g)" for a in "XYZ"), *(f"As{a}(°/s)" for a in "XYZ")]
    more = [
        *(f"Angle{a}(°)" for a in "XYZ"),
        *(f"H{a}(uT)" for a in "XYZ"),
        "T(°C)",
        "Version",
        "Battery level(%)",
    ]
    rows = [names + (more if extra else [])]
    for k, row in enumerate(samples):
        stamp = f"2026-01-05 10:00:{k / RATE_HZ:06.3f}"
        for n, device in enumerate(devices):
            values = [
                *(row[:3] / G),
                *row[3:],
                *([1.0 + k, 2.0, 3.0, 40.0, 41.0, 42.0, 30.1, 1, 99] if extra else []),
            ]
            rows.append(
                [stamp, device, *(f"{(-1) ** n * x if 2 < m < 6 else x:.6f}" for m, x in enumerate(values))]
            )
    return rows_of(folder / "witmotion.csv", rows)


def noraxon(folder, samples, raw=True):
    """Raw accelerometers beside what was computed for the segments."""
    names, columns = ["time"], [seconds(samples)]
    for site in ("Foot LT", "Foot RT"):
        if raw:
            part, side = site.split()
            names += [f"{part} Accel Sensor {a} {side} (mG)" for a in "XYZ"]
            columns += list(1000 / G * samples[:, :3].T)
    for site in ("Foot LT", "Foot RT"):
        names += [f"Noraxon MyoMotion-Segments-{site}-Contact"]
        names += [f"Noraxon MyoMotion-Segments-{site}-Gyroscope-{a} (deg/s)" for a in "xyz"]
        names += [f"Noraxon MyoMotion-Segments-{site}-Acceleration-{a} (mG)" for a in "xyz"]
        computed = 1000 / G * samples[:, :3] - (np.array([0.0, 0.0, 1000.0]) if raw else 0.0)
        columns += [["0"] * len(samples), *samples[:, 3:].T, *computed.T]
    return rows_of(folder / "noraxon.csv", table(names, *columns))


def airpods(folder, samples):
    """A sampler of the motion of headphones: gravity points down, the acceleration lacks it."""
    down = np.tile([0.0, 0.0, -1.0], (len(samples), 1))
    kinds = {
        "GravitationalAcceleration": down,
        "Acceleration": -samples[:, :3] / G - down,
        "Rotation": rad(samples),
    }
    stamps = [f"{EPOCH_MS / 1000 + k / RATE_HZ:.5f}" for k in range(len(samples))]
    names = ["Timestamp", *(f"{kind}{a}" for kind in kinds for a in "XYZ")]
    columns = [column for values in kinds.values() for column in values.T]
    return rows_of(folder / "airpods.csv", table(names, stamps, *columns))


def sisfall(folder, samples, agree=True):
    """Counts of ADXL345 (13 bits of 16 g), ITG3200 (16 bits of 2000 deg/s) and MMA8451Q (14 bits of 8 g), no header."""
    acc, gyr = samples[:, :3] / G, samples[:, 3:]
    counts = np.column_stack([256 * acc, gyr / 2000 * 32768, (1024 if agree else 256) * acc])
    rows = "".join(",".join(f"{x:d}" for x in row) + ";\n" for row in np.rint(counts).astype(int))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "D01_SA01_R01.txt").write_text(rows)
    return folder / "D01_SA01_R01.txt"


def hyperimu(folder, samples):
    """The app's own first lines; names of chips, no units and no time."""
    names = [f"XY_LSM-{kind}.{a}" for kind in ("Accelerometer", "Gyroscope") for a in "xyz"]
    head = "@ HyperIMU -ianovir - 2018\n@ Date:Mon Jan 05 10:00:00 GMT+01:00 2026, Sampling Rate:10ms\n\n"
    return rows_of(folder / "hyperimu.csv", table(names, *samples[:, :3].T, *rad(samples).T), head=head)


def polar(folder, samples, since_s=946_684_800):
    """Two files whose stamps count nanoseconds from 2000, or from 1970."""
    ns = [str((EPOCH_MS + 10 * k) * 1_000_000 - since_s * 10**9) for k in range(len(samples))]
    phone = [f"2023-11-14T22:13:{20 + k / 100:09.6f}"[:26] for k in range(len(samples))]
    for kind, unit, values in (("ACC", "mg", samples[:, :3] / G * 1000), ("GYRO", "dps", samples[:, 3:])):
        names = ["Phone timestamp", "sensor timestamp [ns]", *(f"{a} [{unit}]" for a in "XYZ")]
        rows_of(folder / f"Polar_Sense_A1_{kind}.txt", table(names, phone, ns, *values.T), ";")
    return [folder / "Polar_Sense_A1_ACC.txt", folder / "Polar_Sense_A1_GYRO.txt"]
