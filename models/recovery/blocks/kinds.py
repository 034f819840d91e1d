"""The kinds that blocks are told apart by."""

BLOCK_BYTES = 512  # a sector: whatever a file system does, two files never share one

KINDS = (
    "empty",  # one byte repeated: never written, or erased
    "prose",  # sentences, in any language and encoding; Markdown too
    "code",
    "markup",  # HTML, XML, SVG, LaTeX
    "records",  # JSON, CSV, logs, settings
    "compressed",  # archives, and pictures that are compressed: ZIP, gzip, PNG, JPEG
    "executable",  # programs and libraries, compiled Python
    "database",  # SQLite
    "binary",  # what else is no text: sound, bitmaps, arrays, fonts, a file system's own tables
    "random",  # encrypted, or overwritten with noise
)
TEXTS = ("prose", "code", "markup", "records")
