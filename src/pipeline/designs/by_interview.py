"""What belongs to how a survey was held: who interviewed, and when."""

# Checks that a column of the plan's `robustness:` asks for, by its key.
BY_INTERVIEW: dict[str, tuple[str, ...]] = {
    "enumerator": ("interviewer_effects", "leave_one_enumerator_out"),
    "interview_date": ("interview_timing",),
}
CHECKS = tuple(check for checks in BY_INTERVIEW.values() for check in checks)
