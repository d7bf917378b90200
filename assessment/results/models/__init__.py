from assessment.results.models.findings import VetoFinding
from assessment.results.models.runs import EntityResult, LeagueRank, Run

__all__ = ["EntityResult", "LeagueRank", "Run", "VetoFinding"]
