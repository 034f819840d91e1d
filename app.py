"""Kexue Space: builds the page, one tab for each entry of DEMOS, and serves it."""

from importlib import import_module

from demos import DEMOS  # before Gradio: switches its analytics off

# isort: split
import gradio as gr

from demos.shared import ui
from demos.shared.languages import TEXTS, label


def build() -> gr.Blocks:
    """The whole page. A tab that cannot be built shows why; the others live.

    The tab that the address names, as in /?tab=captcha, is opened in the browser (`demos/shared/assets/address.js`).
    """
    page = ui.page()
    with page:
        ui.frame()
        with gr.Tabs():
            for name in DEMOS:
                with gr.Tab(label(f"{name}.tab") if f"{name}.tab" in TEXTS else name, id=name):
                    _fill(name)
    return page


def _fill(name: str) -> None:
    with gr.Column() as body:
        try:
            import_module(f"demos.{name}").build()
            return
        except Exception as error:
            reason = error
    body.visible = False  # what was built before it broke
    ui.show_broken(reason)


if __name__ == "__main__":
    ui.launch(build())
