"""Specify what the plots of a class draw."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from grader.classplots import edge, histogram, strip
from grader.classstatistics import distribution


def drawn(markup, kind, tag):
    """Return the elements of one kind in the drawing."""
    return [each for each in ET.fromstring(str(markup)).iter(tag) if each.get("class") == kind]


def test_each_tenth_has_a_bar_of_its_height():
    """Twice as many students, twice as high; the counts stand above, the words in the label."""
    plot = histogram(distribution([5, 5, 95], 100))

    heights = [float(bar.get("height")) for bar in drawn(plot, "column", "rect")]
    assert heights[0] == pytest.approx(2 * heights[9])
    assert heights[1:9] == [0] * 8
    assert [text.text for text in drawn(plot, "count", "text")] == ["2", "1"]
    label = ET.fromstring(str(plot)).get("aria-label")
    assert "0 to 10: 2, 10 to 20: 0" in label
    assert "90 to 100: 1." in label


@pytest.mark.parametrize("scores, most", [([0.0], 0.0), ([7.5], 7.5), ([-3.0, 12.0], 10.0)])
def test_odd_classes_are_drawn_inside_the_plot(scores, most):
    """Nothing to gain, one student, points below zero and above the maximum."""
    plot = str(histogram(distribution(scores, most)))

    places = [float(value) for value in re.findall(r' (?:x|x1|x2)="([-\d.]+)%"', plot)]
    assert places
    assert all(0 <= place <= 100 for place in places)


def test_equal_accuracies_stand_on_top_of_each_other():
    """Each submission is a dot; 500 equal ones stay inside the plot."""
    plot = strip([(0.95, f"s{number}") for number in range(500)], (0.8, 0.94))

    dots = drawn(plot, "dot", "circle")
    assert len(dots) == 500
    assert len({dot.get("cx") for dot in dots}) == 1
    assert len({dot.get("cy") for dot in dots}) > 250
    assert all(0 < float(dot.get("cy")) < 150 for dot in dots)


def test_what_is_far_below_the_floor_stands_at_the_left_end():
    """Guessing reaches a tenth: the axis need not go there for its sake."""
    plot = strip([(0.1, "low"), (1.0, "high")], (0.8, 0.94))

    low, high = drawn(plot, "dot", "circle")
    assert (low.get("cx"), high.get("cx"), edge((0.8, 0.94))) == ("2%", "98%", 0.75)
    assert [text.text for text in drawn(plot, "title", "text")] == ["floor 0.8", "threshold 0.94"]


def test_without_goals_the_axis_is_whole():
    """From none to all, without lines."""
    plot = strip([(0.5, "x")], None)

    assert edge(None) == 0
    assert drawn(plot, "mark", "line") == []
    assert drawn(plot, "dot", "circle")[0].get("cx") == "50%"


def test_names_are_text():
    """A dot is told by the name of its student, whatever that is."""
    plot = str(strip([(0.9, "</title><script>alert(1)</script>")], None))

    assert "<script" not in plot
    assert "&lt;script&gt;" in plot
