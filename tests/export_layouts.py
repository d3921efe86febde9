"""Layouts of exports by many devices and apps, as their makers document them; written by `gallery.write_layout`."""

from gallery import Layout

# fmt: off
READ = {
    "witmotion app": [
        Layout("data.csv",
            "time|DeviceName|Acc{XYZ}(g)|As{XYZ}(°/s)|Angle{XYZ}(°)|H{XYZ}(uT)|Q{0123}()|Temperature(°C)|"
            "Version()|Battery level(%)", "date =WT901BLE68(e3:dd:d6) a:g w:deg/s e m q =25.1 =1111 =98"),
    ],
    "witmotion pc": [
        Layout("data.txt", "address|Time(s)|a{xyz}(g)|w{xyz}(deg/s)|Angle{XYZ}(deg)|T(°)",
            "=0x50 clock a:g w:deg/s e =25.1", head="StartTime: 2019-07-02 13:51:42.000", delimiter="\t"),
    ],
    "witmotion chinese": [
        Layout("data.txt", "时间|设备名称|片上时间()|加速度{XYZ}(g)|角速度{XYZ}(°/s)|角度{XYZ}(°)|磁场{XYZ}(uT)",
            "date =WT901 date a:g w:deg/s e m", delimiter="\t"),
    ],
    "witmotion new pc": [
        Layout("data.tsv",
            "Time|Device name|Chip Time()|Acceleration {XYZ}(g)|Angular velocity {XYZ}(°/s)|Angle {XYZ}(°)|"
            "Magnetic field {XYZ}(ʯt)|Temperature(℃)|Quaternions {0123}()",
            "date =WT901SDCL date a:g w:deg/s e m =25 q", delimiter="\t"),
    ],
    "lpms": [
        Layout("lp.csv", "SensorId| TimeStamp (s)| FrameNumber| Acc{XYZ} (g)| Gyro{XYZ} (deg/s)| Mag{XYZ} (uT)|"
            " Euler{XYZ} (deg)| Quat{WXYZ}| LinAcc{XYZ} (g)| Pressure (kPa)| Altitude (m)|"
            " Temperature (degC)| HeaveMotion (m)", "=1 s n a:g w:deg/s m e q m =100 =0 =20 =0"),
    ],
    "polar": [
        Layout("Polar_Sense_A1_ACC.txt", "Phone timestamp|sensor timestamp [ns]|{XYZ} [mg]", "iso epoch_ns a:mg",
            delimiter=";"),
        Layout("Polar_Sense_A1_GYRO.txt", "Phone timestamp|sensor timestamp [ns]|{XYZ} [dps]",
            "iso epoch_ns w:deg/s", delimiter=";"),
    ],
    "mc10": [
        Layout("accel.csv", "Timestamp (microseconds)|Accel {XYZ} (g)", "epoch_us a:g"),
        Layout("gyro.csv", "Timestamp (microseconds)|Gyro {XYZ} (°/s)", "epoch_us w:deg/s"),
    ],
    "movesense imu6": [
        Layout("m.csv", "timestamp [ms]|acc {xyz} [m/s^2]|gyro {xyz} [dps]", "ms a:m/s^2 w:deg/s", delimiter=";"),
    ],
    "noraxon ultium": [
        Layout("n.csv", "time (s)|Activity|Marker|Ultium IMU.Foot LT-Accel {XYZ} (mG)|"
            "Ultium IMU.Foot LT-Gyro {XYZ} (deg/s)|Ultium IMU.Shank RT-Accel {XYZ} (mG)|"
            "Ultium IMU.Shank RT-Gyro {XYZ} (deg/s)", "s =Activity =  a:mg w:deg/s a:mg w:deg/s",
            head="Record,Walk\nFrequency,100"),
    ],
    "noraxon short": [
        Layout("n.csv", "time (s)|LT Foot Acceleration {XYZ}, mG|LT Foot Gyroscope {XYZ}, deg/s", "s a:mg w:deg/s",
            delimiter="\t"),
    ],
    "omgui header": [Layout("o.csv", "Time| Accel-{XYZ} (g)| Gyro-{XYZ} (d/s)", "date a:g w:deg/s")],
    "steval mems studio": [
        Layout("s.csv", "T [ms]|AccX [mg]|AccY [mg]|AccZ [mg]|GyroX [mdps]|GyroY [mdps]|GyroZ [mdps]|MagX [mgauss]|"
            "P [mB]", "ms a:mg w:mdeg/s =1 =1000"),
    ],
    "st unico": [
        Layout("u.txt", "time[us]|A_{XYZ} [mg]|G_{XYZ} [dps]", "us a:mg w:deg/s", head="STEVAL-MKI109V3 - board",
            delimiter="\t"),
    ],
    "st ble sensor": [
        Layout("20190101_Accelerometer.csv", "Date|HostTimestamp|NodeName|NodeTimestamp|RawData|{XYZ} (mg)",
            "us_date ms =BLUE n =00 a:mg",
            head="Logged started on,01/01/2019 12:00:00\nFeature,Accelerometer\nNodes,\nBLUE_MS"),
        Layout("20190101_Gyroscope.csv", "Date|HostTimestamp|NodeName|NodeTimestamp|RawData|{XYZ} (dps)",
            "us_date ms =BLUE n =00 w:deg/s",
            head="Logged started on,01/01/2019 12:00:00\nFeature,Gyroscope\nNodes,\nBLUE_MS"),
    ],
    "gait up physilog": [
        Layout("g.csv", "Time|Gyro {XYZ}|Accel {XYZ}", "s w:deg/s a:g",
            head="Sensor type: Physilog5\nSerial: 123\nSampling frequency: 100 Hz",
            units="s|deg/s|deg/s|deg/s|g|g|g"),
    ],
    "x-imu": [
        Layout("LOG_CalInertialAndMag.csv",
            "Packet number|Gyroscope {XYZ} (deg/s)|Accelerometer {XYZ} (g)|Magnetometer {XYZ} (G)",
            "n w:deg/s a:g m", options={"rate_hz": 100}),
    ],
    "delsys emgworks": [
        Layout("e.csv", "X[s]|Left Shank: Acc 1.X [g]|Left Shank: Acc 1.Y [g]|Left Shank: Acc 1.Z [g]|"
            "Left Shank: Gyro 1.{XYZ} [deg/s]", "s a:g w:deg/s"),
    ],
    "vicon nexus devices": [
        Layout("Trial.csv", "Frame|Sub Frame|ACC{XYZ}|GYRO{XYZ}", "n =0 a:mm/s^2 w:deg/s",
            head="Devices\n100\n,,Left Foot - Acc,,,Left Foot - Gyro,,",
            units="||mm/s²|mm/s²|mm/s²|deg/s|deg/s|deg/s"),
    ],
    "shimmer capture": [
        Layout("s.dat", "Timestamp|Low Noise Accelerometer {XYZ}|Gyroscope {XYZ}|Magnetometer {XYZ}",
            "ms a:m/s^2 w:deg/s m",
            head="Shimmer\tShimmer\tShimmer\tShimmer\tShimmer\tShimmer\tShimmer\tShimmer\tShimmer\tShimmer",
            delimiter="\t",
            units="CAL|CAL|CAL|CAL|CAL|CAL|CAL|CAL|CAL|CAL\nms|m/(sec^2)*|m/(sec^2)*|m/(sec^2)*|deg/sec*|"
            "deg/sec*|deg/sec*|local*|local*|local*"),
    ],
    "shimmer formatted": [
        Layout("s.csv",
            "Shimmer_A_Timestamp_FormattedUnix_CAL|Shimmer_A_Accel_WR_{XYZ}_CAL|Shimmer_A_Gyro_{XYZ}_CAL",
            "slash_date a:m/s^2 w:deg/s", head='"sep=\t"', delimiter="\t",
            units="yyyy/mm/dd hh:mm:ss.000|m/(s^2)|m/(s^2)|m/(s^2)|deg/s|deg/s|deg/s"),
    ],
    "inertial sense": [
        Layout("LOG_IMU.csv", "time|pqr[{012}]|acc[{012}]|status", "s w:rad/s a:m/s^2 =1",
            options={"acc_unit": "m/s^2", "gyr_unit": "rad/s"}),
    ],
    "inertial sense units": [
        Layout("LOG_IMU.csv", "towOffset|pqr[{012}] (rad/s)|acc[{012}] (m/s^2)", "s w:rad/s a:m/s^2",
            options={"time_column": "towOffset", "time_unit": "s"}),
    ],
    "openlog artemis": [
        Layout("dataLog00001.TXT", "rtcDate|rtcTime|a{XYZ}|g{XYZ}|m{XYZ}|imu_degC|output_Hz",
            "day clock a:mg w:deg/s m =28.1 =100", options={"acc_unit": "mg", "gyr_unit": "deg/s"}),
    ],
    "thingy": [
        Layout("thingy.csv", "timestamp_ms|acc_x_g|acc_y_g|acc_z_g|gyro_x_dps|gyro_y_dps|gyro_z_dps|mag_{xyz}_uT",
            "epoch_ms a:g w:deg/s m"),
    ],
    "picoquake": [
        Layout("p.csv", "count|a_{xyz}|g_{xyz}", "n a:g w:deg/s",
            head="# PLab PicoQuake Data\n# Time: 2024-04-21 15:54:46.333682, Device: D4E9 "
            "(E6632891E36F2029)\n# Config: data_rate = 100.0 Hz, filter = 488 Hz, acc_range = 4 g, "
            "gyro_range = 250.0 dps", options={"acc_unit": "g", "gyr_unit": "deg/s"}),
    ],
    "german": [
        Layout("a.csv", "Zeit [s]|Beschl. {XYZ} [m/s²]|Drehrate {XYZ} [°/s]", "s a:m/s^2 w:deg/s", delimiter=";",
            decimal=",", encoding="cp1252"),
    ],
    "unit after a slash": [
        Layout("l.txt", "t/ms|a{xyz}/(m/s^2)|w{xyz}/(rad/s)", "ms a:m/s^2 w:rad/s", delimiter="\t"),
    ],
    "labview": [
        Layout("l.lvm", "X_Value|Acc X (g)|Acc Y (g)|Acc Z (g)|Gyr {XYZ} (deg/s)", "s a:g w:deg/s", delimiter="\t",
            options={"time_column": "X_Value", "time_unit": "s"}),
    ],
    "motionsense": [
        Layout("sub_1.csv", "attitude.{roll/pitch/yaw}|gravity.{xyz}|rotationRate.{xyz}|userAcceleration.{xyz}",
            "e v:g w:rad/s u:g", sign=-1, options={"rate_hz": 100, "acc_unit": "g", "gyr_unit": "rad/s"}),
    ],
    "coremotion snake": [
        Layout("m.csv", "timestamp|rotation_rate_{xyz}(radians/s)|gravity_{xyz}(G)|user_acc_{xyz}(G)",
            "epoch_s w:rad/s v:g u:g", sign=-1),
    ],
    "realsense": [
        Layout("i.csv", "timestamp_us|accel_x_mps2|accel_y_mps2|accel_z_mps2|gyro_{xyz}_radps",
            "us a:m/s^2 w:rad/s"),
    ],
    "euroc": [
        Layout("imu0/data.csv", "#timestamp [ns]|w_RS_S_x [rad s^-1]|w_RS_S_y [rad s^-1]|w_RS_S_z [rad s^-1]|"
            "a_RS_S_{xyz} [m s^-2]", "epoch_ns w:rad/s a:m/s^2"),
    ],
    "opensense": [
        Layout("x.csv", "Time[s]|LF_Acc.{XYZ}[m/s2]|LF_Gyr.{XYZ}[deg/s]|RF_Acc.{XYZ}[m/s2]|RF_Gyr.{XYZ}[deg/s]",
            "s a:m/s^2 w:deg/s a:m/s^2 w:deg/s"),
    ],
    "two shanks snake case": [
        Layout("x.csv",
            "timestamp|left_shank_accel_{xyz}_mps2|left_shank_gyro_{xyz}_dps|right_shank_accel_{xyz}_mps2|"
            "right_shank_gyro_{xyz}_dps", "epoch_s a:m/s^2 w:deg/s a:m/s^2 w:deg/s"),
    ],
    "site in the short name": [Layout("x.csv", "t_s|accLF_{xyz} (g)|gyrLF_{xyz} (dps)", "s a:g w:deg/s")],
    "bids motion": [
        Layout("x.tsv", "latency|left_foot_ACC_{xyz}|left_foot_GYRO_{xyz}", "s a:m/s^2 w:rad/s", delimiter="\t",
            options={"acc_unit": "m/s^2", "gyr_unit": "rad/s", "time_column": "latency", "time_unit": "s"}),
    ],
    "garmin connect iq": [
        Layout("x.csv", "timestamp_ms|accel_{xyz} (millig)|gyro_{xyz} (deg/s)", "epoch_ms a:mg w:deg/s"),
    ],
    "muse": [Layout("x.csv", "timestamps|Accelerometer_{XYZ} [g]|Gyro_{XYZ} [deg/s]", "epoch_s a:g w:deg/s")],
    "mbientlab mms": [
        Layout("a.csv", "epoc (ms)|timestamp (-07:00)|elapsed (s)|{xyz}-axis (g)", "epoch_ms iso s a:g"),
        Layout("MetaWear_2022_Gyroscope_100.000Hz_1.5.0.csv",
            "epoc (ms)|timestamp (-07:00)|elapsed (s)|{xyz}-axis (deg/s)", "epoch_ms iso s w:deg/s"),
    ],
    "sensor kinetics": [
        Layout("acc.csv", "Time (s)|{XYZ}_value (m/s^2)", "s a:m/s^2"),
        Layout("gyro.csv", "Time (s)|{XYZ}_value (rad/s)", "s w:rad/s"),
    ],
    "edge impulse": [
        Layout("x.csv", "timestamp|acc{XYZ}|gyr{XYZ}", "ms a:m/s^2 w:deg/s",
            options={"acc_unit": "m/s^2", "gyr_unit": "deg/s", "time_unit": "ms"}),
    ],
    "trident single": [
        Layout("TS-03399_2022_lowg.csv", "time_s|a{xyz}_m/s/s|g{xyz}_deg/s|m{xyz}_microT", "s a:m/s^2 w:deg/s m"),
    ],
    "sensortile box": [Layout("Sens000.csv", "hh:mm:ss.ms|ACC_{XYZ} [mg]|GYR_{XYZ} [mdps]", "clock a:mg w:mdeg/s")],
    "physics toolbox ios": [Layout("pt.csv", "time|gF{xyz}|TgF|w{xyz}", "s a:g =1 w:rad/s")],
    "physics toolbox de": [Layout("pt.csv", "time|gF{xyz}|w{xyz}", "s a:g w:rad/s", delimiter=";", decimal=",")],
    "physics toolbox clock": [Layout("pt.csv", "time|gF{xyz}|w{xyz}", "clock a:g w:rad/s")],
    "matlab mobile": [
        Layout("Acceleration.csv", "timestamp|{XYZ} (m/s^2)", "date a:m/s^2"),
        Layout("AngularVelocity.csv", "timestamp|{XYZ} (rad/s)", "date w:rad/s"),
    ],
    "axes in words": [
        Layout("a.csv",
            "Time (sec)|X-axis acceleration (m/s²)|Y-axis acceleration (m/s²)|Z-axis acceleration (m/s²)|"
            "X-axis rotation rate (°/s)|Y-axis rotation rate (°/s)|Z-axis rotation rate (°/s)",
            "s a:m/s^2 w:deg/s"),
    ],
    "axes by number": [Layout("a.csv", "Time (s)|Acc{123} (g)|Gyr{123} (deg/s)", "s a:g w:deg/s")],
    "three rows: quantity, unit, axis": [
        Layout("a.csv", "", "s a:g w:deg/s", head="Time,Acc,,,Gyr,,\ns,g,g,g,dps,dps,dps\n,X,Y,Z,X,Y,Z"),
    ],
    "quantity with unit above axes": [
        Layout("a.csv", "|X|Y|Z|X|Y|Z", "s a:g w:deg/s", head="Time (s),Accelerometer (g),,,Gyroscope (deg/s),,"),
    ],
    "site, quantity, axis": [
        Layout("a.csv", "", "s a:m/s^2 w:deg/s a:m/s^2 w:deg/s",
            head=",left_foot,left_foot,left_foot,left_foot,left_foot,left_foot,right_foot,right_foot,right_f"
            "oot,right_foot,right_foot,right_foot\ntime,acc,acc,acc,gyr,gyr,gyr,acc,acc,acc,gyr,gyr,gyr\n"
            "s,x,y,z,x,y,z,x,y,z,x,y,z", options={"acc_unit": "m/s^2", "gyr_unit": "deg/s"}),
    ],
    "site in a column": [
        Layout("a.csv", "time (s)|sensor location|acc_{xyz} (g)|gyr_{xyz} (deg/s)", "s =left_foot a:g w:deg/s"),
    ],
    "micro sign in cp1252": [
        Layout("a.csv", "Time (µs)|Accel {XYZ} (m/s²)|Gyro {XYZ} (º/s)", "us a:m/s^2 w:deg/s", encoding="cp1252"),
    ],
    "xsens awinda": [
        Layout("x.csv", "PacketCounter|SampleTimeFine|OriInc_q{0123}|Acc_{XYZ}|Gyr_{XYZ}|Mag_{XYZ}",
            "n =  q a:m/s^2 w:rad/s m",
            head="// General information:\n// MT Manager version: 2021.0\n// Update Rate: 100.0Hz", delimiter=";"),
    ],
    "delsys api": [
        Layout("x.csv", "Time Series (s)|ACC X (G)|ACC Y (G)|ACC Z (G)|GYRO {XYZ} (deg/s)", "s a:g w:deg/s",
            head="Label: Avanti Sensor 1"),
    ],
    "french": [
        Layout("x.csv", "Temps (s)|Accélération {xyz} (m/s²)|Vitesse angulaire {xyz} (rad/s)", "s a:m/s^2 w:rad/s",
            delimiter=";", decimal=",", encoding="cp1252"),
    ],
    "portuguese": [
        Layout("x.csv", "Tempo (s)|Aceleração {xyz} (m/s²)|Velocidade angular {xyz} (rad/s)", "s a:m/s^2 w:rad/s",
            delimiter=";", decimal=","),
    ],
    "italian": [
        Layout("x.csv", "Tempo (s)|Accelerazione {xyz} (m/s²)|Velocità angolare {xyz} (rad/s)", "s a:m/s^2 w:rad/s",
            delimiter=";", decimal=","),
    ],
    "japanese shift-jis": [
        Layout("x.csv", "時刻 (s)|加速度{XYZ} (m/s2)|角速度{XYZ} (deg/s)", "s a:m/s^2 w:deg/s", encoding="cp932"),
    ],
    "japanese": [Layout("x.csv", "時間[s]|{XYZ}軸加速度[m/s2]|{XYZ}軸角速度[dps]", "s a:m/s^2 w:deg/s")],
    "chinese gbk": [Layout("x.csv", "时间(s)|加速度{XYZ}(g)|角速度{XYZ}(°/s)", "s a:g w:deg/s", encoding="gbk")],
    "dutch": [
        Layout("x.csv", "Tijd (s)|Versnelling {xyz} (m/s²)|Hoeksnelheid {xyz} (°/s)", "s a:m/s^2 w:deg/s",
            delimiter=";", decimal=","),
    ],
    "swedish": [
        Layout("x.csv", "Tid (s)|Acceleration {xyz} (m/s²)|Vinkelhastighet {xyz} (°/s)", "s a:m/s^2 w:deg/s",
            delimiter=";", decimal=","),
    ],
    "polish": [
        Layout("x.csv", "Czas (s)|Przyspieszenie {xyz} (m/s²)|Prędkość kątowa {xyz} (rad/s)", "s a:m/s^2 w:rad/s",
            delimiter=";", decimal=","),
    ],
    "turkish": [
        Layout("x.csv", "Zaman (s)|İvme {xyz} (m/s²)|Açısal hız {xyz} (rad/s)", "s a:m/s^2 w:rad/s", delimiter=";",
            decimal=","),
    ],
    "iso time utc": [Layout("x.csv", "timestamp_utc|acc_{xyz}_g|gyr_{xyz}_dps", "iso a:g w:deg/s")],
    "excel de date": [
        Layout("x.csv", "Datum Uhrzeit|Acc {XYZ} (g)|Gyr {XYZ} (dps)", "us_date a:g w:deg/s", delimiter=";"),
    ],
    "unix float comma": [
        Layout("x.csv", "unix|accel{XYZ} [g]|gyro{XYZ} [deg/s]", "epoch_s a:g w:deg/s", delimiter=";", decimal=","),
    ],
    "axes first then sensor": [
        Layout("x.csv",
            "Time (s)|X Acc LF (g)|Y Acc LF (g)|Z Acc LF (g)|X Gyro LF (dps)|Y Gyro LF (dps)|Z Gyro LF (dps)",
            "s a:g w:deg/s"),
    ],
    "suffix num": [
        Layout("x.csv",
            "t (s)|AccX1 (g)|AccY1 (g)|AccZ1 (g)|GyrX1 (dps)|GyrY1 (dps)|GyrZ1 (dps)|AccX2 (g)|AccY2 (g)|"
            "AccZ2 (g)|GyrX2 (dps)|GyrY2 (dps)|GyrZ2 (dps)", "s a:g w:deg/s a:g w:deg/s"),
    ],
    "mac cols": [
        Layout("x.csv", "t (s)|F4:12:AB acc {xyz} (g)|F4:12:AB gyr {xyz} (dps)|C0:01:02 acc {xyz} (g)|"
            "C0:01:02 gyr {xyz} (dps)", "s a:g w:deg/s a:g w:deg/s"),
    ],
    "sensorlog ios csv": [
        Layout("s.csv", "loggingTime(txt)|accelerometerTimestamp_sinceReboot(s)|accelerometerAcceleration{XYZ}(G)|"
            "gyroTimestamp_sinceReboot(s)|gyroRotation{XYZ}(rad/s)", "iso s a:g s w:rad/s", sign=-1),
    ],
    "apdm ml": [
        Layout("x.csv", "Time|Left Foot/Acceleration/{XYZ}|Left Foot/Angular Velocity/{XYZ}|"
            "Left Foot/Magnetic Field/{XYZ}", "epoch_us a:m/s^2 w:rad/s m",
            head="Test Name:,Walk\nSample Rate:,100,Hz", units="us|m/s^2|m/s^2|m/s^2|rad/s|rad/s|rad/s|uT|uT|uT"),
    ],
    "clario": [
        Layout("opal.csv", "Time|Sync Count|Accelerometers {XYZ}|Gyroscopes {XYZ}", "epoch_us n a:m/s^2 w:rad/s",
            units="us||m/s^2|m/s^2|m/s^2|rad/s|rad/s|rad/s"),
    ],
    "actigraph leap": [
        Layout("x.csv", "Timestamp|Accelerometer {XYZ}|Gyroscope {XYZ}", "date a:g w:deg/s",
            head="------------ Data File Created By ActiGraph CentrePoint Insight Watch 2 IMU ActiLife "
            "v6.13.4 Firmware v1.0 date format M/d/yyyy at 100 Hz  -----------\nSerial Number: X\n"),
    ],
    "semicolon w spaces": [
        Layout("x.csv", " Time (ms) | Acc X (mg) | Acc Y (mg) | Acc Z (mg) | Gyro {XYZ} (mdps) ",
            " ms a:mg w:mdeg/s", delimiter=" ; "),
    ],
    "degrees word": [
        Layout("x.csv", "Time [ms]|Acceleration {XYZ} [meters per second squared]|"
            "Angular rate {XYZ} [degrees per second]", "ms a:m/s^2 w:deg/s"),
    ],
    "rad.s^-1": [Layout("x.csv", "Time [s]|a_{xyz} [m.s^-2]|w_{xyz} [rad.s^-1]", "s a:m/s^2 w:rad/s")],
    "omega": [Layout("x.csv", "Time [s]|a_{xyz} [m/s²]|ω_{xyz} [°/s]", "s a:m/s^2 w:deg/s")],
    "paren suffix": [Layout("x.csv", "time(s)|acc(g)_{xyz}|gyr(deg/s)_{xyz}", "s a:g w:deg/s")],
    "slash": [Layout("x.csv", "time / s|acc_{xyz} / g|gyr_{xyz} / dps", "s a:g w:deg/s")],
    "colon": [Layout("x.csv", "time:s|acc:{xyz}:g|gyr:{xyz}:dps", "s a:g w:deg/s")],
    "accel_mg": [Layout("x.csv", "ts_us|accel_mg_{xyz}|gyro_mdps_{xyz}", "us a:mg w:mdeg/s")],
    "mps2": [Layout("x.csv", "timestamp [ms]|acc_{xyz} [mps2]|gyr_{xyz} [radps]", "ms a:m/s^2 w:rad/s")],
    "tab preamble units line": [
        Layout("x.txt", "Time|AX|AY|AZ|GX|GY|GZ", "s a:g w:deg/s", head="Subject\tP01\nRate\t100 Hz",
            delimiter="\t", units="[s]|[g]|[g]|[g]|[dps]|[dps]|[dps]"),
    ],
    "labels LS RS": [
        Layout("x.csv", "time (s)|LS_acc_{xyz} (g)|LS_gyr_{xyz} (dps)|RT_acc_{xyz} (g)|RT_gyr_{xyz} (dps)|"
            "LB_acc_{xyz} (g)|LB_gyr_{xyz} (dps)", "s a:g w:deg/s a:g w:deg/s a:g w:deg/s"),
    ],
    "movella xlsx resave": [
        Layout("x.csv", "PacketCounter|SampleTimeFine|Acc_{XYZ}|Gyr_{XYZ}|Status", "n us a:m/s^2 w:deg/s =0",
            head="sep=;;;;;;;;\nDeviceTag:;LF;;;;;;;\nOutputRate:;100Hz;;;;;;;", delimiter=";", decimal=","),
    ],
    "dot custom4": [
        Layout("x.csv", "PacketCounter|SampleTimeFine|Quat_{WXYZ}|Acc_{XYZ}|Gyr_{XYZ}|Mag_{XYZ}|Status",
            "n us q a:m/s^2 w:deg/s m =0", head="DeviceTag:,RF\nOutputRate:,100Hz"),
    ],
    "counter rate": [Layout("x.csv", "sample|acc_{xyz} (g)|gyr_{xyz} (dps)", "n a:g w:deg/s", head="fs = 100 Hz")],
    "time no unit s": [Layout("x.csv", "time|acc_{xyz} (g)|gyr_{xyz} (dps)", "s a:g w:deg/s")],
    "gravity written apart": [
        Layout("x.csv", "time (s)|linear acceleration {xyz} (m/s²)|gravity {xyz} (m/s²)|gyroscope {xyz} (rad/s)",
            "s u:m/s^2 v:m/s^2 w:rad/s"),
    ],
    "acc total + gravity + linear": [
        Layout("x.csv", "time (s)|acceleration {xyz} (m/s²)|linear acceleration {xyz} (m/s²)|gravity {xyz} (m/s²)|"
            "gyroscope {xyz} (rad/s)", "s a:m/s^2 u:m/s^2 v:m/s^2 w:rad/s"),
    ],
    "noitom": [
        Layout("n.csv", "Frame|Hips-Sensor-Acce-{xyz}|Hips-Sensor-Gyro-{xyz}", "n a:g w:deg/s",
            options={"rate_hz": 100, "acc_unit": "g", "gyr_unit": "deg/s"}),
    ],
    "cometa": [
        Layout("x.txt", "Time [s]|WaveX 1:ACC.{XYZ} [g]|WaveX 1:GYRO.{XYZ} [deg/s]", "s a:g w:deg/s", delimiter="\t"),
    ],
    "arduino serial": [
        Layout("log.txt", "ms|a{xyz}|g{xyz}", "ms a:g w:deg/s", delimiter=" ",
            options={"acc_unit": "g", "gyr_unit": "deg/s"}),
    ],
    "arduino mpu6050": [Layout("log.csv", "millis|Ac{XYZ} (mg)|Gy{XYZ} (dps)", "ms a:mg w:deg/s")],
    "esp32 mss": [Layout("esp.csv", "ts_us|Acc{XYZ}_mss|Gyr{XYZ}_dps", "us a:m/s^2 w:deg/s")],
    "kinvent": [
        Layout("k.csv", "Time(ms)|Acc {XYZ}(g)|Gyro {XYZ}(dps)", "ms a:g w:deg/s", delimiter=";", decimal=","),
    ],
    "mcroberts": [
        Layout("d.csv", "DateTime|Acc{XYZ}|Gyro{XYZ}", "@%Y-%m-%dT%H:%M:%S.%f+01:00 a:g w:deg/s",
            options={"acc_unit": "g", "gyr_unit": "deg/s"}),
    ],
    "opensense sto": [
        Layout("x.sto", "time|pelvis_imu_acc_{xyz}|pelvis_imu_gyr_{xyz}", "s a:m/s^2 w:deg/s", delimiter="\t",
            head="DataRate=100.000000\nDataType=double\nversion=3\nendheader"),
    ],
    "movesense showcase": [
        Layout("Log_ACC.csv", "timestamp|{xyz}", "ms a:m/s^2",
            options={"acc_unit": "m/s^2", "gyr_unit": "deg/s", "time_unit": "ms"}),
        Layout("Log_GYRO.csv", "timestamp|{xyz}", "ms w:deg/s"),
    ],
    "opensignals": [
        Layout("p.txt", "nSeq|ACC{XYZ}|GYR{XYZ}", "n a:g w:deg/s", delimiter="\t",
            head='# OpenSignals Text File Format. Version 1\n# {"00:07": {"sampling rate": 100}}\n# EndOfHeader',
            options={"acc_unit": "g", "gyr_unit": "deg/s", "rate_hz": 100}),
    ],
    "dotted, stamp": [
        Layout("x.csv", "header.stamp|imu.left_foot.accel.{xyz} (m/s^2)|imu.left_foot.gyro.{xyz} (rad/s)",
            "epoch_s a:m/s^2 w:rad/s"),
    ],
    "ros": [
        Layout("imu.csv", "%time|field.header.seq|field.orientation.{xyz}|field.angular_velocity.{xyz}|"
            "field.linear_acceleration.{xyz}", "epoch_ns n e w:rad/s a:m/s^2"),
    ],
    "pandas, several sensors": [
        Layout("x.csv", "", "s a:m/s^2 w:deg/s a:m/s^2 w:deg/s",
            head="sensor" + 6 * ",left_foot" + 6 * ",right_foot"
            + "\nchannel" + 2 * ",acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z" + "\ntime_s" + 12 * ","),
    ],
    "padded by blanks": [
        Layout("x.txt", "Time(s)|Acc{XYZ}(g)|Gyr{XYZ}(dps)", "s a:g w:deg/s", delimiter="    "),
    ],
    "utf-16, tabs, called csv": [
        Layout("x.csv", "Time (s)|Acc {XYZ} (g)|Gyr {XYZ} (dps)", "s a:g w:deg/s", delimiter="\t", encoding="utf-16"),
    ],
    "russian": [
        Layout("x.csv", "Время (мс)|Ускорение {XYZ} (м/с2)|Угловая скорость {XYZ} (рад/с)", "ms a:m/s^2 w:rad/s",
            delimiter=";", decimal=",", encoding="cp1251"),
    ],
    "norwegian": [
        Layout("x.csv", "Tid (s)|Akselerasjon {xyz} (m/s²)|Vinkelhastighet {xyz} (°/s)", "s a:m/s^2 w:deg/s",
            delimiter=";", decimal=","),
    ],
    "greek": [
        Layout("x.csv", "Χρόνος (s)|Επιτάχυνση {xyz} (m/s²)|Γωνιακή ταχύτητα {xyz} (rad/s)", "s a:m/s^2 w:rad/s",
            delimiter=";", decimal=","),
    ],
    "french date and time": [
        Layout("x.csv", "Date|Heure|Acc {XYZ} (g)|Gyr {XYZ} (dps)", "@%d/%m/%Y @%H:%M:%S,%f a:g w:deg/s",
            delimiter=";", decimal=","),
    ],
    "german date": [
        Layout("x.csv", "Datum|Acc {XYZ} (g)|Gyr {XYZ} (dps)", "@%d.%m.%Y_%H:%M:%S,%f a:g w:deg/s", delimiter=";",
            decimal=","),
    ],
    "dutch date": [Layout("x.csv", "Datum|Acc {XYZ} (g)|Gyr {XYZ} (dps)", "@%d-%m-%Y_%H:%M:%S.%f a:g w:deg/s")],
    "date of two digits": [Layout("x.csv", "Time|Acc {XYZ} (g)|Gyr {XYZ} (dps)", "@%d/%m/%y_%H:%M:%S.%f a:g w:deg/s")],
    "date without signs": [Layout("x.csv", "Time|Acc {XYZ} (g)|Gyr {XYZ} (dps)", "@%Y%m%d_%H:%M:%S.%f a:g w:deg/s")],
    "date of hyphens": [Layout("x.csv", "Time|Acc {XYZ} (g)|Gyr {XYZ} (dps)", "@%Y-%m-%d-%H-%M-%S.%f a:g w:deg/s")],
    "date and zone": [Layout("x.csv", "Time|Acc {XYZ} (g)|Gyr {XYZ} (dps)", "@%Y-%m-%d_%H:%M:%S.%f_UTC a:g w:deg/s")],
    "date and offset": [
        Layout("x.csv", "Time|Acc {XYZ} (g)|Gyr {XYZ} (dps)", "@%Y-%m-%d_%H:%M:%S.%f_GMT+0200 a:g w:deg/s"),
    ],
    "date in a column nobody calls time": [
        Layout("x.csv", "Messpunkt|Acc {XYZ} (g)|Gyr {XYZ} (dps)", "@%d.%m.%Y_%H:%M:%S.%f a:g w:deg/s"),
    ],
    "minutes and seconds of excel": [
        Layout("x.csv", "Time|Acc {XYZ} (g)|Gyr {XYZ} (dps)", "@%M:%S.%f a:g w:deg/s"),
    ],
    "clock of twelve hours": [
        Layout("x.csv", "Time|Acc {XYZ} (g)|Gyr {XYZ} (dps)", "@%I:%M:%S.%f_%p a:g w:deg/s"),
    ],
    "rate with a decimal comma": [
        Layout("x.csv", "acc_{xyz} (g)|gyr_{xyz} (dps)", "a:g w:deg/s", head="Abtastrate;100,0 Hz", delimiter=";",
            decimal=","),
    ],
    "acc and gyro": [
        Layout("x.csv", "t|acc_{xyz}|gyro_{xyz}", "s a:g w:deg/s", options={"acc_unit": "g", "gyr_unit": "deg/s"}),
    ],
    "acc and gyro of two feet": [
        Layout("x.csv", "time|LF_acc_{xyz}|LF_gyro_{xyz}|RF_acc_{xyz}|RF_gyro_{xyz}", "s a:g w:rad/s a:g w:rad/s",
            options={"acc_unit": "g", "gyr_unit": "rad/s"}),
    ],
    "accel and gyr": [
        Layout("x.csv", "time|accel_{xyz}|gyr_{xyz}", "s a:g w:deg/s", options={"acc_unit": "g", "gyr_unit": "deg/s"}),
    ],
    "own names of sites": [
        Layout("x.csv", "time_s|r_foot_acc_{xyz}|r_foot_gyr_{xyz}", "s a:m/s^2 w:deg/s"),
    ],
}
