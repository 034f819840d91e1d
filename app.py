"""Kexue Space: builds the page, one tab for each entry of DEMOS, and serves it."""

from importlib import import_module

from demos import DEMOS  # before Gradio: switches its analytics off

# isort: split
import gradio as gr

from demos.shared import ui
from demos.shared.languages import TEXTS, label


def build() -> gr.Blocks:
    """The whole page. A tab that cannot be built shows why; the others live."""
    page = ui.page()
    with page:
        gr.Markdown(label("shared.header"), elem_classes="kexue-header")
        with gr.Tabs() as tabs:
            for name in DEMOS:
                with gr.Tab(label(f"{name}.tab") if f"{name}.tab" in TEXTS else name, id=name):
                    _fill(name)
        page.load(open_tab, None, tabs, api_visibility="private", show_progress="hidden", queue=False)
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


def open_tab(request: gr.Request) -> gr.Tabs:
    """Opens the tab that the address names, as in /?tab=captcha."""
    name = request.query_params.get("tab")
    return gr.Tabs(selected=name) if name in DEMOS else gr.skip()


if __name__ == "__main__":
    ui.launch(build())
