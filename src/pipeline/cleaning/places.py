"""Where interviews took place, as three columns that give no place away."""

import numpy as np
import pandas as pd

EARTH_RADIUS_KM = 6371.0088  # mean radius (Moritz 2000, Geodetic Reference System 1980)
# "latitude longitude altitude accuracy" of KoboToolbox, ODK and SurveyCTO, or "latitude,longitude".
POINT = r"^\s*(?P<lat>[+-]?\d+(?:\.\d+)?)\s*[\s,;]\s*(?P<lon>[+-]?\d+(?:\.\d+)?)(?:[\s,;]|$)"
Area = tuple[float, float, float, float]


def coordinates(points: pd.Series) -> pd.DataFrame:
    """Latitude (``lat``) and longitude (``lon``) in degrees of geopoint texts.

    Missing where the text is no point on Earth, or is 0 0, which devices send instead of none.
    """
    parts = points.astype("str").str.extract(POINT).astype(float)
    on_earth = parts["lat"].abs().le(90) & parts["lon"].abs().le(180)
    nowhere = parts["lat"].eq(0) & parts["lon"].eq(0)
    return parts.where(on_earth & ~nowhere)


def place_columns(
    points: pd.Series, clusters: pd.Series | None = None, area: Area | None = None
) -> pd.DataFrame:
    """What is to be known of each interview's place: 0/1 ``outside``, ``shared``, ``km``.

    Parameters
    ----------
    points
        Geopoints as text.
    clusters
        The cluster, such as the village, of each point.
    area
        South, west, north, east in degrees; an area across the date line has west above east.

    Returns
    -------
    DataFrame
        ``outside`` the area, how many *other* interviews ``shared`` the very same coordinates, and
        ``km`` to the median latitude and longitude of the cluster. Missing where the point, the
        cluster or the area is.
    """
    places = coordinates(points)
    return pd.DataFrame(
        {
            "outside": _outside(places, area),
            "shared": _shared(places),
            "km": _from_centre(places, clusters),
        },
        index=points.index,
    )


def great_circle_km(
    lat: pd.Series, lon: pd.Series, other_lat: pd.Series | float, other_lon: pd.Series | float
) -> pd.Series:
    """The shortest way over a sphere between points in degrees (haversine; Sinnott 1984)."""
    from_, to = np.radians(lat), np.radians(other_lat)
    half_lat = (to - from_) / 2
    half_lon = np.radians(other_lon - lon) / 2
    chord = np.sin(half_lat) ** 2 + np.cos(from_) * np.cos(to) * np.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(chord, 1.0)))


def _outside(places: pd.DataFrame, area: Area | None) -> pd.Series:
    if area is None:
        return pd.Series(np.nan, index=places.index)
    south, west, north, east = area
    lat, lon = places["lat"], places["lon"]
    beside = (lon < west) | (lon > east) if west <= east else (lon < west) & (lon > east)
    outside = (lat < south) | (lat > north) | beside
    return outside.astype(float).where(lat.notna())


def _shared(places: pd.DataFrame) -> pd.Series:
    same = places.groupby(["lat", "lon"])["lat"].transform("size")
    return (same - 1).where(places["lat"].notna()).astype(float)


def _from_centre(places: pd.DataFrame, clusters: pd.Series | None) -> pd.Series:
    """Kilometres to the cluster's centre: its median, which a few wrong points cannot move."""
    if clusters is None:
        return pd.Series(np.nan, index=places.index)
    centres = places.groupby(clusters).transform("median")
    return great_circle_km(places["lat"], places["lon"], centres["lat"], centres["lon"])
