"""A headless Chromium that opens a page as a reader without a network would, and measures it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MEASURE = (Path(__file__).parent / "measure.js").read_text(encoding="utf-8")
PHONE, DESK, ZOOMED = (375, 812), (1280, 900), (640, 450)  # a desk at 200% is half as wide
ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


@dataclass(frozen=True)
class Visit:
    """An opened page, and every address that it asked for beside its own file."""

    page: "Page"
    asked: list[str] = field(default_factory=list)

    def measured(self, what: str, *given: object) -> Any:
        """The answer of one function of `measure.js`."""
        return self.page.evaluate(
            "([what, given]) => window.measure[what](...given)", [what, list(given)]
        )

    def resized(self, screen: tuple[int, int]) -> "Visit":
        """The same page on another screen."""
        self.page.set_viewport_size({"width": screen[0], "height": screen[1]})
        return self


def installed() -> str | None:
    """Where a Chromium is, or None; `ATHAR_CHROMIUM` names another one."""
    found = (shutil.which(name) for name in NAMES)
    return os.environ.get("ATHAR_CHROMIUM") or next(filter(None, found), None)


@contextmanager
def started(executable: str) -> "Iterator[Browser]":
    """A Chromium for many pages, without a profile and without names of hosts."""
    from playwright.sync_api import sync_playwright

    sandbox = () if os.name == "nt" or os.geteuid() else ("--no-sandbox",)  # root has none
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=[*ARGUMENTS, *sandbox]
        )
        yield browser
        browser.close()


@contextmanager
def visit(
    browser: "Browser", path: Path, screen: tuple[int, int] = DESK, **context: Any
) -> Iterator[Visit]:
    """A page as a file on a screen of so many pixels; what else it asks for is noted and refused.

    ``context`` goes to playwright: `java_script_enabled`, `device_scale_factor`.
    """
    size = {"width": screen[0], "height": screen[1]}
    opened = browser.new_context(viewport=size, reduced_motion="reduce", **context)
    try:
        made = Visit(opened.new_page())
        address = path.resolve().as_uri()

        def pass_on(route: Any) -> None:
            if route.request.url.partition("#")[0] == address:
                route.continue_()
            else:
                made.asked.append(route.request.url)
                route.abort()

        made.page.route("**/*", pass_on)
        made.page.goto(address)
        made.page.evaluate("document.fonts.ready.then(() => 0)")
        made.page.evaluate(MEASURE)
        yield made
    finally:
        opened.close()


def violations(made: Visit) -> list[str]:
    """What axe-core finds wrong with the page, closed parts opened: rule, place, what to do.

    Its rules for WCAG 2.1 A and AA, and its best practices.
    """
    from axe_playwright_python.base import AXE_SCRIPT

    made.measured("openAll")
    made.page.evaluate(AXE_SCRIPT)
    found = made.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{rule['id']}: {rule['help']}: {' '.join(map(str, node['target']))}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def walked(made: Visit, most: int = 600) -> list[str]:
    """What a reader with a keyboard only cannot reach, or cannot see that it is reached.

    Tab goes through the page once, and Enter opens what is closed on the way.
    """
    faults = []
    for _ in range(most):
        made.page.keyboard.press("Tab")
        step = made.measured("step")
        if step.get("end") or step["again"]:
            return faults + made.measured("unreached")
        faults += [step["fault"]] if step["fault"] else []
        if step["open"]:
            made.page.keyboard.press("Enter")
    return [*faults, f"after {most} steps the page has not ended"]
