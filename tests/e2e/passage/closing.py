"""Runs, results to the agency, an upheld appeal, publication by two people, the recount by anybody."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import zipfile
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.passage.beginning import NAME
from tests.e2e.passage.people import Person
from tests.e2e.passage.scoring import FILE

REASON = "连续三天无法访问，公告不影响认定。"
NOTE = "更正说明.txt"
OBJECTION = "专栏已全部更新，见附件。"


def run(admin: Person, words: str, number: int) -> None:
    """Started by hand from what waits for the administrator, watched to its end."""
    admin.duty(NAME, words)
    admin.press("开始测算")
    expect(admin.page.locator("#job")).to_contain_text(f"测算 #{number} 已完成", timeout=30_000)
    admin.read()


def read_result(agency: Person, total: str) -> None:
    agency.duty(NAME, "查看结果： 青川市")
    expect(agency.page.locator(".ph-tile dd").first).to_contain_text(total)
    assert "评估员" not in agency.page.locator("main").inner_text()  # never who scored


def appeal(agency: Person) -> None:
    """Against the criterion that got less than full marks, with the file of the self-assessment and one sent here."""
    agency.duty(NAME, "查看结果： 青川市")
    leaf = agency.page.locator(".own-leaf").filter(has_text="指标2.1")
    leaf.get_by_role("link", name="提出申诉").click()
    agency.read()
    agency.page.locator("[name=text]").fill(OBJECTION)
    agency.page.get_by_label(FILE).check()
    note = {"name": NOTE, "mimeType": "text/plain", "buffer": "栏目三月已开设".encode()}
    agency.page.locator(".ev-drop input[multiple]").set_input_files([note])
    expect(agency.page.get_by_role("checkbox", name=NOTE)).to_be_checked(timeout=30_000)
    agency.press("提交申诉")
    for words in (OBJECTION, FILE, NOTE):
        agency.sees(words)


def uphold(lead: Person) -> None:
    """By somebody who scored none of it; the run that follows holds the new value."""
    lead.duty(NAME, "答复待处理的申诉")
    lead.page.locator("#appeals tbody a").first.click()
    lead.read()
    lead.sees(OBJECTION)
    with lead.page.expect_download() as download:
        lead.link(FILE).click()
    assert download.value.path().read_bytes()[:5] == b"%PDF-"
    lead.page.locator("#decision tbody input").fill("全")
    lead.page.locator("#decision [name=reason]").fill("附件属实，予以采纳。")
    lead.press("申诉成立")
    lead.sees("0.50 → 全")
    lead.reload_until_gone("最近一次测算尚未计入该裁定")


def compare(lead: Person) -> None:
    """Totals and ranks before and after, of the entity that appealed and of the one it passed."""
    lead.campaign(NAME)
    lead.follow("申诉", "申诉前后的总分和名次")
    rows = lead.page.locator("#changes tbody tr")
    expect(rows.filter(has_text="青川市")).to_contain_text(re.compile(r"75\.00\s*100\.00\s*\+25\.00.*2.*1", re.S))
    expect(rows.filter(has_text="云岭市")).to_contain_text(re.compile(r"87\.50\s*87\.50.*1.*2", re.S))


def publish(admin: Person, lead: Person) -> None:
    """One prepares, the other signs in afresh and seals."""
    admin.duty(NAME, "准备发布")
    for box in admin.page.locator("[name=acknowledged]").all():
        box.check()
    admin.press("准备发布")
    admin.sees("等待第二人批准")
    expect(admin.button("盖章发布")).to_have_count(0)
    lead.duty(NAME, "批准待发布的结果")
    lead.page.locator("[name=password]").fill("wrong-password")
    lead.press("盖章发布")
    lead.sees("密码不正确")
    lead.page.locator("[name=password]").fill("correct-horse-battery")
    lead.press("盖章发布")
    lead.sees("已发布")


def read_as_public(page: Page, folder: Path) -> None:
    """Without signing in: from the sign-in page to the ranking and the reason of the veto, then recounted."""
    page.goto("/sign-in/")
    page.get_by_role("link", name="已发布的结果").click()
    page.get_by_role("link", name=NAME).click()
    page.get_by_role("navigation").get_by_role("link", name="全部城市").click()
    rows = page.locator("#pub-league tbody tr")
    expect(rows).to_have_count(3)
    shown = [row.split("\t") for row in rows.all_inner_texts()]
    assert [(line[0], line[1].split("\n")[0], line[2]) for line in shown[:2]] == [
        ("1", "青川市", "100.00"),
        ("2", "云岭市", "87.50"),
    ]
    expect(rows.nth(2)).to_contain_text("白石市")
    expect(rows.nth(2)).to_contain_text(REASON)
    page.get_by_role("navigation").get_by_role("link", name="核验").click()
    seal = page.locator(".pub-seal").inner_text().strip()
    page.get_by_role("link", name="概览").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="全部文件打包下载").click()
    with zipfile.ZipFile(download.value.path()) as bundle:
        bundle.extractall(folder)
    recount(folder, seal)


def recount(folder: Path, seal: str) -> None:
    """With Python's standard library alone; seal and ranking that it confirms are those that were shown."""
    script = next(folder.rglob("recount.py"))
    done = subprocess.run([sys.executable, "-I", script], capture_output=True, text=True, check=False, cwd=folder)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    for said in (seal, "3 entities, 1 leagues recounted", "全部一致"):
        assert said in done.stdout
    with next(folder.rglob("ranking.csv")).open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [(line["rank"], line["entity"], line["total"]) for line in lines] == [
        ("1", "e1", "100.00"),
        ("2", "e3", "87.50"),
        ("", "e2", ""),
    ]
