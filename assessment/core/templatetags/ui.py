"""The components of every page. They are builtins: no {% load %}. An unknown parameter is refused when the template is
compiled, an unknown state or icon when it is rendered.

Figures (filters)
    {{ x|figure:2 }}   fixed places, half up, real minus; None is —     {{ x|signed:2 }}  with + or −
    {{ x|weight }}     no trailing zeros                                {{ x|percent:0 }} ratio as %    {{ x|share }}
    {{ t|moment }}     10 月 8 日 16:02                                 {{ hash|short }}  first 8 digits
    {{ name|data }}    what people entered, marked as not to be translated
Small marks
    {% icon "name" %}                                a name of static/vendor/icons.txt; decoration, hidden from readers
    {% chip kind text %}                             kind: done attention veto na info neutral; icon="" replaces it
    {% status value text="" %}                       chip of a known state value (see STATES); text: its translated word
    {% timestamp t full=False %}                     <time> with the exact moment as title
    {% copyable value label short=False %}           a code with a copy button; label names what is copied
    {% progress done total label="" wide=False %}    bar with 37/60; label names it for readers
    {% bar value maximum series=1 mark=None %}       one horizontal bar from zero, with an optional mark (a mean)
    {% stack parts maximum %}                        parts: [(value, series 1…7, label)]; stacked bar
    {% keys "j" "k" %}                               keys in <kbd>
Blocks
    {% panel title="" note="" flush=False id="" %}…{% endpanel %}             card; flush for a table inside
    {% notice kind %}…{% endnotice %}                                         kind as chip: what happened, what to do
    {% datatable caption dense=False sticky=False page=False top=False id="" %}<thead>…<tbody>…{% enddatatable %}
                        caption names it (read aloud); sticky: first column stays; page: header under the top bar;
                        classes for cells: ph-num (right, tabular), ph-mid, ph-nowrap, ph-soft
    {% form_tag action method="post" classes="" id="" %}…{% endform_tag %}   a form with its CSRF token
Whole parts
    {% crumbs label url label url label %}           breadcrumb; the last one is where the reader is
    {% tabs label url label url … %}                 the tab whose url is the request's path is current
    {% empty title text="" action="" url="" icon="inbox" %}                  says what to do next
    {% action label url post=False kind="" icon="" verdict=None confirm="" small=False %}
                        link, or a POST button with its token; kind: primary danger quiet; a Denied verdict shows the
                        button disabled with its reason; confirm asks that sentence first
    {% field form.name %}                            label, control, help, errors
    {% form_errors form %}                           errors that belong to no field
    {% faults_table faults %}                        Fault list: file, line, place, message
    {% sort_head label key current %}                <th>; current is "key" or "-key", written to ?sort=
    {% pages page %}                                 links of a paginator's page, keeping the query
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, CheckboxInput, FileInput, Select, SelectMultiple
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from assessment.core import figures
from assessment.core.faults import Fault
from assessment.core.markup import KINDS, STATES, icon_svg, known, scaled
from assessment.core.verdicts import Denied, Verdict

register = template.Library()

register.filter("figure", figures.figure)
register.filter("signed", figures.signed)
register.filter("weight", figures.weight)
register.filter("percent", figures.percent)
register.filter("share", figures.share)
register.filter("moment", figures.moment)


@register.filter
def data(value: Any) -> SafeString:
    """What people entered, inside a sentence of the interface: no reader's software translates it."""
    return format_html('<span translate="no">{}</span>', value)


@register.filter
def short(value: str) -> str:
    """The first digits of a hash, enough to compare by eye."""
    return value[:8]


# --- small marks ------------------------------------------------------------------------------------------------------
register.simple_tag(icon_svg, name="icon")


@register.simple_tag
def chip(kind: str, text: Any, icon: str = "") -> SafeString:
    name = icon or known(KINDS, kind, "kind of chip")
    return format_html('<span class="ph-chip ph-{}">{}{}</span>', kind, icon_svg(name), text)


@register.simple_tag
def status(value: str, text: Any = "") -> SafeString:
    kind, icon, word = known(STATES, str(value), "state")
    return chip(kind, text or word, icon=icon)


@register.simple_tag
def timestamp(value: datetime | None, full: bool = False) -> SafeString | str:
    if value is None:
        return figures.NOTHING
    return format_html(
        '<time datetime="{}" title="{}" class="ph-nowrap">{}</time>',
        value.isoformat(),
        figures.moment(value, full=True),
        figures.moment(value, full=full),
    )


@register.inclusion_tag("ui/copyable.html")
def copyable(value: str, label: Any, short: bool = False) -> dict[str, Any]:
    return {"value": value, "shown": value[:8] + "…" if short else value, "label": label}


@register.inclusion_tag("ui/progress.html")
def progress(done: int, total: int, label: Any = "", wide: bool = False) -> dict[str, Any]:
    return {"done": done, "total": total, "label": label, "wide": wide, "complete": bool(total) and done >= total}


@register.simple_tag
def bar(value: Any, maximum: Any, series: int = 1, mark: Any = None) -> SafeString:
    width = scaled(value, maximum)
    path = '<path class="ph-bar-halo" d="M{0} 0V14"/><path class="ph-bar-mark" d="M{0} 0V14"/>'
    line = "" if mark is None else format_html(path, scaled(mark, maximum))
    return format_html(
        '<svg class="ph-bar" viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="ph-bar-ground" width="100" height="14"/>'
        '<rect class="ph-series-{}" width="{}" height="14"/>{}</svg>',
        series,
        width,
        line,
    )


@register.simple_tag
def stack(parts: Iterable[tuple[Any, int, Any]], maximum: Any) -> SafeString:
    drawn, left = [], 0.0
    for value, series, label in parts:
        width = scaled(value, maximum)
        drawn.append((series, round(left, 3), width, label, figures.figure(value)))
        left += width
    rectangles = format_html_join(
        "", '<rect class="ph-series-{}" x="{}" width="{}" height="14"><title>{} {}</title></rect>', drawn
    )
    return format_html(
        '<svg class="ph-bar" viewBox="0 0 100 14" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        "; ".join(f"{label} {text}" for _series, _left, _width, label, text in drawn),
        rectangles,
    )


@register.simple_tag
def keys(*names: str) -> SafeString:
    return format_html_join(" ", "<kbd>{}</kbd>", ((name,) for name in names))


# --- blocks -----------------------------------------------------------------------------------------------------------
@register.simple_block_tag
def panel(content: str, title: Any = "", note: Any = "", flush: bool = False, id: str = "") -> SafeString:
    head = ""
    if title:
        side = format_html('<span class="ph-soft">{}</span>', note) if note else ""
        head = format_html('<div class="ph-panel-head"><h2>{}</h2>{}</div>', title, side)
    return format_html(
        '<section class="ph-panel"{}>{}<div class="ph-panel-body{}">{}</div></section>',
        format_html(' id="{}"', id) if id else "",
        head,
        " ph-panel-flush" if flush else "",
        mark_safe(content),  # noqa: S308 — rendered by the template engine, escaped there
    )


@register.simple_block_tag
def notice(content: str, kind: str) -> SafeString:
    return format_html(
        '<div class="ph-notice ph-{}">{}<div>{}</div></div>',
        kind,
        icon_svg(known(KINDS, kind, "kind of notice")),
        mark_safe(content),  # noqa: S308 — as above
    )


@register.simple_block_tag
def datatable(
    content: str,
    caption: Any,
    dense: bool = False,
    sticky: bool = False,
    page: bool = False,
    top: bool = False,
    id: str = "",
) -> SafeString:
    wanted = {"dense": dense, "sticky": sticky, "top": top}
    classes = " ".join(["ph-table", *(f"ph-table-{name}" for name, on in wanted.items() if on)])
    return format_html(
        '<div class="ph-table-box{}" role="region" aria-label="{}" tabindex="0"><table class="{}"{}>'
        '<caption class="ph-hidden">{}</caption>{}</table></div>',
        " ph-table-page" if page else "",
        caption,
        classes,
        format_html(' id="{}"', id) if id else "",
        caption,
        mark_safe(content),  # noqa: S308 — as above
    )


@register.simple_block_tag(takes_context=True)
def form_tag(
    context: Context, content: str, action: str, method: str = "post", classes: str = "", id: str = ""
) -> SafeString:
    token = ""
    if method == "post":
        value = get_token(context["request"])
        token = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', value)
    return format_html(
        '<form action="{}" method="{}"{}{}>{}{}</form>',
        action,
        method,
        format_html(' class="{}"', classes) if classes else "",
        format_html(' id="{}"', id) if id else "",
        token,
        mark_safe(content),  # noqa: S308 — as above
    )


# --- whole parts ------------------------------------------------------------------------------------------------------
def pairs(values: tuple[Any, ...]) -> list[tuple[Any, Any]]:
    """Alternating labels and urls; a last label may stand alone."""
    padded = (*values, "") if len(values) % 2 else values
    return list(zip(padded[::2], padded[1::2], strict=True))


@register.inclusion_tag("ui/crumbs.html")
def crumbs(*trail: Any) -> dict[str, Any]:
    return {"trail": pairs(trail)}


@register.inclusion_tag("ui/tabs.html", takes_context=True)
def tabs(context: Context, *entries: Any) -> dict[str, Any]:
    return {"entries": pairs(entries), "path": context["request"].path}


@register.inclusion_tag("ui/empty.html")
def empty(title: Any, text: Any = "", action: Any = "", url: str = "", icon: str = "inbox") -> dict[str, Any]:
    return {"title": title, "text": text, "action": action, "url": url, "icon": icon}


@register.inclusion_tag("ui/action.html", takes_context=True)
def action(
    context: Context,
    label: Any,
    url: str,
    post: bool = False,
    kind: str = "",
    icon: str = "",
    verdict: Verdict | None = None,
    confirm: Any = "",
    small: bool = False,
) -> dict[str, Any]:
    if kind not in {"", "primary", "danger", "quiet"}:
        raise template.TemplateSyntaxError(f"unknown kind of action: {kind!r}")
    reason = verdict.reason if isinstance(verdict, Denied) else ""
    classes = "btn" + (f" btn-{kind}" if kind else "") + (" btn-sm" if small else "")
    return {
        "label": label,
        "url": url,
        "post": post,
        "icon": icon,
        "classes": classes,
        "reason": reason,
        "confirm": confirm,
        "csrf_token": get_token(context["request"]) if post and not reason else "",
    }


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    widget = bound.field.widget
    style = "form-select" if isinstance(widget, Select | SelectMultiple) else "form-control"
    attributes: dict[str, str | bool] = {} if isinstance(widget, CheckboxInput) else {"class": style}
    takes_file = isinstance(widget, FileInput)
    return {
        "bound": bound,
        "control": bound.as_widget(attrs=attributes),
        "takes_file": takes_file,
        "picker": widget.attrs.get("data-picker"),
    }


@register.inclusion_tag("ui/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, Any]:
    return {"errors": form.non_field_errors()}


@register.inclusion_tag("ui/faults.html")
def faults_table(faults: Iterable[Fault]) -> dict[str, Any]:
    return {"faults": list(faults)}


def query_with(request: HttpRequest, **values: str) -> str:
    """The request's query with some parameters replaced; the page falls away when the order changes."""
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in values.items():
        query[name] = value
    return f"?{query.urlencode()}"


@register.inclusion_tag("ui/sort_head.html", takes_context=True)
def sort_head(context: Context, label: Any, key: str, current: str, numeric: bool = False) -> dict[str, Any]:
    order = {key: "ascending", f"-{key}": "descending"}.get(current, "none")
    wanted = f"-{key}" if order == "ascending" else key
    url = query_with(context["request"], sort=wanted)
    return {"label": label, "order": order, "url": url, "numeric": numeric}


@register.inclusion_tag("ui/pages.html", takes_context=True)
def pages(context: Context, page: Page) -> dict[str, Any]:
    def url(number: int) -> str:
        return query_with(context["request"], page=str(number))

    return {
        "page": page,
        "previous": url(page.previous_page_number()) if page.has_previous() else "",
        "next": url(page.next_page_number()) if page.has_next() else "",
    }
