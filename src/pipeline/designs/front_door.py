"""Something unobserved decides who takes part, but all that taking part does, it does through one
measured step."""

from pipeline.designs.rule import DesignRule

CHECKS = ("placebo_treatment",)

RULE = DesignRule(
    estimand="ATE",
    estimators={"ATE": ("front_door",)},
    supported=(
        "front_door",
        "difference_in_means",
    ),
    identified_by="frontdoor",
    untestable=("mediator_carries_all", "mediator_unconfounded", "no_interference", "consistency"),
    testable=("overlap",),
    supported_checks=CHECKS,
    needs=("mediator",),
    may=("clusters",),
)
