"""Opening and printing pages: what is there, what is not, and on which paper."""

import os
import stat
from pathlib import Path

import pytest

from conftest import athar
from pipeline import pages, printing
from pipeline.errors import PlanError, ResultsError

SETTINGS = """evaluations: [small]
languages: [en, ar]
seed: 1
draws: {randomization_inference: 99, refuters: 100}
"""
HTML = (
    "<!doctype html><html lang=en><head><title>t</title></head><body><h1>Effect</h1></body></html>"
)


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "data" / "small").mkdir(parents=True)
    (tmp_path / "data" / "small" / "plan.yaml").write_text("design: {}\n")
    (tmp_path / "params.yaml").write_text(SETTINGS)
    (tmp_path / "dvc.yaml").write_text("stages: {}\n")
    made = tmp_path / "reports" / "small"
    made.mkdir(parents=True)
    for name in ("evaluation.en", "evaluation.ar", "annex.ar"):
        (made / f"{name}.html").write_text(HTML)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_pages_by_kind_and_language(small: Path) -> None:
    assert pages.page_of("small", "evaluation").name == "reports/small/evaluation.en.html"
    assert pages.page_of("small", "annex", "ar").path.parent == small / "reports" / "small"


@pytest.mark.parametrize(
    ("arguments", "error", "code"),
    [
        (("small", "annex"), ResultsError, "E670"),
        (("small", "evaluation", "fr"), PlanError, "E107"),
        (("smal", "evaluation"), PlanError, "E102"),
        (("", "evaluation"), ResultsError, "E670"),
    ],
)
def test_pages_that_are_not_there(
    small: Path, arguments: tuple[str, ...], error: type[Exception], code: str
) -> None:
    with pytest.raises(error) as raised:
        pages.page_of(*arguments)
    assert raised.value.faults[0].code == code
    assert small.is_dir()


def test_without_a_screen_the_path_is_printed(small: Path) -> None:
    result = athar(small, "open", "small", "--language", "ar", DISPLAY="", WAYLAND_DISPLAY="")
    assert result.stdout.strip() == str(small / "reports" / "small" / "evaluation.ar.html")


def test_with_a_screen_the_browser_gets_the_page(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    monkeypatch.setattr(pages, "has_screen", lambda: True)
    monkeypatch.setattr(pages.webbrowser, "open", lambda address: seen.append(address) or True)
    assert pages.show(pages.page_of("small", "evaluation")) == (
        "opened reports/small/evaluation.en.html"
    )
    assert seen == [(small / "reports/small/evaluation.en.html").as_uri()]


def fake_browser(folder: Path, body: str) -> Path:
    path = folder / "bin" / "chromium"
    path.parent.mkdir()
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(path.stat().st_mode | stat.S_IEXEC)
    return path


def test_a_page_is_printed_on_the_paper_asked_for(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The stand-in writes what it was given: its arguments, and the page.
    body = (
        'for word in "$@"; do case $word in --print-to-pdf=*) out=${word#*=};; esac; done\n'
        'for word in "$@"; do echo "$word"; case $word in file://*) cat "${word#file://}";; esac; '
        'done > "$out"'
    )
    program = fake_browser(small, body)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    said = printing.to_pdf(pages.page_of("small", "evaluation", "ar"), "letter")
    assert said == "reports/small/evaluation.ar.pdf"
    printed = (small / said).read_text()
    assert "@page { size: letter }" in printed
    assert "--user-data-dir=" in printed
    assert "~NOTFOUND" in printed
    assert "<h1>Effect</h1>" in printed
    left = [path.name for path in (small / "reports" / "small").iterdir()]
    assert not [name for name in left if name.startswith(".")]


@pytest.mark.parametrize("body", ["exit 1", "exit 0"])
def test_a_browser_that_prints_nothing_leaves_nothing(
    small: Path, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    program = fake_browser(small, body)
    monkeypatch.setattr(printing, "browser", lambda: str(program))
    with pytest.raises(ResultsError) as error:
        printing.to_pdf(pages.page_of("small", "evaluation"), "A4")
    assert error.value.faults[0].code == "E672"
    assert not list((small / "reports" / "small").glob("*.pdf"))


def test_without_a_browser_it_says_what_to_install(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(small))
    monkeypatch.setattr(printing, "PLACES", ())
    with pytest.raises(ResultsError) as error:
        printing.to_pdf(pages.page_of("small", "evaluation"), "A4")
    assert error.value.faults[0].code == "E671"
    assert "chromium" in error.value.faults[0].help
