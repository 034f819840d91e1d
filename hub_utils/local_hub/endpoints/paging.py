"""Long answers in pages, linked by a Link header as on GitHub (huggingface_hub `utils/_pagination.py`)."""

from starlette.datastructures import URL
from starlette.requests import Request

from hub_utils.local_hub.errors import RefusalError


def position(request: Request, page: int) -> tuple[int, int]:
    """Where the page starts and how many items it holds: `page`, or fewer if the caller asks for fewer."""
    cursor, limit = request.query_params.get("cursor", "0"), request.query_params.get("limit", str(page))
    if not (_is_number(cursor) and _is_number(limit) and int(limit) > 0):
        raise RefusalError(400, "cursor and limit are numbers")
    return int(cursor), min(int(limit), page)


def next_link(request: Request, path: str, cursor: int) -> dict[str, str]:
    """The header that links the next page, also behind a proxy that serves this Hub under a path.

    `path` names a commit, not a branch, which could move between pages.
    """
    here = URL(str(request.base_url).rstrip("/") + path).replace(query=request.url.query)
    url = here.include_query_params(cursor=cursor)
    return {"Link": f'<{url}>; rel="next"'}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10
