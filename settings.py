"""Every setting of the app, read from the environment in this one place; Spaces.md documents them.

`HF_ENDPOINT`, `HF_TOKEN`, `HF_HOME` and `HF_HUB_OFFLINE` are read by huggingface_hub, and
`GRADIO_SERVER_NAME` and `GRADIO_SERVER_PORT` by Gradio: they are not repeated here.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Self


def _setting(variable: str, default, meaning: str):
    return field(default=default, metadata={"variable": variable, "meaning": meaning})


@dataclass(frozen=True)
class Settings:
    """What an operator may change without touching code."""

    namespace: str = _setting("KEXUE_NAMESPACE", "", "Hub user or organisation whose checkpoints are served")
    pins: str = _setting("KEXUE_PINS", "", "other repos or revisions: name=user/repo@revision, comma-separated")
    choices: str = _setting("KEXUE_CHOICES", "", "more repos that visitors may choose: name=user/repo, comma-separated")
    queue_size: int = _setting("KEXUE_QUEUE_SIZE", 64, "requests that may wait before a visitor is told to come back")
    max_file_size: str = _setting("KEXUE_MAX_FILE_SIZE", "10mb", "largest file a visitor may upload")
    feedback: str = _setting("KEXUE_FEEDBACK", "feedback", "folder for what visitors say of answers; empty: none")
    max_feedback: int = _setting("KEXUE_MAX_FEEDBACK", 1000, "most pictures, and most other rows, kept there")
    feedback_repo: str = _setting("KEXUE_FEEDBACK_REPO", "", "private dataset repo that the feedback is pushed to")
    owners: str = _setting("KEXUE_OWNERS", "", "who may publish from the page: Hub users, comma-separated")
    rate: int = _setting("KEXUE_RATE", 60, "costly requests of a visitor in a minute; 0: any number")
    max_images: int = _setting("KEXUE_MAX_IMAGES", 200, "most images in one batch")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Reads the settings; raises ValueError naming the variable whose value cannot be read."""
        values = {}
        for setting in fields(cls):
            variable = setting.metadata["variable"]
            text = environment.get(variable)
            if text is None:
                continue
            try:
                values[setting.name] = setting.type(text)
            except ValueError:
                raise ValueError(f"{variable}={text!r} is not of type {setting.type.__name__}.") from None
        return cls(**values)
