"""What a block of a disk holds, told from its bytes alone by a small Keras network: prose, code, archive or noise.

blocks = load(hub_utils.fetch("blocks"))
blocks.kind(Path("disk.img").read_bytes()[:512])
"""

from models.recovery.blocks.kinds import BLOCK_BYTES, KINDS, TEXTS
from models.recovery.blocks.predict import Blocks, load

__all__ = ["BLOCK_BYTES", "KINDS", "TEXTS", "Blocks", "load"]
