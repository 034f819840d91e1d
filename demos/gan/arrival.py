"""What the GAN tab shows before anybody has asked: a sheet of digits, and one that grows up."""

from typing import Any

from demos.gan.endpoints import grow_up, sample_images

SHOWN = 32  # digits of the sheet


def answers() -> dict[str, Any]:
    """The answers by the names of their records, as the endpoints give them with their default settings."""
    return {"sheet": sample_images("digits", SHOWN, 1)[0], "growth": grow_up("digits", 1)}
