"""The graph of causes as a drawing: from causes to effects, the way the language is read."""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from markupsafe import Markup

from pipeline.reporting.canvas import (
    BAND,
    BLUE,
    INK,
    LETTER,
    LINE,
    RED,
    SOFT,
    SPACING,
    WIDTH,
    wrapped,
)
from pipeline.reporting.causes import Box, Layout, boxes_of, edges_of, layout
from pipeline.reporting.curve_figures.numbers import Numbers
from pipeline.reporting.figure_findings import alternative_of, causes
from pipeline.reporting.fonts import use_report_font
from pipeline.reporting.svg import svg
from pipeline.reporting.words import N_

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from pipeline.reporting.evaluation import Report

BETWEEN, APART, PASSING = 0.34, 0.16, 0.12  # inches: columns, boxes of a column, room of an arrow
PADDING, EDGE, MOST_WIDE = 0.08, 0.04, 1.5
LETTERS_AN_INCH = 14.5
MOST_NAMES = 16  # in a box; a longer list is cut, and whole in the table
# Told apart by shape: whatever is adjusted for has a double frame, what nobody measured dashes.
LOOKS = {
    "treatment": {"facecolor": BLUE, "edgecolor": BLUE, "linewidth": 1.0},
    "outcome": {"facecolor": BAND, "edgecolor": BLUE, "linewidth": 1.6},
    "adjusted": {"facecolor": "white", "edgecolor": INK, "linewidth": 0.9},
    "hidden": {"facecolor": "white", "edgecolor": RED, "linewidth": 1.0, "linestyle": (0, (3, 2))},
    "other": {"facecolor": "white", "edgecolor": SOFT, "linewidth": 0.9},
}
ROUND = ("treatment", "outcome")
HIDDEN = N_("something that nobody measured")
TITLE = N_("What causes what, as the plan has it")


@dataclass(frozen=True)
class Place:
    """A box on the page, in inches from its lower left corner."""

    left: float
    bottom: float
    width: float
    height: float


def causes_figure(report: "Report") -> Markup:
    """The graph of causes of a report, with what it says in words."""
    drawn = draw(layout(boxes_of(report.facts.document("identification.json"))), report)
    title = report.words.say(TITLE)
    return svg(drawn, "causes", alternative_of(report, title, causes(report)))


def numbers_of(report: "Report") -> Numbers:
    """The graph as a table: causes and what they cause, alike variables together."""
    arrows = edges_of(boxes_of(report.facts.document("identification.json")))
    say = report.words.say
    between = say(N_("; "))
    rows = [tuple(between.join(labels_of(report, box)) for box in pair) for pair in arrows]
    return Numbers((say(N_("Cause")), say(N_("Effect"))), tuple(rows))


def labels_of(report: "Report", box: Box) -> list[str]:
    """The names of a box's variables, as readers know them."""
    if box.role == "hidden":
        return [report.words.say(HIDDEN)]
    return [report.variable_label(name) for name in box.names]


def draw(made: Layout, report: "Report") -> "Figure":
    """Boxes and arrows; right-to-left languages have causes on the right."""
    from matplotlib.figure import Figure

    use_report_font()
    widths = _widths(made, report)
    texts = {
        box: _text(report, box, wide)
        for wide, column in zip(widths, made.columns, strict=True)
        for box in column
        if box
    }
    places, (width, high) = _places(made, texts, widths)
    if report.words.direction == "rtl":
        places = {key: _mirrored(place, width) for key, place in places.items()}
    figure = Figure(figsize=(width, high))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, width)
    axes.set_ylim(0, high)
    axes.set_axis_off()
    for route, ends in zip(made.routes, _ends(made, places), strict=True):
        _arrow(axes, [places[place] for place in route], ends)
    for number, column in enumerate(made.columns):
        for row, box in enumerate(column):
            if box:
                _box(axes, places[number, row], box)
                _names(axes, places[number, row], box, texts[box], report.words.direction)
    return figure


def _widths(made: Layout, report: "Report") -> list[float]:
    """How wide each column is: its longest word at least, and of what is left what it can use.

    Where the words do not fit, the drawing is wider than others and its letters smaller.
    """
    labels = [
        [label for box in column if box for label in labels_of(report, box)]
        for column in made.columns
    ]
    needed = [max(_inches(word) for label in one for word in label.split()) for one in labels]
    useful = [min(MOST_WIDE, max(map(_inches, one))) for one in labels]
    left = WIDTH - 2 * EDGE - BETWEEN * (len(needed) - 1) - sum(needed)
    wanted = [max(0.0, use - need) for use, need in zip(useful, needed, strict=True)]
    share = min(1.0, max(0.0, left) / sum(wanted)) if sum(wanted) else 0.0
    return [need + share * want for need, want in zip(needed, wanted, strict=True)]


def _inches(text: str) -> float:
    """How wide a box is for so many letters, and the dot before a name."""
    return (len(text) + 2) / LETTERS_AN_INCH + 2 * PADDING


def _mirrored(place: Place, width: float) -> Place:
    return replace(place, left=width - place.left - place.width)


def _text(report: "Report", box: Box, wide: float) -> str:
    """The names in a box, each wrapped; several have a dot before each."""
    labels = labels_of(report, box)
    letters = round((wide - 2 * PADDING) * LETTERS_AN_INCH)
    dot = "· " if len(labels) > 1 else ""
    shown = [wrapped(dot + label, letters) for label in labels[:MOST_NAMES]]
    return "\n".join(shown + ["…"] * (len(labels) > MOST_NAMES))


def _places(
    made: Layout, texts: dict[Box, str], widths: list[float]
) -> tuple[dict[tuple[int, int], Place], tuple[float, float]]:
    """Where every box and every passing arrow is, and how wide and high the drawing."""
    heights = [
        [LINE * (texts[box].count("\n") + 1) + 2 * PADDING if box else PASSING for box in column]
        for column in made.columns
    ]
    totals = [sum(column) + APART * (len(column) - 1) for column in heights]
    high = max(totals) + 2 * EDGE
    places, left = {}, EDGE
    for number, column in enumerate(heights):
        wide = widths[number]
        top = (high + totals[number]) / 2
        for row, height in enumerate(column):
            places[number, row] = Place(left, top - height, wide, height)
            top -= height + APART
        left += wide + BETWEEN
    return places, (left - BETWEEN + EDGE, high)


def _arrow(axes: "Axes", passed: list[Place], ends: tuple[float, float]) -> None:
    """A line from a box to another: straight between columns, level through what it passes.

    ``ends`` are how high it leaves the first and reaches the last.
    """
    onwards = 1 if passed[-1].left > passed[0].left else -1
    points = []
    for number, place in enumerate(passed):
        near, far = place.left, place.left + place.width
        height = place.bottom + place.height / 2
        height = ends[0] if number == 0 else ends[1] if number == len(passed) - 1 else height
        points += [(near, height), (far, height)][::onwards]
    points = points[1:-1]  # from the edge of the first box to that of the last
    for start, end in pairwise(points[:-1]):
        axes.plot([start[0], end[0]], [start[1], end[1]], color=SOFT, lw=0.9)
    style = {"arrowstyle": "-|>,head_width=0.2,head_length=0.4", "color": SOFT, "lw": 0.9,
             "shrinkA": 0, "shrinkB": 0, "mutation_scale": 9}  # fmt: skip
    axes.annotate("", xy=points[-1], xytext=points[-2], arrowprops=style)


def _ends(made: Layout, places: dict[tuple[int, int], Place]) -> list[tuple[float, float]]:
    """How high each arrow leaves its first box and reaches its last: apart from one another."""
    ends = []
    for route in made.routes:
        leaving = sorted(one[1][1] for one in made.routes if one[0] == route[0])
        reaching = sorted(one[-2][1] for one in made.routes if one[-1] == route[-1])
        ends.append(
            (
                _beside(places[route[0]], leaving.index(route[1][1]), len(leaving)),
                _beside(places[route[-1]], reaching.index(route[-2][1]), len(reaching)),
            )
        )
    return ends


def _beside(place: Place, number: int, of: int) -> float:
    """The height of one of several points along a box's edge, from the top."""
    return place.bottom + place.height * (1 - (number + 1) / (of + 1))


def _box(axes: "Axes", place: Place, box: Box) -> None:
    from matplotlib.patches import FancyBboxPatch

    rounding = 0.09 if box.role in ROUND else 0.0
    style = f"round,pad=0,rounding_size={rounding}" if rounding else "square,pad=0"
    corner, size = (place.left, place.bottom), (place.width, place.height)
    axes.add_patch(FancyBboxPatch(corner, *size, boxstyle=style, zorder=3, **LOOKS[box.role]))
    if box.role == "adjusted":
        inner = 0.03
        corner = place.left + inner, place.bottom + inner
        size = place.width - 2 * inner, place.height - 2 * inner
        axes.add_patch(
            FancyBboxPatch(corner, *size, boxstyle=style, zorder=4, fill=False, ec=INK, lw=0.6)
        )


def _names(axes: "Axes", place: Place, box: Box, text: str, direction: str) -> None:
    """What a box says: one name in its middle, or a list that begins where reading does."""
    look = {"va": "center", "fontsize": LETTER, "linespacing": SPACING, "zorder": 5}
    look["color"] = "white" if box.role == "treatment" else INK
    middle = place.bottom + place.height / 2
    if len(box.names) == 1:
        axes.text(place.left + place.width / 2, middle, text, ha="center", **look)
        return
    side = "right" if direction == "rtl" else "left"
    edge = place.left + (place.width - PADDING if side == "right" else PADDING)
    axes.text(edge, middle, text, ha=side, ma=side, **look)
