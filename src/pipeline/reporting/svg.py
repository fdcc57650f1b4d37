"""A figure as inline SVG: small, the same bytes every time, its numbers safe from reordering."""

import hashlib
import io
import re
from html import unescape
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from pipeline.reporting.canvas import INK, LETTER
from pipeline.reporting.fonts import FAMILY

if TYPE_CHECKING:
    from matplotlib.figure import Figure

RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
# A number with its sign and what belongs to it, unless it is isolated already.
NUMBER = re.compile(r"(?<![A-Za-z0-9\u2066])[<+−-]?\d(?:[\d.,]*\d)?[%×]?")
# What the root of the drawing, or the page, says once for all texts and marks.
SAID = (f"; fill: {INK}", "text-anchor: start", ' xmlns:xlink="http://www.w3.org/1999/xlink"')
WIDEST_ON_A_PHONE, SMALLEST = 316, 9.3  # points, and pixels of a letter
EMBEDDED, ISOLATED, END = "\u2067", "\u2066", "\u2069"


def svg(figure: "Figure", name: str, alternative: str) -> Markup:
    """A figure as inline SVG: no date, ids of its own, text in the page's font.

    Raises
    ------
    ValueError
        Where there is no alternative text.
    """
    if not alternative:
        raise ValueError(f"figure {name} has no alternative text")
    import matplotlib as mpl

    stream = io.StringIO()
    settings = {"svg.fonttype": "none", "svg.hashsalt": name, "font.family": FAMILY}
    with mpl.rc_context(settings | {"path.simplify": False}):  # it adds an end to many strokes
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    drawn = _smaller(stream.getvalue(), name)
    # Texts stand where they were drawn, whichever way the page is read.
    opening = Markup(
        '<svg class="figure" direction="ltr" font-size="{}" fill="{}" stroke-linejoin="round" '
        'role="img" aria-label="{}" {}'
    ).format(LETTER, INK, alternative, _held_wide(figure))
    return Markup(drawn.replace("<svg ", opening, 1))


def _held_wide(figure: "Figure") -> Markup:
    """A drawing too wide for a phone scrolls in its place: its letters would be too small."""
    points = 72 * figure.get_size_inches()[0]
    if points <= WIDEST_ON_A_PHONE:
        return Markup("")
    return Markup('style="min-width:{:.0f}px" ').format(points * SMALLEST / LETTER)


def _smaller(drawn: str, name: str) -> str:
    """A drawing of matplotlib's without what the page says already: half of its bytes."""
    drawn = drawn[drawn.index("<svg") :]
    drawn = re.sub(r"<metadata>.*?</metadata>", "", drawn, flags=re.DOTALL)
    drawn = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>", "", drawn, flags=re.DOTALL)
    drawn = re.sub(r'<g id="patch_[12]">\s*<path [^>]*style="fill: #ffffff"/>\s*</g>', "", drawn)
    drawn = re.sub(r'(?<= )(d|x|y)="[^"]*"', _to_a_tenth, drawn)
    drawn = re.sub(r'<g id="[^"]*"', "<g", drawn)  # nothing refers to a group by its id
    drawn = re.sub(r"(?:\s*<use [^>]*/>){2,}", _styled_once, drawn)
    drawn = re.sub(r"\s*\n\s*", "\n", _without_bare_groups(drawn))
    drawn = re.sub(r"\n([LCMz]) ?", r"\1", drawn).replace('\n"', '"')
    drawn = re.sub(r"M ?(\S+) (\S+)L\1 ", r"M\1 \2V", drawn)  # upright strokes
    drawn = re.sub(r"(M(\S+) (\S+)V(\S+?)){9,}(?=\")", _from_the_last, drawn)
    for known in (*SAID, f"font-family: '{FAMILY}'; ", f"font-size: {LETTER}px; "):
        drawn = drawn.replace(known, "")
    drawn = re.sub(r' transform="rotate\(-0 [^"]*"', "", drawn)  # turns nothing
    drawn = re.sub(r'style="[^"]*"', lambda style: re.sub(r"([:;]) ", r"\1", style[0]), drawn)
    drawn = re.sub(r"(<text[^>]*>)(.*?)(</text>)", _in_its_direction, drawn)
    drawn = drawn.replace("xlink:href", "href")
    return _named_apart(drawn, name)


def _named_apart(drawn: str, name: str) -> str:
    """Short ids that no other figure of the page has."""
    own = f"f{hashlib.sha256(name.encode()).hexdigest()[:6]}"
    for number, old in enumerate(dict.fromkeys(re.findall(r'\bid="([^"]*)"', drawn))):
        pattern = rf'(\bid="|url\(#|href="#){re.escape(old)}(?=["\)])'
        drawn = re.sub(pattern, rf"\g<1>{own}-{number}", drawn)
    return drawn


def _in_its_direction(text: re.Match[str]) -> str:
    """A text of a right-to-left script reads so, and no number in it is turned around."""
    opening, words, closing = text.groups()
    if not RIGHT_TO_LEFT.search(words):
        return text[0]
    safe = NUMBER.sub(rf"{ISOLATED}\g<0>{END}", unescape(words))
    return f"{opening}{EMBEDDED}{escape(safe)}{END}{closing}"


def _from_the_last(strokes: re.Match[str]) -> str:
    """Many upright strokes, each told from where the last one ended."""
    ends = re.findall(r"M(\S+) (\S+?)V([^M\"]+)", strokes[0])
    made, last = [], (0.0, 0.0)
    for ends_as_text in ends:
        across, start, end = map(float, ends_as_text)
        made.append(f"m{across - last[0]:.1f} {start - last[1]:.1f}v{end - start:.1f}")
        last = across, end
    return re.sub(r"\.0(?!\d)", "", "".join(made)).replace(" -", "-")


def _styled_once(marks: re.Match[str]) -> str:
    """Marks of one style with that style on their group: a third of a crowded figure's bytes."""
    styles = set(re.findall(r' style="[^"]*"', marks[0]))
    if len(styles) != 1 or marks[0].count("<use") != marks[0].count(" style="):
        return marks[0]
    style = styles.pop()
    return f"\n<g{style}>{marks[0].replace(style, '')}\n</g>"


def _without_bare_groups(drawn: str) -> str:
    """A drawing without the groups that say nothing: half the lines of a small figure."""
    kept, open_groups = [], []
    for part in re.split(r"(<g\b[^>]*>|</g>)", drawn):
        if part.startswith("<g") and not part.endswith("/>"):
            open_groups.append(part != "<g>")
        says = open_groups.pop() if part == "</g>" else part not in ("<g>", "<g/>")
        kept += [part] if says else []
    return "".join(kept)


def _to_a_tenth(attribute: re.Match[str]) -> str:
    """Coordinates to a tenth of a point, which no screen shows: a quarter of a page's bytes."""
    return re.sub(r"(\.\d)\d+|\.0+(?!\d)", lambda digits: digits[1] or "", attribute[0])
