"""Matching units of one arm with those of the other: distances, neighbours, and the error."""
