"""The texts of the score sheet's scripts, which hold no words themselves; ``{name}`` is filled in by them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from indicators.wording import WORDS as KEY_WORDS

WORDS: dict[str, str | Promise] = {
    # values
    "empty": _("empty"),
    "na": _("N/A"),
    "met": _("met"),
    "not_met": _("not met"),
    "full_marks": _("Full marks"),
    "clear": _("Clear"),
    "less": _("one less"),
    "more": _("one more"),
    "hint_rating": _("0–1"),
    "hint_proportion": _("n/d"),
    "hint_number": _("a number"),
    "hint_items": _("points; points"),
    "no_value": _("This is no value of this criterion; it is kept here and not sent."),
    # states of a cell
    "state_typed": _("not sent yet"),
    "state_unready": _("not complete"),
    "state_sent": _("saving"),
    "state_saved": _("saved"),
    "state_waiting": _("waiting"),
    "state_conflict": _("conflict"),
    "state_refused": _("refused"),
    "conflict": _("This cell was changed elsewhere after you had read it. Which value holds?"),
    "mine": _("mine"),
    "theirs": _("elsewhere"),
    "base": _("value before"),
    "keep_mine": _("Keep mine"),
    "take_theirs": _("Take the other"),
    # states of the sheet
    "saving": _("Saving: {count}"),
    "saved_at": _("Saved {time}"),
    "conflicts": _("Conflicts: {count}"),
    "offline": _("No connection. Changes kept in this browser: {count}"),
    "signed_out": _("You are signed out. Changes kept in this browser: {count}"),
    "locked": _("{reason} Changes that were not taken: {count}"),
    "denied": _("{reason} Changes that were not taken: {count}"),
    "server_fault": _("The server could not answer; this is tried again. {reason}"),
    "offline_now": _("No connection. Please try again."),
    "signed_out_now": _("You are signed out. Please sign in again."),
    "sign_in": _("Sign in again"),
    "not_kept": _("This browser keeps no data. What is not saved yet is lost when you close the page."),
    "left_elsewhere": _("Changes on other sheets that still wait to be sent: {count}. Open them:"),
    "submit_waits": _("Some changes are not saved yet or in conflict. Please settle them before you submit."),
    "filled_full": _("Full marks given to empty cells: {count}"),
    "undo": _("Undo"),
    # tree and panes
    "mark_empty": _("empty"),
    "mark_partial": _("partly done"),
    "mark_done": _("done"),
    "mark_na": _("not applicable"),
    "mark_conflict": _("conflict"),
    "this_leaf": _("This indicator"),
    "missing_comment": _("reason"),
    "channels": _("Channels"),
    "channel": _("Channel"),
    "no_channels": _("No open channel."),
    # beside a cell
    "claim": _("The agency's own answer"),
    "claim_hidden": _("Its rating is shown once you have scored."),
    "claim_late": _("late"),
    "claim_taken_over": _("from last year"),
    "earlier": _("Last campaign"),
    "earlier_settled": _("settled value"),
    "facts": _("Measured"),
    # columns
    "down_criterion": _("This criterion, all sites"),
    "down_leaf": _("This indicator, all sites"),
    "whole_leaf": _("all criteria"),
    "row_locked": _("locked"),
    "turn_criterion": _("Next criterion"),
    "turn_leaf": _("Next indicator"),
    # what hangs on a criterion
    "comment": _("Comment"),
    "comment_hint": _("Comment or reason"),
    "snippets": _("Reasons to use again"),
    "keep_snippet": _("Keep as a reason"),
    "finding": _("Finding"),
    "finding_hint": _("What is wrong"),
    "add_finding": _("Add a finding"),
    "tags": _("Tags"),
    "severity": _("How severe"),
    "severity_low": _("low"),
    "severity_medium": _("medium"),
    "severity_high": _("high"),
    "add": _("Add"),
    "remove": _("Remove"),
    "close": _("Close"),
    "picture": _("Picture, {width} × {height}"),
    "picture_full": _("Full size"),
    "proposals": _("Vetoes and gates"),
    "propose": _("Propose a veto or a gate"),
    "proposal": _("Veto or gate"),
    "proposal_choose": _("Choose…"),
    "reason": _("Reason"),
    "reason_hint": _("What you saw, where and when"),
    # keys
    "single_keys": _("Single keys are on"),
    "press_key": _("Press a key (Esc: leave it)"),
    "change_key": _("Change"),
    "reset_keys": _("As delivered"),
    "key_next": _("next criterion"),
    "key_previous": _("previous criterion"),
    "key_next_leaf": _("next indicator"),
    "key_previous_leaf": _("previous indicator"),
    "key_yes": _("met"),
    "key_no": _("not met"),
    "key_na": _("N/A"),
    "key_comment": _("comment"),
    "key_full": _("full marks"),
    "key_fill_branch": _("full marks for the empty cells of this indicator"),
    "key_finding": _("finding"),
    "key_veto": _("propose a veto"),
    "key_evidence": _("open the channel"),
    "key_unfinished": _("next empty criterion"),
    "key_next_sheet": _("next unfinished sheet"),
    "key_help": _("all keys"),
    "key_digits": _("a choice, and on; or a figure"),
    "key_enter": _("take the figure, and on"),
    "key_arrows": _("previous, next criterion"),
    "key_tab": _("next criterion that is empty"),
    "key_search": _("search"),
    "key_clear": _("empty the cell"),
    "key_paste": _("paste a picture"),
    "key_submit": _("submit the sheet"),
    "key_escape": _("out of the comment"),
}


def sheet_words() -> dict[str, str]:
    """The texts in the reader's language."""
    return {key: str(word) for key, word in WORDS.items()}


def key_words() -> dict[str, str]:
    """Keys of indicator systems (levels, categories, channels) that have a word in the reader's language."""
    return {key: str(word) for key, word in KEY_WORDS.items()}
