"""Choices of a plan that cannot go together: roles, samples, estimators, checks, comparisons.

Like `faults.names`, it reads the document as it was written.
"""

from pipeline.document import Document
from pipeline.errors import Fault
from pipeline.faults.attempts import robustness_faults
from pipeline.faults.benchmarks import benchmark_faults
from pipeline.faults.clustering import clustering_faults
from pipeline.faults.comparison import comparison_faults
from pipeline.faults.design_keys import key_faults
from pipeline.faults.discontinuity import discontinuity_faults
from pipeline.faults.encouragement import encouragement_faults
from pipeline.faults.exploration import exploration_faults
from pipeline.faults.exposure import exposure_faults
from pipeline.faults.families import family_faults
from pipeline.faults.interviews import interview_faults
from pipeline.faults.outcome_kinds import outcome_kind_faults
from pipeline.faults.planned import estimator_faults
from pipeline.faults.rerandomisation import rerandomisation_faults
from pipeline.faults.roles import role_faults
from pipeline.faults.sampling import sampling_faults
from pipeline.faults.standard_errors import error_faults, strata_faults


def choice_faults(document: Document) -> list[Fault]:
    """Every choice that the design, or another choice, does not allow."""
    return [
        *role_faults(document),
        *key_faults(document),
        *encouragement_faults(document),
        *estimator_faults(document),
        *robustness_faults(document),
        *error_faults(document),
        *strata_faults(document),
        *sampling_faults(document),
        *outcome_kind_faults(document),
        *family_faults(document),
        *discontinuity_faults(document),
        *exposure_faults(document),
        *rerandomisation_faults(document),
        *comparison_faults(document),
        *exploration_faults(document),
        *clustering_faults(document),
        *interview_faults(document),
        *benchmark_faults(document),
    ]
