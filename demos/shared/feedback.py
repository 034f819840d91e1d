"""What every tab asks before it keeps what a visitor says: whether the operator keeps anything, and a yes."""

import gradio as gr

from demos.shared.components import View
from demos.shared.languages import label
from demos.shared.refusals import count_opinion
from hub_utils import HubError
from hub_utils.feedback import Store, store
from settings import Settings

KEEPS_NOTHING = ("This server keeps nothing that visitors say.", "Train on your own: see Spaces.md.")


class NotKeptError(HubError):
    """What may not be kept."""


def check_agreed(agreed: bool) -> None:
    """Raises NotKeptError unless the visitor agreed, and the operator keeps anything."""
    if not Settings.from_environment().feedback:
        raise NotKeptError(*KEEPS_NOTHING)
    if not agreed:
        raise NotKeptError("You have not agreed that this is kept.", "Tick the box if you do.")


def agreed_store(agreed: bool, request: gr.Request | None) -> Store:
    """Where what a visitor says is kept, which counts for the day. Raises NotKeptError as `check_agreed`, and gr.Error
    for a visitor who has had too much kept."""
    check_agreed(agreed)
    count_opinion(request)
    found = store()
    if found is None:
        raise NotKeptError(*KEEPS_NOTHING)
    return found


def what_is_kept(key: str) -> None:
    """What a visitor's feedback is made of and where it goes: the words `key.what_is_kept`, or `key.what_is_pushed`."""
    pushed = Settings.from_environment().feedback_repo
    gr.Markdown(label(f"{key}.what_is_pushed" if pushed else f"{key}.what_is_kept"))


def consent(key: str) -> tuple[gr.Checkbox, gr.Button, View]:
    """The box that agrees to keep feedback, the button that sends it, the thanks; words `key.agreed` and `key.send`."""
    agreed = gr.Checkbox(False, label=label(f"{key}.agreed"))
    return agreed, gr.Button(label(f"{key}.send")), View("shared.kept", int | None)
