"""``half_up`` on arrays (scoring.md §11): to 9 decimals first, then to p decimals with ties away from zero."""

import numpy as np

from assessment.scoring.model import Floats, Ints

NODE_DECIMALS = 6
_NANO = 1_000_000_000


def to_nano(values: Floats | float) -> Ints:
    """Values as whole 10⁻⁹ units: the figure on which rounding, thresholds and ties are decided.

    Two sums of the same numbers in another order differ by some 10⁻¹⁵ and meet here.
    """
    return np.rint(np.asarray(values) * _NANO).astype(np.int64)


def half_up(values: Floats, decimals: int) -> Ints:
    """Values as whole 10^-decimals units, ties away from zero. Exact: integer arithmetic after ``to_nano``."""
    nano = to_nano(values)
    unit = 10 ** (9 - decimals)
    return np.sign(nano) * ((np.abs(nano) + unit // 2) // unit)


def decimal_text(units: int, decimals: int) -> str:
    """Whole 10^-decimals units as a decimal text: (-1050, 2) → "-10.50". Zero has no sign."""
    sign = "-" if units < 0 else ""
    whole, fraction = divmod(abs(int(units)), 10**decimals)
    return f"{sign}{whole}.{fraction:0{decimals}d}" if decimals else f"{sign}{whole}"
