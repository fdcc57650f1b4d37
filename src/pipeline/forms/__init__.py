"""XLSForms: what a form asks, how its export names the answers, and the rules it sets them."""
