from indicators.models.measures import Criterion, Gate, Indicator, Veto, VetoCondition
from indicators.models.versions import IndicatorSystem, IndicatorVersion

__all__ = ["Criterion", "Gate", "Indicator", "IndicatorSystem", "IndicatorVersion", "Veto", "VetoCondition"]
