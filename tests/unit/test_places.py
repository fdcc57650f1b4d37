"""Places: known distances, points of every kind of export, and what becomes of each column."""

import numpy as np
import pandas as pd
import pytest

from pipeline.cleaning.places import EARTH_RADIUS_KM, coordinates, great_circle_km, place_columns

JERUSALEM, AMMAN = (31.7683, 35.2137), (31.9454, 35.9284)
LONDON, NEW_YORK = (51.5074, -0.1278), (40.7128, -74.0060)
SPHERE = 0.006  # a sphere is at most about half a per cent off the ellipsoid


def km(one: tuple[float, float], other: tuple[float, float]) -> float:
    lat, lon = pd.Series([one[0]]), pd.Series([one[1]])
    return float(great_circle_km(lat, lon, *other).iloc[0])


def test_known_distances() -> None:
    # On the ellipsoid WGS 84, by GeographicLib (Karney 2013): 70.432 and 5,585.234 km.
    assert km(JERUSALEM, AMMAN) == pytest.approx(70.432, rel=SPHERE)
    assert km(LONDON, NEW_YORK) == pytest.approx(5585.234, rel=SPHERE)
    assert km((0, 0), (0, 1)) == pytest.approx(np.pi * EARTH_RADIUS_KM / 180)
    assert km((0, 179.5), (0, -179.5)) == pytest.approx(km((0, 0), (0, 1)))
    assert km((90, 0), (-90, 0)) == pytest.approx(np.pi * EARTH_RADIUS_KM)
    assert km(AMMAN, AMMAN) == 0


def test_points_of_every_kind_of_export() -> None:
    points = pd.Series(
        ["31.95 35.91 780.1 4.5", "31.95,35.91", " -1.5 ; +36.8", "0 0 0 0", "95 10 0 0", "x", None]
    )
    found = coordinates(points)
    assert found["lat"].tolist()[:3] == [31.95, 31.95, -1.5]
    assert found["lon"].tolist()[:3] == [35.91, 35.91, 36.8]
    assert found.iloc[3:].isna().all().all()


def test_each_column() -> None:
    # Three houses of village A some 111 m apart, one of its interviews 111 km away; B has one.
    points = pd.Series(
        ["31.000 35 0 0", "31.001 35 0 0", "31.001 35 0 0", "32.000 35 0 0", "40 36 0 0", None]
    )
    found = place_columns(points, pd.Series(["A", "A", "A", "A", "B", "B"]), (30, 34, 33, 36))
    assert found["outside"].tolist()[:5] == [0, 0, 0, 0, 1]
    assert found["shared"].tolist()[:5] == [0, 1, 1, 0, 0]
    assert found["km"].round(3).tolist()[:5] == [0.111, 0, 0, 111.084, 0]
    assert found.iloc[5].isna().all()


def test_an_area_across_the_date_line() -> None:
    points = pd.Series(["-17 178", "-17 -179", "-17 170"])
    assert place_columns(points, area=(-20, 175, -15, -175))["outside"].tolist() == [0, 0, 1]


def test_without_an_area_or_clusters_nothing_is_known_of_them() -> None:
    found = place_columns(pd.Series(["31 35"]))
    assert found["shared"].tolist() == [0]
    assert found[["outside", "km"]].isna().all().all()
