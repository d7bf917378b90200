"""Every verb and kind of object of the audit trail in words.

A service with a new verb adds its line here, and the Chinese by scripts/messages.py; tests/audit/test_words.py reads
the code and misses none.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

verb_word: dict[str, str | Promise] = {
    # accounts
    "create_account": _("account created"),
    "invite_account": _("account invited"),
    "renew_invitation": _("new one-time link made"),
    "accept_invitation": _("invitation accepted"),
    "withdraw_invitation": _("invitation withdrawn"),
    "import_accounts": _("accounts imported"),
    "change_account": _("account changed"),
    "disable_account": _("account disabled"),
    "enable_account": _("account enabled again"),
    "rename_organisation": _("organisation renamed"),
    "account.password": _("password changed"),
    "sign_in": _("signed in"),
    "sign_out": _("signed out"),
    "end_sessions": _("sessions ended"),
    "enrol_second_factor": _("second factor set up"),
    "remove_second_factor": _("second factor removed"),
    "renew_recovery_codes": _("new recovery codes made"),
    "use_recovery_code": _("recovery code used"),
    "link_identity": _("identity linked"),
    "unlink_identity": _("identity unlinked"),
    "propose_role": _("role proposed"),
    "approve_role": _("role approved"),
    "reject_role": _("role rejected"),
    "withdraw_role_proposal": _("role proposal withdrawn"),
    "grant_role": _("role given"),
    "grant_roles": _("roles given"),
    "remove_role": _("role taken away"),
    # the trail itself
    "check_trail": _("audit trail checked"),
    # indicators
    "store_version": _("draft version stored"),
    "publish_version": _("version published"),
    "discard_version": _("draft version discarded"),
    # campaigns
    "import_campaign": _("campaign imported"),
    "set_phase": _("phase set"),
    "change_assignments": _("assignments changed"),
    "enrol_evaluators": _("evaluators enrolled"),
    "declare_conflicts": _("conflicts of interest declared"),
    "import_conflicts": _("conflicts of interest imported"),
    "withdraw_conflict": _("conflict of interest withdrawn"),
    # score sheets
    "open_sheets": _("sheets opened"),
    "drop_empty_sheets": _("empty sheets dropped"),
    "submit_sheet": _("sheet submitted"),
    "ask_reopening": _("reopening asked for"),
    "refuse_reopening": _("reopening refused"),
    "reopen_sheet": _("sheet reopened"),
    "settle_cell": _("disagreement settled"),
    "unsettle_cell": _("decision withdrawn"),
    "add_finding": _("finding added"),
    "change_finding": _("finding changed"),
    "remove_finding": _("finding removed"),
    "add_screenshot": _("screenshot added"),
    "remove_screenshot": _("screenshot removed"),
    "propose_gate": _("gate proposed"),
    "remove_gateproposal": _("gate proposal removed"),
    "propose_veto": _("veto proposed"),
    "remove_vetoproposal": _("veto proposal removed"),
    "add_snippet": _("reason snippet added"),
    "change_snippet": _("reason snippet changed"),
    "remove_snippet": _("reason snippet removed"),
    # vetoes and gates
    "hear_agency": _("agency asked about a veto"),
    "state_on_veto": _("statement on a veto"),
    "confirm_veto": _("veto confirmed"),
    "reject_veto": _("veto rejected"),
    "raise_gate": _("gate raised"),
    "reject_gate": _("gate rejected"),
    # runs
    "start_run": _("run started"),
    "compute_run": _("run computed"),
    "cancel_run": _("run cancelled"),
    # publications
    "start_preparation": _("preparation of a publication started"),
    "prepare_publication": _("publication prepared"),
    "discard_publication": _("prepared publication discarded"),
    "publish_results": _("results published"),
    "withdraw_publication": _("publication withdrawn"),
    "reissue_publication": _("publication issued again"),
    "add_evidence": _("evidence added"),
    "add_link": _("link added as evidence"),
    "attach_evidence": _("evidence attached"),
    "detach_evidence": _("evidence detached"),
    "remove_evidence": _("evidence removed"),
    "upload_workbook": _("workbook uploaded"),
    "apply_workbook": _("workbook applied"),
    "stop_workbook": _("applying a workbook stopped"),
    "discard_workbook": _("workbook discarded"),
    "begin_self_assessment": _("self-assessment begun"),
    "submit_self_assessment": _("self-assessment submitted"),
    "reopen_self_assessment": _("self-assessment reopened"),
    "take_over_answers": _("last year's answers taken over"),
    "plan_phases": _("phases planned"),
    "move_phase": _("phase moved"),
    "extend_phase": _("phase extended"),
    "add_case_categories": _("case categories added"),
    "enter_case": _("case entered"),
    "change_case": _("case changed"),
    "set_case_files": _("files of a case set"),
    "submit_case": _("case submitted"),
    "mark_case": _("case scored"),
    "award_case": _("award given to a case"),
    "file_appeal": _("appeal filed"),
    "reply_to_appeal": _("replied to an appeal"),
    "decide_appeal": _("appeal decided"),
    "withdraw_appeal": _("appeal withdrawn"),
    "settle_appealed_cell": _("appealed cell settled"),
    # the administration's pages (campaigns/recording.py)
    "add_campaign": _("campaign added"),
    "change_campaign": _("campaign changed"),
    "delete_campaign": _("campaign deleted"),
    "add_entity": _("entity added"),
    "change_entity": _("entity changed"),
    "delete_entity": _("entity deleted"),
    "add_reviewer": _("reviewer added"),
    "change_reviewer": _("reviewer changed"),
    "delete_reviewer": _("reviewer deleted"),
}

object_word: dict[str, str | Promise] = {
    "account": _("account"),
    "organisation": _("organisation"),
    "audit_trail": _("audit trail"),
    "indicator_version": _("indicator version"),
    "campaign": _("campaign"),
    "entity": _("entity"),
    "reviewer": _("reviewer"),
    "sheet": _("score sheet"),
    "cell": _("cell"),
    "finding": _("finding"),
    "screenshot": _("screenshot"),
    "gateproposal": _("gate proposal"),
    "vetoproposal": _("veto proposal"),
    "snippet": _("reason snippet"),
    "veto": _("veto"),
    "gate": _("gate"),
    "run": _("run"),
    "job": _("job"),
    "publication": _("publication"),
    "evidence": _("evidence"),
    "self_assessment": _("self-assessment"),
    "sheet_upload": _("uploaded workbook"),
    "case": _("innovation case"),
    "appeal": _("appeal"),
}


def word_of_verb(verb: str) -> str:
    """What an auditor reads; a verb that the code no longer writes is shown as it was written."""
    return str(verb_word.get(verb, verb))


def word_of_object(kind: str) -> str:
    return str(object_word.get(kind, kind))


def verb_choices() -> list[tuple[str, str]]:
    """All verbs by their words, in the order of the words."""
    return sorted(((verb, str(word)) for verb, word in verb_word.items()), key=lambda choice: choice[1])
