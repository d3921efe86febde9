"""The JSON Schema of a Session, derived from the tables that `catalogue.py` declares."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from retrogait.tables.catalogue import BOUTS, EVENTS, KNEE, STRIDES, SUMMARY_FIGURES
from retrogait.tables.kinds import FLAG

if TYPE_CHECKING:
    from retrogait.tables.schema import Column, Table

SESSION_FORMAT = "retrogait session 1"
_SCALAR = ["string", "number", "boolean", "null"]


def session_schema() -> dict[str, Any]:
    """Describe the result of `Session.to_dict` and `Session.to_json` as a JSON Schema (draft 2020-12).

    Derived from the tables of `retrogait.tables.catalogue`; the package ships it as `session.schema.json`, and
    `retrogait schema` prints it. Tables are objects with a list for each column, all of one length; the unit is the
    end of a name; missing values are null. `$defs` has each table on its own, for tables of events of a stream.

    Examples
    --------
    >>> import retrogait as rg
    >>> schema = rg.session_schema()
    >>> schema["properties"]["format"]
    {'const': 'retrogait session 1'}
    >>> schema["$defs"]["events"]["properties"]["time_s"]["items"]
    {'type': ['number', 'null']}
    """
    tables = {table.name: _table(table) for table in (EVENTS, STRIDES, BOUTS)}
    properties = {
        "format": {"const": SESSION_FORMAT},
        "summary": _summary(),
        **{name: {"$ref": f"#/$defs/{name}"} for name in (*tables, "knee")},
        "warnings": {
            "description": "what was repaired, left out or not decidable",
            "type": "array",
            "items": {"type": "string"},
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:retrogait:session:1",
        "title": SESSION_FORMAT,
        "description": "Result of retrogait.analyze without its samples. Missing values are null.",
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
        "$defs": {**tables, "knee": _table(KNEE)},
    }


def _summary() -> dict[str, Any]:
    return {
        "description": "One flat row: measures of each direction, counts, options. The unit is the end of a name.",
        "type": "object",
        "properties": {
            column.name: {"description": column.doc, **_items(column)} for column in SUMMARY_FIGURES.columns
        },
        "required": list(SUMMARY_FIGURES.names),
        "additionalProperties": {"type": [*_SCALAR, "array"], "items": {"type": _SCALAR}},
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            column.name: {"description": column.doc, "type": "array", "items": _items(column)}
            for column in table.columns
        },
        "required": [column.name for column in table.columns if not column.optional],
        "additionalProperties": False,
    }


def _items(column: Column) -> dict[str, Any]:
    if column.values:
        return {"enum": [*column.values, None]}
    bounds = {"minimum": column.low, "maximum": column.high}
    return {
        "type": column.kind.json_type if column.kind is FLAG else [column.kind.json_type, "null"],
        **{name: bound for name, bound in bounds.items() if math.isfinite(bound)},
    }
