"""What a report says and draws; it reads `results/` and decides nothing."""
