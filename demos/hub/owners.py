"""Who runs the app, and may publish and promote from the page: everybody else may use it."""

from urllib.parse import urlsplit

import gradio as gr

from demos.shared.rates import visitor
from hub_utils import NotOwnerError, client, space
from settings import Settings

LOCAL = {"localhost", "127.0.0.1", "::1"}
PROXIED = {"x-forwarded-for", "x-forwarded-host", "forwarded", "via", "x-real-ip"}  # somebody else asks through them


def owns(request: gr.Request | None, profile: gr.OAuthProfile | None) -> bool:
    """Whether a visitor runs the app, which has a token to publish with.

    On a Space that is its author, or one of KEXUE_OWNERS, signed in with Hugging Face. Elsewhere it is whoever has
    opened the page on the machine itself, without a proxy; nobody if KEXUE_OWNERS is set, for nobody can sign in there.
    """
    if request is None or not client.has_token():
        return False
    named = {name.strip() for name in Settings.from_environment().owners.split(",")} - {""}
    if place := space.here():
        return profile is not None and profile.username in (named or {place.owner})
    return not named and _is_here(request)


def check_owner(request: gr.Request | None, profile: gr.OAuthProfile | None) -> None:
    """Raises NotOwnerError for anybody else."""
    if not owns(request, profile):
        raise NotOwnerError("Only the owner of this app may publish and promote.")


def _is_here(request: gr.Request) -> bool:
    host = getattr(request.client, "host", None)
    asked = urlsplit(f"//{request.headers.get('host', '')}").hostname
    return host is not None and visitor(host) is None and asked in LOCAL and not PROXIED & {*request.headers.keys()}
