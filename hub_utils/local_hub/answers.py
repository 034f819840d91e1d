"""Answers in JSON that can be sent whatever somebody has written into a card, a title or a variable."""

import json
from typing import Any

from starlette import responses


class JSONResponse(responses.JSONResponse):
    """JSON with `?` for halves of characters: JSON and YAML can spell them, UTF-8 cannot.

    One card with such a half would else keep the list of all repositories from everybody.
    """

    def render(self, content: Any) -> bytes:
        text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode("utf-8", "replace")
