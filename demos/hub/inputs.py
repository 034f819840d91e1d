"""What visitors send to the checkpoints tab, looked at before the Hub is asked."""

import hub_utils
from demos.shared.refusals import Checks


def check_repo(repo: str | None, name: str) -> None:
    """Raises HubError for a repository that is not among the choices; asks no Hub."""
    if (repo or "").strip() and repo.strip() not in hub_utils.choices(name):
        offered = ", ".join(hub_utils.choices(name)) or "none"
        raise hub_utils.NotOfferedError(f"{repo} is not among the choices for {name}.", f"Choose one of: {offered}.")


CHECKS: Checks = {"repo": check_repo}
