"""What visitors send to the checkpoints tab, looked at before the Hub is asked."""

import hub_utils
from demos.shared.refusals import Checks


def check_repo(repo: str | None, name: str) -> None:
    """Raises HubError for a repository that is not among the choices; asks no Hub."""
    asked, choices = (repo or "").strip(), hub_utils.choices(name)
    if asked and asked not in choices:
        offered = ", ".join(choices) or "none"
        raise hub_utils.NotOfferedError(f"{repo} is not among the choices for {name}.", f"Choose one of: {offered}.")


CHECKS: Checks = {"repo": check_repo}
