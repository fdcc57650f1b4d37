"""A confidence interval for an effect of which only bounds are known."""


def imbens_manski(
    bounds: tuple[float, float], errors: tuple[float, float], confidence: float
) -> tuple[float, float]:
    """The interval that covers the effect, wherever between its bounds it is, so often.

    It is shorter than one that covers both bounds: an effect cannot be at both ends at once.
    ``errors`` are the bounds' standard errors. The width of the bounds is taken as it was found;
    where it is small beside its own error the interval is the ordinary one.

    References
    ----------
    Imbens and Manski (2004), Econometrica 72(6), section 4.
    """
    from scipy.optimize import brentq
    from scipy.stats import norm

    (lower, upper), (below, above) = bounds, errors
    width = max(upper - lower, 0.0) / max(below, above)
    widest = float(norm.ppf(0.5 + confidence / 2))
    narrowest = float(norm.ppf(confidence))

    def missed(factor: float) -> float:
        return float(norm.cdf(factor + width) - norm.cdf(-factor) - confidence)

    factor = widest if missed(widest) <= 0 else brentq(missed, narrowest - 1e-6, widest)
    return float(lower - factor * below), float(upper + factor * above)
