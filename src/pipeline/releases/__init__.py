"""What `athar release` is made of: fingerprints, git and DVC, tags, and what changed since."""
