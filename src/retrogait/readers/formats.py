"""The exports known by name, as data: how each is recognised, what its columns leave unsaid, what it cannot give.

A format is recognised by its content, and the first one that matches wins: `head` is sought in the lines before the
table, `columns` in the names of the columns, joined by `|`. What a format does not say of itself here is read as in any
other table: names of columns that `words` understands need no entry.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrogait.readers.layout import Layout


@dataclass(frozen=True)
class Binary:
    """A binary recording: its first bytes, the package that reads it and its extra, its members where it is a zip."""

    mark: bytes
    package: str
    extra: str
    members: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Counts:
    """A table of whole numbers without a header: its columns, its rate, and how its rows are recognised.

    `row` is the pattern of a whole line; `acc_counts_per_g` are, by the number of their first column, the counts in a g
    of accelerometers that lie on one board: they agree, or it is another table.
    """

    columns: tuple[str, ...]
    rate_hz: float
    row: str
    acc_counts_per_g: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Format:
    """One kind of export: how it is recognised, what its columns leave unsaid, and what it cannot give.

    Every field is explained in docs/formats.md.

    Attributes
    ----------
    name : str
        What it is called, in `source["format"]` and in messages.
    reads, refuses, advice : str
        What is read, what is not and what to do then, as `retrogait formats` prints it.
    head, columns : str
        Patterns by which it is recognised: of the lines before the table, and of the names of columns joined by `|`.
        Where both are given both have to match.
    columns_alone : str
        The same of the columns where the lines before the table are lost; asked last.
    headerless : tuple of str
        The columns of a table without a header whose first column holds dates.
    counts : Counts, optional
        A table of whole numbers without a header.
    time : tuple of str
        Patterns of the column of time, the best first.
    time_unit, acc_unit, gyr_unit : str, optional
        Units where no column says one.
    rename : tuple of (pattern, replacement)
        Odd names of columns brought into plain ones, as "acc x (g)".
    rows : (column, value), optional
        Only rows that hold this value in this column are kept.
    variants : tuple of str
        Of several accelerometers of one sensor the first named is taken.
    acc_sign : int
        -1 where gravity is written as pointing down at rest.
    segment : str
        The body segment, where only the side is written.
    shares_clock, folder_per_device : bool
        Whether the files of a recording have one clock, and whether each device has a folder of its own.
    refusals : tuple of (pattern, reason)
        Patterns in the head or the columns of what cannot be used, and why.
    acc_per_count, gyr_per_count : float
        Units in a count, where counts are written.
    epoch_s : float
        Where its stamps count from, in seconds since 1970.
    sign_in_metadata, unit_in_metadata : bool
        Whether Metadata.csv says what phone or watch it was, on which sign and unit depend.
    sign_by_phone : bool
        Whether only the caller can say that.
    gravity_in : str
        Of accelerometers without a name only files called this hold gravity.
    binary : Binary, optional
        Its binary recording, where it has one.

    Examples
    --------
    >>> Format("My logger", head="^MyLogger", columns="ax.*gz", acc_unit="g", gyr_unit="deg/s").name
    'My logger'
    """

    name: str
    reads: str = ""
    refuses: str = ""
    advice: str = ""
    head: str = ""
    columns: str = ""
    time: tuple[str, ...] = ()
    time_unit: str | None = None
    acc_unit: str | None = None
    gyr_unit: str | None = None
    rename: tuple[tuple[str, str], ...] = ()
    rows: tuple[str, str] | None = None
    variants: tuple[str, ...] = ()
    acc_sign: int = 1
    segment: str = ""
    shares_clock: bool = False
    folder_per_device: bool = False
    refusals: tuple[tuple[str, str], ...] = ()
    columns_alone: str = ""
    headerless: tuple[str, ...] = ()
    counts: Counts | None = None
    acc_per_count: float = 1.0
    gyr_per_count: float = 1.0
    epoch_s: float = 0.0
    sign_in_metadata: bool = False
    unit_in_metadata: bool = False
    sign_by_phone: bool = False
    gravity_in: str = ""
    binary: Binary | None = None


MATLAB = Format(
    "MATLAB",
    reads=".mat of version 5 (-v6, -v7): matrices called acc and gyr, structs of them, structs of columns, an array of "
    "structs, a matrix with the names of its columns",
    refuses="version 7.3 (save with -v7), table and timetable objects (writetable), several recordings (recording= "
    "names one)",
    advice="save('walk.mat', '-v7'); writetable(T, 'walk.csv')",
    shares_clock=True,
)
MOBILISE_D = Format(
    "Mobilise-D",
    reads="data.mat with the sensor units of a measurement (SU, SU_INDIP), recording= names the trial",
    refuses="several trials or units at once",
    advice="recording='Recording4/SU'",
    acc_unit="g",
    gyr_unit="deg/s",
    shares_clock=True,
)
BIDS_MOTION = Format(
    "BIDS-Motion",
    reads="_motion.tsv with its _channels.tsv and _motion.json: the file, its folder, a subject or a whole dataset; "
    "sites from tracked_point and placement, start from _scans.tsv; write_recording(rec, folder, format='bids') writes "
    "one",
    refuses="several recordings (recording= names one), a table without its _channels.tsv",
    advice="recording='sub-01_...', or the folder with both tables",
)
_SINCE_2000_S = 946_684_800.0  # seconds from 1970 to 2000
FORMATS: tuple[Format, ...] = (
    Format(
        "Movella DOT",
        reads="phone app and PC SDK, inertial and custom modes; a file per sensor, joined by the synchronised clock",
        refuses="fusion modes without Acc and Gyr (gravity-free acceleration in earth axes)",
        advice="record in an inertial or custom mode with Acc and Gyr",
        head=r"DeviceTag|(?:Movella|Xsens) DOT",
        # Without their heads the two Xsens are distinguished by what only one writes, as their gyroscopes differ in
        # unit.
        columns_alone=r"SampleTimeFine.*(?:\|Status(?:\||$)|Quat_W|Euler_X|dq_W)",
        time=(r"SampleTimeFine", r"PacketCounter"),
        acc_unit="m/s^2",
        gyr_unit="deg/s",
        shares_clock=True,
    ),
    Format(
        "Xsens MTw / MT Manager",
        reads="text exports with Acc and Gyr, any delimiter; rate from the head or rate_hz=",
        refuses="exports without Gyr, orientation only",
        advice="export in MT Manager with Acc and Gyr ticked",
        head=r"MT Manager|XDA version|Update Rate|Filter Profile|Acquisition frequency|Xsens Technologies|^//",
        columns=r"PacketCounter|SampleTimeFine|^Counter\|",
        columns_alone=r"PacketCounter.*(?:Mat\[1\]|Quat_q0|\|Roll\||UTC_Nano|\|Year\|)",
        time=(r"SampleTimeFine", r"PacketCounter", r"Counter"),
        acc_unit="m/s^2",
        gyr_unit="rad/s",
        shares_clock=True,
    ),
    Format(
        "Sensor Logger watch",
        reads="WristMotion of an Apple watch: acceleration and gravity added up; unit and sign by Metadata.csv",
        refuses="without Metadata.csv; a watch that is not Apple's",
        advice="phone='ios' for an Apple watch without its Metadata.csv",
        columns=r"seconds_elapsed.*rotationRateX.*gravityX.*accelerationX|"
        r"seconds_elapsed.*accelerationX.*gravityX.*rotationRateX",
        time=(r"time", r"seconds_elapsed"),
        rename=(
            (r"^acceleration([XYZ])", r"user acc \1 (g)"),
            (r"^gravity([XYZ])", r"gravity \1 (g)"),
            (r"^rotationRate([XYZ])", r"gyro \1 (rad/s)"),
        ),
        shares_clock=True,
        sign_in_metadata=True,
        unit_in_metadata=True,
    ),
    Format(
        "Sensor Logger",
        reads="a folder or zip with a CSV per sensor; TotalAcceleration, or Accelerometer and Gravity; the sign of iOS "
        "is turned round by Metadata.csv",
        refuses="Accelerometer without Gravity (gravity-free), one CSV alone (it does not say its sensor)",
        advice="record TotalAcceleration, or Gravity too; phone='ios' or 'android' without Metadata.csv",
        columns=r"^time\|.*seconds_elapsed|^seconds_elapsed|\|seconds_elapsed",
        time=(r"time", r"seconds_elapsed"),
        acc_unit="m/s^2",
        gyr_unit="rad/s",
        shares_clock=True,
        sign_in_metadata=True,
        gravity_in="total",
    ),
    Format(
        "MbientLab MetaBase",
        reads="the accelerometer's and the gyroscope's CSV of a sensor together (a list, a folder or a zip)",
        refuses="either file alone; sensor fusion files",
        advice="pass both files as a list",
        columns=r"epoch? ?\(ms\)",
        time=(r"epoch? ?\(ms\)",),
        refusals=((r"\|w \(number\)|\|pitch \(deg\)", "orientation of the sensor fusion only"),),
    ),
    Format(
        "Shimmer Consensys",
        reads="calibrated signals; of two accelerometers the wide-range one",
        refuses="UNCAL (raw counts)",
        advice="export CAL signals",
        columns=r"Shimmer|(?:Accel|Gyro)_\w*(?:UN)?CAL|Low_Noise_Accel|Wide_Range_Accel",
        variants=("wr", "wide range", "ln", "low noise"),
    ),
    Format(
        "APDM Opal",
        reads="Motion Studio CSV, both headers, all sensors in one file; HDF5 (extra apdm)",
        advice="without the extra, export CSV",
        columns=r"/(?:Acceleration|Angular Velocity|Accelerometers?|Gyroscopes?)/",
        acc_unit="m/s^2",
        gyr_unit="rad/s",
        binary=Binary(b"\x89HDF", "h5py", "apdm"),
    ),
    Format(
        "APDM Opal, format 7",
        reads="CSV of three rows of names: ID and site above each sensor, then quantity and axis",
        head=r"^\W*Format\s*=\s*\d",
        columns=r"Accelerometer X.*Gyroscope X",
        time=(r"Time",),
        time_unit="us",
        acc_unit="m/s^2",
        gyr_unit="rad/s",
    ),
    Format(
        "ActiGraph",
        reads="IMU CSV of GT9X Link; .gt3x through actfast (extra actigraph)",
        refuses="epoch counts, and RAW, which has no gyroscope",
        advice="export the raw IMU of a device with a gyroscope",
        head=r"Created By ActiGraph|ActiLife",
        time=(r"Timestamp",),
        acc_unit="g",
        gyr_unit="deg/s",
        refusals=(
            (
                r"(?:^|\|)\s*Axis ?1\b|Epoch Period \(hh:mm:ss\) (?!00:00:00)",
                "activity counts per epoch, which hold no samples",
            ),
        ),
        binary=Binary(b"PK\x03\x04", "actfast", "actigraph", frozenset({"log.bin", "info.txt"})),
    ),
    Format(
        "Vicon Blue Trident",
        reads="the low-g rows with gyroscope; the high-g rows are left out",
        columns=r"ax_m/s/s",
        time=(r"time_s",),
        rows=("type", "lowG"),
        rename=((r"^a([xyz])_m/s/s$", r"acc \1 (m/s^2)"), (r"^g([xyz])_deg/s$", r"gyr \1 (deg/s)")),
    ),
    Format(
        "Delsys Trigno",
        reads="CSV of Trigno Discover and EMGworks, rates from its row of rates; sensors named by their row",
        head=r"Trigno|Collection Length|EMGworks",
    ),
    Format(
        "Noraxon myoMOTION",
        reads="raw accelerometers (Foot Accel Sensor X LT) with the gyroscopes of their segments; the computed "
        "acceleration of a segment only where there is no raw one",
        columns=r"Noraxon \w+-Segments-",
        rename=(
            (r"^(.*?)\s*Accel Sensor ([XYZ])\s*(\w*)(.*)$", r"\1 \3 acc \2 \4"),
            (r"^Noraxon \w+-Segments-(.*?)-Gyroscope-([xyz])(.*)$", r"\1 gyro \2 \3"),
            (r"^Noraxon \w+-Segments-(.*?)-Acceleration-([xyz])(.*)$", r"\1 acc motion \2 \3"),
        ),
        variants=("", "motion"),
    ),
    Format(
        "Moticon OpenGo",
        reads="both insoles of the text export",
        columns=r"left (?:acceleration|angular) X.*|right acceleration X",
        time=(r"time",),
        time_unit="s",
        segment="foot",
    ),
    Format(
        "SensorLog",
        reads="iOS CSV: accelerometer and gyroscope with clocks of their own, or user acceleration, gravity and "
        "rotation rate of the motion columns; sign brought to specific force",
        columns=r"accelerometerAccelerationX|motionUserAccelerationX",
        acc_unit="g",
        gyr_unit="rad/s",
        acc_sign=-1,
        rename=(
            (r"^motionUserAcceleration([XYZ])", r"user acc \1 "),
            (r"^motionGravity([XYZ])", r"gravity \1 "),
            (r"^motionRotationRate([XYZ])", r"gyro \1 motion "),
            (r"^motion(?!Timestamp).*", "left out"),
        ),
        variants=("", "motion"),
    ),
    Format(
        "AirPods samplers",
        reads="motion of headphones: AccelerationX, which lacks gravity, GravitationalAccelerationX and RotationX; "
        "sign brought to specific force",
        columns=r"(?=.*GravitationalAccelerationX)(?=.*(?:^|\|)AccelerationX).*(?:^|\|)RotationX",
        acc_unit="g",
        gyr_unit="rad/s",
        acc_sign=-1,
        rename=((r"^Acceleration([XYZ])$", r"user acc \1"), (r"^Rotation([XYZ])$", r"gyro \1")),
    ),
    Format(
        "Apple Core Motion",
        reads="device motion of an app of one's own, its names kept: user acceleration, gravity and rotation rate; "
        "sign brought to specific force",
        columns=r"(?=.*gravity)(?=.*rotation_?rate).*user_?acc",
        acc_unit="g",
        gyr_unit="rad/s",
        acc_sign=-1,
    ),
    Format(
        "DeviceMotion of a browser",
        reads="accelerationIncludingGravity and rotationRate (alpha beta gamma are x y z, as browsers write them) of "
        "one's own page; acceleration, which lacks gravity, is left out",
        refuses="without phone=: its sign depends on the phone",
        advice="phone='ios' or phone='android'",
        columns=r"accelerationIncludingGravity.*rotationRate|rotationRate.*accelerationIncludingGravity",
        acc_unit="m/s^2",
        gyr_unit="deg/s",
        rename=(
            (r"^(?:.*[._])?accelerationIncludingGravity[._]?([xyz])$", r"acc \1"),
            (r"^(?:.*[._])?acceleration[._]?([xyz])$", r"user acc \1"),
            (r"^(?:.*[._])?rotationRate[._]?(?:alpha|x)$", "gyro x"),
            (r"^(?:.*[._])?rotationRate[._]?(?:beta|y)$", "gyro y"),
            (r"^(?:.*[._])?rotationRate[._]?(?:gamma|z)$", "gyro z"),
        ),
        sign_by_phone=True,
    ),
    Format(
        "AndroSensor",
        reads="accelerometer and gyroscope; held rows are dropped",
        columns=r"ACCELEROMETER X \(m/s.*(?:GRAVITY X|LINEAR ACCELERATION X|Time since start)",
        time=(r"Time since start",),
    ),
    Format(
        "Physics Toolbox",
        reads="g-force and gyroscope columns gFx, wx; held rows are dropped",
        columns=r"(?:^|\|)gFx",
        time=(r"time",),
        time_unit="s",
        rename=(
            (r"^gF([xyz])(?: .*)?$", r"acc \1 (g)"),
            (r"^w([xyz])(?: .*)?$", r"gyr \1 (rad/s)"),
            (r"^a([xyz])(?: .*)?$", r"linear acc \1"),
        ),
    ),
    Format(
        "x-io NGIMU",
        reads="sensors.csv, alone or in its folder; several devices of one session",
        refuses="earth.csv, linear.csv, euler.csv, quaternion.csv alone",
        advice="pass sensors.csv, or the folder",
        columns=r"^Time \(s\)\|Gyroscope X \(deg/s\).*Barometer",
        shares_clock=True,
        folder_per_device=True,
    ),
    Format(
        "x-io x-IMU3",
        reads="Inertial.csv; several devices of one session",
        columns=r"^(?:Time \(s\)|Timestamp \(us\))\|Gyroscope X \(deg/s\)\|",
        shares_clock=True,
        folder_per_device=True,
    ),
    Format(
        "phyphox",
        reads="accelerometer (with g) and gyroscope of an experiment together, a folder, a zip or a list; comma, "
        "semicolon or tab; start from meta/time.csv",
        refuses="linear acceleration (gravity-free), one sensor alone",
        advice="pass the folder or zip, with Acceleration (with g) and Gyroscope",
        columns=r'^"?(?:Time|Zeit|Temps|Tiempo|Tempo|Tijd) ?\(s\)"?\|'
        r"(?:[XYZ] \((?:m/s|rad/s|[µu]T)|"
        r"(?:Linear |Absolute )?(?:Acceleration|Gyroscope|Beschleunigung|Gyroskop) [xyz] \()",
        shares_clock=True,
    ),
    Format(
        "HyperIMU",
        reads="CSV of the app, its first lines kept; rate from its Sampling Rate",
        refuses="linear acceleration alone",
        advice="log the accelerometer and the gyroscope; the app writes m/s^2 and rad/s, as Android does",
        head=r"^\W*HyperIMU",
        acc_unit="m/s^2",
        gyr_unit="rad/s",
        shares_clock=True,
    ),
    Format(
        "Polar",
        reads="the accelerometer's and the gyroscope's file of Polar Sensor Logger together; stamps since 2000",
        refuses="either file alone",
        advice="pass both files as a list",
        columns=r"^Phone timestamp\|sensor timestamp \[ns\]",
        time=(r"sensor timestamp \[ns\]",),
        epoch_s=_SINCE_2000_S,
    ),
    Format(
        "SisFall",
        reads="its text files of nine counts: ADXL345 (1/256 g) and ITG3200 (2000 deg/s in 16 bits) at 200 Hz",
        advice="the sensor was at the waist: pass site='lower_back'",
        columns=r"^ADXL345 x \(g\)\|.*ITG3200 z \(deg/s\)",
        counts=Counts(
            (
                *(f"ADXL345 {axis} (g)" for axis in "xyz"),
                *(f"ITG3200 {axis} (deg/s)" for axis in "xyz"),
                *("MMA8451Q",) * 3,
            ),
            200.0,
            r"\s*-?\d+(?:\s*,\s*-?\d+){8}\s*;\s*",
            ((0, 256.0), (6, 1024.0)),
        ),
        acc_per_count=1.0 / 256.0,
        gyr_per_count=2000.0 / 32768.0,
    ),
    Format(
        "ROS sensor_msgs/Imu",
        reads="a topic as CSV: linear_acceleration, which holds gravity there, and angular_velocity",
        columns=r"(?=.*(?:orientation|covariance|%time|header[._]|field\.))(?=.*linear_acceleration[._]x)"
        r".*angular_velocity[._]x",
        time=(r"%time|(?:.*[._])?(?:stamp|timestamp|time)(?:[._ (]*(?:ns|nsec|s|sec)\)?)?",),
        acc_unit="m/s^2",
        gyr_unit="rad/s",
        rename=(
            (r".*linear_acceleration[._]([xyz])$", r"acc \1"),
            (r".*angular_velocity[._]([xyz])$", r"gyr \1"),
        ),
    ),
    Format(
        "GENEActiv",
        reads="",
        refuses="all: it has no gyroscope",
        advice="use a device with a gyroscope",
        head=r"GENEActiv",
        refusals=((r"GENEActiv", "an accelerometer only, as GENEActiv has no gyroscope"),),
    ),
    Format(
        "Axivity AX6",
        reads="CSV without header (time, acc in g, gyr in deg/s); .cwa through actfast (extra axivity)",
        refuses="AX3, which has no gyroscope",
        advice="use an AX6, and keep the gyroscope on",
        columns=r"^Time\|Accel-X \(g\)",
        acc_unit="g",
        gyr_unit="deg/s",
        headerless=("Time", *(f"Accel-{a} (g)" for a in "XYZ"), *(f"Gyro-{a} (deg/s)" for a in "XYZ")),
        binary=Binary(b"MD\xfc\x03", "actfast", "axivity"),
    ),
    BIDS_MOTION,
    MATLAB,
    MOBILISE_D,
)
FRAMES = Format(
    "gaitmap or mobgap frames",
    reads="acc_x ... gyr_z in m/s^2 and deg/s, one sensor or several under a row of names",
    columns=r"(?-i:(?:^|[|_])acc_x\|.*gyr_z)",
    acc_unit="m/s^2",
    gyr_unit="deg/s",
)
GENERIC = Format(
    "any table",
    reads="columns named in English or another common language with quantity, axis and unit: name (unit), "
    "name [unit], name_unit or a row of units; names in several rows (sensor, quantity, axis, unit); sensors side by "
    "side or one below another; axes by number; any delimiter, decimal comma, preamble, rates",
    refuses="columns without unit (pass acc_unit=, gyr_unit=), counts, gravity-free or earth-frame acceleration",
    advice="name columns by quantity, axis and unit, or pass columns=, acc_unit= and gyr_unit=",
)
OWN = Format("retrogait", reads="its own CSV and parquet (extra parquet), frame and history as written")


def recognise(layout: Layout, own: tuple[Format, ...] = ()) -> Format:
    """Recognise the format of a table by its head and its columns; a caller's `own` are tried first."""
    return _recognise(layout.preamble, "|".join(layout.names), own)


@lru_cache(maxsize=32)
def _recognise(preamble: str, names: str, own: tuple[Format, ...]) -> Format:
    for known in (*own, *FORMATS, FRAMES):
        patterns = known.head or known.columns
        if known.head and not re.search(known.head, preamble, re.IGNORECASE | re.MULTILINE):
            patterns = ""
        if known.columns and not re.search(known.columns, names, re.IGNORECASE):
            patterns = ""
        if patterns:
            return known
    alone = (known for known in (*own, *FORMATS) if known.columns_alone)
    return next((one for one in alone if re.search(one.columns_alone, names, re.IGNORECASE)), GENERIC)
