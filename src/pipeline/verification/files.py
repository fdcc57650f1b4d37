"""Every file that a page says it comes from, held against the project and against dvc.lock."""

from pathlib import Path
from typing import Any

from pipeline import fingerprints
from pipeline.document import plain, read_document
from pipeline.errors import AtharError
from pipeline.project import UNFINISHED, Folder
from pipeline.verification.findings import Finding
from pipeline.verification.lock import FILE, Lock, lock_of, md5_of
from pipeline.verification.page import Page

SHORT = 12  # characters of a fingerprint that tell it apart
CODE = "#athar"


def file_findings(page: Page, folder: Folder) -> list[Finding]:
    """A finding for each fingerprint in a page, for the page itself, and for what the lock has."""
    if not page.provenance:
        why = "the block that says what the page was made from"
        return [Finding("file", "provenance", "missing", "", "", why)]
    lock = lock_of(folder.root, folder.name)
    cited = [node for node in page.provenance.values() if "sha256" in node]
    found = [_page_itself(page, folder.root, lock)]
    found += [_shown(page, code, folder) for code in page.fingerprints]
    for node in cited:
        found += _cited(node, folder, lock)
    return found + _new_results(page, folder)


def _page_itself(page: Page, root: Path, lock: Lock) -> Finding:
    """Whether the page is, byte for byte, the one that dvc.lock knows, or lies in such a folder."""
    pages = [name for name, node in page.provenance.items() if "fingerprint" in node]
    for name in pages:
        if (root / name).is_dir() and page.path.resolve().is_relative_to((root / name).resolve()):
            return next(iter(_locked(name, root / name, lock)), _unknown(page, name))
    known = {lock.written[name]: name for name in pages if name in lock.written}
    name = known.get(page.md5) or next(iter(pages), page.path.name)
    if not known:
        return _unknown(page, name)
    if page.md5 in known:
        return Finding("file", name, "same", page.md5[:SHORT], page.md5[:SHORT])
    now = " or ".join(md5[:SHORT] for md5 in known)
    why = f"the page itself is not the one in {FILE}"
    return Finding("file", page.path.name, "changed", page.md5[:SHORT], now, why)


def _unknown(page: Page, name: str) -> Finding:
    return Finding("file", name, "not here", page.md5[:SHORT], "", f"{FILE} has no such page yet")


def _shown(page: Page, code: str, folder: Folder) -> Finding:
    """A fingerprint printed in the page: that of the results, or one of those it cites."""
    nodes = page.provenance.values()
    known = {str(node.get(key, ""))[:SHORT] for node in nodes for key in ("fingerprint", "sha256")}
    versions = folder.data / "versions.yaml"
    told = versions.read_text(encoding="utf-8") if versions.is_file() else ""
    if code in known or code in told:
        return Finding("file", "a fingerprint in the text", "same", code, code)
    why = "the page's own block knows no such fingerprint"
    return Finding("file", "a fingerprint in the text", "changed", code, "", why)


def _cited(node: dict[str, Any], folder: Folder, lock: Lock) -> list[Finding]:
    """A file of the block: as it is now, and as dvc.lock knows it."""
    name, said = str(node["@id"]), str(node["sha256"])
    if name == CODE:
        missing = [file for file in node["files"] if not (folder.root / file).exists()]
        now = fingerprints.of_files(folder.root, node["files"])
        return [_compared("code of the page's stage", said, now, ", ".join(missing))]
    path = folder.root / name
    if not path.is_file():
        raw = path.is_relative_to(folder.data / "raw")
        status, why = ("not here", "raw data") if raw else ("missing", "no such file")
        return [Finding("file", name, status, said[:SHORT], "", why)]
    if "sections" in node:
        return [_compared(name, said, _plan_now(folder, node["sections"]))]
    found = _compared(name, said, fingerprints.of_file(path))
    return [found, *_locked(name, path, lock)]


def _plan_now(folder: Folder, sections: list[str]) -> str:
    try:
        document = read_document(folder.plan, folder.relative(folder.plan))
    except AtharError:
        return ""
    return fingerprints.of_sections(plain(document.content), sections)


def _compared(name: str, said: str, now: str, missing: str = "") -> Finding:
    if said == now:
        return Finding("file", name, "same", said[:SHORT], now[:SHORT])
    why = f"not there any more: {missing}" if missing else "not as when the page was made"
    return Finding("file", name, "changed", said[:SHORT], now[:SHORT], why)


def _locked(name: str, path: Path, lock: Lock) -> list[Finding]:
    """Where dvc.lock knows a file, whether it is still that one."""
    known = lock.written.get(name) or lock.read.get(name)
    if known is None:
        return []
    now = md5_of(path)
    if now == known:
        return [Finding("file", f"{name} in {FILE}", "same", known[:SHORT], now[:SHORT])]
    why = f"not the file that {FILE} knows"
    return [Finding("file", f"{name} in {FILE}", "changed", known[:SHORT], now[:SHORT], why)]


def _new_results(page: Page, folder: Folder) -> list[Finding]:
    """Results that are there now and were not when a page of all results was made."""
    below = f"{folder.relative(folder.results)}/"
    cited = {name for name in page.provenance if name.startswith(below)}
    if f"{below}headline.json" not in cited or not folder.results.is_dir():
        return []
    now = {path.name for path in folder.results.iterdir() if not path.name.startswith(UNFINISHED)}
    new = sorted(now - {name.removeprefix(below) for name in cited})
    return [Finding("file", below + name, "changed", "", "", "new since then") for name in new]
