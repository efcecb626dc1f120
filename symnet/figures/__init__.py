"""Pictures drawn by symnet itself, as SVG for pages and as TikZ for papers."""

from symnet.figures.figure import Figure
from symnet.figures.layers import layers_figure
from symnet.figures.receptive_field import receptive_field_figure
from symnet.figures.window import window_figure

FIGURES = {"layers": layers_figure, "receptive_field": receptive_field_figure}
"""The pictures of a whole network, by their names."""

__all__ = ["FIGURES", "Figure", "layers_figure", "receptive_field_figure", "window_figure"]
