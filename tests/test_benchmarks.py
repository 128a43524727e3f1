"""What the benchmarks build upon: tables in a document."""

import pytest

from benchmarks import tables


def test_a_table_replaces_the_one_of_its_section():
    """A table takes the place of what its section of the document has held, and of nothing else."""
    document = "# Speed\n\n<!-- bench: a -->\nold\n<!-- end -->\n\n<!-- bench: b -->\nkept\n<!-- end -->\n"

    placed = tables.placed(document, "a", "new")

    assert placed == document.replace("old", "new")


def test_a_table_without_a_section_goes_to_the_end():
    """A table whose section the document does not have yet is not lost."""
    placed = tables.placed("# Speed\n", "c", "new")

    assert placed == "# Speed\n\n<!-- bench: c -->\nnew\n<!-- end -->\n"


def test_a_table_is_markdown():
    """A table has its header, a rule and its rows, with numbers as a reader wants them."""
    text = tables.table(["what", "ms"], [["a", 0.12345], ["b", 12345.6], ["c", 100_480]])

    assert text == "| what | ms |\n| --- | --- |\n| a | 0.123 |\n| b | 12,346 |\n| c | 100,480 |"


def test_a_row_needs_all_cells():
    """A row with too few cells is refused."""
    with pytest.raises(ValueError, match="2 cells"):
        tables.table(["what", "ms"], [["a"]])


@pytest.mark.parametrize("asked", [True, False])
def test_a_document_is_written_where_it_is_asked_for(tmp_path, monkeypatch, capsys, asked):
    """A table is always printed, and written only into the document that the environment names."""
    document = tmp_path / "speed.md"
    document.write_text("<!-- bench: a -->\n<!-- end -->\n")
    monkeypatch.delenv(tables.DOCUMENT, raising=False)
    if asked:
        monkeypatch.setenv(tables.DOCUMENT, str(document))

    tables.write("a", ["what"], [["this"]], "Said below.")

    assert ("| this |\n\nSaid below.\n<!-- end -->" in document.read_text()) is asked
    assert "| this |" in capsys.readouterr().out
