"""Screenshots of every page in both languages, wide and on a phone, into docs/screens.

  python scripts/screenshots.py --url http://127.0.0.1:8000 [--only library,version] [--output DIR]

The workbench must be running with the demo loaded (make run). Chromium is taken from CHROMIUM or the PATH; Chinese
needs a font on this machine (Debian: fonts-noto-cjk). Add a page to PAGES, nowhere else; tests/e2e walks the same list.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = {"zh": "zh-hans", "en": "en"}
SIZES = {1280: 800, 390: 844}


@dataclass(frozen=True)
class Shot:
    """A page. ``user`` is who of the demo sees it: admin, lead, wen, agency, auditor, security; '' is a visitor.

    ``path`` is an address, or ``follow`` names a link on ``path`` to go through first (a CSS selector): addresses with
    numbers differ between installations. ``status`` is the expected answer.
    """

    name: str
    path: str
    user: str = "admin"
    follow: tuple[str, ...] = ()
    status: int = 200


RUN = "/campaigns/fujian-2019/runs/1"
RUN_RELEASED = "/campaigns/fujian-2019/runs/2"  # agencies see the last run only
PUBLIC = "/public/fujian-2018"
LEAF = "entities/chengling/leaves/fujian-2019-sites-local/1.1.1/"
WORKBOOK = "/campaigns/fujian-2019-departments/workbook/"

PAGES = [
    Shot("sign-in", "/sign-in/", user=""),
    Shot("account", "/account/"),
    Shot("second-factor", "/account/second-factor/"),
    Shot("accounts", "/accounts/", user="security"),
    Shot("accounts-new", "/accounts/new/", user="security"),
    Shot("accounts-person", "/accounts/?q=demo-lead", user="security", follow=("#accounts th a",)),
    Shot("accounts-file", "/accounts/file/", user="security"),
    Shot("accounts-organisations", "/accounts/organisations/", user="security"),
    Shot("role-proposals", "/accounts/proposals/"),
    Shot("invitation-over", "/invitations/nothing/", user="", status=404),
    Shot("library", "/indicators/"),
    Shot("version", "/indicators/", follow=("tr:has-text('fujian-2019-sites-local') a",)),
    Shot("version-channels", "/indicators/", follow=("tr:has-text('cstc-2019-new-media') a",)),
    Shot("version-alternatives", "/indicators/", follow=("tr:has-text('guangxi-departments') a",)),
    Shot("search", "/search/?q=办事"),
    Shot("campaigns", "/campaigns/"),
    Shot("campaigns-none", "/campaigns/", user="security"),
    Shot("campaign", "/campaigns/fujian-2019/"),
    Shot("campaign-read-only", "/campaigns/fujian-2019/", user="auditor"),
    Shot("campaign-evaluator", "/campaigns/fujian-2019/", user="wen"),
    Shot("campaign-agency", "/campaigns/fujian-2019/", user="agency"),
    Shot("phases", "/campaigns/fujian-2019-departments/phases/"),
    Shot("phases-agency", "/campaigns/fujian-2019/phases/", user="agency"),
    Shot("phase-plan", "/campaigns/fujian-2019-departments/phases/plan/"),
    Shot("notices", "/notices/", user="agency"),
    Shot("runs", "/campaigns/fujian-2019/runs/"),
    Shot("run", f"{RUN}/"),
    Shot("job", f"{RUN}/", follow=("dd a[href*='/jobs/']",)),
    Shot("ranking", f"{RUN}/leagues/counties/"),
    Shot("ranking-figures", f"{RUN}/leagues/counties/?view=figures"),
    Shot("ranking-chart", f"{RUN}/leagues/cities/?view=chart"),
    Shot("ranking-single", "/campaigns/cstc-2019/ranking/"),
    Shot("entity", f"{RUN}/entities/chengling/"),
    Shot("entity-unqualified", f"{RUN}/leagues/counties/?sort=-rank", follow=("tr:has(.ph-unqualified) th a",)),
    Shot("entity-agency", f"{RUN_RELEASED}/entities/chengling/", user="agency"),
    Shot("own-result", "/campaigns/fujian-2019/own/chengling/", user="agency"),
    Shot("appeals", "/campaigns/fujian-2019/appeals/", user="lead"),
    Shot("appeals-agency", "/campaigns/fujian-2019/appeals/", user="agency"),
    Shot("appeal", "/campaigns/fujian-2019/appeals/", user="lead", follow=("#appeals tbody th a",)),
    Shot("appeal-agency", "/campaigns/fujian-2019/appeals/", user="agency", follow=("#appeals tbody th a",)),
    Shot("appeals-changes", "/campaigns/fujian-2019/appeals/changes/", user="lead"),
    Shot(
        "appeal-upheld", "/campaigns/fujian-2019/appeals/?state=upheld", user="agency", follow=("#appeals tbody th a",)
    ),
    Shot("appeal-new", "/campaigns/fujian-2019/own/chengling/", user="agency", follow=(".own-link a.btn-quiet",)),
    Shot("leaf", f"{RUN}/{LEAF}", user="lead"),
    Shot("disagreements", "/campaigns/cstc-2019-local/disagreements/", user="lead"),
    Shot("disagreements-settled", "/campaigns/cstc-2019-local/disagreements/?state=settled", user="lead"),
    Shot("vetoes", "/campaigns/fujian-2019-departments/vetoes/", user="lead"),
    Shot("vetoes-decided", "/campaigns/fujian-2019/vetoes/?state=decided", user="auditor"),
    Shot(
        "vetoes-statement",
        "/notices/",
        user="agency",
        follow=("button:has-text('拟实施单项否决'), button:has-text('a veto is proposed')",),
    ),
    Shot("reopenings", "/campaigns/fujian-2019-departments/reopenings/", user="lead"),
    Shot("agreement", "/campaigns/fujian-2019/agreement/", user="lead"),
    Shot("leaf-agency", f"{RUN_RELEASED}/{LEAF}", user="agency"),
    Shot("my-work", "/work/", user="sang"),
    Shot("my-work-none", "/work/", user="lead"),
    Shot("workbook", WORKBOOK, user="sang"),
    Shot("workbook-plan", WORKBOOK, user="sang", follow=("#workbook-uploads tr:nth-child(2) a",)),
    Shot("workbook-faults", WORKBOOK, user="sang", follow=("#workbook-uploads tr:nth-child(1) a",)),
    Shot("workbook-applied", WORKBOOK, user="sang", follow=("#workbook-uploads tr:nth-child(3) a",)),
    Shot("workbook-discarded", WORKBOOK, user="sang", follow=("#workbook-uploads tr:nth-child(4) a",)),
    Shot("sheet", "/work/", user="sang", follow=("#my-sheets tbody th a",)),
    Shot("column", "/work/", user="sang", follow=("#my-sheets tbody th a", "a.sh-down")),
    Shot("column-indicator", "/work/", user="sang", follow=(".wk-side tbody a",)),
    Shot("assignment", "/campaigns/fujian-2019-departments/assignment/"),
    Shot("assignment-plan", "/campaigns/fujian-2019-departments/assignment/?unit=section&k=2&seed="),
    Shot("assignment-entity", "/campaigns/fujian-2019-departments/assignment/", follow=("#assignment th a",)),
    Shot("conflicts", "/campaigns/fujian-2019-departments/conflicts/"),
    Shot("progress", "/campaigns/fujian-2019-departments/progress/"),
    Shot("progress-entity", "/campaigns/fujian-2019-departments/progress/", follow=("#heat tbody a",)),
    Shot("audit-trail", "/audit/", user="auditor"),
    Shot("audit-filtered", "/audit/?verb=submit_sheet&actor=nobody", user="auditor"),
    Shot("audit-entry", "/audit/3/", user="auditor"),
    Shot("self-assessments", "/campaigns/fujian-2020/self-assessments/"),
    Shot("self-assessment-mine", "/self-assessment/", user="agency"),
    Shot(
        "self-assessment",
        "/self-assessment/",
        user="agency",
        follow=(".se-line:has(progress) a[href*='/self-assessments/']",),
    ),
    Shot(
        "self-assessment-submitted",
        "/campaigns/fujian-2020/self-assessments/",
        follow=("tr:has(.ph-done) th a",),
    ),
    Shot("self-assessment-workbook", "/campaigns/fujian-2020/self-assessments/workbook/", user="agency"),
    Shot(
        "self-assessment-workbook-plan",
        "/campaigns/fujian-2020/self-assessments/workbook/",
        user="agency",
        follow=("#workbook-uploads tbody a",),
    ),
    Shot("evidence", "/campaigns/fujian-2020/entities/chengling/evidence/", user="agency"),
    Shot("cases", "/campaigns/fujian-2020/cases/"),
    Shot("cases-agency", "/campaigns/fujian-2020/cases/", user="agency"),
    Shot("cases-judged", "/campaigns/cstc-2019-local/cases/"),
    Shot("case-judged", "/campaigns/cstc-2019-local/cases/", follow=("#awards a",)),
    Shot("case", "/campaigns/fujian-2020/cases/", follow=("#cases th a",)),
    Shot(
        "case-open",
        "/campaigns/fujian-2020/cases/",
        user="agency",
        follow=("tr:not(:has(.ph-done)) th a[href*='/cases/']",),
    ),
    Shot("case-new", "/campaigns/fujian-2020/entities/chengling/cases/", user="agency"),
    Shot("publication", "/campaigns/fujian-2018/publication/"),
    Shot("publication-checks", "/campaigns/fujian-2019/publication/"),
    Shot("publication-withdrawal", "/campaigns/fujian-2018/publication/2/withdrawal/"),
    Shot("public", "/public/", user=""),
    Shot("public-revision", f"{PUBLIC}/2/", user=""),
    Shot("public-superseded", f"{PUBLIC}/1/", user=""),
    Shot("public-league", f"{PUBLIC}/2/leagues/coast/", user=""),
    Shot("public-indicators", f"{PUBLIC}/2/indicators/fujian-2019-sites-local/", user=""),
    Shot("public-method", f"{PUBLIC}/2/method/", user=""),
    Shot("public-verify", f"{PUBLIC}/2/verify/", user=""),
    Shot("public-entity", f"{PUBLIC}/2/entities/chengling/", user=""),
    Shot("forbidden", f"{RUN}/", user="wen", status=403),
    Shot("not-found", "/nothing-here/", status=404),
]


def sign_in(context: BrowserContext, *, url: str, user: str) -> None:
    """As one of the demo's accounts, whose passwords everybody knows."""
    page = context.new_page()
    page.goto(f"{url}/sign-in/")
    page.fill("input[name=username]", f"demo-{user}")
    page.fill("input[name=password]", f"pingheng-demo-{user}")
    page.click("main button[type=submit]")
    page.wait_for_url(re.compile(r"^(?!.*/sign-in/)"))
    page.close()


def context_for(browser: Browser, *, url: str, language: str, width: int, user: str) -> BrowserContext:
    """A signed-in browser of one width in one language; animations off, so that pictures repeat."""
    context = browser.new_context(
        viewport={"width": width, "height": SIZES[width]},
        reduced_motion="reduce",
        locale=language,
        color_scheme="light",
    )
    context.add_cookies([{"name": "django_language", "value": language, "url": url}])
    if user:
        sign_in(context, url=url, user=user)
    return context


def open_shot(page: Page, shot: Shot, *, url: str = "") -> None:
    """Go to the shot's page and wait until nothing loads any more. A wrong answer is an error."""
    answer = page.goto(f"{url}{shot.path}")
    for selector in shot.follow:
        page.wait_for_load_state("networkidle")  # a tool writes its own address once it is ready
        with page.expect_navigation() as navigation:
            page.locator(selector).first.click()
        answer = navigation.value
    if answer is None or answer.status != shot.status:
        raise SystemExit(f"{shot.name}: expected {shot.status}, got {answer and answer.status} at {page.url}")
    page.wait_for_load_state("networkidle")


def chosen(names: str) -> list[Shot]:
    wanted = set(filter(None, names.split(",")))
    unknown = wanted - {shot.name for shot in PAGES}
    if unknown:
        raise SystemExit(f"unknown pages: {', '.join(sorted(unknown))}")
    return [shot for shot in PAGES if not wanted or shot.name in wanted]


def chromium() -> str:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        raise SystemExit("no Chromium: set CHROMIUM to its path, or install it (Debian: apt-get install chromium)")
    return path


def take(browser: Browser, shots: list[Shot], *, url: str, output: Path) -> Iterator[Path]:
    for short, language in LANGUAGES.items():
        for width in SIZES:
            for user in sorted({shot.user for shot in shots}):
                context = context_for(browser, url=url, language=language, width=width, user=user)
                page = context.new_page()
                for shot in (shot for shot in shots if shot.user == user):
                    open_shot(page, shot, url=url)
                    path = output / f"{shot.name}-{short}-{width}.png"
                    page.screenshot(path=path)
                    yield path
                context.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--only", default="", help="names of pages, separated by commas")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "screens")
    arguments = parser.parse_args()
    arguments.output.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for path in take(
            browser,
            chosen(arguments.only),
            url=arguments.url.rstrip("/"),
            output=arguments.output,
        ):
            print(path)
        browser.close()


if __name__ == "__main__":
    main()
