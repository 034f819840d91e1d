"""python -m demos.recovery serves this tab alone."""

from demos.recovery import build
from demos.shared import ui

if __name__ == "__main__":
    ui.launch_alone(build)
