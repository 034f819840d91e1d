"""What several looks at one captcha say together: other views of its pixels, the frames of an animation."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from models.captcha.answers import Guess, Reading
from models.captcha.decode import MIN_PROBABILITY


def combined_reading(looks: Sequence[Reading], threshold: float) -> Reading:
    """What several looks at a picture say together: the text that has most of their confidence, case aside.

    Its confidence is that of the surest look that gave it, times its share of the confidence of all: on 2,500 unsure
    readings of drawn validation captchas and of five makers this came nearest to how many were right.

    The next best readings are those of the first look.
    """
    shares: dict[str, float] = defaultdict(float)
    for look in looks:
        shares[look.text.casefold()] += look.confidence
    best = max(shares, key=lambda text: shares[text])
    surest = max((look for look in looks if look.text.casefold() == best), key=lambda look: look.confidence)
    confidence = surest.confidence * shares[best] / max(sum(shares.values()), MIN_PROBABILITY)
    return replace(
        surest, confidence=float(confidence), unsure=confidence < threshold, others=others_than(surest.text, looks[0])
    )


def together(frames: Sequence[Reading], looks: Sequence[Reading], threshold: float) -> Reading | None:
    """The look that has all characters of every sure frame, and none that two looks do without; None if there is none.

    Letters flicker, so that a frame may lack some and be sure of the rest: no frame counts by itself. What several sure
    frames are parts of is as sure as the least sure of them, or as it is itself.
    """
    sure = [frame for frame in frames if not frame.unsure]
    read = Counter(look.text.casefold() for look in looks)
    for look in sorted(looks, key=lambda look: -look.confidence):
        text = look.text.casefold()
        shorter = [text[:place] + text[place + 1 :] for place in range(len(text))]
        spare = any(read[less] > 1 and _holds(less, sure) for less in shorter)
        alone = read[text] == 1 and any(look is frame for frame in frames)
        if sure and not alone and not spare and _holds(text, sure):
            confidence = max(look.confidence, min(frame.confidence for frame in sure) if len(sure) > 1 else 0.0)
            return replace(look, confidence=confidence, unsure=confidence < threshold)
    return None


def _holds(text: str, frames: Sequence[Reading]) -> bool:
    """Whether a text has all characters of every frame, in their order, case aside."""
    return all(_is_in(frame.text, text) for frame in frames)


def _is_in(text: str, whole: str) -> bool:
    """Whether a text is another one, or that without some of its characters, case aside."""
    rest = iter(whole.casefold())
    return all(character in rest for character in text.casefold())


def adding_up(reading: Reading, count: int) -> Reading:
    """A reading whose rivals, at most `count`, take no more than its confidence leaves: what differs in case alone is
    counted there, and where other looks have made it surer, its rivals are less probable than the first look said."""
    others = [guess for guess in reading.others if guess.text.casefold() != reading.text.casefold()]
    total = max(sum(guess.confidence for guess in others), MIN_PROBABILITY)
    share = float(min(1.0, (1 - reading.confidence) / total))
    rivals = [replace(guess, confidence=share * guess.confidence) for guess in others[:count]]
    return replace(reading, others=tuple(rivals))


def others_than(text: str, first: Reading) -> tuple[Guess, ...]:
    """As many next best readings as the first look has, none of them `text`."""
    guesses = [Guess(first.text, first.confidence), *first.others]
    return tuple(guess for guess in guesses if guess.text != text)[: len(first.others)]
