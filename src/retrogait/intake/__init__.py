"""Intake: from the frames a user has to clean samples on one uniform clock.

Read in order: `columns` (which column is which channel), `site_names` (which body site a name means), `clock`
(where time comes from), `stamps` (order, doubles, rate), `grid` (one uniform grid for all sites, and which gaps are
filled), `units` and `plausibility` (values that no sensor gives, and whether the numbers can be in the unit said),
`assembly` (the steps in order).

Inside, the samples of a sensor are *channels*: a (6, n) float64 array in the order of
`catalogue.SENSOR_COLUMNS`.
"""
