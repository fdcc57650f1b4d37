"""What the data-quality page says, piece by piece; `reporting.quality` puts it together."""
