"""An empty figure as wide as a telephone, its text in the report's font, its layout by hand.

A letter is as large on a telephone as it is drawn; wider screens enlarge the whole figure.
"""

import textwrap
from typing import TYPE_CHECKING

from pipeline.reporting.fonts import use_report_font

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure
    from matplotlib.text import Text

    from pipeline.reporting.words import Words

WIDTH = 4.3  # inches
LETTER = 8.5  # points
LINE, SPACING = 0.168, 0.92  # inches to a line of text; of the typeface's own, which is tall
PLOT = 2.1  # inches: the height of what is drawn where nothing else gives one
INK, SOFT, BLUE, RED, BAND = "#1b1f2a", "#5b6472", "#0b5a8a", "#a23b3b", "#dceaf3"
ACROSS, BESIDE, HALF = 56, 24, 21  # letters of a line over the figure, beside a row, of half a line
MOST_LINES = 4  # of a label; a longer one is cut, and whole in the table
GAP = 0.06  # inches between parts
# Characters that turn the direction of what follows: a label could reorder a number with them.
TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F])
FIRST_STRONG_END = "\N{RIGHT-TO-LEFT MARK}"
ISOLATE, END = "\N{LEFT-TO-RIGHT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


def canvas(words: "Words") -> "tuple[Figure, Axes]":
    """A figure with one axes, its values on the side where reading begins; see `arrange`."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    use_report_font()
    figure = Figure(figsize=(WIDTH, PLOT + 1))
    FigureCanvasAgg(figure)  # measures text
    axes = figure.add_subplot()
    frame(axes, words)
    return figure, axes


def frame(axes: "Axes", words: "Words") -> None:
    """Axes without a frame but its lower line, the values where reading begins."""
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(SOFT)
    axes.tick_params(colors=INK, labelsize=LETTER, length=2.5, color=SOFT, pad=2)
    axes.tick_params(axis="y", length=0, pad=4)
    axes.locator_params(axis="x", nbins=5)
    axes.locator_params(axis="y", nbins=6)
    if words.direction == "rtl":
        axes.yaxis.tick_right()
        axes.tick_params(axis="y", length=0, pad=4, labelleft=False, labelright=True)


def arrange(
    figure: "Figure",
    words: "Words",
    *plots: float,
    given: "dict[str, Artist] | None" = None,
) -> "Figure":
    """The figure made as high as its parts need: what goes up, plots, what goes across, legend.

    ``plots`` are the heights of its axes in inches, from the top. Every text is measured, so that
    none overlaps another. ``given`` are handles of the legend by their words, instead of those
    that the first axes know.
    """
    plots = plots or (PLOT,)
    upwards, across = _taken(figure)
    _unclip(figure)
    told = _legend(figure, words, given)
    figure.set_size_inches(WIDTH, sum(plots) + 1)
    _place(figure, plots, (0.9, 0.9), (0.5, 0.5))
    sides, ends = _room(figure)
    head = _label(figure, upwards, words)
    foot = [one for one in (_label(figure, across, words), told) if one]
    drawn, inch = figure.canvas.get_renderer(), figure.dpi
    highs = [
        one.get_window_extent(drawn).height / inch + GAP if one else 0 for one in (head, *foot)
    ]
    above, below = highs[0] + ends[0], sum(highs[1:]) + ends[1]
    height = above + sum(plots) + GAP * (len(plots) - 1) + below + GAP
    figure.set_size_inches(WIDTH, height)
    _place(figure, plots, sides, (above, below + GAP / 2))
    edge = 0.99 if words.direction == "rtl" else 0.01
    if head:
        head.set_position((edge, 1 - GAP / 2 / height))
    if across:
        foot[0].set_position((edge, (GAP / 2 + highs[-1] * bool(told) + highs[1]) / height))
    return figure


def _unclip(figure: "Figure") -> None:
    """Marks that lie inside their axes need not be cut to them, which costs a page bytes."""
    import numpy as np

    for axes in figure.axes:
        (left, right), (low, high) = sorted(axes.get_xlim()), sorted(axes.get_ylim())
        own = [line for line in axes.lines if line.get_transform() == axes.transData]
        for line in own:  # its places are values of the axes
            across, up = (np.asarray(values, float) for values in line.get_data())
            outside = (across < left) | (across > right) | (up < low) | (up > high)
            line.set_clip_on(bool(outside.any()))


def _taken(figure: "Figure") -> tuple[str, str]:
    """The names of the two directions, taken from the axes: they get the whole width."""
    upper, lower = figure.axes[0], figure.axes[-1]
    names = upper.get_ylabel(), lower.get_xlabel()
    upper.set_ylabel("")
    lower.set_xlabel("")
    return names


def _label(figure: "Figure", text: str, words: "Words") -> "Text | None":
    if not text:
        return None
    side = "right" if words.direction == "rtl" else "left"
    look = {"fontsize": LETTER, "color": SOFT, "linespacing": SPACING}
    return figure.text(0, 1, wrapped(text, ACROSS), ha=side, va="top", ma=side, **look)


def _place(
    figure: "Figure",
    plots: tuple[float, ...],
    sides: tuple[float, float],
    ends: tuple[float, float],
) -> None:
    """Axes below one another, so many inches from each edge of the figure."""
    width, height = figure.get_size_inches()
    top = height - ends[0]
    for axes, plot in zip(figure.axes, plots, strict=True):
        bottom = top - plot
        across = sides[0] / width, 1 - sum(sides) / width
        axes.set_position((across[0], bottom / height, across[1], plot / height))
        top = bottom - GAP


def _room(figure: "Figure") -> tuple[tuple[float, float], tuple[float, float]]:
    """Inches that the axes' own texts need to the left and right, above and below."""
    drawn, inch = figure.canvas.get_renderer(), figure.dpi
    boxes = [(axes.get_tightbbox(drawn), axes.get_window_extent(drawn)) for axes in figure.axes]
    left = max(inside.x0 - around.x0 for around, inside in boxes)
    right = max(around.x1 - inside.x1 for around, inside in boxes)
    above = max(0.0, boxes[0][0].y1 - boxes[0][1].y1)
    below = max(0.0, boxes[-1][1].y0 - boxes[-1][0].y0)
    sides = (max(0.0, left) / inch + GAP, max(0.0, right) / inch + GAP)
    return sides, (above / inch + GAP / 2, below / inch)


def _legend(figure: "Figure", words: "Words", given: "dict[str, Artist] | None") -> "Artist | None":
    """What the marks are, below the plot: side by side where the words are short."""
    known = given if given is not None else _known(figure.axes[0])
    if not known:
        return None
    side_by_side = len(known) > 1 and all(len(text) <= HALF for text in known)
    texts = [wrapped(text, ACROSS - 6) for text in known]
    handles = list(known.values())
    reads_left = words.direction == "rtl"
    if reads_left and side_by_side:  # the first column is the right one
        half = len(texts) // 2
        side_by_side = len(texts) % 2 == 0
        if side_by_side:
            texts, handles = texts[half:] + texts[:half], handles[half:] + handles[:half]
    return figure.legend(
        handles, texts, ncols=2 if side_by_side else 1, fontsize=LETTER,
        frameon=False, loc="lower right" if reads_left else "lower left",
        bbox_to_anchor=(1, 0) if reads_left else (0, 0), markerfirst=not reads_left,
        alignment="right" if reads_left else "left", labelcolor=INK, borderpad=0.2,
        borderaxespad=0.2, handletextpad=0.5, labelspacing=0.3, handlelength=1.6,
    )  # fmt: skip


def _known(axes: "Axes") -> "dict[str, Artist]":
    handles, texts = axes.get_legend_handles_labels()
    return dict(zip(texts, handles, strict=True))


def name_rows(axes: "Axes", labels: "Sequence[str]", words: "Words") -> None:
    """Categories from the top, each beside its row, wrapped."""
    axes.set_yticks(range(len(labels)), [wrapped(label, BESIDE) for label in labels])
    axes.set_ylim(len(labels) - 0.4, -0.6)
    for text in axes.get_yticklabels():
        text.set_linespacing(SPACING)
        text.set_multialignment("left" if words.direction == "rtl" else "right")


def rows_high(labels: "Sequence[str]", least: float = 0.26) -> float:
    """How high so many named rows are: as the longest label needs."""
    lines = max((wrapped(label, BESIDE).count("\n") + 1 for label in labels), default=1)
    return len(labels) * max(least, LINE * lines + 0.09)


def wrapped(text: str, letters: int) -> str:
    """A label in lines of so many letters, cut where it is endless; it turns no other text."""
    plain = " ".join(text.translate(TURNING).split())
    lines = textwrap.wrap(plain, letters, max_lines=MOST_LINES, placeholder=" …")
    return "\n".join(lines)


def isolated(words: "Words", text: str) -> str:
    """A number that keeps its own direction in right-to-left text, its sign on its left."""
    return f"{ISOLATE}{text}{END}" if words.direction == "rtl" else text


def number_ticks(
    axis: "Axis", words: "Words", scale: float = 1.0, *, after: str = "", grouped: bool = True
) -> None:
    """Numbers of an axis as the language writes them, with a true minus."""
    axis.set_major_formatter(tick(words, scale, after=after, grouped=grouped))


def tick(
    words: "Words", scale: float = 1.0, *, after: str = "", grouped: bool = True
) -> "Callable[[float, int], str]":
    """What writes the numbers of an axis: with the decimals that each has, and no more."""

    def shown(value: float, place: int = 0) -> str:  # noqa: ARG001
        number = round(value * scale, 8)
        decimals = len(f"{number:.8f}".rstrip("0").partition(".")[2])
        return isolated(words, words.digits(number, decimals, grouped=grouped) + after)

    return shown
