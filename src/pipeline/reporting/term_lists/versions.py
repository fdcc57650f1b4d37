"""What a version was made from, in words, and what each part that changed since is."""

from pipeline.reporting.words import N_

TERMS: dict[str, dict[str, str]] = {
    "made_from": {
        "raw": N_("Data: the survey’s files."),
        "codebook": N_("Data: what the codebook says of the columns."),
        "corrections": N_("Data: the corrections of single answers."),
        "plan.evaluation": N_("Plan: whether the data are simulated."),
        "plan.design": N_("Plan: how treatment came about (section design)."),
        "plan.graph": N_("Plan: the graph of causes (section graph)."),
        "plan.clean": N_("Plan: how files are read and cleaned (section clean)."),
        "plan.check": N_("Plan: what the data must satisfy (section check)."),
        "plan.construct": N_("Plan: outcomes, covariates and sample (section construct)."),
        "plan.estimate": N_("Plan: how effects are estimated (section estimate)."),
        "plan.robustness": N_("Plan: attempts to break the result (section robustness)."),
        "plan.disclosure": N_("Plan: how few people a number may speak of (section disclosure)."),
        "plan.other": N_("Plan: another of its sections."),
        "settings": N_("Plan: where the random draws begin, or how many there are."),
        "code": N_("Code: the program that computes the results."),
        "requirements": N_("Code: the versions of the software that it uses."),
        "words": N_("Wording: texts and labels of plan or codebook."),
    },
    "because_of": {
        "data": N_("Because of the data"),
        "plan": N_("Because of the plan"),
        "code": N_("Because of the code"),
    },
    "only_mover": {
        "data": N_("Only the data have changed, so the data moved these results."),
        "plan": N_("Only the plan has changed, so the plan moved these results."),
        "code": N_("Only the code has changed, so the code moved these results."),
    },
}
