"""The Space that the app runs on, by the variables that Spaces sets in its container."""

import os
from dataclasses import dataclass

from hub_utils import client, pins
from hub_utils.errors import translated
from hub_utils.pins import Pin


@dataclass(frozen=True)
class Space:
    """`id` is user/space, `owner` the user or organisation; `signs_in`: its front matter has `hf_oauth: true`."""

    id: str
    owner: str
    signs_in: bool

    @property
    def code(self) -> str:
        """The address of its files."""
        return f"{client.api().endpoint}/spaces/{self.id}/tree/main"


def here() -> Space | None:
    """The Space of this process; None on any other machine."""
    name = os.environ.get("SPACE_ID", "")
    if not name:
        return None
    owner = os.environ.get("SPACE_AUTHOR_NAME") or name.split("/")[0]
    return Space(name, owner, bool(os.environ.get("OAUTH_CLIENT_ID")))


def move_pin(space: Space, name: str, pin: Pin) -> None:
    """Has a Space serve another revision: its variable KEXUE_PINS names it, and the Hub restarts the Space.

    Raises:
        BadPinsError: the variable cannot be read.
        HubError: the Hub does not take it.
    """
    hub = client.api()
    with translated(space.id):
        now = hub.get_space_variables(space.id).get("KEXUE_PINS")
        served = pins.overrides(now.value if now else "") | {name: pin}
        hub.add_space_variable(space.id, "KEXUE_PINS", pins.format_pins(served))
