"""python -m demos.dropout serves this tab alone."""

from demos.dropout import build
from demos.shared import ui

if __name__ == "__main__":
    ui.launch_alone(build)
