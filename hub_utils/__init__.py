"""Where checkpoints come from and go to. Importing this loads neither huggingface_hub nor any weights.

checkpoint = fetch("captcha")                    bundled, or the Hub repo and revision that the settings name
history = revisions("captcha")                   what its repo has published, with the numbers of each
checkpoint = choose("captcha", repo, revision)   one of those, as a visitor may choose it
commit = publish(checkpoint, "user/captcha")     one commit with its model card; returns the commit id
promotion = promote("captcha", "v2")             lets it be served, if its scores are not worse than today's
"""

from hub_utils.card import write_card
from hub_utils.checkpoint import Checkpoint, Origin
from hub_utils.choices import another, choices, choose, latest, open_checkpoint
from hub_utils.errors import (
    BadPinsError,
    BadSettingError,
    BadTokenError,
    CacheUnusableError,
    CardInvalidError,
    CorruptCheckpointError,
    DamagedDownloadError,
    FeedbackFullError,
    ForbiddenError,
    GatedError,
    HubError,
    HubUnreachableError,
    IncompatibleCheckpointError,
    NoCheckpointError,
    NoSuchRepoError,
    NoSuchRevisionError,
    NotBetterError,
    NothingToPublishError,
    NotOfferedError,
    NotOwnerError,
    OutdatedError,
    TagRefusedError,
    UnknownNameError,
    VisibilityMismatchError,
)
from hub_utils.fetch import fetch
from hub_utils.history import History, Revision, revisions
from hub_utils.listing import (
    CheckpointCard,
    Comparison,
    ServedCheckpoint,
    checkpoint_card,
    compare_revisions,
    list_checkpoints,
)
from hub_utils.promote import Promotion, promote
from hub_utils.publish import Plan, plan, publish, published

__all__ = [
    "BadPinsError",
    "BadSettingError",
    "BadTokenError",
    "CacheUnusableError",
    "CardInvalidError",
    "Checkpoint",
    "CheckpointCard",
    "Comparison",
    "CorruptCheckpointError",
    "DamagedDownloadError",
    "FeedbackFullError",
    "ForbiddenError",
    "GatedError",
    "History",
    "HubError",
    "HubUnreachableError",
    "IncompatibleCheckpointError",
    "NoCheckpointError",
    "NoSuchRepoError",
    "NoSuchRevisionError",
    "NotBetterError",
    "NotOfferedError",
    "NotOwnerError",
    "NothingToPublishError",
    "Origin",
    "OutdatedError",
    "Plan",
    "Promotion",
    "Revision",
    "ServedCheckpoint",
    "TagRefusedError",
    "UnknownNameError",
    "VisibilityMismatchError",
    "another",
    "checkpoint_card",
    "choices",
    "choose",
    "compare_revisions",
    "fetch",
    "latest",
    "list_checkpoints",
    "open_checkpoint",
    "plan",
    "promote",
    "publish",
    "published",
    "revisions",
    "write_card",
]
