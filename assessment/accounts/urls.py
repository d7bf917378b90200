"""Signing in and the own account have names without a room: pages of every room lead there."""

from django.urls import include, path

from assessment.accounts.views import deeds, entry, files, own, people, proposals, provider

pages = [
    path("account/second-factor/", own.own_factor, name="own_factor"),
    path("account/second-factor/removal/", own.own_factor_removal, name="own_factor_removal"),
    path("account/identity/", provider.linking, name="own_identity"),
    path("account/identity/removal/", provider.unlinking, name="own_identity_removal"),
    path("account/recovery-codes/", own.recovery_codes, name="recovery_codes"),
    path("account/sessions/endings/", own.own_sessions_endings, name="own_sessions_endings"),
    path("account/sessions/<slug:handle>/ending/", own.own_session_ending, name="own_session_ending"),
    path("invitations/<str:token>/", entry.invitation, name="invitation"),
    path("accounts/", people.account_list, name="list"),
    path("accounts/new/", people.new, name="new"),
    path("accounts/file/", files.account_rows, name="file"),
    path("accounts/file/import/", files.account_import, name="file_import"),
    path("accounts/organisations/", people.organisation_list, name="organisations"),
    path("accounts/proposals/", proposals.proposals, name="proposals"),
    path("accounts/proposals/<int:pk>/withdrawal/", deeds.proposal_withdrawal, name="proposal_withdrawal"),
    path("accounts/<int:pk>/", people.person, name="person"),
    path("accounts/<int:pk>/invitation/", people.invitation, name="person_invitation"),
    path("accounts/<int:pk>/invitation/withdrawal/", deeds.invitation_withdrawal, name="invitation_withdrawal"),
    path("accounts/<int:pk>/disablement/", deeds.disablement, name="disablement"),
    path("accounts/<int:pk>/enablement/", deeds.enablement, name="enablement"),
    path("accounts/<int:pk>/sessions/endings/", deeds.session_endings, name="session_endings"),
    path("accounts/<int:pk>/second-factor/removal/", deeds.factor_removal, name="factor_removal"),
    path("accounts/<int:pk>/identity/removal/", deeds.identity_removal, name="identity_removal"),
    path("accounts/<int:pk>/roles/", people.role_proposals, name="role_proposals"),
    path("accounts/<int:pk>/site-role/removal/", deeds.site_role_removal, name="site_role_removal"),
    path("accounts/<int:pk>/roles/<int:membership>/removal/", deeds.membership_removal, name="membership_removal"),
]

urlpatterns = [
    path("sign-in/", entry.SignIn.as_view(), name="sign_in"),
    path("sign-in/code/", entry.code, name="sign_in_code"),
    path("sign-in/provider/", provider.sign_in, name="provider_sign_in"),
    path("sign-in/provider/return/", provider.back, name="provider_return"),
    path("sign-out/", entry.SignOut.as_view(), name="sign_out"),
    path("account/", own.account, name="account"),
    path("", include((pages, "accounts"))),
]
