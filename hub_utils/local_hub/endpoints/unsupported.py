"""What this Hub does not do, said in the Hub's own error form."""

from starlette.requests import Request
from starlette.responses import Response

from hub_utils.local_hub.access import account_of, readable
from hub_utils.local_hub.errors import RefusalError, repo_not_found, unsupported

FEATURES = {
    "user-access-request": "access requests to gated repositories",
    "super-squash": "squashing of history",
    "like": "likes",
    "likers": "likes",
    "lfs-files": "listing or copying of LFS objects between repositories; download and upload them instead",
    "duplicate": "duplication of repositories; download and upload them instead",
    "hardware": "running of Spaces",
    "sleeptime": "running of Spaces",
    "pause": "running of Spaces",
    "restart": "running of Spaces",
    "dev-mode": "running of Spaces",
    "logs": "running of Spaces",
    "volumes": "running of Spaces",
    "parquet": "conversion of datasets",
    "resource-group": "resource groups",
}


def feature(request: Request) -> Response:
    """Anything else below a repository that exists"""
    readable(request)
    name = request.path_params["feature"]
    if name in FEATURES:
        raise unsupported(FEATURES[name])
    raise RefusalError(404, f"The local Hub has no {request.method} {request.url.path}")


def repository_without_owner(request: Request) -> Response:
    """Repositories such as `gpt2`, which only the Hugging Face Hub has"""
    raise repo_not_found(anonymous=account_of(request) is None)


def move(request: Request) -> Response:
    """POST /api/repos/move"""
    raise unsupported("renaming of repositories; create another and push to it")


def anything(request: Request) -> Response:
    """Every other address"""
    account_of(request)
    raise RefusalError(404, f"The local Hub has no {request.method} {request.url.path}")
