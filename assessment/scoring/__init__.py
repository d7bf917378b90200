"""The scoring engine: arrays in, arrays out, no Django and no I/O (scoring.md is its contract).

``plan_version`` turns the parsed document of an indicator version into flat tables, ``score_campaign`` scores every
entity of a campaign against them, ``explain_entity`` tells how one entity's figures came about and ``to_results``
writes them down in the form of results.json.

Other rooms import from here; the modules behind may move.
"""

from assessment.scoring.cells import format_value, locate, pack_text, parse_value
from assessment.scoring.errors import CellFault, InputFault, PlanFault, ScoringFault, ValueFault
from assessment.scoring.inputs import Adjudications, CampaignInputs, ComponentInputs, Grade, Policy
from assessment.scoring.plan import VersionPlan, plan_version

#: Part of every run's inputs digest; raised when the same inputs could give other results.
ENGINE_VERSION = "1"

__all__ = [
    "ENGINE_VERSION",
    "Adjudications",
    "CampaignInputs",
    "CellFault",
    "ComponentInputs",
    "Grade",
    "InputFault",
    "PlanFault",
    "Policy",
    "ScoringFault",
    "ValueFault",
    "VersionPlan",
    "format_value",
    "locate",
    "pack_text",
    "parse_value",
    "plan_version",
]
