"""Gradio's page, as this app needs it: documented by words and exact types, and quick with many visitors.

Gradio 6.31 gives each visitor a copy of the whole page's description, for deep links that this
page has not, and hands each value of each field to a thread of its own, twice where there is a validator.
"""

import logging
import time
from collections import OrderedDict
from collections.abc import Sequence
from copy import copy
from inspect import signature
from typing import Any

import gradio as gr
from gradio.block_function import BlockFunction
from gradio.blocks import Block, BlocksConfig
from gradio.data_classes import APIInfo
from gradio.i18n import I18nData
from gradio.queueing import process_validation_response
from gradio.renderable import Renderable
from gradio.state_holder import SessionState

from demos.shared import metrics, refusals
from demos.shared.languages import TEXTS
from errors import ExplainedError

CHECKED = 64  # requests whose values are kept from the validator to the function behind it
DOCUMENTED = {"api_info", "api_info_as_input", "api_info_as_output", "example_inputs"}  # what each field takes
log = logging.getLogger(__name__)
PLAIN = (str, int, float, bool, type(None))  # values that a field checks in no time


class WrongValueError(ExplainedError):
    """A value that no field of the page sends. `place` is that of the field, where it is known."""

    remedy = "Send what the documentation of the API says."
    place = 0


class _Visit(BlocksConfig):
    """What a visitor's session knows of the page: its fields, described only where they came later."""

    @staticmethod
    def config_for_block(
        _id: int, rendered_ids: list[int], block: Block, renderable: Renderable | None = None
    ) -> dict[str, Any]:
        return BlocksConfig.config_for_block(_id, rendered_ids, block, renderable) if renderable else {}


class _Whole(BlocksConfig):
    """The page, of which each visitor gets a copy."""

    def __copy__(self) -> _Visit:
        visit = _Visit(self.root_block)
        vars(visit).update(vars(super().__copy__()))  # type: ignore[no-untyped-call]
        return visit


class Page(gr.Blocks):
    """A page whose API documentation names its labels in English, where Gradio 6.31 prints [object Object], and tells
    whole numbers from others, with their ranges, where it calls all of them floats.

    What that documentation alone needs does not travel with the page.
    """

    def get_config_file(self) -> Any:
        config = super().get_config_file()
        slim = [{key: it[key] for key in it if key not in DOCUMENTED} for it in config["components"]]
        return {**config, "components": slim}

    def __init__(self, **options: Any):
        super().__init__(**options)
        self.default_config = _Whole(self)
        self._checked: OrderedDict[int, tuple[list[Any], list[Any]]] = OrderedDict()

    async def process_api(self, block_fn: BlockFunction | int, *arguments: Any, **options: Any) -> dict[str, Any]:
        """Gradio's, counted: a generator once, when it is over, and a validator where it refuses."""
        function = self.fns[block_fn] if isinstance(block_fn, int) else block_fn
        name, began = _endpoint(function), time.perf_counter()
        try:
            output: dict[str, Any] = await super().process_api(block_fn, *arguments, **options)
        except Exception as error:
            metrics.note_request(name, metrics.outcome_of(error))
            if not isinstance(error, WrongValueError):
                raise
            refusal = refusals.refusal(error, options.get("request"))
            if not function.is_validator_function:
                raise refusal from error
            verdicts = [gr.validate(True, "")] * len(function.inputs)
            verdicts[error.place] = gr.validate(False, refusal.message)
            return {"data": verdicts, "is_generating": False, "iterator": None}
        if function.is_validator_function:
            if not process_validation_response(output["data"], function)[0]:
                metrics.note_request(name, "refused")
        elif not output["is_generating"]:
            metrics.note_request(name, "answered", None if options.get("iterator") else began)
        return output

    async def preprocess_data(
        self, block_fn: BlockFunction, inputs: list[Any], state: SessionState | None, explicit_call: bool = False
    ) -> list[Any]:
        """What the fields make of the values that were sent; once for the validator and the function behind it."""
        sent, values = self._checked.pop(id(inputs), (None, []))
        if sent is not inputs:
            try:
                values = await self._preprocess(block_fn, inputs, state, explicit_call)
            except Exception as error:
                log.info("%s: %s", _endpoint(block_fn), error)
                raise _wrong_value(block_fn.inputs, inputs) from error
        if block_fn.is_validator_function:
            self._checked[id(inputs)] = inputs, list(values)  # since Gradio puts the request among them
            if len(self._checked) > CHECKED:
                self._checked.popitem(last=False)
        return values

    async def _preprocess(self, block_fn: BlockFunction, inputs: list[Any], state: Any, explicit_call: bool) -> Any:
        """Plain values at once, files and what is wrong in Gradio's own way."""
        whole, fields = super().preprocess_data, block_fn.inputs
        if any(value is None and _must_be_chosen(field) for field, value in zip(fields, inputs, strict=False)):
            raise ValueError("Nothing is chosen.")
        slow = [place for place, value in enumerate(inputs[: len(fields)]) if not isinstance(value, PLAIN)]
        if len(inputs) < len(fields) or block_fn.component_prop_inputs:
            return await whole(block_fn, inputs, state, explicit_call)
        try:
            values = [
                None if place in slow else _preprocessed(field, value, block_fn, state)
                for place, (field, value) in enumerate(zip(fields, inputs, strict=False))
            ]
        except Exception:  # which Gradio tells
            return await whole(block_fn, inputs, state, explicit_call)
        part = copy(block_fn)
        part.inputs = [fields[place] for place in slow]
        made = await whole(part, [inputs[place] for place in slow], state, explicit_call) if slow else []
        for place, value in zip(slow, made, strict=True):
            values[place] = value
        return values

    def handle_streaming_diffs(
        self,
        block_fn: BlockFunction,
        data: list[Any],
        session_hash: str | None,
        run: str | None,
        final: bool,
        simple_format: bool = False,
    ) -> list[Any]:
        """What changed since the last frame of a stream; the frame itself where a list in it has become shorter.

        Of lists within lists Gradio 6.31 names what is left out by places that are not there.
        """
        frame = list(data)
        changes = super().handle_streaming_diffs(block_fn, data, session_hash, run, final, simple_format)
        if final:
            return changes
        told = zip(frame, changes, strict=True)
        return [new if new is value or not _shortens(new) else [["replace", [], value]] for value, new in told]

    def get_api_info(self, *arguments: Any, **options: Any) -> APIInfo:
        documented = copy(self)
        documented.config = super().get_config_file()
        info: APIInfo = super(Page, documented).get_api_info(*arguments, **options)
        functions = {fn.api_name: fn for fn in self.fns.values() if fn.api_name and fn.fn}
        for name, endpoint in info["named_endpoints"].items():
            for entry in (*endpoint["parameters"], *endpoint["returns"]):
                text: str | I18nData = entry["label"]
                if isinstance(text, I18nData):
                    entry["label"] = TEXTS[text.key]["en"]
            function = functions[name.removeprefix("/")]
            declared = signature(function.fn or print).parameters
            given = [component for component in function.inputs if not component.skip_api]
            for entry, component in zip(endpoint["parameters"], given, strict=True):
                if exact := _exact_type(component, str(declared[entry["parameter_name"]])):
                    entry["type"] = exact
                    entry["python_type"] = {"type": _PYTHON[exact["type"]], "description": ""}
        return info


def _shortens(changes: Sequence[tuple[str, list[str | int], Any]]) -> bool:
    """Whether one of the changes leaves out an element of a list."""
    return any(action == "delete" and isinstance(place[-1], int) for action, place, _ in changes)


def _endpoint(function: BlockFunction) -> str:
    """What a function is called where it is counted; what only the page asks for is one."""
    if function.is_validator_function:
        return getattr(function.fn, "__name__", "").removeprefix("validate_")
    return str(function.api_name) if function.api_visibility == "public" else "page"


def _wrong_value(fields: Sequence[Any], sent: Sequence[Any]) -> WrongValueError:
    """What is told of values that the fields did not take: the choices, where one of them is none."""
    for place, (field, value) in enumerate(zip(fields, sent, strict=False)):
        choices = [] if getattr(field, "allow_custom_value", False) else [it for _, it in getattr(field, "choices", ())]
        if choices and isinstance(value, str | int) and value not in choices:
            error = WrongValueError(f"There is no '{value!s:.60}'.", f"Choose one of {', '.join(map(str, choices))}.")
            error.place = place
            return error
    return WrongValueError("A field was sent a value that it does not take.")


def _must_be_chosen(field: Any) -> bool:
    """Whether a field always has one of its choices, which Gradio 6.31 does not see to."""
    return isinstance(field, gr.Radio) and field.value is not None


def _preprocessed(field: Any, value: Any, block_fn: BlockFunction, state: SessionState | None) -> Any:
    if field.stateful or (value is not None and getattr(field, "data_model", None)):
        raise TypeError(f"{field} takes no plain value.")
    if state is not None and field._id in state:
        field = state[field._id]
    if value is None and isinstance(field.value, str) and not isinstance(field, gr.Radio):
        value = ""  # as an emptied field says
    return field.preprocess(value) if block_fn.preprocess else value


_PYTHON = {"string": "str", "integer": "int", "number": "float"}


def _exact_type(component: Any, declared: str) -> dict[str, Any] | None:
    """The JSON schema of what a control takes, where Gradio's own says less; `declared` is its parameter in Python."""
    if isinstance(component, gr.Dropdown):
        values = [value for _, value in component.choices]
        if component.allow_custom_value:
            return {"type": "string"}
        return {"type": "integer", "enum": values} if values and all(isinstance(it, int) for it in values) else None
    if not isinstance(component, gr.Slider | gr.Number):
        return None
    whole = "int" in declared.partition(":")[2]
    bounds = {"minimum": component.minimum, "maximum": component.maximum}
    return {"type": "integer" if whole else "number"} | {
        name: int(bound) if whole else float(bound) for name, bound in bounds.items() if bound is not None
    }
