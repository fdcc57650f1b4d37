"""Small pictures drawn straight into the page: a range on a line, people in rows of ten."""

from dataclasses import dataclass

from markupsafe import Markup

from pipeline.plan import Outcome
from pipeline.reporting.facts import Fact
from pipeline.reporting.words import Words

WIDTH, HEIGHT, MARGIN = 220, 34, 8
ICON, PER_ROW = 14, 20


@dataclass(frozen=True)
class Axis:
    """A horizontal axis from ``low`` to ``high``, in the outcome's own units."""

    low: float
    high: float

    def at(self, value: float) -> float:
        """The place of a value, in pixels."""
        share = (value - self.low) / (self.high - self.low)
        return round(MARGIN + share * (WIDTH - 2 * MARGIN), 2)


def interval_axis(headline: dict[str, Fact]) -> Axis:
    """An axis that holds the range, no effect, and the smallest change that matters both ways."""
    smallest = headline["smallest_change_that_matters"].value
    low, high = headline["conf_low"].value, headline["conf_high"].value
    return Axis(min(low, -smallest, 0.0), max(high, smallest, 0.0))


def interval(headline: dict[str, Fact], axis: Axis, description: str) -> Markup:
    """A range with its estimate; the band is the smallest change that matters.

    Numbers run from left to right in every language, as axes do.
    """
    smallest = headline["smallest_change_that_matters"].value
    low, middle, high = (
        axis.at(headline[name].value) for name in ("conf_low", "estimate", "conf_high")
    )
    left, right, zero = axis.at(-smallest), axis.at(smallest), axis.at(0.0)
    centre = HEIGHT / 2
    return Markup(
        '<svg class="interval" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" '
        'aria-label="{label}"><rect class="band" x="{left}" y="3" width="{band}" height="{tall}"/>'
        '<line class="zero" x1="{zero}" x2="{zero}" y1="1" y2="{bottom}"/>'
        '<line class="range" x1="{low}" x2="{high}" y1="{c}" y2="{c}"/>'
        '<circle class="point" cx="{middle}" cy="{c}" r="5"/></svg>'
    ).format(
        w=WIDTH, h=HEIGHT, label=description, left=left, band=round(right - left, 2),
        tall=HEIGHT - 6, zero=zero, bottom=HEIGHT - 1, low=low, high=high, middle=middle, c=centre,
    )  # fmt: skip


def common_axis(headlines: list[dict[str, Fact]]) -> Axis:
    """One axis for all, in standard deviations of the comparison group."""
    names = ("standardised_low", "standardised_high")
    values = [headline[name].value for headline in headlines for name in names if headline[name]]
    return Axis(min(-0.25, *values), max(0.25, *values))


def standardised(headline: dict[str, Fact], axis: Axis, description: str) -> Markup:
    """A range in standard deviations, on an axis that other outcomes share; no band."""
    renamed = {
        "conf_low": headline["standardised_low"],
        "estimate": headline["standardised"],
        "conf_high": headline["standardised_high"],
        "smallest_change_that_matters": Fact(0.0, ""),
    }
    return interval(renamed, axis, description)


def strip(points: list[tuple[float, bool]], least: float, description: str) -> Markup:
    """A point for each value on a line from zero to the highest, or to ``least`` if that is more.

    Those marked are squares, drawn last, over the others. From zero, so that what differs little
    looks alike.
    """
    axis = Axis(0.0, max(least, *(value for value, _ in points)))
    marks = [
        Markup('<rect class="odd" x="{}" y="{}" width="10" height="10"/>').format(
            round(axis.at(value) - 5, 2), HEIGHT / 2 - 5
        )
        if odd
        else Markup('<circle class="usual" cx="{}" cy="{}" r="4"/>').format(
            axis.at(value), HEIGHT / 2
        )
        for value, odd in sorted(points, key=lambda point: point[1])
    ]
    return Markup(
        '<svg class="strip" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" '
        'aria-label="{label}"><line class="zero" x1="{left}" x2="{right}" y1="{c}" y2="{c}"/>'
        "{marks}</svg>"
    ).format(
        w=WIDTH, h=HEIGHT, label=description, left=MARGIN, right=WIDTH - MARGIN, c=HEIGHT / 2,
        marks=Markup("").join(marks),
    )  # fmt: skip


def people(filled: Fact, base: Fact, description: str) -> Markup:
    """A hundred people: circles for those who would have anyway, squares for the difference.

    ``filled`` and ``base`` are shares; where ``filled`` is the smaller, the squares are outlined:
    people who no longer do.
    """
    with_, without = round(filled.value * 100), round(base.value * 100)
    kinds: dict[str, list[int]] = {}
    for index in range(100):
        kinds.setdefault(_kind(index, with_, without), []).append(index)
    width, height = PER_ROW * ICON, 100 // PER_ROW * ICON
    return Markup(
        '<svg class="people" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" '
        'aria-label="{label}">{marks}</svg>'
    ).format(
        w=width, h=height, label=description,
        marks=Markup("").join(_marks(kind, places) for kind, places in kinds.items()),
    )  # fmt: skip


def hundred(share: Fact, description: str) -> Markup:
    """A hundred in rows of twenty, as many of them squares as the share says."""
    return people(share, Fact(0.0, ""), description)


def _kind(index: int, with_: int, without: int) -> str:
    if min(with_, without) <= index < max(with_, without):
        return "more" if with_ > without else "fewer"
    return "yes" if index < without else "no"


def _marks(kind: str, places: list[int]) -> Markup:
    """All people of a kind as one path, which the style sheet strokes as dots or as squares."""
    step = {"more": "h9", "fewer": "h9v9h-9z"}.get(kind, "h0")
    across, down = {"more": (2.5, 7), "fewer": (2.5, 2.5)}.get(kind, (7, 7))
    line = "".join(
        f"M{place % PER_ROW * ICON + across:g} {place // PER_ROW * ICON + down:g}{step}"
        for place in places
    )
    return Markup('<path class="{}" d="{}"/>').format(kind, line)


def spoken_interval(words: Words, headline: dict[str, Fact], outcome: Outcome) -> str:
    """The range in words, for those who hear the page."""
    scale = 100 if outcome.kind == "binary" else 1
    low, middle, high = (
        words.digits(headline[name].value * scale, outcome.decimals, signed=True)
        for name in ("conf_low", "estimate", "conf_high")
    )
    sentence = words.say("Estimate {middle}, range from {low} to {high}")
    return sentence.format(middle=middle, low=low, high=high)
