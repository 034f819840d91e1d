"""Gradio's components, as this app needs them. (Gradio writes a components.pyi beside this file; git ignores it.)"""

from copy import deepcopy
from functools import cached_property
from hashlib import blake2b
from math import inf, nan
from pathlib import Path
from sys import float_info
from typing import Any

import gradio as gr
from gradio.data_classes import FileData, ImageData, ListFiles
from gradio.i18n import I18nData
from pydantic import TypeAdapter

from demos.shared.languages import label, words

DEMOS = Path(__file__).parents[1]


class View(gr.HTML):
    """JSON that a template draws: callers of the API get the typed value, visitors a picture of it in their language.

    `demos/<tab>/views/<name>.js` is a function (value, words, escape) that returns HTML; beside it lies its
    CSS. It must pass every text of the value through `escape`. What the views of a tab share is `common`: such a pair
    of files with words of its own, a function (words, escape) whose answer is the fourth argument of the others.
    """

    def __init__(
        self,
        name: str,
        shape: Any,
        on_load: str | None = None,
        common: str | None = None,
        frame: str | None = None,
        arrival: str | None = None,
        **options: Any,
    ):
        """`name` is tab.name, also of its words in strings.toml; `shape` is the type that functions return.

        `arrival` names a record, as tab.name, that is shown until somebody asks. A large value does not travel with
        the page: it is fetched from `/kept/` once the view is seen.

        `frame` names a view around this one: a function (value, words, escape, draw), where draw(part) is what this
        view makes of a part of the value.
        """
        self.name = name
        self._adapter = TypeAdapter(shape)
        if arrival:
            options["value"] = self._adapter.validate_json(record_file(arrival).read_bytes())
        if key := self._keep(options.get("value")):
            options |= {"value": None, "kept": key}
            on_load = _FETCH + (on_load or "")
        around = [part for part in (common, frame) if part]
        helpers = script(common) if common else "() => null"
        outer = script(frame) if frame else "(value, words, escape, draw) => draw(value)"
        ground = "".join(script(part, ".css") for part in around)
        super().__init__(
            label=label(f"{name}.label"),
            html_template=_CALL.replace("FRAME", outer).replace("COMMON", helpers).replace("FUNCTION", script(name)),
            css_template=ground + script(name, ".css"),
            js_on_load=on_load,
            apply_default_css=False,
            words=words(name, *around),
            **options,
        )

    def _keep(self, value: Any) -> str | None:
        """Keeps a large value for `/kept/`, and returns the key to it."""
        content = b"" if value is None or callable(value) else self._adapter.dump_json(value)
        if len(content) < LARGE:
            return None
        key = blake2b(content, digest_size=8).hexdigest()
        kept[key] = content
        return key

    def postprocess(self, value: Any) -> Any:
        return None if value is None else self._adapter.dump_python(value, mode="json")

    def api_info(self) -> dict[str, Any]:
        return deepcopy(self._schema)

    @cached_property
    def _schema(self) -> dict[str, Any]:
        return self._adapter.json_schema()  # Gradio asks for it some ten times while a page is built


def script(name: str, suffix: str = ".js") -> str:
    """The content of `demos/<tab>/views/<name>.js`, named as tab.name."""
    tab, _, view = name.partition(".")
    return (DEMOS / tab / "views" / f"{view}{suffix}").read_text(encoding="utf-8")


def record_file(name: str) -> Path:
    """Where a record is that a tab shows before a visitor's own answer, named as tab.name."""
    tab, _, record = name.partition(".")
    return DEMOS / tab / "recorded" / f"{record}.json"


SEEN = "trigger('expand');"  # what a view does to tell that its tab has been opened for the first time
LARGE = 8_000  # bytes of a value, as JSON, from which on it does not travel with the page
kept: dict[str, bytes] = {}  # such values, by a digest
_FETCH = """window.kexue?.kept(props.kept).then(value => { props.value ||= value; });
"""
_CALL = """${((words, escape) => (FRAME)(
  value || null, words, escape, part => (FUNCTION)(part, words, escape, (COMMON)(words, escape)),
))(
  words[label] ?? Object.values(words)[0],
  text => String(text).replace(/[&<>"'`]/g, sign => `&#${sign.charCodeAt(0)};`),
)}"""


class Shown:
    """A component that the page shows as the one of Gradio that it is made of, its last base."""

    def get_block_name(self) -> str:
        return type(self).__bases__[-1].__name__.lower()

    get_block_class = get_block_name

    def get_config(self, cls: type | None = None) -> dict[str, Any]:
        config: dict[str, Any] = super().get_config(cls or type(self).__bases__[-1])  # type: ignore[misc]
        return config


class Picture(Shown, gr.Image):
    """An image that is handed on as a file: nobody decodes it before the limits of `models` are checked."""

    def __init__(self, **options: Any):
        super().__init__(type="filepath", format="png", height=258, elem_classes="kexue-picture", **options)

    def preprocess(self, payload: ImageData | None) -> str | None:
        return payload.path if payload else None


class Pictures(Shown, gr.File):
    """Many files, handed on as paths as they came."""

    def __init__(self, **options: Any):
        super().__init__(file_count="multiple", **options)

    def preprocess(self, payload: ListFiles | FileData | None) -> list[str]:
        return [file.path for file in payload] if isinstance(payload, ListFiles) else []


class Choice(Shown, gr.Dropdown):
    """A checkpoint, chosen from a list that is filled later, or written as repo@revision: for the API it is a text."""

    def __init__(self, choices: list[tuple[Any, str]], **options: Any):
        super().__init__(choices, allow_custom_value=True, **options)

    def api_info(self) -> dict[str, Any]:
        return {"type": "string"}


class Outside(float):
    """A number that its field does not take, or nan for none, with its bounds: `refusals.validator` refuses it."""

    least: float | None
    most: float | None

    def __new__(cls, value: float, least: float | None, most: float | None) -> "Outside":
        try:
            number = super().__new__(cls, value)
        except OverflowError:  # a whole number of hundreds of digits
            number = super().__new__(cls, inf if value > 0 else -inf)
        number.least, number.most = least, most
        return number


class Number(Shown, gr.Number):
    """A field for a number; one that is out of its bounds is refused as everything else is, in two languages.

    Left empty it is None where that is `optional`, and refused elsewhere.
    """

    def __init__(self, value: float | None = None, optional: bool = False, **options: Any):
        super().__init__(value, **options)
        self._optional = optional or value is None

    def preprocess(self, payload: Any) -> Any:
        return None if payload is None and self._optional else _bounded(self, payload)


class Slider(Shown, gr.Slider):
    """A number between two bounds, to be dragged; refused as that of `Number`."""

    def preprocess(self, payload: Any) -> Any:
        return _bounded(self, payload)


def _bounded(field: gr.Number | gr.Slider, number: Any) -> Any:
    least, most = field.minimum, field.maximum
    if number is None:
        return Outside(nan, least, most)
    below, above = least is not None and number < least, most is not None and number > most
    if below or above or not abs(number) <= float_info.max:  # JSON's 1e999, and the NaN that Python's JSON knows
        return Outside(number, least, most)
    return gr.Number.round_to_precision(number, field.precision)


def download_button(text: I18nData) -> gr.DownloadButton:
    """A button for a file that comes later; Gradio translates its text, though it declares a plain one."""
    words: Any = text
    return gr.DownloadButton(words)
