"""What belongs to an outcome rather than to a design: its waves, its zeros, the time until it."""

# Each answers for the outcomes that it is about, and says nothing of the others.
CHECKS = (
    "persistence",
    "average_over_waves",
    "event_by_horizon",
    "any_amount",
    "amount_if_any",
)
# Other ways to answer for the same outcome: with its extremes pulled in, by its middle, by its
# order, on the scale of its kind. `OTHER_WAYS` are quick and choose nobody by what they answered.
OTHER_WAYS = (
    "winsorised",
    "median_effect",
    "rank_effect",
    "logit_margin",
    "poisson_ratio",
    "multiple_testing",
)
FURTHER_WAYS = (
    "without_top_percent",
    "log_one_plus",
)
CURVES = (
    "event_curve",
    "persistence",
)
