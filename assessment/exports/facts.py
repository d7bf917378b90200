"""What identifies a run and how anyone checks it: the cover of every report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from assessment.core.figures import moment, weight
from assessment.exports.report import Report

Fact = tuple[str, str]


def run_facts(report: Report) -> list[Fact]:
    """Which campaign and run this is."""
    run = report.run
    return [
        (_("Campaign"), f"{report.campaign_name} ({run.campaign.key})"),
        (_("Run"), f"#{run.number}"),
        (_("Computed at"), moment(run.created_at, full=True)),
        (_("Engine version"), run.engine),
        (_("Inputs digest"), run.inputs_digest),
        (_("Results digest"), run.results_digest),
    ]


def count_facts(report: Report) -> list[Fact]:
    """How much went in, and how complete it was."""
    run = report.run
    return [
        (_("Entities"), f"{run.entity_count:,}"),
        (_("Unqualified"), f"{run.vetoed:,}"),
        (_("Submitted sheets"), f"{run.sheet_count:,}"),
        (_("Scored cells"), f"{run.cell_count:,}"),
        (_("Missing cells"), f"{run.missing:,}"),
    ]


def method_facts(report: Report) -> list[Fact]:
    return policy_facts(report.reader.snapshot["policy"])


def policy_facts(policy: Mapping[str, Any]) -> list[Fact]:
    """The policy under which totals and ranks came about (scoring.md §5, §9, §11)."""
    reviewers = {"mean": _("mean"), "median": _("median"), "trimmed_mean": _("trimmed mean")}
    ranks = {"dense": _("dense (1, 2, 2, 3)"), "competition": _("competition (1, 2, 2, 4)")}
    facts = [
        (_("Several reviewers"), reviewers[policy["reviewers"]]),
        (_("Decimals of totals"), str(policy["decimals"])),
        (_("Shared ranks"), ranks[policy["ranks"]]),
        (_("Ranked on"), _("reported total") if policy["rank_on"] == "reported" else _("unrounded total")),
    ]
    if policy["normalise_to"] is not None:
        facts.append((_("Totals are scaled to"), weight(policy["normalise_to"])))
    if policy["grades"]:
        grades = ", ".join(f"{grade['name']} ≥ {weight(grade['at_least'])}%" for grade in policy["grades"])
        facts.append((_("Grades"), grades))
    return facts


def checks(report: Report) -> list[str]:
    """How to verify the report, as sentences."""
    words = {"key": report.run.campaign.key, "run": report.run.number}
    return [
        _(
            "The inputs digest (SHA-256) covers scores, indicator versions and policy. Whoever has the campaign's "
            "bundle computes the run again with import_campaign and aggregate: equal inputs give this digest, and then "
            "the results digest is equal too, on any installation."
        ),
        _("Every figure with six decimals: export_results %(key)s --run %(run)s --format json --output FILE.") % words,
        _("The content hash of an indicator version is the SHA-256 of its normal form; the library page shows it."),
    ]
