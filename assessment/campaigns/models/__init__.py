from assessment.campaigns.models.assignment import Assignment, Conflict
from assessment.campaigns.models.campaigns import Campaign, Component, League, Round
from assessment.campaigns.models.entities import Channel, Entity
from assessment.campaigns.models.people import Membership, Reviewer
from assessment.campaigns.models.phases import PhaseStep, PhaseWindow

__all__ = [
    "Assignment",
    "Campaign",
    "Channel",
    "Component",
    "Conflict",
    "Entity",
    "League",
    "Membership",
    "PhaseStep",
    "PhaseWindow",
    "Reviewer",
    "Round",
]
