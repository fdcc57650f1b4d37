"""What belongs to an outcome rather than to a design: its waves, its zeros, the time until it."""

# Each answers for the outcomes that it is about, and says nothing of the others.
CHECKS = (
    "persistence",
    "average_over_waves",
    "event_by_horizon",
    "any_amount",
    "amount_if_any",
)
CURVES = (
    "event_curve",
    "persistence",
)
