"""Reports read again: every number and fingerprint held against what it says it comes from."""
