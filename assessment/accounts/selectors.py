"""What of accounts a reader may see."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from assessment.accounts.models import Invitation, LinkedIdentity, RoleProposal, SecondFactor, Session
from assessment.accounts.rules import Actor, administered_campaigns, keeps_accounts
from assessment.core.models import User


def visible_accounts(user: Actor) -> QuerySet[User]:
    """All for security administrators, none for anybody else."""
    return User.objects.all() if keeps_accounts(user) else User.objects.none()


def listed_accounts(user: Actor) -> QuerySet[User]:
    """The same with what the list shows; a constant number of statements."""
    return (
        visible_accounts(user)
        .annotate(
            has_factor=Exists(SecondFactor.objects.filter(user=OuterRef("pk"))),
            has_invitation=Exists(open_invitations().filter(user=OuterRef("pk"))),
        )
        .prefetch_related("site_roles", "memberships__campaign")
        .order_by("username")
    )


def open_invitations() -> QuerySet[Invitation]:
    return Invitation.objects.filter(used_at=None, withdrawn_at=None, expires_at__gt=timezone.now())


def visible_proposals(user: Actor) -> QuerySet[RoleProposal]:
    """All for security administrators and those of the installation, otherwise of the campaigns one administers."""
    proposals = RoleProposal.objects.select_related("user", "campaign", "proposed_by", "decided_by")
    administered = administered_campaigns(user)
    if keeps_accounts(user) or 0 in administered:
        return proposals
    return proposals.filter(campaign__in=administered)


def live_sessions(user: User) -> QuerySet[Session]:
    """Sessions of the account that the next request would find."""
    now = timezone.now()
    return Session.objects.filter(
        user=user,
        expire_date__gt=now,
        seen_at__gte=now - timedelta(minutes=settings.SESSION_IDLE_MINUTES),
        started_at__gte=now - timedelta(seconds=settings.SESSION_COOKIE_AGE),
    ).order_by("-seen_at")


def organisations() -> list[tuple[str, int, int]]:
    """(name, accounts, active accounts) of every organisation named by an account."""
    rows = User.objects.exclude(organisation="").values_list("organisation").order_by("organisation")
    return list(rows.annotate(all=Count("pk"), active=Count("pk", filter=Q(is_active=True))))


def identity_of(user: User) -> LinkedIdentity | None:
    """The account's identity at the provider that signs people in; None without one, or without a provider."""
    return user.identities.filter(issuer=settings.OIDC.issuer).first() if settings.OIDC else None


def linked_account(issuer: str, subject: str) -> User | None:
    """Whose identity this is; None for nobody's, and for a disabled account's."""
    linked = LinkedIdentity.objects.select_related("user").filter(issuer=issuer, subject=subject)
    found = linked.filter(user__is_active=True).first()
    return found.user if found else None
