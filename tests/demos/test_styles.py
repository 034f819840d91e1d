"""The one style sheet of all components, and how Gradio's loader is kept from asking for each."""

import re

from demos.shared.styles import FOLDER, FRONTEND, Styles, sheets


def test_the_loader_of_the_pinned_gradio_is_understood():
    known = sheets()
    assert {"html", "radio", "slider", "markdown", "file", "image", "dropdown"} <= set(known)
    assert all((FRONTEND / FOLDER / name).exists() for names in known.values() for name in names)


def test_the_one_file_has_the_content_of_every_sheet_that_a_link_keeps_from_being_asked_for():
    styles = Styles(["slider", "html", "no-such-kind"])
    kept = re.findall(rb'disabled href="./assets/([^"]+)"', styles.links)
    assert len(kept) >= 2
    assert all((FRONTEND / FOLDER / name.decode()).read_bytes() in styles.content for name in kept)
    assert styles.links.endswith(f'href="./{styles.address}">'.encode())


def test_a_page_of_nothing_that_is_known_goes_out_as_it_is():
    assert Styles(["no-such-kind"]).links == b""
