"""Captchas of makers that are out of training and out of sight: a score at the end is all that they are for.

python -m benchmarks.makers.unseen                                               draws what is not there yet
KEXUE_MAKERS="$(echo runs/makers-unseen/*)" python -m benchmarks captcha         reads them too

Nobody who works on the reader looks at them, nor chooses anything by how they are read; those of runs/makers are for
that. Each draws as its documentation says, by code of its own.
"""

from pathlib import Path

from benchmarks._command import begin
from benchmarks.makers import npm, pypi
from benchmarks.makers.folders import show

FOLDER = Path("runs/makers-unseen")
N = 200  # captchas of a maker
MAKERS = (*npm.UNSEEN, *pypi.UNSEEN)


def main() -> None:
    """Draws the folders and prints which there are."""
    show(MAKERS, FOLDER, N)


if __name__ == "__main__":
    begin(main)
