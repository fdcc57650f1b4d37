"""The simulated evaluation: a population with known effects, surveyed as badly as in life."""
