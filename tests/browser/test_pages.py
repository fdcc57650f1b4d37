"""Every page of the project as a browser draws it: on a desk, on a phone, enlarged and printed."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from driving import DESK, PHONE, ZOOMED, Visit, violations, visit, walked

from pipeline.plan_file import load_settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SETTINGS = load_settings(Path(__file__).resolve().parents[2])
FIRST, *OTHERS = SETTINGS.languages
PAGES = (
    "index.html",
    *(f"portfolio/index.{language}.html" for language in OTHERS),
    *(
        f"{name}/{part}.{language}.html"
        for name in SETTINGS.evaluations
        for language in SETTINGS.languages
        for part in ("evaluation", "annex", "data_quality")
    ),
)
SCREENS = {"desk": DESK, "phone": PHONE, "enlarged twice": ZOOMED}
SAMPLE = SETTINGS.evaluations[0] + "/"
SMALLEST = 9  # pixels of a letter in a figure on a phone
# Paper within margins of 18 mm, in pixels of 1/96 inch.
PAPERS = {"A4": (657, 986), "Letter": (680, 920)}


@pytest.fixture(scope="module", params=PAGES)
def path(request: pytest.FixtureRequest, pages: Path) -> Path:
    """One page after another, so that all tests of a page come together."""
    return pages / request.param


@pytest.fixture(scope="module")
def desk(browser: "Browser", path: Path) -> Iterator[Visit]:
    """The page on a desk; tests put the screen back to the size that they need."""
    with visit(browser, path) as opened:
        yield opened


def test_no_page_escapes(pages: Path) -> None:
    found = {path.relative_to(pages).as_posix() for path in pages.rglob("*.html")}
    assert found == set(PAGES)


def test_nothing_is_asked_for_and_nothing_runs(desk: Visit) -> None:
    """Not a font, not a picture, not a script: a page is one file."""
    policy = desk.page.locator('meta[http-equiv="Content-Security-Policy"]').get_attribute(
        "content"
    )
    assert policy.startswith("default-src 'none';")
    assert "script-src" not in policy
    kinds = desk.page.evaluate("[...document.scripts].map((script) => script.type)")
    assert set(kinds) <= {"application/ld+json"}  # data, which no browser runs
    assert desk.asked == []


def test_everything_is_reached_by_keys_alone(browser: "Browser", path: Path) -> None:
    with visit(browser, path) as opened:
        assert walked(opened) == []


@pytest.mark.parametrize("screen", SCREENS)
def test_everything_is_on_the_screen(desk: Visit, screen: str) -> None:
    """Before and after what is closed is opened."""
    desk.resized(SCREENS[screen])
    for name in ("sideways", "clipped", "overlaps"):
        assert desk.measured(name) == [], f"{name}, {screen}"
    desk.measured("openAll")
    for name in ("sideways", "clipped", "overlaps"):
        assert desk.measured(name) == [], f"{name}, {screen}, all opened"


@pytest.mark.parametrize("screen", ["desk", "phone"])
def test_figures_can_be_read(desk: Visit, screen: str) -> None:
    desk.resized(SCREENS[screen]).measured("openAll")
    assert desk.measured("figures", SMALLEST) == []


def test_signs_are_left_of_their_numbers(desk: Visit) -> None:
    desk.resized(DESK).measured("openAll")
    assert desk.measured("signs")["found"] == []


def test_nobody_is_kept_out(desk: Visit) -> None:
    assert violations(desk.resized(DESK)) == []


@pytest.mark.parametrize("paper", PAPERS)
def test_prints_whole(desk: Visit, paper: str) -> None:
    """No sheet is empty, nothing is wider than the paper, a table's header is on each sheet."""
    from pypdf import PdfReader

    page = desk.resized(PAPERS[paper]).page
    page.emulate_media(media="print")
    try:
        assert desk.measured("sideways") == []
        assert desk.measured("headersRepeat") == []
        printed = PdfReader(io.BytesIO(page.pdf(format=paper, prefer_css_page_size=False)))
    finally:
        page.emulate_media(media="screen")
    empty = [
        number
        for number, sheet in enumerate(printed.pages, start=1)
        if not sheet.extract_text().strip()
    ]
    assert empty == []


@pytest.mark.parametrize("name", [name for name in PAGES if "index" in name or SAMPLE in name])
def test_looks_the_same_without_scripts(browser: "Browser", pages: Path, name: str) -> None:
    pictures = []
    for allowed in (True, False):
        with visit(browser, pages / name, java_script_enabled=allowed) as opened:
            pictures.append(opened.page.screenshot())
    assert pictures[0] == pictures[1]
