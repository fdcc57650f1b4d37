"""What is wrong with a plan, all of it at once: each fault with its file, line and key."""
