"""Intake: from the frames a user has to clean samples on one uniform clock.

Read in order: `columns` (which column is which channel), `impossible` (values no sensor gives), `clock` (where
time comes from), `stamps` (order, doubles, rate), `grid` (one uniform grid for all sites), `gaps` (what is
filled), `units` and `plausibility` (can the numbers be what they are said to be), `assembly` (the steps in
order).

Inside, the samples of a sensor are *channels*: a (6, n) float64 array in the order of
`catalogue.SENSOR_COLUMNS`.
"""
