"""What confirmed vetoes do to figures (scoring.md §10). Proposed and rejected ones never reach the engine."""

from dataclasses import dataclass

import numpy as np

from assessment.scoring.inputs import Int32s
from assessment.scoring.model import Bools, VersionPlan


@dataclass(frozen=True)
class VetoEffects:
    """``entity`` [E]: unqualified; ``component`` [E]: raw is 0; ``channel`` [E, H]: that channel's raw is 0."""

    entity: Bools
    component: Bools
    channel: Bools


def veto_effects(plan: VersionPlan, confirmed: Int32s, entities: int) -> VetoEffects:
    """Effects of ``confirmed`` [M, 3] (entity, veto, channel). Channel vetoes act in per-channel systems only."""
    effects = VetoEffects(
        entity=np.zeros(entities, dtype=bool),
        component=np.zeros(entities, dtype=bool),
        channel=np.zeros((entities, len(plan.channels)), dtype=bool),
    )
    scopes = np.array([veto.scope for veto in plan.vetoes], dtype=object)
    if len(confirmed) == 0:
        return effects
    scope = scopes[confirmed[:, 1]]
    effects.entity[confirmed[scope == "entity", 0]] = True
    effects.component[confirmed[scope == "component", 0]] = True
    on_channel = confirmed[(scope == "channel") & (confirmed[:, 2] >= 0)]
    if plan.per_channel:
        effects.channel[on_channel[:, 0], on_channel[:, 2]] = True
    return effects
