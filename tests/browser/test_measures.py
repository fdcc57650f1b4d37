"""Each measurement finds the fault that it is for, and leaves a page without it alone."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from driving import PHONE, Visit, violations, visit, walked

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SOUND = """<!doctype html><html lang="en" dir="ltr"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>A page</title>
<style>body{font:16px sans-serif;margin:1rem}a:focus-visible{outline:3px solid}%(css)s</style>
</head><body><main><h1>A page</h1><p>Changed by <bdi>−3.2</bdi>.</p><p><a href="#x">A link</a></p>
<details><summary>More</summary><p id="x"><a href="#y">Another</a></p></details>
<svg role="img" aria-label="A figure" viewBox="0 0 300 100" width="300" height="100">
<text x="10" y="20" font-size="12">one</text><text x="10" y="60" font-size="12">two</text></svg>
%(body)s</main></body></html>"""


def sentences(*names: str, given: tuple[object, ...] = ()) -> Callable[[Visit], list[str]]:
    """What the named functions of `measure.js` find."""
    return lambda opened: [found for name in names for found in opened.measured(name, *given)]


def signs(opened: Visit) -> list[str]:
    return opened.measured("signs")["found"]


def printed(opened: Visit) -> list[str]:
    opened.page.emulate_media(media="print")
    return opened.measured("headersRepeat")


figures = sentences("figures", given=(9,))
layout = sentences("sideways", "clipped", "overlaps")
NAIL = "data:image/gif;base64,R0lGODlhAQABAAAAACw="
# Each planted fault: what finds it, what it says, the fault as markup, and as style.
PLANTED = {
    "no alternative text": (violations, "image-alt", f'<img src="{NAIL}">', ""),
    "pale letters": (violations, "color-contrast", '<p style="color:#bbb">pale</p>', ""),
    "a skipped heading": (violations, "heading-order", "<h4>Deep</h4>", ""),
    "a table with empty headers": (
        violations,
        "empty-table-header",
        "<table><tr><th></th><th>n</th></tr><tr><td>a</td><td>1</td></tr></table>",
        "",
    ),
    "a figure without a name": (violations, "svg-img-alt", '<svg role="img"></svg>', ""),
    "wider than the phone": (layout, "the page is", '<p style="width:500px">wide</p>', ""),
    "text beyond the edge": (
        layout,
        "outside the screen",
        '<p style="position:absolute;left:-40px">beyond</p>',
        "",
    ),
    "text cut off": (
        layout,
        "clipped",
        '<p style="width:3rem;overflow:hidden;white-space:nowrap">cut off here</p>',
        "",
    ),
    "text over text": (layout, "overlap", "", "p+p{margin-top:-32px}"),
    "labels over labels": (figures, "overlap", "", "svg text{transform:translateX(0)}"),
    "a label outside": (figures, "outside its figure", "", ""),
    "small letters": (figures, "px", "", "svg text{font-size:6px}"),
    "a sign on the wrong side": (signs, "wrong side", '<p dir="rtl">تغير −3.2</p>', ""),
    "a focus that is not seen": (walked, "cannot be seen", "", "a:focus-visible{outline:none}"),
    "a link that keys miss": (
        walked,
        "not reached",
        '<p><a href="#x" tabindex="-1">missed</a></p>',
        "",
    ),
    "a header that stays behind": (
        printed,
        "does not repeat",
        "<table><thead><tr><th>n</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>",
        "thead{display:block}",
    ),
}
DRAWN = {
    "labels over labels": '<text x="14" y="24" font-size="12">three</text>',
    "a label outside": '<text x="280" y="90" font-size="12">far outside</text>',
}


def opened_page(tmp_path: Path, body: str = "", css: str = "") -> Path:
    path = tmp_path / "page.html"
    path.write_text(SOUND % {"body": body, "css": css}, encoding="utf-8")
    return path


@pytest.mark.parametrize("find", [violations, layout, figures, signs, walked, printed])
def test_a_sound_page_has_no_fault(
    browser: "Browser", tmp_path: Path, find: Callable[[Visit], list[str]]
) -> None:
    with visit(browser, opened_page(tmp_path), PHONE) as opened:
        assert find(opened) == []


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found(browser: "Browser", tmp_path: Path, name: str) -> None:
    find, said, body, css = PLANTED[name]
    path = opened_page(tmp_path, body, css)
    if name in DRAWN:
        page = path.read_text(encoding="utf-8")
        path.write_text(page.replace("</svg>", DRAWN[name] + "</svg>", 1), encoding="utf-8")
    with visit(browser, path, PHONE) as opened:
        assert any(said in found for found in find(opened)), find(opened)


def test_a_page_without_a_language_is_found(browser: "Browser", tmp_path: Path) -> None:
    path = opened_page(tmp_path)
    page = path.read_text(encoding="utf-8")
    path.write_text(page.replace(' lang="en"', ""), encoding="utf-8")
    with visit(browser, path) as opened:
        assert any("html-has-lang" in found for found in violations(opened))


@pytest.mark.parametrize(
    "body",
    [
        '<img alt="a picture from elsewhere" src="https://example.org/a.png">',
        '<link rel="stylesheet" href="other.css">',
        '<script>new Image().src = "http://example.org/told"</script>',
    ],
)
def test_a_page_that_asks_for_more_is_found(browser: "Browser", tmp_path: Path, body: str) -> None:
    with visit(browser, opened_page(tmp_path, body)) as opened:
        assert opened.asked
