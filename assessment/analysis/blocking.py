"""Before preliminary results are released: is there a run of what stands now, is anything missing or disagreed on?"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.analysis.reading import found_in
from assessment.campaigns.blockers import Blocker, name_codes, register
from assessment.campaigns.models import Campaign
from assessment.campaigns.policy import read_policy
from assessment.results.bridge import RunInputs
from assessment.results.selectors import last_run
from assessment.results.services.runs import read_inputs

name_codes(
    missing_cells=gettext_lazy("cells without a value"), open_disagreements=gettext_lazy("disagreements not settled")
)


@register(leaving=Campaign.Phase.RECONCILIATION)
def unsettled(campaign: Campaign) -> list[Blocker]:
    """A constant number of queries for a given number of components: the inputs of a run are read once."""
    inputs = read_inputs(campaign)
    return [*_of_run(campaign, inputs), *_of_disagreements(campaign, inputs)]


def _of_run(campaign: Campaign, inputs: RunInputs) -> list[Blocker]:
    run, runs = last_run(campaign), reverse("results:runs", args=[campaign.key])
    if run is None:
        return [Blocker("no_run", _("Nothing has been computed yet: start a run."), 1, runs, firm=True)]
    found = []
    if run.inputs_digest != inputs.digest:
        words = _("Scores, decisions or versions have changed since the last run: compute again.")
        found.append(Blocker("stale_run", words, 1, runs, firm=True))
    if run.missing:
        words = _("Cells without a value, each counted as 0: %(count)s") % {"count": run.missing}
        address = reverse("results:run", args=[campaign.key, run.number])
        found.append(Blocker("missing_cells", words, run.missing, address))
    return found


def _of_disagreements(campaign: Campaign, inputs: RunInputs) -> list[Blocker]:
    threshold = float(read_policy(campaign.policy)["disagreement"])
    count = int((~found_in(inputs, threshold).settled).sum())
    if not count:
        return []
    words = _("Disagreements not settled: %(count)s") % {"count": count}
    return [Blocker("open_disagreements", words, count, reverse("analysis:disagreements", args=[campaign.key]))]
