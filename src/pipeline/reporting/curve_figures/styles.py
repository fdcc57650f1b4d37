"""How series are told apart: by dash and by mark, so that colour need not be seen."""

from pipeline.reporting.canvas import BLUE, RED, SOFT

STYLES = ((BLUE, "-"), (RED, "--"), (SOFT, ":"), ("#7a5c00", "-."))
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
