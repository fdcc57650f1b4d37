"""Time until a first event, of people some of whom were watched for less than the whole time.

References
----------
Kaplan and Meier (1958), JASA 53(282); Greenwood (1926) for the errors.
Royston and Parmar (2013). Restricted mean survival time. BMC Medical Research Methodology 13.
Efron (1982), The jackknife, chapter 6, for the influence of each person.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import EstimationError, Fault

Array = NDArray[np.float64]


@dataclass(frozen=True)
class EventCurve:
    """The share still without the event after each event time up to a horizon.

    ``times``, ``without`` (the share from that time on), ``at_risk`` and ``events`` are (m,).
    """

    times: Array
    without: Array
    at_risk: Array
    events: Array


@dataclass(frozen=True)
class Measured:
    """A number read off a curve, Greenwood's variance of it, and each person's influence (n,)."""

    value: float
    variance: float
    influence: Array


def event_curve(time: Array, event: Array, horizon: float) -> EventCurve:
    """The Kaplan–Meier curve of times (n,), whose event was seen (1) or not (0), to a horizon.

    Raises
    ------
    EstimationError
        Where everybody's watch ended before the horizon with somebody still without the event.
    """
    order = np.sort(time)
    times, events = np.unique(time[(event == 1) & (time <= horizon)], return_counts=True)
    at_risk = len(time) - np.searchsorted(order, times, side="left")
    without = np.cumprod(1 - events / at_risk)
    still = without[-1] if len(without) else 1.0
    if order[-1] < horizon and still > 0:
        message = "in an arm nobody was watched until the horizon"
        help_ = "plan a horizon by which somebody in each arm (and stratum) was still watched"
        raise EstimationError(Fault("E794", message, key="construct.outcomes", help=help_))
    return EventCurve(times, without, at_risk.astype(float), events.astype(float))


def share_with_event(time: Array, event: Array, horizon: float) -> Measured:
    """The share of people who had the event by the horizon."""
    curve = event_curve(time, event, horizon)
    still = float(curve.without[-1]) if len(curve.times) else 1.0
    sensitivity = np.full(len(curve.times), still)
    return _measured(1 - still, -sensitivity, curve, time, event)


def restricted_mean_time(time: Array, event: Array, horizon: float) -> Measured:
    """The mean time without the event, up to the horizon: the area under the curve."""
    curve = event_curve(time, event, horizon)
    widths = np.diff(np.r_[curve.times, horizon])
    areas = curve.without * widths
    after = np.cumsum(areas[::-1])[::-1]
    start = curve.times[0] if len(curve.times) else horizon
    return _measured(float(start + areas.sum()), after, curve, time, event)


def _measured(
    value: float, sensitivity: Array, curve: EventCurve, time: Array, event: Array
) -> Measured:
    """The variance and influence of what changes by ``sensitivity`` (m,) for each relative change
    of the curve at an event time."""
    remaining = curve.at_risk * (curve.at_risk - curve.events)
    # Where nobody remains, the curve is zero from there on and nothing can change it further.
    hazard = np.divide(1.0, remaining, out=np.zeros_like(remaining), where=remaining > 0)
    variance = float((sensitivity**2 * curve.events * hazard).sum())
    exposure = np.r_[0.0, np.cumsum(sensitivity * curve.events * hazard)]
    exposed = exposure[np.searchsorted(curve.times, time, side="right")]
    jump = np.r_[sensitivity * curve.at_risk * hazard, 0.0]
    place = np.searchsorted(curve.times, time)
    known = np.r_[curve.times, np.nan][place] == time
    return Measured(value, variance, exposed - np.where((event == 1) & known, jump[place], 0.0))
