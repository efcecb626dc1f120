"""Notebooks, executed and exported: what cells show is there without trust, and short where it is plain text."""

from __future__ import annotations

from typing import Any

import pytest

CELLS = (
    "import symnet as sn\nnet = sn.zoo.alexnet(input_shape=(3, 'H', 'H'))\nnet",
    "net.table('layer, size, params')",
    "net['Conv1'].derivation('height')",
    "net['Conv1'].derivations",
    "net.conditions",
    "net.solve('H <= 300')",
    "net.formula('macs')",
    "net.figure('volumes')",
    "net.count()",
    "sn.zoo.alexnet().shares('params')",
    "sn.zoo.densenet121().table('layer, params')",
)


@pytest.fixture(scope="module")
def notebook() -> Any:
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    made = nbformat.v4.new_notebook()
    made.cells = [nbformat.v4.new_code_cell(cell) for cell in CELLS]
    nbclient.NotebookClient(made, timeout=120, kernel_name="python3").execute()
    return made


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")
def test_every_cell_shows_itself_richly_and_in_short(notebook: Any) -> None:
    rich = [
        {kind for output in cell.outputs for kind in output.data if kind.startswith(("text/", "image/"))} - {"text/plain"}
        for cell in notebook.cells
    ]
    assert all(rich), [source for source, kinds in zip(CELLS, rich, strict=True) if not kinds]
    for cell in notebook.cells:
        (output,) = cell.outputs
        assert len(output.data["text/plain"]) < 12_000
        assert "Written(" not in output.data["text/plain"]
    assert "data:image/svg+xml;base64," in notebook.cells[7].outputs[0].data["text/html"]


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")
def test_an_exported_page_has_the_mathematics_and_the_picture(notebook: Any) -> None:
    nbconvert = pytest.importorskip("nbconvert")
    page, _ = nbconvert.HTMLExporter().from_notebook_node(notebook)
    for text in ("data:image/svg+xml;base64,", r"\lfloor", "rows\xa0more", "Conv1", "Maxpool3"):
        assert text in page
    assert "<script>alert" not in page
    markdown, _ = nbconvert.MarkdownExporter().from_notebook_node(notebook)
    assert "| Layer" in markdown
