"""Differences over time between those reached and those not: the numbers, on arrays alone."""
