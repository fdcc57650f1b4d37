"""How strong an instrument must be before its ratio can be trusted."""

# What is tolerated: a bias of a tenth of the worst case, wrongly found small in 1 of 20 studies.
TOLERATED_BIAS = 0.10
WRONGLY_STRONG = 0.05


def critical_effective_f(bias: float = TOLERATED_BIAS, size: float = WRONGLY_STRONG) -> float:
    """The effective F above which one instrument is not weak.

    The upper ``size`` point of a noncentral chi-squared with one degree of freedom and
    noncentrality one over ``bias``: 23.1 for a tenth of the worst-case bias, 37.4 for a twentieth.

    References
    ----------
    Montiel Olea and Pflueger (2013). A robust test for weak instruments. JBES 31(3), table 1.
    """
    from scipy.stats import ncx2

    return float(ncx2.ppf(1 - size, 1, 1 / bias))
