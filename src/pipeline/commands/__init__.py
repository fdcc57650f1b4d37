"""Commands of `athar` that take more than a line: arguments here, the work elsewhere."""
