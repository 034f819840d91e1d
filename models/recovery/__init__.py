"""What `rm` leaves behind, after kexue.fm article 4491: deleted text and files, found again on the image of a disk.

recover_text("disk.img", ["the remembered words"]).versions[0].text
recover_files("disk.img")
python -m models.recovery disk.img --fragment "the remembered words" --output found/

The image is only read. Nothing is imported until it is used.
"""

from importlib import import_module
from typing import Any

PLACES = {
    "answers": (
        "CarvedFile",
        "FileEntry",
        "FileSystem",
        "Hit",
        "Progress",
        "Recovered",
        "Stretch",
        "Version",
    ),
    "compare": ("DifferenceFrame", "compare_live"),
    "display": ("harmless",),
    "commands": ("CommandError", "Explanation", "explain_command"),
    "errors": (
        "DeviceError",
        "FragmentError",
        "NotAnImageError",
        "OutputError",
        "RecoveryError",
        "SourceError",
        "UnknownKindError",
        "VersionError",
    ),
    "filesystem": ("file_systems",),
    "output": ("check_output", "write_texts"),
    "live": (
        "FilesFrame",
        "ListFrame",
        "MapFrame",
        "SearchFrame",
        "files_live",
        "list_live",
        "map_live",
        "search_live",
    ),
    "listing": ("ListedText", "ListedTexts", "list_texts", "scan_list"),
    "mapping": ("ImageMap", "map_image", "scan_map"),
    "packing": ("SavedFile", "pack_file"),
    "peek": ("Peek", "look_at"),
    "recover": ("recover_text", "scan_text"),
    "sample": ("EXAMPLES", "FRAGMENTS", "sample_image"),
    "scan": ("check_fragments",),
    "signatures": ("carve", "recover_files", "scan_files"),
    "source": ("Source",),
    "versions": ("difference",),
}
_HOME = {name: module for module, names in PLACES.items() for name in names}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"models.recovery.{_HOME[name]}"), name)
