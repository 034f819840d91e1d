"""python -m demos.hub serves this tab alone."""

from demos.hub import build
from demos.shared import ui

if __name__ == "__main__":
    ui.launch_alone(build)
