"""What hangs on a criterion and on a sheet in the browser: findings, pictures, proposals, reasons; search; sites."""

import pytest
from playwright.sync_api import expect

from tests.e2e.desk import saved
from tests.reviews.evidence.samples import png

PAINT = """async () => {
  const canvas = new OffscreenCanvas(640, 480);
  canvas.getContext("2d").fillRect(10, 10, 100, 100);
  const png = await canvas.convertToBlob({type: "image/png"});
  await navigator.clipboard.write([new ClipboardItem({"image/png": png})]);
}"""

#: A site that wants its opener to go to a copy of our sign-in page.
HOSTILE = """<title>site</title><script>
const attempt = (go) => { try { go(); return "went"; } catch { return "refused"; } };
window.tries = [() => { opener.location = "/trap/"; }, () => { opener.top.location = "/trap/"; },
  () => { opener.parent.location.replace("/trap/"); }].map(attempt);
</script>"""


@pytest.fixture
def pasting(desk):
    """``pasting(page)``: paste a picture as the clipboard of the system holds it."""
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    def paste(page):
        page.evaluate(PAINT)
        page.keyboard.press("Control+v")

    return paste


def test_findings_pictures_and_proposals_are_noted_by_keys_and_are_there_after_a_reload(desk, pasting):
    page = desk.open("keyed")
    page.keyboard.press("f")
    page.keyboard.type("no telephone")
    page.keyboard.press("Tab")
    page.keyboard.type("contact, page")
    page.keyboard.press("Enter")
    finding = page.locator(".sh-finding")
    expect(finding).to_contain_text("no telephone")
    row = page.locator("[id='1.1#1']")
    row.focus()
    pasting(page)
    expect(row.locator(".sh-picture img")).to_have_count(1)
    row.focus()
    page.keyboard.press("v")
    page.get_by_label("否决或不得分", exact=True).select_option("veto/V1/1")
    page.locator(".sh-proposal-form textarea").fill("three days")
    page.locator(".sh-proposal-form button").click()
    proposal = page.locator(".sh-proposal")
    expect(proposal).to_contain_text("three days")
    page.reload()
    page.wait_for_selector("#sheet[data-ready]")
    assert finding.locator(".sh-tag").all_inner_texts() == ["contact", "page"]
    assert (proposal.count(), row.locator(".sh-picture img").evaluate("image => image.naturalWidth > 0")) == (1, True)
    finding.get_by_role("button").click()
    row.locator(".sh-picture button").click()
    proposal.get_by_role("button").click()
    for part in (finding, proposal, row.locator(".sh-picture")):
        expect(part).to_have_count(0)


def test_the_answer_of_the_agency_opens_beside_the_sheet_and_its_rating_only_after_ones_own(desk):
    page = desk.open("keyed")
    desk.shell(f"claim({desk.sheets[0]})")
    desk.go(page)
    pane = page.locator(".sh-aside")
    expect(pane).to_contain_text("已公开")
    expect(pane).to_contain_text("您评分后显示")
    pane.get_by_role("button", name="首页.png").click()
    expect(pane.locator("img.ev-page")).to_have_js_property("naturalWidth", 40)
    with page.expect_download() as download:
        pane.get_by_role("link", name="下载").click()
    assert download.value.path().read_bytes() == png()
    page.keyboard.press("y")
    page.keyboard.press("k")
    expect(pane).not_to_contain_text("您评分后显示")


def test_a_row_of_a_column_takes_findings_and_pictures_of_its_own_site(desk, pasting):
    page = desk.open("keyed", sheets=2, column="1.1#1")
    page.keyboard.press("f")
    page.keyboard.type("no telephone")
    page.keyboard.press("Enter")
    expect(page.locator(".sh-finding")).to_have_count(1)
    page.locator(".co-row").first.focus()
    pasting(page)
    expect(page.locator(".sh-picture img")).to_have_count(1)
    page.locator(".co-row").first.focus()
    page.keyboard.press("j")
    expect(page.locator(".sh-finding, .sh-picture")).to_have_count(0)
    page.keyboard.press("k")
    expect(page.locator(".sh-finding, .sh-picture")).to_have_count(2)
    # What hangs on a criterion is there when one comes back to its column.
    page.get_by_role("button", name="下一条").click()
    expect(page.locator("[data-part=head]")).to_contain_text("1.1#2")
    expect(page.locator(".sh-finding, .sh-picture")).to_have_count(0)
    page.get_by_role("button", name="上一条").click()
    expect(page.locator(".sh-finding, .sh-picture")).to_have_count(2)


def test_a_veto_is_proposed_in_the_row_of_its_site_and_stands_on_its_sheet(desk):
    page = desk.open("keyed", sheets=2, column="1.1#1")
    page.keyboard.press("j")
    page.keyboard.press("v")
    page.get_by_label("否决或不得分", exact=True).select_option("veto/V1/1")
    page.locator(".sh-proposal-form textarea").fill("three days")
    page.locator(".sh-proposal-form button").click()
    expect(page.locator(".sh-proposal")).to_contain_text("three days")
    page.keyboard.press("Escape")
    page.locator(".co-row").first.click()
    expect(page.locator(".sh-proposal")).to_have_count(0)
    page.locator(".co-row th a").nth(1).click()
    expect(page.locator(".sh-proposal")).to_contain_text("three days")


def test_a_sheet_is_searched_by_pinyin_and_a_comment_is_kept_as_a_reason(desk):
    page = desk.open("keyed")
    page.keyboard.press("/")
    page.keyboard.type("2.1 zhibiao")
    page.keyboard.press("Enter")
    assert page.locator("[aria-current].sh-row").get_attribute("id") == "2.1#1"
    page.keyboard.press("/")
    page.keyboard.type("1.2#4")
    page.keyboard.press("Enter")
    assert page.locator("[aria-current].sh-row").get_attribute("id") == "1.2#4"
    page.keyboard.press("c")
    page.keyboard.type("栏目空白")
    page.get_by_role("button", name="存为常用理由").click()
    expect(page.get_by_role("button", name="栏目空白")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("c")
    page.keyboard.type("lmkb")
    page.keyboard.press("Alt+1")
    page.keyboard.press("Escape")
    saved(page)
    assert [(address, comment) for address, _value, comment in desk.cells()] == [
        ("1.2#4", "栏目空白"),
        ("1.2#5", "栏目空白"),
    ]


def test_tab_passes_what_is_done(desk):
    page = desk.open("keyed")
    for key in ("y", "1", "k", "k", "Tab"):
        page.keyboard.press(key)
    assert page.locator("[aria-current].sh-row").get_attribute("id") == "1.1#3"


def test_sites_share_one_window_and_cannot_send_the_sheet_anywhere(desk, page_faults):
    page_faults.expect("request to another host: https://w|Unsafe attempt to initiate navigation")
    desk.page.context.route("https://*.example/", lambda route: route.fulfill(body=HOSTILE, content_type="text/html"))
    page = desk.open("keyed")
    here = page.url
    with page.context.expect_page() as opened:
        page.keyboard.press("e")
    site = opened.value
    site.wait_for_load_state()
    assert (site.url, site.evaluate("tries"), site.evaluate("document.referrer")) == (
        "https://website.example/",
        ["refused"] * 3,
        "",
    )
    page.bring_to_front()
    page.get_by_role("link", name="微信").click()
    site.wait_for_url("https://weixin.example/")
    assert (len(page.context.pages), page.url) == (2, here)
    page.goto("/work/")
    expect(page.locator("h1")).to_have_text("我的工作")
    assert len(page.context.pages) == 1
