"""What may be said of each outcome, by rules that were there before its result was."""
