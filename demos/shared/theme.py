"""The look of the app: paper and lake water, the same calm in light and dark. Every colour is a CSS variable.

An attribute `x` of a Gradio theme becomes the variable --x, `x_dark` its value in dark mode.
Contrast with the ground it stands on is at least 4.5 : 1 for text and 3 : 1 for the edges of controls (WCAG AA);
browser tests measure both.
"""

from pathlib import Path

import gradio as gr

LAKE = gr.themes.Color(
    name="lake",
    c50="#eff7f9",
    c100="#dbecf1",
    c200="#b9d9e3",
    c300="#8abdcf",
    c400="#5b9fb6",
    c500="#3b819b",
    c600="#2c6780",
    c700="#275469",
    c800="#264756",
    c900="#243c49",
    c950="#13262f",
)
WEIGHTS = (400, 700)  # those that Gradio 6.31 ships whole; its other files lack most letters
CHINESE = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC")  # those of macOS, Windows and Linux
MONO = ("ui-monospace", "Cascadia Mono", "Consolas", "DejaVu Sans Mono")  # of macOS, Windows and Linux: nothing to load
EDGE, EDGE_DARK = "#8c8580", "#857e78"  # of what can be filled in or pressed: at least 3 : 1 on its ground
OUR_COLOURS = {  # variables that Gradio has not
    "color_accent_dark": "*primary_400",
    "marked": "#c2410c",  # on a visitor's picture, which has no theme
    "unsure": "#8f4f00",
    "unsure_dark": "#f3b866",
    "unsure_soft": "#fdf3e2",
    "unsure_soft_dark": "#3a2a10",
}
STYLE = Path(__file__).parent / "assets" / "page.css"


def theme() -> gr.themes.Base:
    """The theme, with its font from Gradio's own files: no font service is asked."""
    ours = gr.themes.Base(
        primary_hue=LAKE,
        secondary_hue=LAKE,
        neutral_hue=gr.themes.colors.stone,
        radius_size=gr.themes.sizes.radius_lg,
        font=(gr.themes.LocalFont("IBM Plex Sans", weights=WEIGHTS), "system-ui", *CHINESE, "sans-serif"),
        font_mono=(*MONO, "monospace", *CHINESE),
    ).set(
        body_background_fill="*neutral_100",
        body_background_fill_dark="*neutral_950",
        body_text_color="*neutral_800",
        body_text_color_dark="*neutral_100",
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="*neutral_400",
        background_fill_primary="white",
        background_fill_primary_dark="*neutral_900",
        background_fill_secondary="*neutral_50",
        background_fill_secondary_dark="*neutral_800",
        border_color_primary="*neutral_200",
        border_color_primary_dark="*neutral_700",
        color_accent="*primary_600",
        color_accent_soft="*primary_50",
        color_accent_soft_dark="*primary_900",
        link_text_color="*primary_700",
        link_text_color_dark="*primary_300",
        link_text_color_hover="*primary_800",
        link_text_color_hover_dark="*primary_200",
        link_text_color_visited="*primary_700",
        link_text_color_visited_dark="*primary_300",
        link_text_color_active="*primary_800",
        link_text_color_active_dark="*primary_200",
        block_border_width="1px",
        block_shadow="none",
        block_label_text_color="*neutral_600",
        block_label_text_color_dark="*neutral_300",
        block_title_text_color="*neutral_700",
        block_title_text_color_dark="*neutral_200",
        block_title_text_weight="600",
        block_info_text_color="*neutral_600",
        block_info_text_color_dark="*neutral_400",
        input_background_fill="white",
        input_background_fill_dark="*neutral_800",
        input_border_color=EDGE,
        input_border_color_dark=EDGE_DARK,
        checkbox_border_color=EDGE,
        checkbox_border_color_dark=EDGE_DARK,
        input_border_width="1px",
        input_placeholder_color="*neutral_500",
        input_placeholder_color_dark="*neutral_400",
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_dark="*primary_600",
        button_primary_background_fill_hover="*primary_700",
        button_primary_background_fill_hover_dark="*primary_700",
        button_primary_text_color="white",
        button_secondary_background_fill="white",
        button_secondary_background_fill_dark="*neutral_800",
        button_secondary_background_fill_hover="*primary_50",
        button_secondary_background_fill_hover_dark="*neutral_700",
        button_secondary_border_color=EDGE,
        button_secondary_border_color_dark=EDGE_DARK,
        button_secondary_text_color="*neutral_800",
        button_secondary_text_color_dark="*neutral_100",
        button_border_width="1px",
    )
    ours.name = "kexue"
    vars(ours).update(OUR_COLOURS)
    ours.custom_css = STYLE.read_text(encoding="utf-8")
    return ours
