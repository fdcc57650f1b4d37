"""The words for the codes of the results, by what they are of."""
