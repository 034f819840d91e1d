"""Every setting of the app, read from the environment in this one place; Spaces.md documents them.

`HF_ENDPOINT`, `HF_TOKEN`, `HF_HOME` and `HF_HUB_OFFLINE` are read by huggingface_hub, and
`GRADIO_SERVER_NAME` and `GRADIO_SERVER_PORT` by Gradio: they are not repeated here.
"""

import logging
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Self

LEVELS = ("debug", "info", "warning", "error")
SIZE = re.compile(r" *\d+ *[kmgt]?b *", re.ASCII | re.IGNORECASE)  # as Gradio reads it
LOGGERS = ("app", "benchmarks", "demos", "hub_utils", "models", "__main__")  # those of this project


def _setting(variable: str, default: int | str, meaning: str) -> Any:
    return field(default=default, metadata={"variable": variable, "meaning": meaning})


@dataclass(frozen=True)
class Settings:
    """What an operator may change without touching code."""

    namespace: str = _setting("KEXUE_NAMESPACE", "", "Hub user or organisation whose checkpoints are served")
    pins: str = _setting("KEXUE_PINS", "", "other repos or revisions: name=user/repo@revision, comma-separated")
    choices: str = _setting("KEXUE_CHOICES", "", "more repos that visitors may choose: name=user/repo, comma-separated")
    queue_size: int = _setting("KEXUE_QUEUE_SIZE", 64, "requests that may wait before a visitor is told to come back")
    max_file_size: str = _setting("KEXUE_MAX_FILE_SIZE", "200mb", "largest file a visitor may upload")
    feedback: str = _setting("KEXUE_FEEDBACK", "feedback", "folder for what visitors say of answers; empty: none")
    max_feedback: int = _setting("KEXUE_MAX_FEEDBACK", 1000, "most pictures, and most other rows, kept there")
    feedback_repo: str = _setting("KEXUE_FEEDBACK_REPO", "", "private dataset repo that the feedback is pushed to")
    owners: str = _setting("KEXUE_OWNERS", "", "who may publish from the page: Hub users, comma-separated")
    rate: int = _setting("KEXUE_RATE", 60, "costly requests of a visitor in a minute, or ten times as many light ones")
    limits: str = _setting("KEXUE_LIMITS", "", "where machines count requests together: redis://…; empty: each alone")
    proxies: str = _setting("KEXUE_PROXIES", "127.0.0.1, ::1", "addresses and networks of proxies that are believed")
    max_images: int = _setting("KEXUE_MAX_IMAGES", 200, "most images in one batch")
    metrics: str = _setting("KEXUE_METRICS", "", "the token with which Prometheus reads /metrics; empty: nobody does")
    log: str = _setting("KEXUE_LOG", "info", "what is logged: debug, info, warning or error, and whatever is worse")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Reads the settings; raises ValueError naming the variable whose value cannot be read."""
        values: dict[str, Any] = {}
        for setting in fields(cls):
            variable = setting.metadata["variable"]
            text, kind = environment.get(variable), type(getattr(cls, setting.name))  # that of its default
            if text is None:
                continue
            try:
                values[setting.name] = kind(text)
            except ValueError:
                raise ValueError(f"{variable}={text!r} is not of type {kind.__name__}.") from None
            if setting.name == "max_file_size" and not SIZE.fullmatch(text):
                raise ValueError(f"{variable}={text!r} is no size: write it as in 200mb.")
        return cls(**values)


def start_logging() -> None:
    """Sends what this project logs to standard error, from the level of KEXUE_LOG on; libraries only warn.

    Every command calls it once, at its door. Raises ValueError for a level that there is not.
    """
    level = Settings.from_environment().log.lower()
    if level not in LEVELS:
        raise ValueError(f"KEXUE_LOG={level!r} is none of {', '.join(LEVELS)}.")
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.WARNING)
    for name in LOGGERS:
        logging.getLogger(name).setLevel(level.upper())
