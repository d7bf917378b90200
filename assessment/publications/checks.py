"""The check list before publication: what is firm, and what the preparer may pass over knowingly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.analysis.reading import found_in
from assessment.campaigns.blockers import blockers_of, name_codes
from assessment.campaigns.models import Campaign
from assessment.campaigns.policy import read_policy
from assessment.results.bridge import RunInputs
from assessment.results.models import Run
from assessment.results.selectors import last_run
from assessment.results.services.runs import read_inputs
from indicators.lint import lint

Phase = Campaign.Phase
name_codes(
    disagreements=gettext_lazy("disagreements not settled"),
    lint=gettext_lazy("findings of the indicator versions"),
    open_vetoes=gettext_lazy("vetoes not decided"),
    open_appeals=gettext_lazy("appeals not answered"),
    appeals_not_computed=gettext_lazy("appeals in no run"),
)


@dataclass(frozen=True)
class Check:
    """One line of the list. ``count`` 0: nothing found. ``firm``: nobody passes over it."""

    code: str
    words: str
    count: int
    address: str = ""
    firm: bool = False

    @property
    def is_passed(self) -> bool:
        return self.count == 0

    @property
    def state(self) -> str:
        return "done" if self.is_passed else "veto" if self.firm else "attention"


class CheckList:
    """Everything as it stands now. A constant number of queries for a given number of components.

    ``from_elsewhere``: the campaign was imported with its decisions and never went through phases here. What other
    rooms hold against final results, e.g. a proposed veto, is then nobody's to decide here; it doesn't count, and may
    be passed over (docs/adr/0012).
    """

    def __init__(self, campaign: Campaign, *, from_elsewhere: bool = False) -> None:
        self.campaign, self.from_elsewhere = campaign, from_elsewhere

    @cached_property
    def run(self) -> Run | None:
        return last_run(self.campaign)

    @cached_property
    def inputs(self) -> RunInputs:
        return read_inputs(self.campaign)

    @cached_property
    def checks(self) -> list[Check]:
        return [*self._of_run(), *self._of_work(), *self._of_versions(), *self._of_phases()]

    @property
    def firm(self) -> list[Check]:
        return [check for check in self.checks if check.firm and not check.is_passed]

    @property
    def to_acknowledge(self) -> list[Check]:
        return [check for check in self.checks if not check.firm and not check.is_passed]

    def _of_run(self) -> Iterator[Check]:
        runs = reverse("results:runs", args=[self.campaign.key])
        if self.run is None:
            yield Check("no_run", _("Nothing has been computed yet: start a run."), 1, runs, firm=True)
            return
        stale = int(self.inputs.digest != self.run.inputs_digest)
        words = _("Scores, decisions or versions have changed since the last run: compute again.")
        yield Check("stale_run", words if stale else _("The last run has read everything as it stands."), stale, runs,
                    firm=True)  # fmt: skip
        address = reverse("results:run", args=[self.campaign.key, self.run.number])
        yield Check("missing_cells", _("Cells without a value; each counts as 0."), self.run.missing, address)

    def _of_work(self) -> Iterator[Check]:
        threshold = float(read_policy(self.campaign.policy)["disagreement"])
        open_ = int((~found_in(self.inputs, threshold).settled).sum())
        address = reverse("analysis:disagreements", args=[self.campaign.key])
        yield Check("disagreements", _("Disagreements that nobody has settled."), open_, address)

    def _of_versions(self) -> Iterator[Check]:
        drafts, found = 0, Counter[str]()
        for component in self.campaign.components.select_related("version__system"):
            drafts += not component.version.is_published
            known = set(component.version.acknowledged)
            findings = [finding for finding in lint(component.version.document) if finding.code not in known]
            found.update(finding.severity for finding in findings)
        yield Check("drafts", _("Indicator versions that are drafts."), drafts, firm=True)
        yield Check("lint", _("Findings of the indicator versions that nobody acknowledged."), found.total())

    def _of_phases(self) -> Iterator[Check]:
        """What other rooms hold against leaving the phase of final results: vetoes, gates, appeals."""
        found = blockers_of(self.campaign, leaving=Phase.FINAL)
        if not found:
            yield Check("decisions", _("Vetoes, gates and appeals without a decision."), 0)
        for blocker in found:
            firm = blocker.firm and not self.from_elsewhere
            yield Check(blocker.code, blocker.words, blocker.count, blocker.address, firm=firm)
