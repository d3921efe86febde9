"""Constants of physics and of walking shared by several rooms, offline and live: each stands here once."""

from __future__ import annotations

STANDARD_GRAVITY_MPS2 = 9.80665
SHORTEST_STRIDE_S, LONGEST_STRIDE_S = 0.6, 4.5  # strides of 200 down to 27 steps a minute
REST_SHARE = 0.16  # of the stride: the window over which a rest must be quiet
# energy of motion: squares of angular rate and of the departure from 1 g, each by its scale
RATE_SCALE_DPS, ACC_SCALE_MPS2 = 60.0, 3.0
LARGEST_TILT_DEG = 45.0  # of a segment at rest: more, and the samples are not in its axes
# A second in which the accelerometer spreads by more shows how much the sensor turns for it. The spread of the
# gyroscope over that of the accelerometer was 7 to 44 (deg/s)/(m/s^2) at every site of people walking, medians over
# 430 sensors; a wrong unit is a factor of 57 or 1000 off.
SHAKING_MPS2 = 1.0
LEAST_TURN_PER_SHAKE, MOST_TURN_PER_SHAKE = 2.0, 150.0
# What no body-worn sensor gives: the high-g sensors worn on shanks end at 200 g. Beyond, and where a number stands for
# "no value", a sample is missing.
LARGEST_ACC_MPS2 = 250.0 * STANDARD_GRAVITY_MPS2
LARGEST_GYR_DPS = 20_000.0
SENTINELS = (9999.0, 99999.0)
