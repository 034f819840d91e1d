"""Where checkpoints come from and go to. Importing this loads neither huggingface_hub nor any weights.

checkpoint = fetch("captcha")                    bundled, or the Hub repo and revision that the settings name
commit = publish(checkpoint, "user/captcha")     one commit with its model card; returns the commit id
"""

from hub_utils.card import write_card
from hub_utils.checkpoint import Checkpoint, Origin
from hub_utils.errors import (
    BadPins,
    BadToken,
    CacheUnusable,
    CardInvalid,
    CorruptCheckpoint,
    Forbidden,
    GatedRepo,
    HubError,
    HubUnreachable,
    IncompatibleCheckpoint,
    NoCheckpoint,
    NoSuchRepo,
    NoSuchRevision,
    Outdated,
    TagRefused,
    UnknownName,
    VisibilityMismatch,
)
from hub_utils.fetch import fetch
from hub_utils.publish import Plan, plan, publish

__all__ = [
    "BadPins",
    "BadToken",
    "CacheUnusable",
    "CardInvalid",
    "Checkpoint",
    "CorruptCheckpoint",
    "Forbidden",
    "GatedRepo",
    "HubError",
    "HubUnreachable",
    "IncompatibleCheckpoint",
    "NoCheckpoint",
    "NoSuchRepo",
    "NoSuchRevision",
    "Origin",
    "Outdated",
    "Plan",
    "TagRefused",
    "UnknownName",
    "VisibilityMismatch",
    "fetch",
    "plan",
    "publish",
    "write_card",
]
