"""The forms of the interface. Those that come in are checked by them; those that go out are described by them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers as s

from reviews.checking import LONGEST_COMMENT, LONGEST_VALUE
from reviews.services.operations import MOST_OPERATIONS

LARGEST_ID = 2**63 - 1
LARGEST_VERSION = 2**31 - 1


class Text(s.CharField):
    """A text that may be empty, and keeps its outer blanks."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"allow_blank": True, "trim_whitespace": False, "max_length": LONGEST_COMMENT, **kwargs})


class Id(s.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=LARGEST_ID, **kwargs)


class CellAddress(s.Serializer[Any]):
    """A cell by its criterion (database id) and channel, '' where one value stands for the entity."""

    criterion = Id()
    channel = Text(max_length=40, default="")


# --- saving -----------------------------------------------------------------------------------------------------------
class Operation(CellAddress):
    """One change. ``base_version``: the version the writer saw, 0 where the cell had no value."""

    operation = s.UUIDField()
    value = Text(max_length=LONGEST_VALUE)
    comment = Text(default="")
    base_version = s.IntegerField(min_value=0, max_value=LARGEST_VERSION)


class Operations(s.Serializer[Any]):
    operations = s.ListField(child=Operation(), min_length=1, max_length=MOST_OPERATIONS)


class Content(s.Serializer[Any]):
    value = Text()
    comment = Text()
    version = s.IntegerField()
    at = s.DateTimeField(allow_null=True)


class Earlier(s.Serializer[Any]):
    """What stood here in the campaign before: the settled value, or all that differed, without who gave them."""

    campaign = Text()
    values = s.ListField(child=Text())
    settled = s.BooleanField()


class Claim(s.Serializer[Any]):
    """The agency's own answer; ``value`` null while it is kept back. ``files`` as evidence lists them."""

    value = Text(allow_null=True)
    statement = Text()
    submitted_at = s.DateTimeField()
    late = s.BooleanField()
    reopened = s.BooleanField()
    taken_over = s.BooleanField()
    files = s.ListField(child=s.DictField())


class Aside(s.Serializer[Any]):
    """What stands beside a cell, null where there is nothing or not before it is scored (policy ``earlier_values``)."""

    earlier = Earlier(allow_null=True)
    claim = Claim(allow_null=True)
    facts = s.ListField(child=s.DictField(), allow_null=True)


class Result(s.Serializer[Any]):
    """``saved``: value, comment and version as they stand now. ``conflict``: those of ``mine``, beside ``theirs``.
    ``refused``: ``code`` and ``reason``. ``aside`` comes with a value that is saved."""

    operation = s.UUIDField()
    status = s.ChoiceField(choices=["saved", "conflict", "refused"])
    value = Text(required=False)
    comment = Text(required=False)
    version = s.IntegerField(required=False)
    theirs = Content(required=False)
    aside = Aside(required=False)
    code = Text(required=False)
    reason = Text(required=False)


class Count(s.Serializer[Any]):
    asked = s.IntegerField()
    filled = s.IntegerField()


class NodeFigure(s.Serializer[Any]):
    score = Text()
    full = Text(allow_null=True)


class TreeFigures(s.Serializer[Any]):
    """``nodes`` by code."""

    channel = Text()
    raw = Text()
    full = Text()
    nodes = s.DictField(child=NodeFigure())


class Figures(Count):
    """Decimal texts; ``nodes`` by code (reviews.running)."""

    raw = Text()
    full = Text()
    nodes = s.DictField(child=Count())
    trees = TreeFigures(many=True)


class Saving(s.Serializer[Any]):
    results = Result(many=True)
    figures = Figures()
    version = s.IntegerField()


# --- the sheet --------------------------------------------------------------------------------------------------------
class Named(s.Serializer[Any]):
    key = Text()
    name = Text()


class ChannelLink(s.Serializer[Any]):
    kind = Text()
    word = Text()
    name = Text()
    address = Text()


class Component(Named):
    id = Id()
    version = Text()
    mode = s.ChoiceField(choices=["entity", "per_channel"])


class Criterion(s.Serializer[Any]):
    """``rule`` is the document's (formats.md §1), ``rule_words`` the same in words, ``weight`` the leaf's in points."""

    id = Id()
    address = Text()
    number = s.IntegerField()
    text = Text()
    share = s.FloatField(allow_null=True)
    criterion_class = Text()
    channels = s.ListField(child=Text())
    rule = s.JSONField()
    rule_words = Text()
    role = s.ChoiceField(choices=["ratio", "penalty", "amount", "count"])


class Node(s.Serializer[Any]):
    """In document order; ``parent`` is a code, '' on the first level."""

    id = Id()
    code = Text()
    name = Text()
    parent = Text()  # type: ignore[assignment]  # a field of the node, not of the serializer
    level = s.IntegerField()
    is_leaf = s.BooleanField()
    kind = Text()
    not_applicable = s.BooleanField()
    criteria = Criterion(many=True)


class CellContent(CellAddress):
    address = Text()
    value = Text()
    comment = Text()
    version = s.IntegerField()


class SheetCell(CellContent, Aside):
    """A cell of a sheet with what stands beside it."""


class FindingInput(CellAddress):
    tags = s.ListField(child=Text(max_length=40), max_length=20, default=list)
    severity = s.ChoiceField(choices=["low", "medium", "high"], default="medium")
    text = Text()


class Finding(FindingInput):
    id = Id()


class Screenshot(CellAddress):
    id = Id()
    width = s.IntegerField()
    height = s.IntegerField()
    size = s.IntegerField()
    url = Text()
    thumbnail_url = Text()


class DisputedCell(CellAddress):
    """An open disagreement, and the address where it is settled; for who may see the values of others."""

    url = Text()


class GateProposalInput(s.Serializer[Any]):
    gate = Text(max_length=60)
    reason = Text()


class GateProposal(GateProposalInput):
    id = Id()


class VetoProposalInput(s.Serializer[Any]):
    veto = Text(max_length=60)
    condition = Text(max_length=20, default="")
    channel = Text(max_length=40, default="")
    reason = Text()


class VetoProposal(VetoProposalInput):
    id = Id()


class Gate(s.Serializer[Any]):
    code = Text()
    name = Text()


class Condition(s.Serializer[Any]):
    number = Text()
    text = Text()


class Veto(Gate):
    scope = Text()
    conditions = Condition(many=True)


class SnippetInput(s.Serializer[Any]):
    text = Text(max_length=500)
    shared = s.BooleanField(default=False)
    criterion = Id(allow_null=True, default=None)


class Snippet(s.Serializer[Any]):
    """``pinyin``: syllables run together, a space, initials."""

    id = Id()
    text = Text()
    shared = s.BooleanField()
    criterion = Id(allow_null=True)
    pinyin = Text()


class SheetHead(s.Serializer[Any]):
    id = Id()
    campaign = Named()
    component = Component()
    entity = Named()
    round = Text()
    status = s.ChoiceField(choices=["open", "submitted"])
    submitted_at = s.DateTimeField(allow_null=True)
    phase = Text()
    phase_word = Text()
    deadline = s.DateTimeField(allow_null=True)
    editable = s.BooleanField()
    locked_reason = Text()
    policy = s.DictField(child=Text())
    version = s.IntegerField()


class Sheet(SheetHead):
    channels = ChannelLink(many=True)
    tree = Node(many=True)
    cells = SheetCell(many=True)
    figures = Figures()
    findings = Finding(many=True)
    screenshots = Screenshot(many=True)
    gates = Gate(many=True)
    gate_proposals = GateProposal(many=True)
    vetoes = Veto(many=True)
    veto_proposals = VetoProposal(many=True)
    disputed = DisputedCell(many=True)
    snippets = Snippet(many=True)


class ColumnRow(s.Serializer[Any]):
    sheet = Id()
    entity = Named()
    status = s.ChoiceField(choices=["open", "submitted"])
    editable = s.BooleanField()
    channels = ChannelLink(many=True)
    cells = SheetCell(many=True)
    findings = Finding(many=True)
    screenshots = Screenshot(many=True)
    gate_proposals = GateProposal(many=True)
    veto_proposals = VetoProposal(many=True)


class Column(s.Serializer[Any]):
    """``has_earlier``: the campaign has one before it; ``has_claims``: an agency has answered. Shown or not yet."""

    component = Component()
    round = Text()
    criteria = Criterion(many=True)
    has_earlier = s.BooleanField()
    has_claims = s.BooleanField()
    gates = Gate(many=True)
    vetoes = Veto(many=True)
    rows = ColumnRow(many=True)


class Reason(s.Serializer[Any]):
    reason = Text()


class SheetStatus(s.Serializer[Any]):
    id = Id()
    status = s.ChoiceField(choices=["open", "submitted"])
    submitted_at = s.DateTimeField(allow_null=True)


class Problem(s.Serializer[Any]):
    code = Text()
    detail = Text()


class Gap(CellAddress):
    address = Text()
    missing = s.ChoiceField(choices=["value", "comment"])


class Gaps(Problem):
    gaps = Gap(many=True)


class Picture(CellAddress):
    picture = s.FileField(max_length=200)
