from reviews.models.decisions import Adjudication, NotApplicable, RaisedGate
from reviews.models.sheets import Score, ScoreSheet, SheetPack

__all__ = ["Adjudication", "NotApplicable", "RaisedGate", "Score", "ScoreSheet", "SheetPack"]
