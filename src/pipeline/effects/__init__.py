"""Several effects together: families of outcomes, further arms, declared groups."""
