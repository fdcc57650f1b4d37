"""What `athar share` gives away: words, and data of nobody."""
