"""The world of the access matrix with a word found nowhere else in each hidden place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from django.test import Client

from assessment.accounts.models import Invitation, SecondFactor
from assessment.accounts.services.invitations import make_invitation
from assessment.appeals.models import Appeal, AppealMessage
from assessment.campaigns.models import Campaign, Entity
from assessment.core.models import User
from assessment.core.services import audit
from reviews.cases.models import InnovationCase
from reviews.evidence.models import Evidence
from reviews.submissions.models import Answer, SelfAssessment
from tests.bundles.samples import CASES, FILES
from tests.matrix.table import World
from tests.matrix.things import first_criterion, open_sheet
from tests.matrix.world import built
from tests.results.people import account, signed_in

# --- the campaign "own": what stands on sheets, about both entities
REVIEWERS = ("canary-reviewer-one", "canary-reviewer-two")
COMMENTS = ("canary-comment-one", "canary-comment-two")
VALUES = ("0.8713",)
NEIGHBOURS_SCORES = ("canary-comment-neighbour", "0.3139")
#: What the agency's own entity wrote and has not handed in.
DRAFT = ("canary-draft",)
#: What others wrote about, or have of, the neighbour.
NEIGHBOUR = (
    "canary-evidence",
    "canary-case",
    "canary-appeal",
    "canary-veto",
    "canary-exemption",
    "canary-neighbours-draft",
)
AUDIT = ("canary-audit",)
SCORES = (*COMMENTS, *VALUES, *NEIGHBOURS_SCORES)
EVERYTHING = (*REVIEWERS, *SCORES, *DRAFT, *NEIGHBOUR, *AUDIT)
# --- the campaign "other", which is published: what never is
UNPUBLISHED = (
    "canary-other-reviewer",
    "canary-other-comment",
    "0.731917",
    "canary-other-evidence",
    "canary-other-appeal",
    "canary-other-audit",
)
#: An account of which nobody learns how to become it.
KEPT = "canary-kept"
PASSWORD = "canary-password-9d1f"


def own_bundle() -> dict[str, str]:
    """The sample with canaries in the reviewers' keys, comments, values and reasons."""
    return with_changes(
        FILES,
        {
            "scores.csv": {
                "张三": REVIEWERS[0],
                "li@x": REVIEWERS[1],
                '"缺两条\n第二行"': COMMENTS[0],
                "无栏目": COMMENTS[1],
                "1.1#1,,0.9,": f"1.1#1,,{VALUES[0]},",
                "e2,media,": "e2,sites,",
                "1#1,app,0.3,": f"1.1#1,,{NEIGHBOURS_SCORES[1]},{NEIGHBOURS_SCORES[0]}",
            },
            "vetoes.csv": {"e2,sites,V1,,,proposed,": "e2,sites,V1,,,proposed,canary-veto"},
            "applicability.csv": {"无服务": "canary-exemption"},
        },
    )


def published_bundle() -> dict[str, str]:
    """One of the reference campaigns, with canaries for one of its reviewers, a comment, and a single value."""
    folder = CASES[2]
    files = {str(path.relative_to(folder)): path.read_text("utf-8") for path in folder.rglob("*.*") if path.is_file()}
    rated = next(line for line in files["scores.csv"].splitlines() if ",rev0," in line and ",0." in line)
    start = rated.rsplit(",", 2)[0]
    return with_changes(
        files,
        {"scores.csv": {f"{rated}\n": f"{start},{UNPUBLISHED[2]},{UNPUBLISHED[1]}\n", ",rev0,": f",{UNPUBLISHED[0]},"}},
    )


def with_changes(files: Mapping[str, str], changes: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    changed = dict(files)
    for name, places in changes.items():
        for old, new in places.items():
            assert old in changed[name], f"{old!r} stands in {name}"
            changed[name] = changed[name].replace(old, new)
    return changed


def planted(folder: Path) -> World:
    """Lead and administrator have an unfinished sheet of their own beside; preliminary results are released."""
    world = built(folder, own_bundle(), published_bundle())
    own, other = (Campaign.objects.get(key=world["campaign"][kind]) for kind in ("own", "other"))
    for role in ("lead", "administrator"):
        open_sheet(own, User.objects.get(username=role))
    neighbour = own.entities.get(key="e2")
    case = InnovationCase.objects.get(entity=neighbour)
    told = {"entity": neighbour, "category": case.category, "created_by": case.created_by}
    InnovationCase.objects.create(**told, title="canary-case", summary="canary-case", status=case.status)
    hide(neighbour, "canary-")
    hide(other.entities.get(key=world["entity"]["other"]), "canary-other-")
    draft(own.entities.get(key="e1"), DRAFT[0])
    draft(neighbour, "canary-neighbours-draft")
    for campaign, word in ((own, "canary-audit"), (other, "canary-other-audit")):
        recorded = {"object_type": "run", "object_key": "1", "campaign_key": campaign.key}
        audit.record(actor=None, verb="start_run", **recorded, after=[word])
    Campaign.objects.filter(pk=own.pk).update(phase="preliminary")
    account("elsewhere", campaign=other, role="auditor")  # may see there what is not published
    return world


def hide(entity: Entity, prefix: str) -> None:
    """In the name of a file, and in the thread of an appeal."""
    Evidence.objects.filter(entity=entity).update(name=f"{prefix}evidence.txt")
    appeal = Appeal.objects.get(entity=entity)
    AppealMessage.objects.create(appeal=appeal, author=appeal.filed_by, from_agency=True, text=f"{prefix}appeal")


def draft(entity: Entity, word: str) -> None:
    row = SelfAssessment.objects.get(entity=entity)
    criterion = first_criterion(row)
    Answer.objects.create(assessment=row, criterion=criterion, channel="", value="1", statement=word)


def secrets_of(browsers: Mapping[str, Client]) -> dict[str, str]:
    """What would let somebody in: secret → whose it is. Nobody is shown one that is not their own.

    The account "canary-kept" has a password, an open invitation and a second factor; the browsers have sessions.
    """
    user = User.objects.create_user(KEPT, password=PASSWORD)
    token = make_invitation(user=user, actor=None)
    factor = SecondFactor.objects.create(user=user, nonce="canary-nonce-5b7e")
    kept = (PASSWORD, user.password, token, Invitation.objects.get(user=user).digest, factor.nonce)
    sessions = {browser.session.session_key: name for name, browser in browsers.items() if name != "anonymous"}
    return {**dict.fromkeys(kept, KEPT), **sessions}


def browser_of(role: str) -> Client:
    return Client() if role == "anonymous" else signed_in(User.objects.get(username=role))
