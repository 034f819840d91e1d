"""Who may write where: users, the organisations they belong to, and the digests of their tokens."""

import hashlib
import json
import secrets
import threading
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hub_utils.local_hub.names import is_name
from hub_utils.local_hub.storage.files import write_atomically

MIN_TOKEN = 16  # characters; a plain SHA-256 on disk hides only what cannot be guessed


@dataclass(frozen=True)
class Account:
    """A user and the organisations to whose repositories the user may write."""

    name: str
    organisations: tuple[str, ...] = ()

    def may_write(self, namespace: str) -> bool:
        return namespace == self.name or namespace in self.organisations


class Accounts:
    """The users of one Hub, kept in `accounts.json` under its root.

    Raises:
        ValueError: a name or token that cannot be used.
    """

    def __init__(self, root: Path) -> None:
        self._file = root / "accounts.json"
        self._lock = threading.Lock()
        self._users: dict[str, dict[str, Any]] = (
            json.loads(self._file.read_text("utf-8")) if self._file.exists() else {}
        )

    def __len__(self) -> int:
        return len(self._users)

    def names(self) -> list[str]:
        return sorted(self._users)

    def add_token(self, user: str, token: str | None = None) -> str:
        """Gives a user, new or known, a token, and returns it: it cannot be read back later."""
        token = token or f"hf_{secrets.token_urlsafe(24)}"
        if len(token) < MIN_TOKEN or not token.isascii() or not token.isprintable():
            raise ValueError(f"A token needs at least {MIN_TOKEN} printable ASCII characters.")
        with self._lock:
            tokens = self._user(user)["tokens"]
            if _digest(token) not in tokens:
                tokens.append(_digest(token))
                self._save()
        return token

    def join(self, user: str, organisation: str) -> None:
        """Lets a user write to the repositories of an organisation."""
        _check_name(organisation, "an organisation", self._users, self._organisations())
        with self._lock:
            organisations = self._user(user)["organisations"]
            if organisation not in organisations:
                organisations.append(organisation)
                self._save()

    def find(self, token: str) -> Account | None:
        """Whose token it is."""
        digest = _digest(token)
        for name, user in self._users.items():
            if any(secrets.compare_digest(digest, known) for known in user["tokens"]):
                return Account(name, tuple(user["organisations"]))
        return None

    def _user(self, name: str) -> dict[str, Any]:
        _check_name(name, "a user", self._organisations(), self._users)
        return self._users.setdefault(name, {"tokens": [], "organisations": []})

    def _organisations(self) -> set[str]:
        return {name for user in self._users.values() for name in user["organisations"]}

    def _save(self) -> None:
        write_atomically(self._file, json.dumps(self._users, indent=2).encode(), mode=0o600)


def _check_name(name: str, what: str, others: Collection[str], same: Collection[str]) -> None:
    """Raises ValueError for what is no name, is that of one of the others, or of one of the same kind but for capitals:
    a Mac and Windows would keep both in one folder."""
    if not is_name(name):
        raise ValueError(f"{name!r} cannot be the name of {what}.")
    taken = [*others, *(() if name in same else same)]
    if alike := [other for other in taken if other.lower() == name.lower()]:
        raise ValueError(f"{name!r} cannot be the name of {what}: {alike[0]!r} is one already.")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
