"""The report's typeface, IBM Plex Sans Arabic: Latin and Arabic, cut down to the letters used."""

import base64
import io
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
FAMILY = "IBM Plex Sans Arabic"
# Of the typeface's: what joins, places and spaces letters, and none of what a reader must ask for.
FEATURES = (
    "ccmp", "locl", "init", "medi", "fina", "rlig", "calt", "liga", "kern", "mark", "mkmk",
)  # fmt: skip
WEIGHTS = {400: "IBMPlexSansArabic-Regular.ttf", 600: "IBMPlexSansArabic-SemiBold.ttf"}


@cache
def use_report_font() -> None:
    """Let matplotlib find the typeface, so that text has the room it needs on the page."""
    import matplotlib as mpl
    from matplotlib import font_manager

    for file in WEIGHTS.values():
        font_manager.fontManager.addfont(FONTS / file)
    mpl.rcParams |= {"font.family": FAMILY, "text.parse_math": False}  # a label is text


@cache
def font_faces(text: str) -> str:
    """CSS that carries the letters of a text inside the page: nothing is loaded from anywhere."""
    return "\n".join(
        f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};'
        f"src:url(data:font/woff2;base64,{_subset(FONTS / file, text)}) format('woff2')}}"
        for weight, file in WEIGHTS.items()
    )


def _subset(path: Path, text: str) -> str:
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(path, recalcTimestamp=False)
    options = Options()
    options.layout_features = list(FEATURES)
    options.hinting = False  # a third of the bytes, for screens of long ago
    options.drop_tables += ["meta"]
    subsetter = Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
    font.flavor = "woff2"
    stream = io.BytesIO()
    font.save(stream)
    return base64.b64encode(stream.getvalue()).decode()
