"""What changed since a version: the headlines then and now, and what can have moved them."""

import math
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from pipeline.plan import Plan
from pipeline.releases.fingerprints import MOVERS, changed, movers
from pipeline.releases.headlines import NUMBERS
from pipeline.versions import Decision, Headline, MadeFrom, Version, decisions_of

State = Literal["unreleased", "draft", "final"]


class Standing(BaseModel):
    """Where a report stands among its versions.

    ``newest`` is the last version released. ``since`` is the version to compare with: the newest,
    or the one before it where what lies here is the newest itself. ``parts`` are what changed
    since then (see `fingerprints.changed`), ``moved`` is how much each of data, plan and code moved
    each estimate, where that is known.
    """

    model_config = ConfigDict(frozen=True)

    state: State
    newest: Version | None = None
    since: Version | None = None
    parts: tuple[str, ...] = ()
    moved: dict[str, dict[str, float]] = {}


def standing(versions: tuple[Version, ...], now: MadeFrom) -> Standing:
    """Where what is made from ``now`` stands; the wording of pages is the report's to look at."""
    if not versions:
        return Standing(state="unreleased")
    newest = versions[-1]
    if not _parts(newest, now):
        before = versions[-2] if len(versions) > 1 else None
        parts = _parts(before, now) if before else ()
        return Standing(state="final", newest=newest, since=before, parts=parts, moved=newest.moved)
    return Standing(state="draft", newest=newest, since=newest, parts=_parts(newest, now))


def _parts(version: Version, now: MadeFrom) -> tuple[str, ...]:
    """What changed since a version, the wording of the pages left out."""
    return tuple(part for part in changed(version.made_from, now) if part != "pages")


def changes(found: Standing, now: dict[str, Headline]) -> list[dict[str, Any]]:
    """Each outcome and arm then and now: a row of `changes.csv`; none without a version before."""
    if found.since is None:
        return []
    then = found.since.headline
    return [_row(found, target, then.get(target), now.get(target)) for target in {**now, **then}]


def _row(
    found: Standing, target: str, then: Headline | None, now: Headline | None
) -> dict[str, Any]:
    outcome, _, arm = target.partition(", ")
    row: dict[str, Any] = {"outcome": outcome, "arm": arm}
    for name in (*NUMBERS, "verdict", "certainty"):
        row[f"then_{name}"] = getattr(then, name) if then else None
        row[name] = getattr(now, name) if now else None
    row["version"] = found.since.number if found.since else None
    if then is None or now is None:
        return row | {"state": "new" if then is None else "gone"}
    same = all(getattr(then, name) == getattr(now, name) for name in (*NUMBERS, "verdict"))
    unchanged = same and then.certainty == now.certainty
    row["state"] = "same" if unchanged else "changed"
    row["difference"] = difference(then.estimate, now.estimate)
    return row | _moved(found, target, row["difference"])


def difference(then: float | None, now: float | None) -> float:
    """By how much a number moved; not a number where there is none then or now."""
    return math.nan if then is None or now is None else now - then


def _moved(found: Standing, target: str, by: float) -> dict[str, float]:
    """How much each mover moved an estimate: known where only one could, or by running it again."""
    able = movers(found.parts)
    known = found.moved.get(target)
    if known is None and len(able) == 1:
        known = {able[0]: by}
    if known is None and by == 0:
        known = {}
    return {f"by_{mover}": math.nan if known is None else known.get(mover, 0.0) for mover in MOVERS}


def document(
    found: Standing, plan: Plan, versions: tuple[Version, ...], now: dict[str, Headline]
) -> dict[str, Any]:
    """`version.json`: which version this is, what changed since the last, what was decided on."""
    newest, since = found.newest, found.since
    return {
        "state": found.state,
        "number": newest.number if newest else None,
        "date": newest.date.isoformat() if newest else "",
        "since": since.number if since else None,
        "since_date": since.date.isoformat() if since else "",
        "parts": list(found.parts),
        "movers": list(movers(found.parts)),
        "apart": bool(found.moved) or len(movers(found.parts)) < 2,
        "decided": {
            str(place): _decided(made, versions, now)
            for place, made in enumerate(decisions_of(plan, versions), start=1)
        },
    }


def _decided(
    made: Decision, versions: tuple[Version, ...], now: dict[str, Headline]
) -> dict[str, Any]:
    """A decision's version, and the numbers it rests on.

    A decision that the plan records rests on the last version that was out on its day, or else on
    what is found now.
    """
    out = [version for version in versions if version.date <= made.date]
    own = [version for version in out if version.number == made.version] or out
    basis = own[-1] if own else None
    kept = basis.headline if basis else now
    return {
        "date": made.date.isoformat(),
        "version": basis.number if basis else None,
        "on": {
            target: {name: getattr(kept[target], name) for name in NUMBERS}
            for target in made.on
            if target in kept
        },
    }
