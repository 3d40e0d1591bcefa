"""A notebook shows a figure as a picture, though nobody has asked pyplot for a backend."""

import subprocess
import sys

from workbench.figures.look import ShownFigure, drawing, finish, new_figure

NOTEBOOK = """
from IPython.core.interactiveshell import InteractiveShell
from workbench.figures.look import drawing, finish, new_figure
with drawing():
    figure = new_figure(4, 3, "标题 title")
    figure.subplots()
    finish(figure)
data, metadata = InteractiveShell.instance().display_formatter.format(figure)
print(sorted(data), sorted(metadata["image/png"]))
"""


def test_a_figure_is_a_picture() -> None:
    with drawing():
        figure = new_figure(4, 3, "标题 title")
        figure.subplots()
        finish(figure)
    assert isinstance(figure, ShownFigure)
    picture, shown = figure._repr_png_()
    assert picture.startswith(b"\x89PNG")
    assert 200 < shown["width"] < 400


def test_jupyter_takes_the_picture() -> None:
    done = subprocess.run([sys.executable, "-c", NOTEBOOK], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "['image/png', 'text/plain'] ['width']"
