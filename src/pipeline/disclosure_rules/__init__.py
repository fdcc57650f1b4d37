"""What each results file says of how many people, and what of it is withheld."""
