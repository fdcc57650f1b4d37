"""How large the next study must be: what to assume, a formula, and a rehearsal on real rows."""
