"""Local polynomial estimates at a cutoff: weights, bandwidths, errors, and the density test."""
