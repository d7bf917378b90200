"""The administration's page: check list, preparation, a second person's approval, and what is published."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessment.campaigns.access import open_campaign
from assessment.campaigns.blockers import word_of
from assessment.campaigns.models import Campaign
from assessment.campaigns.services.phases import PhaseBlocked
from assessment.core.faults import Fault, FaultsError
from assessment.core.models import Job
from assessment.core.progress import progress_of
from assessment.core.verbs import actor_of, verb
from assessment.core.verdicts import require
from assessment.publications import rules, selectors
from assessment.publications.canonical import sha256
from assessment.publications.checks import CheckList
from assessment.publications.comparing import compare
from assessment.publications.forms import PasswordForm, ReissueForm, WithdrawalForm
from assessment.publications.manifest import details_of
from assessment.publications.models import Preparation
from assessment.publications.reading import League, manifest_of
from assessment.publications.selectors import Standing
from assessment.publications.services import preparation_jobs, preparing, sealing

REFUSED = 422
PREPARED = gettext_lazy("Prepared. Somebody else approves it now.")
STEP_WORDS: dict[str, str | Promise] = {
    "checking": gettext_lazy("Go through the check list"),
    "making": gettext_lazy("Make the files and the manifest"),
    "keeping": gettext_lazy("Keep them for a second person"),
}


@require_GET
@login_required
def publication(request: HttpRequest, key: str) -> HttpResponse:
    """For htmx the progress of a worker alone, asked for each second; once it has ended, the page is another one."""
    campaign = open_campaign(request.user, key, rules.can_view_publication)
    if not request.htmx:  # type: ignore[attr-defined]
        return _page(request, campaign)
    job = preparation_jobs.last_job(campaign)
    if job is None or not job.is_active:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "core/job_progress.html", _progress(campaign, job))


def _progress(campaign: Campaign, job: Job) -> dict[str, Any]:
    return progress_of(job, STEP_WORDS, poll_url=reverse("publications:publication", args=[campaign.key]))


def _page(request: HttpRequest, campaign: Campaign, status: int = 200, **more: Any) -> HttpResponse:
    """``more``: what a refused form has to say, under the names of the context."""
    published = selectors.publication_of(campaign)
    standings = selectors.standings_of(published) if published else []
    preparation, job = selectors.preparation_of(campaign), preparation_jobs.last_job(campaign)
    context = {
        "campaign": campaign,
        "standings": standings,
        "latest": next((row for row in standings if row.is_latest), None),
        "preparation": preparation,
        "can_prepare": rules.can_prepare(request.user, campaign),
        "can_withdraw": rules.can_withdraw(request.user, published) if published else None,
        "details": details_of(campaign),
        "reason": request.POST.get("reason", ""),
        "acknowledged": request.POST.getlist("acknowledged"),
    }
    if preparation is not None:
        context |= _prepared(request, preparation, standings)
    elif job is not None and job.is_active:
        context |= _progress(campaign, job)
    else:
        context |= {"checks": CheckList(campaign), "failed": _failed(job, standings)}
    return render(request, "publications/campaign.html", context | more, status=status)


def _failed(job: Job | None, standings: Sequence[Standing]) -> str:
    """Why the last attempt of a worker failed, as long as nothing was published since."""
    if job is None or job.status != Job.Status.FAILED:
        return ""
    return "" if standings and standings[0].published.at > job.created_at else job.reason


def _prepared(request: HttpRequest, preparation: Preparation, standings: list[Standing]) -> dict[str, Any]:
    """What the second person reads before sealing: the edition itself, and what it changes."""
    manifest = selectors.read_manifest(preparation.manifest)
    last = standings[0] if standings and preparation.revision_id is None else None
    return {
        "manifest": manifest,
        "passed_over": [(word_of(passed["code"]), passed["count"]) for passed in preparation.acknowledged],
        "manifest_digest": sha256(bytes(preparation.manifest)),
        "leagues": [League(stated) for stated in manifest["leagues"] if stated["key"]],
        "comparison": compare(manifest_of(last.revision, last.published.seal), manifest) if last else None,
        "compared": last,
        "can_approve": rules.can_approve(request.user, preparation),
        "can_discard": rules.can_discard(request.user, preparation),
        "approval_form": PasswordForm(request=request),
    }


@require_POST
@login_required
def preparations(request: HttpRequest, key: str) -> HttpResponse:
    """POST reason, acknowledged…: prepare an edition of the last run."""
    campaign = open_campaign(request.user, key, rules.can_view_publication)
    try:
        made = preparation_jobs.start_preparation(
            campaign=campaign,
            actor=actor_of(request),
            reason=request.POST.get("reason", ""),
            acknowledged=request.POST.getlist("acknowledged"),
        )
    except FaultsError as error:
        return _page(request, campaign, REFUSED, faults=error.faults)
    if isinstance(made, Preparation):
        messages.success(request, PREPARED)
    return redirect("publications:publication", key=key)


def _preparation(campaign: Campaign) -> Preparation:
    found = selectors.preparation_of(campaign)
    if found is None:
        raise Http404
    return found


@require_POST
@login_required
def approval(request: HttpRequest, key: str) -> HttpResponse:
    """POST password: seal what is prepared, by somebody else than who prepared it."""
    campaign = open_campaign(request.user, key, rules.can_view_publication)
    preparation = _preparation(campaign)
    require(rules.can_approve(request.user, preparation))
    form = PasswordForm(request.POST, request=request)
    if not form.is_valid():
        return _page(request, campaign, REFUSED, approval_form=form)
    try:
        line = sealing.approve(preparation=preparation, actor=actor_of(request))
    except FaultsError as error:
        return _page(request, campaign, REFUSED, faults=error.faults)
    except PhaseBlocked as blocked:
        faults = [Fault("publication", 0, blocker.code, blocker.words) for blocker in blocked.blockers]
        return _page(request, campaign, REFUSED, faults=faults)
    messages.success(request, _("Published: revision %(number)s.") % {"number": line.revision.number})
    return redirect("publications:publication", key=key)


def _held(request: HttpRequest, key: str) -> Preparation:
    return _preparation(open_campaign(request.user, key, rules.can_view_publication))


@verb(of=_held, back=lambda held: reverse("publications:publication", args=[held.publication.campaign.key]))
def discarding(request: HttpRequest, held: Preparation) -> str:
    preparing.discard(preparation=held, actor=actor_of(request))
    return _("The preparation is discarded.")


def _standing(campaign: Campaign, number: int) -> Standing:
    found = selectors.publication_of(campaign)
    rows = selectors.standings_of(found) if found else []
    standing = next((row for row in rows if row.number == number), None)
    if standing is None:
        raise Http404
    return standing


@login_required
@require_http_methods(["GET", "POST"])
def withdrawal(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """GET asks for the reason and the password, POST takes the revision back."""
    campaign = open_campaign(request.user, key, rules.can_view_publication)
    standing = _standing(campaign, number)
    require(rules.can_withdraw(request.user, standing.revision.publication))
    form = WithdrawalForm(request.POST or None, request=request)
    done = _("Revision %(number)s is withdrawn.") % {"number": number}
    return _with_reason(request, campaign, standing, form=form, deed=sealing.withdraw, done=done)


@login_required
@require_http_methods(["GET", "POST"])
def reissue(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """GET asks for the reason, POST prepares the return of a withdrawn revision for a second person."""
    campaign = open_campaign(request.user, key, rules.can_view_publication)
    standing = _standing(campaign, number)
    require(rules.can_prepare_reissue(request.user, standing.revision))
    form, done = ReissueForm(request.POST or None), str(PREPARED)
    return _with_reason(request, campaign, standing, form=form, deed=preparing.prepare_reissue, done=done, again=True)


def _with_reason(
    request: HttpRequest,
    campaign: Campaign,
    standing: Standing,
    *,
    form: Form,
    deed: Callable[..., object],
    done: str,
    again: bool = False,
) -> HttpResponse:
    """Ask for what ``form`` wants; with it ``deed(revision, actor, reason)`` is done and told by ``done``.

    ``again``: the page is about issuing the revision again.
    """
    faults: list[Fault] = []
    if request.method == "POST" and form.is_valid():
        try:
            deed(revision=standing.revision, actor=actor_of(request), reason=form.cleaned_data["reason"])
        except FaultsError as error:
            faults = error.faults
        else:
            messages.success(request, done)
            return redirect("publications:publication", key=campaign.key)
    context = {"campaign": campaign, "standing": standing, "form": form, "faults": faults, "again": again}
    return render(request, "publications/withdraw.html", context, status=REFUSED if form.is_bound else 200)
