"""The pages of the interface: complete, in both languages, accessible, to be tried offline."""

import re

import msgspec
import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait
from starlette.testclient import TestClient

from api.own.office import MAIN, Programs
from madoguchi.api.own import ENDPOINTS, openapi
from madoguchi.api.own.problems import NAMES
from madoguchi.api.refusals import Reason
from web.test_browser import AXE, look, violations

# Two operations and one type: the others are made by the same lines, and take long to look through.
OPENED = """
document.querySelectorAll(".operation:not(#key-made, #search), .type + .type")
  .forEach(one => one.remove());
document.querySelectorAll(".operation, .operation details, .type:first-of-type")
  .forEach(one => one.open = true);
document.querySelectorAll(".operation [hidden]").forEach(one => one.hidden = false);
"""
PAGES = ("/api/v1/docs", "/api/v1/problems")


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_pages_are_in_the_language_asked_for(desk: TestClient, path: str, lang: str) -> None:
    asked = desk.get(f"{path}?lang={lang}")
    preferred = desk.get(path, headers={"accept-language": f"{lang}-XX, fr;q=0.5"})
    assert asked.text == preferred.text
    assert f'<html lang="{lang}">' in asked.text
    assert "Accept-Language" in ", ".join(preferred.headers.get_list("vary"))
    assert desk.get(f"{path}?lang=xx").status_code == 400


@pytest.mark.parametrize("path", PAGES)
def test_pages_load_nothing_from_elsewhere_and_run_nothing_within(
    desk: TestClient, path: str
) -> None:
    answer = desk.get(path)
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")
    assert not re.search(r"<script>|<style|style=|\son\w+=", answer.text)
    for address in re.findall(r'(?:src|href)="([^"]+)"', answer.text):
        assert address.startswith(("/", "#", "?")), address
    for address in re.findall(r'(?:src|stylesheet" href)="([^"]+)"', answer.text):
        assert desk.get(address).status_code == 200


def test_every_operation_and_type_is_there(desk: TestClient) -> None:
    text = desk.get("/api/v1/docs").text
    ids = set(re.findall(r'<details class="operation" id="([^"]+)"', text))
    assert ids == {one.name for one in ENDPOINTS}
    types = set(re.findall(r'<details class="type" id="type-([^"]+)"', text))
    assert types == set(msgspec.json.decode(openapi())["components"]["schemas"])
    links = set(re.findall(r'href="#type-([^"]+)"', text))
    assert links <= types
    every = re.findall(r'\sid="([^"]+)"', text)
    assert len(every) == len(set(every))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_problem_is_explained(desk: TestClient, lang: str) -> None:
    text = desk.get(f"/api/v1/problems?lang={lang}").text
    assert set(re.findall(r'<section class="problem" id="([^"]+)"', text)) == set(NAMES)
    assert {reason.value for reason in Reason} <= set(NAMES)
    refused = desk.get("/api/v1/nothing").json()
    assert f'id="{refused["type"].partition("#")[2]}"' in text


# -- in a browser ----------------------------------------------------------------------------------


@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(browser: Chrome, served: str, path: str, lang: str) -> None:
    for scheme, width in (("light", 1600), ("dark", 390)):
        look(browser, width, scheme)
        browser.get(f"{served}{path}?lang={lang}")
        browser.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
        browser.execute_script(
            "document.querySelectorAll('[hidden]').forEach(d => d.hidden = false)"
        )
        browser.execute_script(AXE)
        assert violations(browser) == []
        wide = browser.execute_script("return document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0


@pytest.mark.xdist_group("browser")
def test_an_operation_is_tried_with_the_keyboard_alone(
    browser: Chrome, served: str, programs: Programs
) -> None:
    browser.get(f"{served}/api/v1/docs?lang=en")
    browser.find_element(By.ID, "key").send_keys(programs.reader.key)
    summary = browser.find_element(By.CSS_SELECTOR, "#publication summary")
    summary.send_keys(Keys.ENTER)
    field = browser.find_element(By.ID, "publication-path-id")
    field.send_keys(MAIN, Keys.ENTER)
    operation = browser.find_element(By.ID, "publication")
    _wait_for(browser, operation, "200")
    shown = operation.find_element(By.CSS_SELECTOR, ".body").text
    assert msgspec.json.decode(shown)["number"] == "2021044377"
    curl = operation.find_element(By.CSS_SELECTOR, ".curl").text
    assert curl.endswith(f"'{served}/api/v1/publications/{MAIN}'")
    assert "$MADOGUCHI_KEY" in curl
    assert programs.reader.key not in browser.page_source
    field.send_keys("X", Keys.ENTER)
    _wait_for(browser, operation, "404")


@pytest.mark.xdist_group("browser")
def test_a_body_is_sent_as_the_document_has_it(
    browser: Chrome, served: str, programs: Programs
) -> None:
    browser.get(f"{served}/api/v1/docs?lang=ja#key-made")
    browser.find_element(By.ID, "key").send_keys(programs.spare.key)
    operation = browser.find_element(By.ID, "key-made")
    assert operation.get_attribute("open")
    for name, value in (("name", "夜 '間'"), ("days", "3"), ("scopes", "read:help:laid-open")):
        operation.find_element(By.CSS_SELECTOR, f"[data-name={name}]").send_keys(value)
    operation.find_element(By.CSS_SELECTOR, "button").click()
    _wait_for(browser, operation, "201")
    made = msgspec.json.decode(operation.find_element(By.CSS_SELECTOR, ".body").text)
    assert made["key"]["name"] == "夜 '間'"
    assert made["key"]["scopes"] == ["read:help:laid-open"]


def _wait_for(browser: Chrome, operation: WebElement, status: str) -> None:
    told = operation.find_element(By.CSS_SELECTOR, ".status")
    WebDriverWait(browser, 10).until(lambda _: told.text.startswith(status))
