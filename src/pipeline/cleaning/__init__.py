"""What `clean` does to an export, a module for each step."""
