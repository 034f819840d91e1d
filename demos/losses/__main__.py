"""python -m demos.losses serves this tab alone."""

from demos.losses import build
from demos.shared import ui

if __name__ == "__main__":
    ui.launch_alone(build)
