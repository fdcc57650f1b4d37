"""The portfolio's page: what it makes of the evaluations' cards."""
