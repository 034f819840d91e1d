"""What an operator of the local Hub may choose."""

from dataclasses import dataclass
from pathlib import Path

MIB = 2**20
GIB = 2**30


@dataclass(frozen=True)
class Config:
    """Sizes are in bytes, ages in seconds."""

    root: Path
    part_size: int = 512 * MIB  # a larger object is sent in parts of this size
    max_regular_file: int = 10 * MIB  # larger files go through LFS, as on the Hub
    max_json: int = 16 * MIB  # any JSON or form body; 256 files of one preupload take 0.3 MiB
    max_commit: int = GIB  # the newline-delimited JSON of one commit
    max_object: int = 50 * GIB  # one LFS object, as on the Hub
    xet: bool = False  # take Xet uploads of clients on this machine
    root_path: str = ""  # under which a proxy serves this Hub, such as /hub
    upload_age: int = 6 * 3600  # how long the address of an upload stays valid

    @property
    def max_line(self) -> int:
        """The longest line of a commit: one regular file in base64, its path and the JSON around them."""
        return self.max_regular_file * 4 // 3 + 64 * 1024
