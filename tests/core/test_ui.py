"""The components: what they draw, and what they refuse."""

import pytest
from django.core.paginator import Paginator
from django.forms import CharField, FileField, Form
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils.translation import override

from assessment.core.faults import Fault
from assessment.core.markup import KINDS, STATES, icon_names, icon_svg
from assessment.core.verdicts import Allowed, Denied


def draw(source, path="/", **context):
    return Template(source).render(Context({"request": RequestFactory().get(path), **context}))


@pytest.mark.parametrize(
    "source",
    [
        "{% icon 'check' size=3 %}",
        "{% chip 'done' 'x' colour='red' %}",
        "{% progress 1 2 style='x' %}",
        "{% panel titel='x' %}{% endpanel %}",
        "{% datatable caption='x' zebra=True %}{% enddatatable %}",
        "{% action 'x' '/' methode='post' %}",
        "{% notice 'info' title='x' %}{% endnotice %}",
        "{% empty 'x' button='y' %}",
    ],
)
def test_an_unknown_parameter_is_refused_when_the_template_is_compiled(source):
    with pytest.raises(TemplateSyntaxError, match="received unexpected keyword argument"):
        Template(source)


@pytest.mark.parametrize(
    "source",
    [
        "{% icon 'no-such-icon' %}",
        "{% chip 'green' 'x' %}",
        "{% status 'no-such-state' %}",
        "{% notice 'red' %}{% endnotice %}",
        "{% action 'x' '/' kind='big' %}",
    ],
)
def test_an_unknown_name_is_refused(source):
    with pytest.raises(TemplateSyntaxError, match="unknown"):
        draw(source)


def test_every_kind_and_state_has_an_icon_that_is_drawn():
    used = set(KINDS.values()) | {icon for _kind, icon, _word in STATES.values()}
    assert used - icon_names() == set()
    assert {kind for kind, _icon, _word in STATES.values()} - set(KINDS) == set()


def test_text_is_escaped():
    told = "<b>x</b>"
    for source in ("{% chip 'done' told %}", "{% panel title=told %}{{ told }}{% endpanel %}", "{% crumbs told %}"):
        assert "<b>" not in draw(source, told=told)


def test_a_chip_says_its_state_in_a_word_beside_the_icon():
    assert draw("{% status 'failed' %}") == f'<span class="ph-chip ph-veto">{icon_svg("circle-x")}失败</span>'


def test_an_action_that_posts_carries_a_token_and_its_question():
    drawn = draw("{% action 'Delete' '/x/' post=True kind='danger' confirm='Sure?' %}")
    assert 'method="post" action="/x/" data-confirm="Sure?"' in drawn
    assert 'name="csrfmiddlewaretoken"' in drawn


def test_a_denied_action_is_a_disabled_button_with_the_reason():
    denied = draw("{% action 'Start' '/x/' post=True verdict=verdict %}", verdict=Denied("The phase is over."))
    assert "disabled" in denied
    assert "The phase is over." in denied
    assert "/x/" not in denied
    allowed = draw("{% action 'Start' '/x/' verdict=verdict %}", verdict=Allowed())
    assert allowed.strip() == '<a class="btn" href="/x/">Start</a>'


def test_a_bar_stays_inside_its_scale():
    widths = [draw("{% bar v 10 %}", v=value).split('width="')[2].split('"')[0] for value in (0, 5, 25, -3, None)]
    assert widths == ["0.0", "50.0", "100.0", "0.0", "0.0"]


def test_a_stacked_bar_puts_its_parts_end_to_end():
    drawn = draw("{% stack parts 20 %}", parts=[(5, 1, "甲"), (10, 2, "乙")])
    assert [part.split('"')[0] for part in drawn.split(' x="')[1:]] == ["0.0", "25.0"]
    assert 'aria-label="甲 5.00; 乙 10.00"' in drawn


def test_a_table_names_itself():
    drawn = draw("{% datatable caption='Ranking' dense=True sticky=True %}<tbody></tbody>{% enddatatable %}")
    assert 'aria-label="Ranking"' in drawn
    assert '<table class="ph-table ph-table-dense ph-table-sticky"><caption class="ph-hidden">Ranking' in drawn


def test_a_field_ties_its_label_help_and_error_together():
    class Asking(Form):
        name = CharField(label="Name", help_text="As printed.")

    drawn = draw("{% field form.name %}", form=Asking({"name": ""}))
    assert '<label for="id_name">Name</label>' in drawn
    assert 'id="id_name_helptext"' in drawn
    assert 'aria-invalid="true"' in drawn


def test_a_field_for_a_file_has_a_button_in_the_language_of_the_page():
    class Asking(Form):
        file = FileField(label="File")

    with override("zh-hans"):
        drawn = draw("{% field form.file %}", form=Asking())
    assert '<input type="file" name="file"' in drawn
    assert "选择文件</span>" in drawn


def test_sorting_keeps_the_query_and_turns_the_order_around():
    source = "{% sort_head 'Total' 'total' current %}"
    assert "?q=a&amp;sort=total" in draw(source, path="/?q=a&page=3", current="name")
    assert "?q=a&amp;sort=-total" in draw(source, path="/?q=a&sort=total", current="total")
    assert 'aria-sort="descending"' in draw(source, current="-total")


def test_pages_are_linked_only_where_there_are_several():
    one, two = (Paginator(range(size), 2).page(1) for size in (2, 3))
    assert draw("{% pages page %}", page=one).strip() == ""
    assert "?sort=x&amp;page=2" in draw("{% pages page %}", path="/?sort=x", page=two)


def test_faults_are_listed_with_their_place():
    drawn = draw("{% faults_table faults %}", faults=[Fault("scores.csv", 5, "value", "'七' 不是数字")])
    assert ["scores.csv" in drawn, ">5<" in drawn, "<code>value</code>" in drawn] == [True, True, True]
