"""A study rehearsed on its own data, with an effect of known size: one step a file."""
