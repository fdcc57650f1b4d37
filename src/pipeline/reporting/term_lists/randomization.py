"""The lottery drawn again, in words."""

from pipeline.reporting.words import N_

TERMS: dict[str, dict[str, str]] = {
    "check_rule": {
        "randomization_inference": N_(
            "The p-value under re-drawn lotteries and the headline's fall on different sides of "
            "the planned error rate. It is exact for the sharp null, that the programme changed "
            "nobody's outcome; for the weak null, that it changed none on average, it is right in "
            "large samples. The range holds every effect, the same for everybody, that re-drawn "
            "lotteries do not contradict."
        ),
    },
}
