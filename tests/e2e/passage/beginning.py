"""From nothing to the phase of self-assessment: master data, roles by two people, assignment, dates."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from playwright.sync_api import expect

from tests.e2e.passage.people import Person
from tests.e2e.passage.world import SYSTEM_NAME

NAME, KEY = "青川一带评估", "passage"
ENTITIES = {"e1": "青川市", "e2": "白石市", "e3": "云岭市"}


def set_up(admin: Person) -> None:
    """The campaign with its version, a round and a league; then its entities, each with a site."""
    page = admin.page
    page.goto("/")
    admin.follow("评估批次")
    admin.link("新建评估批次").click()
    admin.fill(**{"标识": KEY, "名称（中文）": NAME, "年份": "2024"})
    for part, prefix, texts in (
        ("分项", "components", {"share": "1", "position": "0"}),
        ("轮次", "rounds", {"key": "r1", "position": "0"}),
        ("排名组别", "leagues", {"key": "all", "name_zh": "全部城市", "position": "0"}),
    ):
        admin.button(f"添加另一个 {part}").click()
        for name, text in texts.items():
            page.locator(f"[name={prefix}-0-{name}]").fill(text)
    page.locator("[name=components-0-version]").select_option(label=f"{SYSTEM_NAME} (1)")
    admin.button("保存并继续编辑").click()
    admin.link("在站点上查看").click()
    admin.read()
    page.locator(".cp-duties").get_by_role("link", name="录入被评单位").click()
    for number, (key, name) in enumerate(ENTITIES.items(), start=1):
        expect(page.locator("[name=campaign] option:checked")).to_have_text(NAME)
        expect(page.locator("[name=classes]")).to_have_value(re.compile('"passage": "city"'))
        page.locator("[name=key]").fill(key)
        page.locator("[name=name]").fill(name)
        admin.button("添加另一个 渠道").click()
        page.locator("[name=channels-0-kind]").fill("website")
        page.locator("[name=channels-0-name]").fill(f"{name}人民政府")
        page.locator("[name=channels-0-address]").fill(f"https://{key}.example/")
        admin.button("保存并增加另一个" if number < len(ENTITIES) else "保存并继续编辑").click()
    admin.link("在站点上查看").click()
    admin.read()
    admin.sees("被评单位")


def give_roles(security: Person, admin: Person) -> None:
    """The security administrator proposes; what shows scores waits for the administrator's yes."""
    for name, role, entities in (
        ("组长丙", "复核员", ("",)),
        ("评估员丁", "评估员", ("",)),
        ("评估员戊", "评估员", ("",)),
        ("填报员己", "单位填报员", ("青川市", "白石市")),
    ):
        security.page.goto("/")
        security.follow("账号")
        security.page.locator("main [name=q]").fill(name)
        security.press("筛选")
        security.follow(name)
        for entity in entities:
            security.page.locator("[name=role]").select_option(label=role)
            security.page.locator("[name=campaign]").select_option(KEY)
            security.page.locator("[name=entity]").fill(entity)
            security.press("授予")
            security.sees("已授予" if entity else "第二人")
    admin.page.goto("/")
    admin.follow("角色审批")
    waiting = admin.page.locator("#waiting tr").filter(has_text=NAME)
    expect(waiting).to_have_count(3)
    for number in range(3):
        waiting.nth(number).get_by_role("checkbox").check()
    admin.press("批准所选")
    expect(waiting).to_have_count(0)


def assign(admin: Person) -> None:
    """Both evaluators for every entity, seen as a plan first."""
    admin.duty(NAME, "将被评单位分派给评估员")
    admin.page.locator("[name=k]").fill("2")
    admin.press("查看方案")
    admin.press("应用方案")
    for name in ENTITIES.values():
        row = admin.page.locator("#assignment tr").filter(has_text=name)
        expect(row).to_contain_text("评估员丁")
        expect(row).to_contain_text("评估员戊")


def move_on(admin: Person, to: str, *, despite: str = "") -> None:
    """Forward with a deadline, from what waits for the administrator. ``despite``: why what is open is passed over."""
    admin.duty(NAME, f"查看进入“{to}”之前的未办事项")
    due = datetime.now() + timedelta(days=7)
    admin.page.locator("#forward [name=due_at]").fill(due.strftime("%Y-%m-%dT%H:%M"))
    if despite:
        admin.page.locator("#forward [name=override]").check()
        admin.page.locator("#forward [name=reason]").fill(despite)
    admin.press("推进")
    expect(admin.page.locator(".cp-present .cp-name")).to_have_text(to)
