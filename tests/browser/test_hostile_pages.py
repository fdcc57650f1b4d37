"""Texts made to harm, and texts as long as a plan allows, do not break what a browser draws."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from driving import DESK, PHONE, visit

from conftest import ROOT, copy_project
from hostile import HOSTILE, rewritten
from pipeline import report
from pipeline.project import evaluation
from pipeline.sections.base import LONGEST_LABEL

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAME = "hiv-results"
TEXTS = {
    "hostile": HOSTILE,
    "as long as a label may be": (("very " * LONGEST_LABEL)[:LONGEST_LABEL],),
    "one word, too long for any line": ("W" * LONGEST_LABEL,),
}


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("kind", TEXTS)
def test_pages_keep_their_shape(
    browser: "Browser", tmp_path: Path, kind: str, language: str
) -> None:
    project = copy_project(tmp_path / "project")
    shutil.copytree(ROOT / "data" / NAME / "results", project / "data" / NAME / "results")
    folder = evaluation(NAME, project)
    rewritten(folder, TEXTS[kind])
    report.run(folder, language)
    for part in ("evaluation", "annex"):
        with visit(browser, folder.reports / f"{part}.{language}.html") as opened:
            opened.page.on("dialog", lambda dialog: pytest.fail(f"ran: {dialog.message}"))
            opened.measured("openAll")
            for screen in (DESK, PHONE):
                opened.resized(screen)
                found = opened.measured("sideways") + opened.measured("clipped")
                assert found == [], f"{part}, {screen}"
            assert opened.measured("signs")["found"] == []
            assert opened.asked == []
