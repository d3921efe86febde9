"""Files that are no table of samples, or a damaged one: one clear error, or it works."""

from __future__ import annotations

import gzip
import importlib.util
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from recording_frames import even, wide

import retrogait as rg
from retrogait.errors import InvalidOption, MissingExtra, RetrogaitError, RetrogaitWarning, UnreadableExport

TEXT = wide().to_csv(index=False)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.csv"


def test_no_file(path):
    with pytest.raises(UnreadableExport, match=r"a.csv: there is no such file .looked in .*; check the path"):
        rg.read_recording(path)


def test_a_folder(tmp_path):
    with pytest.raises(
        UnreadableExport, match="holds no file that could be a table .*pass the export itself"
    ):
        rg.read_recording(tmp_path)


@pytest.mark.parametrize("content", [b"", b"\n\n  \n", b"\xef\xbb\xbf"])
def test_an_empty_file(path, content):
    path.write_bytes(content)
    with pytest.raises(UnreadableExport, match="a.csv: (is empty|holds no table)"):
        rg.read_recording(path)


def test_comments_only(path):
    path.write_text("# nothing\n# here\n")
    with pytest.raises(UnreadableExport, match="a.csv: holds no table; export it again"):
        rg.read_recording(path)


def test_a_header_only(path):
    path.write_text(TEXT.splitlines()[0] + "\n")
    with pytest.raises(UnreadableExport, match="a.csv: has a header but no rows"):
        rg.read_recording(path)


def test_one_row_only(path):
    path.write_text("\n".join(TEXT.splitlines()[:2]) + "\n")
    with pytest.raises(UnreadableExport, match="a.csv: left_foot: there is only one sample"):
        rg.read_recording(path)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (gzip.compress(gzip.compress(TEXT.encode())), "compressed .gzip."),
        (b"\x89HDF\r\n\x1a\n" + bytes(100), "(a damaged )?HDF5"),
        (b"MATLAB 5.0 MAT-file, Platform: PCWIN64" + bytes(100), "a MATLAB file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "an old Excel workbook"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "a web page"),
        (b'{"samples": [1, 2, 3]}', "JSON"),
        (np.random.default_rng(0).bytes(4000), "binary"),
        (bytes(4000), "binary"),
        (np.arange(2000.0).tobytes(), "binary"),
    ],
)
def test_what_is_no_text_table_is_named(path, content, kind):
    path.write_bytes(content)
    opens = importlib.util.find_spec("h5py") is not None or not content.startswith(b"\x89HDF")
    with pytest.raises(UnreadableExport if opens else MissingExtra, match=f"a.csv: is {kind}"):
        rg.read_recording(path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_other_encodings_work(path, encoding, newline):
    text = TEXT.replace("\n", newline)
    path.write_bytes(("# Größe\n" + text).encode(encoding))
    pd.testing.assert_frame_equal(rg.read_recording(path).wide(), wide(), check_exact=True)


def test_a_semicolon_with_decimal_commas_works(path):
    path.write_text(wide().to_csv(index=False, sep=";", decimal=","))
    pd.testing.assert_frame_equal(rg.read_recording(path).wide(), wide(), check_exact=True)


def test_decimal_commas_between_commas_are_refused(path):
    rows = [",".join(f"{x:.3f}".replace(".", ",") for x in row) for row in wide().to_numpy()]
    path.write_text(TEXT.splitlines()[0] + "\n" + "\n".join(rows) + "\n")
    with pytest.raises(
        UnreadableExport, match="the header has 13 fields, the rows 26; it looks like decimal commas"
    ):
        rg.read_recording(path)


def test_quoted_decimal_commas_name_the_argument(path):
    rows = [",".join('"' + f"{x:.3f}".replace(".", ",") + '"' for x in row) for row in wide().to_numpy()]
    path.write_text(TEXT.splitlines()[0] + "\n" + "\n".join(rows) + "\n")
    with pytest.raises(UnreadableExport, match=r"holds '0,000'; .*decimal comma: pass decimal=','"):
        rg.read_recording(path)
    rec = rg.read_recording(path, decimal=",")
    np.testing.assert_allclose(rec.wide(), wide(), atol=6e-4)


def test_fields_may_be_quoted_and_spaced(path):
    path.write_text(
        wide().to_csv(index=False, quoting=1).replace(",", " , ").replace('" ,', '",').replace(', "', ',"')
    )
    pd.testing.assert_frame_equal(rg.read_recording(path).wide(), wide(), check_exact=True)


def test_a_delimiter_at_the_end_of_each_row_works(path):
    head, *rows = TEXT.splitlines()
    path.write_text(head + "\n" + "".join(row + ",\n" for row in rows))
    pd.testing.assert_frame_equal(rg.read_recording(path).wide(), wide(), check_exact=True)
    path.write_text("".join(row + ",\n" for row in (head, *rows)))
    pd.testing.assert_frame_equal(rg.read_recording(path).wide(), wide(), check_exact=True)


def test_text_among_numbers_names_line_and_column(path):
    lines = TEXT.splitlines()
    fields = lines[200].split(",")
    fields[3] = "n.v."
    lines[200] = ",".join(fields)
    path.write_text("# first\n" + "\n".join(lines) + "\n")
    with pytest.raises(
        UnreadableExport,
        match=r"a.csv: line 202, column 'left_foot_acc_z' holds 'n.v.'; expected numbers .1 of 500 rows are none.",
    ):
        rg.read_recording(path)


def test_a_row_with_more_fields_names_its_line(path):
    lines = TEXT.splitlines()
    lines[300] += ",1,2"
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(UnreadableExport, match="a.csv: line 301 has 15 fields, the header 13"):
        rg.read_recording(path)


def test_a_row_with_more_fields_is_found_where_columns_are_selected(path):
    lines = wide().assign(note="walk").to_csv(index=False).splitlines()
    fields = lines[300].split(",")
    lines[300] = ",".join([*fields[:4], "7", *fields[4:]])
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(UnreadableExport, match="a.csv: line 301 has 15 fields, the header 14"):
        rg.read_recording(path)


def test_rows_with_more_fields_than_names_are_refused(path):
    path.write_text(wide().to_csv().removeprefix(","))
    with pytest.raises(UnreadableExport, match="line 1 has 13 names, the rows after it up to 14 fields"):
        rg.read_recording(path)


def test_quoted_text_beside_the_channels_is_no_fault(path):
    path.write_text(wide().assign(note="stood, then walked").to_csv(index=False))
    pd.testing.assert_frame_equal(rg.read_recording(path).wide(), wide(), check_exact=True)


def test_a_row_with_fewer_fields_is_a_missing_sample(path):
    lines = TEXT.splitlines()
    lines[300] = ",".join(lines[300].split(",")[:9])
    path.write_text("\n".join(lines) + "\n")
    with pytest.warns(RetrogaitWarning, match="right_foot: 1 missing sample in short gaps, interpolated"):
        rec = rg.read_recording(path)
    pd.testing.assert_frame_equal(rec["left_foot"].reset_index(drop=True), even().reset_index(drop=True))


@pytest.mark.parametrize("fields", [2, 5, 12])
@pytest.mark.parametrize("tail", ["", "-", "1.2e", "3."])
def test_a_last_line_cut_short_is_dropped(path, fields, tail):
    *lines, last = TEXT.splitlines()
    cut = ",".join([*last.split(",")[: fields - 1], tail])
    path.write_text("\n".join([*lines, cut]))
    with pytest.warns(RetrogaitWarning, match="a.csv: the last line is cut short, dropped"):
        rec = rg.read_recording(path)
    pd.testing.assert_frame_equal(rec.wide(), wide().iloc[:-1], check_exact=True)


def test_a_file_without_its_last_line_end_works(path):
    path.write_text(TEXT.rstrip("\n"))
    assert rg.read_recording(path, frame="segment").warnings == ()


def test_a_file_without_names_is_refused(path):
    path.write_text("\n".join(TEXT.splitlines()[1:]))
    with pytest.raises(
        UnreadableExport, match="the first line holds numbers .0.0, .* expected names of columns"
    ):
        rg.read_recording(path)


def test_a_missing_column_is_named(path):
    path.write_text(wide().drop(columns="right_foot_gyr_y").to_csv(index=False))
    with pytest.raises(UnreadableExport, match="a.csv: column 'right_foot_gyr_y' is not in it"):
        rg.read_recording(path)


def test_a_column_there_twice_is_named(path):
    path.write_text(TEXT.replace("right_foot_gyr_y", "left_foot_acc_x"))
    with pytest.raises(UnreadableExport, match="column 'left_foot_acc_x' is in it 2 times"):
        rg.read_recording(path)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"delimiter": "::"}, "delimiter: '::' given; expected one sign such as ','"),
        ({"delimiter": "\n"}, "delimiter: "),
        ({"delimiter": '"'}, "delimiter: "),
        ({"decimal": "::"}, "decimal: '::' given; expected '.' or ','"),
    ],
)
def test_signs_that_cannot_be_are_refused(path, options, message):
    path.write_text(TEXT)
    with pytest.raises(InvalidOption, match=message):
        rg.read_recording(path, **options)


def test_faults_of_the_samples_name_the_file(path):
    wide().assign(time_s=lambda d: d["time_s"] % 2.5).to_csv(path, index=False)
    with pytest.raises(UnreadableExport, match="a.csv: left_foot: time runs backward at row 250"):
        rg.read_recording(path)


SMALL = wide(40).round(3).to_csv(index=False).encode()


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    edits=st.lists(
        st.tuples(st.integers(0, len(SMALL) - 1), st.integers(0, 3), st.binary(max_size=4)), max_size=4
    ),
    options=st.sampled_from(
        [
            {},
            {"rate_hz": 100.0},
            {"decimal": ","},
            {"delimiter": ";"},
            {"columns": {"left_foot": "left_foot_{acc|gyr}_{x|y|z}"}, "acc_unit": "g", "gyr_unit": "rad/s"},
            {"time_column": "left_foot_acc_x"},
            {"time_unit": "datetime"},
            {"time_unit": "ns"},
        ]
    ),
)
def test_any_damage_is_read_or_refused_by_name(path, edits, options):
    content = bytearray(SMALL)
    for at, length, put in edits:
        content[at : at + length] = put
    path.write_bytes(bytes(content))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", RetrogaitWarning)
        try:
            rec = rg.read_recording(path, **options)
        except RetrogaitError:
            return
    assert rec.n_samples >= 2
    assert not np.isinf(rec.wide()).any(axis=None)
