"""The specification curve: every defensible analysis of one question, side by side.

References
----------
Simonsohn, Simmons and Nelson (2020). Specification curve analysis. Nature Human Behaviour 4(11).
"""
