"""Standard errors, degrees of freedom and tests, shared by the estimators."""
