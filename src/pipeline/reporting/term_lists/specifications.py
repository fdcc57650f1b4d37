"""What the specification curve is called, what its choices are, and what would make it fail."""

from pipeline.reporting.words import N_

TERMS: dict[str, dict[str, str]] = {
    "check": {
        "specification_curve": N_("Every other defensible analysis, side by side"),
    },
    "check_rule": {
        "specification_curve": N_(
            "The median specification points the other way than the headline; or its p-value, had "
            "the programme done nothing, and the headline's fall on different sides of the planned "
            "error rate."
        ),
    },
    "caution": {
        "specification_curve": N_(
            "Other analyses that are as defensible do not, taken together, bear the result out."
        ),
    },
    "part": {
        "median": N_("median effect"),
        "standardised_median": N_("median effect, in standard deviations"),
        "in_direction": N_("clear and of one sign"),
        "p_in_direction": N_("so many by chance"),
        "stouffer": N_("Stouffer's Z"),
        "p_stouffer": N_("such a Z by chance"),
    },
    "choice": {
        "estimator": N_("Estimator"),
        "covariates": N_("Covariates"),
        "sample": N_("Among"),
        "transformation": N_("Outcome"),
        "trimming": N_("Left out"),
    },
    "covariate_set": {
        "all": N_("all covariates"),
        "none": N_("no covariate"),
    },
    "sample_rule": {
        "all": N_("everybody"),
    },
    "transformation": {
        "none": N_("as it is"),
        "winsorise_99": N_("extremes pulled in, 1%"),
        "winsorise_95": N_("extremes pulled in, 5%"),
        "log1p": N_("log of one more"),
        "inverse_hyperbolic_sine": N_("inverse hyperbolic sine"),
        "ranks": N_("ranks"),
        "any": N_("any or none"),
    },
    "trimming": {
        "none": N_("nobody"),
        "drop_top_1": N_("the top 1% of outcomes"),
        "common_support": N_("outside common support"),
        "score_10_90": N_("scores under 10% or over 90%"),
    },
}
