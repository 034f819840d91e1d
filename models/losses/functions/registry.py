"""What losses there are, their parameters with bounds, their equations and where they come from. Imports no Keras."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from models.losses.errors import OutOfRangeError, UnknownLossError
from models.losses.functions.checks import choice, number

ARTICLE = "https://kexue.fm/archives/4493"


@dataclass(frozen=True)
class Parameter:
    """A parameter of a loss: a number from `least` to `most`, or one of `choices`."""

    name: str
    default: float | str
    least: float = 0.0
    most: float = 1.0
    step: float = 0.01  # of a slider
    choices: tuple[str, ...] = ()
    symbol: str = ""  # in the equation

    def checked(self, value: float | str) -> float | str:
        """The value. Raises OutOfRangeError if it is not served."""
        if self.choices:
            return choice(self.name, str(value), self.choices)
        try:
            return number(self.name, float(value), self.least, self.most)
        except (TypeError, ValueError) as error:
            if isinstance(error, OutOfRangeError):
                raise
            raise OutOfRangeError(f"{self.name} is {value!r}.", f"Give {self.least:g} to {self.most:g}.") from error


@dataclass(frozen=True)
class Loss:
    """A loss that can be chosen.

    `module` of models.losses.functions holds `cls`; `formula` is LaTeX; `article` and `paper` are addresses, the first
    empty for what the article does not have.
    """

    name: str
    module: str
    cls: str
    formula: str
    paper: str
    article: str = ""
    parameters: tuple[Parameter, ...] = ()

    @property
    def defaults(self) -> dict[str, float | str]:
        """The parameters as they stand if nobody touches them."""
        return {parameter.name: parameter.default for parameter in self.parameters}


MARGIN = Parameter("margin", 0.1, 0, 2, 0.05, symbol="m")
_ALL = (
    Loss("cross-entropy", "entropy", "CrossEntropy", r"-\log p_y", "https://www.deeplearningbook.org/contents/ml.html"),
    Loss(
        "over-confidence",
        "confidence",
        "ConfidencePenalised",
        r"-(1-\varepsilon)\log p_y-\frac{\varepsilon}{K}\sum_{k=1}^{K}\log p_k",
        "https://arxiv.org/abs/1512.00567",
        ARTICLE,
        (Parameter("epsilon", 0.1, 0, 0.9, 0.01, symbol="ε"),),
    ),
    Loss(
        "focal",
        "focal",
        "Focal",
        r"-(1-p_y)^{\gamma}\log p_y",
        "https://arxiv.org/abs/1708.02002",
        parameters=(Parameter("gamma", 2.0, 0, 10, 0.1, symbol="γ"),),
    ),
    Loss(
        "centre",
        "centre",
        "CentreDistance",
        r"-\log p_y+\lambda\,\lVert x-c_y\rVert^2",
        "https://doi.org/10.1007/978-3-319-46478-7_31",
        ARTICLE,
        (
            Parameter("weight", 0.2, 0, 1_000, 0.01, symbol="λ"),
            Parameter("by", "gradient", choices=("gradient", "average")),
            Parameter("rate", 0.5, 0, 1, 0.05, symbol="α"),
        ),
    ),
    Loss(
        "triplet",
        "triplet",
        "ClassTriplet",
        r"\max\bigl(0,\;m+\cos(x,x^{-})-\cos(x,x^{+})\bigr)",
        "https://arxiv.org/abs/1503.03832",
        ARTICLE,
        (MARGIN, Parameter("negatives", "random", choices=("random", "semi-hard", "hard"))),
    ),
    Loss(
        "arcface",
        "arcface",
        "ArcFace",
        r"-\log\frac{e^{s\cos(\theta_y+m)}}{e^{s\cos(\theta_y+m)}+\sum_{k\ne y}e^{s\cos\theta_k}}",
        "https://arxiv.org/abs/1801.07698",
        parameters=(
            Parameter("scale", 16.0, 1, 64, 1, symbol="s"),
            Parameter("margin", 0.5, 0, 1.5, 0.05, symbol="m"),
        ),
    ),
)
LOSSES: Mapping[str, Loss] = MappingProxyType({loss.name: loss for loss in _ALL})


def loss_of(name: str) -> Loss:
    """The loss of a name. Raises UnknownLossError."""
    if name not in LOSSES:
        raise UnknownLossError(f"There is no loss {name!r}.", f"Choose one of {', '.join(LOSSES)}.")
    return LOSSES[name]


def checked(name: str, parameters: Mapping[str, float | str] | None = None) -> dict[str, float | str]:
    """All parameters of a loss, those that are not given at their defaults.

    Raises:
        UnknownLossError: no loss has this name.
        OutOfRangeError: a parameter that it does not have, or a value that is not served.
    """
    loss, given = loss_of(name), dict(parameters or {})
    values = {one.name: one.checked(given.pop(one.name, one.default)) for one in loss.parameters}
    if given:
        known = ", ".join(values) or "none"
        raise OutOfRangeError(f"{name} has no parameter {next(iter(given))!r}.", f"It has: {known}.")
    return values
