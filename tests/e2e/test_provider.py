"""Signing in at a provider, in a browser: the way there and back breaks no policy, and reads in the page's language."""

from __future__ import annotations

import pytest

from scripts import screenshots


@pytest.mark.parametrize(("language", "width"), [("zh-hans", 390), ("en", 1280)])
def test_one_links_an_identity_and_comes_back_by_it(page, demo, page_faults, identity_provider, language, width):
    page_faults.expect(f"request to another host: {identity_provider.issuer}/authorization")
    page.set_viewport_size({"width": width, "height": screenshots.SIZES[width]})
    page.context.add_cookies([{"name": "django_language", "value": language, "url": demo.url}])
    screenshots.sign_in(page.context, url=demo.url.rstrip("/"), user="lead")
    page.goto("/account/")
    page.fill("#identity input[name=password]", "pingheng-demo-lead")
    page.click("#identity button")
    page.wait_for_selector("#identity .ph-chip")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.context.clear_cookies(name="sessionid")
    page.goto("/sign-in/?next=/account/")
    page.click(".acc-provider button")
    page.wait_for_url("**/account/")
    assert "wen@centre" in page.inner_text("#identity")
    page.once("dialog", lambda dialog: dialog.accept())
    page.click("#identity button")
    page.wait_for_selector("#identity input[name=password]")


def test_the_page_on_the_way_there_has_a_link_of_its_own(page, demo, page_faults, identity_provider):
    page_faults.expect("request to another host")
    page.route(f"{identity_provider.issuer}/**", lambda route: route.fulfill(status=204))  # one stays where one is
    page.goto("/sign-in/")
    page.click(".acc-provider button")
    assert page.get_attribute("main a", "href").startswith(f"{identity_provider.issuer}/authorization?")
    assert page.inner_text("main h1") == "前往 省统一身份认证"
