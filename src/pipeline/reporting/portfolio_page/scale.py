"""The one axis that all findings share, and each finding's range on it."""

import math
from dataclasses import dataclass

from markupsafe import Markup

from pipeline.reporting.facts import Fact
from pipeline.reporting.portfolio_page.cards import Finding
from pipeline.reporting.words import Words

WIDTH, HEIGHT, MARGIN = 240, 34, 14
AXIS_HEIGHT = 22
MOST_STEPS = 6  # between ticks: more would run into one another
CUT = 10  # of so many ranges, the one that reaches furthest may end in an arrow


@dataclass(frozen=True)
class Scale:
    """An axis in standard deviations of the comparison group, its ticks `step` apart."""

    low: float
    high: float
    step: float

    def at(self, value: float) -> float:
        """The place of a value, in pixels; at the edge where it lies beyond."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(MARGIN + share * (WIDTH - 2 * MARGIN), 1)

    @property
    def ticks(self) -> list[float]:
        count = round((self.high - self.low) / self.step)
        return [round(self.low + place * self.step, 10) for place in range(count + 1)]


def scale_of(findings: list[Finding]) -> Scale:
    """An axis that holds zero, every estimate, and all but the tenth of the ranges on either side.

    One study that says next to nothing would otherwise press all others into a dot.
    """
    drawn = [found.headline for found in findings if found.on_scale]
    lows = sorted(row["standardised_low"].value for row in drawn)
    highs = sorted((row["standardised_high"].value for row in drawn), reverse=True)
    beyond = len(drawn) // CUT
    middles = [row["standardised"].value for row in drawn]
    low = min([-0.25, *lows[beyond:], *middles])
    high = max([0.25, *highs[beyond:], *middles])
    step = _step((high - low) / MOST_STEPS)
    return Scale(math.floor(low / step) * step, math.ceil(high / step) * step, step)


def _step(least: float) -> float:
    """The smallest of 1, 2 or 5 times a power of ten that is not below ``least``."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(times * power for times in (1, 2, 5, 10) if times * power >= least * (1 - 1e-9))


def pattern(scale: Scale, words: Words) -> Markup:
    """The axis with its ticks and the lines below them, to be used by every picture of the page.

    Numbers run from left to right in every language, as axes do.
    """
    decimals = max(0, -math.floor(math.log10(scale.step) + 1e-9))
    places = [(scale.at(tick), tick) for tick in scale.ticks]
    labels = Markup("").join(
        Markup('<text x="{}" y="15">{}</text>').format(
            place, words.digits(tick, decimals, signed=True)
        )
        for place, tick in places
    )
    lines = Markup("").join(
        Markup('<path class="{}" d="M{} 0V{}"/>').format(
            "tick" if tick else "no-effect", place, HEIGHT
        )
        for place, tick in places
    )
    return Markup(
        '<svg class="pattern" width="0" height="0" aria-hidden="true">'
        '<symbol id="axis" viewBox="0 0 {w} {a}">{labels}</symbol>'
        '<symbol id="grid" viewBox="0 0 {w} {h}">{lines}</symbol></svg>'
    ).format(w=WIDTH, a=AXIS_HEIGHT, h=HEIGHT, labels=labels, lines=lines)


def axis() -> Markup:
    """The axis with its ticks, at the head of a column of pictures; the words beside it name it."""
    return Markup(
        '<svg class="axis" viewBox="0 0 {w} {h}" aria-hidden="true"><use href="#axis"/></svg>'
    ).format(w=WIDTH, h=AXIS_HEIGHT)


def picture(found: Finding, scale: Scale, words: Words) -> Markup:
    """A finding's range and estimate on the shared axis; an arrow where the range goes on."""
    low, middle, high = (
        found.headline[name].value
        for name in ("standardised_low", "standardised", "standardised_high")
    )
    centre = HEIGHT // 2
    arrows = "".join(
        f"M{scale.at(edge) + way * 9:g} {centre - 5}l{-way * 8} 5 {way * 8} 5z"
        for edge, way, reaches in (
            (scale.low, 1, low < scale.low),
            (scale.high, -1, high > scale.high),
        )
        if reaches
    )
    return Markup(
        '<svg class="interval" viewBox="0 0 {w} {h}" role="img" '
        'aria-label="{label}"><use href="#grid"/><path class="range" d="M{low} {c}H{high}"/>'
        "{arrows}"
        '<circle class="point" cx="{middle}" cy="{c}" r="5"/></svg>'
    ).format(
        w=WIDTH, h=HEIGHT, c=centre, label=spoken(found, words), low=scale.at(low),
        high=scale.at(high), middle=scale.at(middle),
        arrows=Markup('<path class="point" d="{}"/>').format(arrows) if arrows else "",
    )  # fmt: skip


def spoken(found: Finding, words: Words) -> str:
    """Where the range lies on the shared axis, for those who hear the page."""
    sentence = words.say("Standard deviations: estimate {middle}, range from {low} to {high}")
    shown = {
        key: words.digits(_value(found, name), 2, signed=True)
        for key, name in (
            ("middle", "standardised"), ("low", "standardised_low"), ("high", "standardised_high")
        )
    }  # fmt: skip
    return sentence.format(**shown)


def _value(found: Finding, name: str) -> float:
    fact: Fact = found.headline[name]
    return fact.value
