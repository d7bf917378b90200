from reviews.models.decisions import Adjudication, NotApplicable, RaisedGate
from reviews.models.reopening import Reopening
from reviews.models.sheets import Score, ScoreSheet, SheetPack
from reviews.models.uploads import SheetUpload
from reviews.models.working import Finding, GateProposal, ScoreChange, Screenshot, Snippet, VetoProposal

__all__ = [
    "Adjudication",
    "Finding",
    "GateProposal",
    "NotApplicable",
    "RaisedGate",
    "Reopening",
    "Score",
    "ScoreChange",
    "ScoreSheet",
    "Screenshot",
    "SheetPack",
    "SheetUpload",
    "Snippet",
    "VetoProposal",
]
