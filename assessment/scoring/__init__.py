"""The scoring engine: arrays in, arrays out, no Django and no I/O (scoring.md is its contract).

``plan_version`` turns the parsed document of an indicator version into flat tables, ``score_campaign`` scores every
entity of a campaign against them, ``explain_entity`` tells how one entity's figures came about and ``to_results``
writes them down in the form of results.json.

Other rooms import from here; the modules behind may move.
"""

from assessment.scoring.cells import format_value, locate, pack_text, parse_value
from assessment.scoring.errors import CellFault, InputFault, PlanFault, ScoringFault, ValueFault
from assessment.scoring.explain import explain_entity, select_entity
from assessment.scoring.explanation import EntityTrail
from assessment.scoring.inputs import Adjudications, CampaignInputs, ComponentInputs, Grade, Policy
from assessment.scoring.outcome import CampaignResult, ComponentResult, Trace, TreeResult
from assessment.scoring.pipeline import score_campaign
from assessment.scoring.plan import VersionPlan, plan_version
from assessment.scoring.ranking import band_sentences, group_by_rank, tie_sentence
from assessment.scoring.results import to_results

#: Part of every run's inputs digest; raised when the same inputs could give other results.
ENGINE_VERSION = "1"

__all__ = [
    "ENGINE_VERSION",
    "Adjudications",
    "CampaignInputs",
    "CampaignResult",
    "CellFault",
    "ComponentInputs",
    "ComponentResult",
    "EntityTrail",
    "Grade",
    "InputFault",
    "PlanFault",
    "Policy",
    "ScoringFault",
    "Trace",
    "TreeResult",
    "ValueFault",
    "VersionPlan",
    "band_sentences",
    "explain_entity",
    "format_value",
    "group_by_rank",
    "locate",
    "pack_text",
    "parse_value",
    "plan_version",
    "score_campaign",
    "select_entity",
    "tie_sentence",
    "to_results",
]
