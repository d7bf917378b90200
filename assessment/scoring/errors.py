"""What can be wrong with a document, a value, an address or the arrays of a campaign.

The engine speaks no language of its own: a fault carries a stable ``code`` and its ``params``; the rooms that show it
turn both into a sentence. ``str(fault)`` is an English sentence for logs and tests.
"""

from collections.abc import Mapping


class ScoringFault(ValueError):  # noqa: N818 - a fault of the input, named as people are told about it
    """The engine was given something it can't work with.

    ``code`` is stable and translatable, ``params`` holds what the sentence needs (the address, the bounds, …).
    """

    def __init__(self, code: str, sentence: str, /, **params: object) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.params: Mapping[str, object] = params


class PlanFault(ScoringFault):
    """A version's document can't be scored: the lint was skipped or has a hole."""


class ValueFault(ScoringFault):
    """A text is no value of its criterion's rule. ``expected`` is what the rule takes, as a short pattern."""

    def __init__(self, code: str, sentence: str, /, *, expected: str, **params: object) -> None:
        super().__init__(code, sentence, expected=expected, **params)
        self.expected = expected


class CellFault(ScoringFault):
    """A criterion address and a channel name no cell of the version."""


class InputFault(ScoringFault):
    """The arrays of a campaign don't fit each other or their plans."""
