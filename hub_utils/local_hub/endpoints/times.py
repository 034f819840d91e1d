"""Moments as the Hub writes them."""

from datetime import UTC, datetime


def timestamp(seconds: float) -> str:
    """Seconds since 1970 as 2026-01-31T12:00:00.000Z."""
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
