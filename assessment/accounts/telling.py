"""Mail to who is invited, and what whoever invited is told when it did not go out."""

from __future__ import annotations

from smtplib import SMTPException

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.core.models import User
from assessment.notices import kinds
from assessment.notices.mailing import UNASKED
from assessment.notices.services import notify

log = structlog.get_logger(__name__)


def send_link(user: User, link: str, *, actor: User | None) -> bool:
    """Mail the one-time link; whether the server took it.

    The link is kept nowhere, so it is not tried again: whoever invited has it on the screen, and is told by a notice.
    """
    words = {"name": str(user), "link": link, "hours": settings.INVITATION_HOURS, "account": user.username}
    text = _(
        "%(name)s, open this link within %(hours)s hours and set your own password: %(link)s\n"
        "Your user name is %(account)s. The link works once."
    )
    try:
        EmailMessage(_("Your account in Pingheng"), text % words, to=[user.email], headers=UNASKED).send()
    except (OSError, SMTPException) as error:
        log.warning("invitation_not_mailed", account=user.username, reason=str(error))
        if actor is not None:
            address = reverse("accounts:person", args=[user.pk])
            notify(users=[actor], kind="invitation_not_mailed", params={"name": str(user)}, address=address)
        return False
    return True


@kinds.kind("invitation_not_mailed")
def not_mailed(params: kinds.Params) -> str:
    words = _("The mail with the one-time link for %(name)s did not go out: hand over the link, or make a new one.")
    return words % {"name": params["name"]}
