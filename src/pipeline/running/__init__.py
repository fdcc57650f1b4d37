"""What `athar run` does around DVC: which stages, their course, what moved, what to look at."""
