"""The window in a real browser: accessible, with keyboard alone, without scripts, on a phone."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

import axe_core_python
import msgspec
import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from cases.histories import FILED, NOTICE, PAPER, history
from madoguchi.accounts import (
    Accounts,
    ActorKind,
    Attempt,
    Registration,
    SignedIn,
    Wanted,
    applications,
    apply_more,
    assignable,
    make_token,
    refuse,
    register,
    register_program,
)
from madoguchi.archive import Archive
from madoguchi.cases import (
    Happened,
    Listed,
    Recording,
    Report,
    Told,
    case_views,
    record,
    report,
)
from madoguchi.exchange import Quarters, pretend
from madoguchi.families import family_views
from madoguchi.model import CaseId, Name, Right
from madoguchi.search import Library, SearchIndex
from translation.conftest import put_dictionaries
from web.families import ACTION, JP, REPLY, US, american, european, japanese
from web.families import NOTICE as REFUSAL
from web.families import publications as family_publications
from web.publications import MAIN, everything, received

pytestmark = pytest.mark.xdist_group("browser")

AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
PAGES = {
    "home": "/",
    "results": "/search?q=lamp",
    "narrowed": "/search?q=&office=EP",
    "nothing": "/search?q=zyzzyva",
    "error": "/search?q=[battery",
    "numbers": "/search?q=2020-000001",
    "choice": "/p/JP2020000001",
    "document": f"/p/{MAIN}",
    "chinese": "/p/CN113781974A",
    "bare": "/p/JP1700001S",
    "foreign": "/foreign",
    "found abroad": "/foreign?q=lamp&office=EP&office=CN&expand=1&titles=1",
    "wrong abroad": "/foreign?q=[lamp&office=EP",
    "translated": f"/p/{MAIN}?to=en",
    "help": "/help",
    "status": "/status",
    "missing": "/nothing",
    "sign-in": "/login",
    "programs": "/programs",
    "link": "/programs/confirm?token=x",
}
DOSSIER = f"/dossier/{JP}"
DOSSIERS = {
    "overview": DOSSIER,
    "wrapper": f"{DOSSIER}/wrapper",
    "files": f"{DOSSIER}/files",
    "citations": f"{DOSSIER}/citations",
    "classes": f"{DOSSIER}/classifications",
    "claims": f"{DOSSIER}/claims?left=US11765432B2/en&right=EP4765432B1/en",
    "two languages": f"{DOSSIER}/claims?left=JP7654321B2/ja&right=EP4765432B1/en",
    "correspondence": f"{DOSSIER}/correspondence?left=US11765432B2/en&right=EP4765432B1/en",
    "choice": f"{DOSSIER}/beside",
    "beside": f"{DOSSIER}/beside?text=document:{JP}/{REFUSAL}&text=document:{US}/{ACTION}&to=en",
    "unreadable": f"{DOSSIER}/beside?document={REFUSAL}&document=99129999993&document={REPLY}",
    "document": f"{DOSSIER}/documents/{REFUSAL}",
    "gloss": f"{DOSSIER}/documents/{REFUSAL}?to=en",
    "unknown": "/dossier/JP-patent-1999000001",
    "no document": f"{DOSSIER}/documents/99129999993",
}
SECRET = CaseId(office="JP", right=Right.PATENT, number="2026000077")
INSIDE = {
    "account": "/account",
    "desk": "/office",
    "cases": "/office/cases",
    "no cases": "/office/cases?q=zyzzyva",
    "case": f"/office/case/{SECRET}",
    "paper": f"/office/case/{SECRET}/documents/{NOTICE.number}",
    "accounts": "/office/accounts",
    "audit": "/office/audit",
    "refused form": "/office/accounts?added=900000001",
    "own programs": "/account/programs",
    "applications": "/office/programs",
    "library": "/office/library",
    "found in the library": "/office/library/search?q=lamp",
    "library abroad": "/office/library/foreign?q=lamp",
    "library document": f"/office/library/p/{MAIN}",
}
EXCHANGE = "/office/exchange"
EXCHANGES = {
    "available data": "/exchange",
    "states": EXCHANGE,
    "partner": f"{EXCHANGE}/xc",
    "new partner": f"{EXCHANGE}/partners/new",
    "received": f"{EXCHANGE}/xb/xb-patents",
    "numbers": f"{EXCHANGE}/xb/xb-patents/list?state=missing",
    "exchange log": f"{EXCHANGE}/log",
}
OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


PASSWORD = "correct horse battery staple"


@pytest.fixture(scope="module")
def home(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the office that other tests look at too: here things are added to it."""
    own = shutil.copytree(home, tmp_path_factory.mktemp("browser") / "office")
    put_dictionaries(own)
    archive = Archive.at(own)
    pretend(archive, Quarters(own))
    archive.close()
    library = Library.at(own)
    library.archive.append(everything())
    library.index.catch_up()
    library.close()
    return own


@pytest.fixture(scope="module")
def clerk(home: Path) -> str:
    """The number of an account with every role, in an office with a case not laid open."""
    archive = Archive.at(home)
    accounts = Accounts(archive)
    wanted = Registration(
        kind=ActorKind.PERSON, names=(Name(name="窓口 花子", lang="ja"),), roles=assignable()
    )
    number = register(accounts, wanted, by="operator").number
    accounts.set_password(number, PASSWORD, by="operator")
    told = Told(source="office", original="", bibliography=history().bibliography)
    facts = (told, Happened(event=FILED, source="office"), Listed(document=NOTICE, source="office"))
    paper = (b"<notice/>", PAPER)
    record(
        archive, Recording(case=SECRET, facts=facts, actor="office", expected=0, papers=(paper,))
    )
    archive.views.catch_up(case_views(archive))
    with_programs(accounts, number)
    archive.close()
    return number


def with_programs(accounts: Accounts, owner: str) -> None:
    """Give an account a program that has been used, and one that the office is to decide on."""
    wanted = Wanted(name="監視", owner=owner, purpose="経過情報の監視", api_id="mihon-robot1")
    program = register_program(accounts, wanted, by=owner).number
    make_token(accounts, program, "夜間", by=owner, scopes=("read:case:laid-open",))
    for counter, calls in (("jpo/divisional_app_info/patent", 30), ("ops", 7)):
        for _ in range(calls):
            accounts.limits.take(program, "standard", counter, "Asia/Tokyo")
    for name, changes in (("提供", {"provider": True}), ("大口", {"plan": "provider"})):
        more = msgspec.structs.replace(
            wanted, name=name, api_id=f"mihon-{len(name)}{len(changes)}x1"
        )
        apply_more(accounts, msgspec.structs.replace(more, **changes), by=owner)
    refuse(accounts, applications(accounts)[0].id, "目的が不明", by=owner)


@pytest.fixture(scope="module")
def session(home: Path, clerk: str) -> str:
    archive = Archive.at(home)
    outcome = Accounts(archive).sign_in(Attempt(clerk, PASSWORD))
    archive.close()
    assert isinstance(outcome, SignedIn)
    return outcome.secret


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        assert process.poll() is None, "the server ended"
        try:
            urllib.request.urlopen(address).close()
        except URLError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server did not answer")


@pytest.fixture(scope="module")
def family(home: Path) -> None:
    """A family of three files with publications and documents."""
    archive = Archive.at(home)
    archive.append([received(one) for one in family_publications()])
    told = (japanese(), american(), european())
    report(archive, [Report(history=one, source="own", original=b"{}") for one in told])
    archive.views.catch_up(family_views(archive))
    SearchIndex(home, archive).catch_up()
    archive.close()


@pytest.fixture(scope="module")
def served(home: Path, family: None) -> Iterator[str]:  # noqa: ARG001 - it is made before
    port = free_port()
    program = str(Path(sys.executable).parent / "madoguchi")
    command = [program, "--home", str(home), "serve", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/help", process)
        yield address
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def _browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not driver:
        pytest.skip("chromium and chromedriver are not installed")
    options = Options()
    options.binary_location = chromium
    profile = tmp_path_factory.mktemp("profile")
    for option in (*OPTIONS, f"--user-data-dir={profile}"):
        options.add_argument(option)
    browser = Chrome(options=options, service=Service(driver, env=dict(os.environ)))
    browser.set_page_load_timeout(30)
    yield browser
    browser.quit()


@pytest.fixture
def browser(_browser: Chrome) -> Iterator[Chrome]:
    """The browser as it was on the first day: no cookies, wide, light, with scripts."""
    _browser.delete_all_cookies()
    look(_browser, 1600, "light")
    yield _browser
    _browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def look(browser: Chrome, width: int, scheme: str) -> None:
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    features = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"}
    media = {"features": [{"name": name, "value": value} for name, value in features.items()]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)


def violations(browser: Chrome) -> list[str]:
    found = browser.execute_async_script(
        f"const done = arguments[arguments.length - 1];"
        f"axe.run(document, {{runOnly: {RULES}, resultTypes: ['violations']}}).then(done);"
    )
    return [
        f"{rule['id']}: {node['html'][:160]} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_axe_finds_nothing(browser: Chrome, served: str, name: str, lang: str) -> None:
    looked_over(browser, served, PAGES[name], lang)


@pytest.mark.parametrize("name", INSIDE)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_axe_finds_nothing_on_the_office_side(
    browser: Chrome, served: str, session: str, name: str, lang: str
) -> None:
    browser.get(f"{served}/help")
    browser.add_cookie({"name": "session", "value": session, "path": "/"})
    looked_over(browser, served, INSIDE[name], lang)
    assert browser.find_elements(By.CSS_SELECTOR, "nav a[href='/account']")


@pytest.mark.parametrize("name", EXCHANGES)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_axe_finds_nothing_on_the_exchange(
    browser: Chrome, served: str, session: str, name: str, lang: str
) -> None:
    browser.get(f"{served}/help")
    browser.add_cookie({"name": "session", "value": session, "path": "/"})
    path = EXCHANGES[name]
    browser.get(f"{served}{path}{'&' if '?' in path else '?'}lang={lang}")
    browser.execute_script(AXE)
    for width, scheme in ((1600, "light"), (1024, "dark"), (390, "light")):
        look(browser, width, scheme)
        assert violations(browser) == [], f"{width} px, {scheme}"
        shown = browser.execute_script("return document.documentElement.scrollWidth")
        assert shown <= width


@pytest.mark.parametrize("name", DOSSIERS)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_axe_finds_nothing_on_dossiers(browser: Chrome, served: str, name: str, lang: str) -> None:
    looked_over(browser, served, DOSSIERS[name], lang, (1600, 1024, 390))


@pytest.mark.parametrize("path", [f"{DOSSIER}/files", f"{DOSSIER}/wrapper"])
def test_two_documents_are_opened_beside_each_other_with_the_keyboard(
    browser: Chrome, served: str, path: str
) -> None:
    browser.get(f"{served}{path}?lang=en")
    number = REFUSAL if "wrapper" in path else f"document:{JP}/{REFUSAL}"
    other = REPLY if "wrapper" in path else f"document:{US}/{ACTION}"
    for value in (number, other):
        browser.find_element(By.CSS_SELECTOR, f"input[value='{value}']").send_keys(Keys.SPACE)
    button = (
        "button[formaction$='/beside']" if "wrapper" in path else "form[action$='/beside'] button"
    )
    browser.find_element(By.CSS_SELECTOR, button).send_keys(Keys.ENTER)
    WebDriverWait(browser, 20).until(lambda there: there.find_elements(By.ID, "r2"))
    assert "/beside?" in browser.current_url
    assert "電池の正極" in browser.find_element(By.ID, "r2").text
    heads = browser.find_elements(By.CSS_SELECTOR, ".heads h3")
    assert len(heads) == 2


def test_the_heads_of_two_texts_stay_in_sight_and_above_their_rows(
    browser: Chrome, served: str
) -> None:
    browser.get(f"{served}{DOSSIERS['beside']}")
    look(browser, 1024, "light")
    place = "return document.querySelector(arguments[0]).getBoundingClientRect()[arguments[1]]"
    bottom = browser.execute_script(place, ".heads", "bottom")
    assert bottom <= browser.execute_script(place, "#r1", "top")
    browser.execute_script("window.scrollTo(0, document.body.scrollHeight)")
    assert browser.execute_script(place, ".heads", "top") >= 0


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_axe_finds_nothing_on_the_page_of_a_program(
    browser: Chrome, served: str, session: str, lang: str
) -> None:
    browser.get(f"{served}/help")
    browser.add_cookie({"name": "session", "value": session, "path": "/"})
    browser.get(f"{served}/account/programs")
    link = browser.find_element(By.CSS_SELECTOR, "main table a").get_attribute("href")
    assert link
    looked_over(browser, served, link.removeprefix(served), lang)
    assert len(browser.find_elements(By.CSS_SELECTOR, "svg.usage")) == 2


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_applying_with_the_keyboard_alone(
    browser: Chrome, served: str, home: Path, lang: str
) -> None:
    browser.get(f"{served}/programs?lang={lang}")
    form = browser.find_element(By.ID, "name")
    form.send_keys("Robot", Keys.TAB, Keys.TAB, f"robot-{lang}@b.example", Keys.TAB, "watching")
    browser.find_element(By.ID, "api-id").send_keys(f"robot-00-{lang}")
    browser.find_element(By.ID, "terms").send_keys(Keys.SPACE)
    browser.find_element(By.ID, "api-id").send_keys(Keys.ENTER)
    assert browser.find_elements(By.CSS_SELECTOR, "[role=status]")
    archive = Archive.at(home)
    letters = Accounts(archive).outbox.letters(sent=True)
    assert f"robot-{lang}@b.example" in [one.recipient for one in letters]
    archive.close()


def test_signing_in_and_recording_with_the_keyboard_alone(
    browser: Chrome, served: str, clerk: str
) -> None:
    browser.get(f"{served}/office/case/{SECRET}?lang=en")
    assert "/login?next=" in browser.current_url
    browser.find_element(By.ID, "number").send_keys(clerk, Keys.TAB, PASSWORD, Keys.ENTER)
    assert browser.current_url.startswith(f"{served}/office/case/{SECRET}")
    day = "arguments[0].value = '2024-02-27'"
    browser.execute_script(day, browser.find_element(By.ID, "record-date"))
    browser.find_element(By.ID, "record-code").send_keys(
        "A131", Keys.TAB, "by keyboard", Keys.ENTER
    )
    assert browser.current_url.endswith("#events")
    assert "by keyboard" in browser.find_element(By.ID, "events").text


def looked_over(
    browser: Chrome, served: str, path: str, lang: str, widths: tuple[int, ...] = (1600, 390)
) -> None:
    separator = "&" if "?" in path else "?"
    browser.get(f"{served}{path}{separator}lang={lang}")
    browser.execute_script(AXE)
    for width in widths:
        for scheme in ("dark", "light"):
            look(browser, width, scheme)
            assert violations(browser) == [], f"{width} px, {scheme}"
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 390


def test_without_scripts_everything_needed_works(browser: Chrome, served: str) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    browser.get(f"{served}/?lang=en")
    browser.find_element(By.ID, "q").send_keys("lamp/TI")
    browser.find_element(By.CSS_SELECTOR, "form button").click()
    assert len(browser.find_elements(By.CSS_SELECTOR, ".hit")) == 20
    browser.find_element(By.CSS_SELECTOR, "a[rel=next]").click()
    assert "21–40" in browser.find_element(By.TAG_NAME, "main").text
    browser.find_element(By.CSS_SELECTOR, ".hit h2 a").click()
    assert "/p/EP" in browser.current_url


def focused(browser: Chrome) -> str:
    return str(browser.execute_script("return document.activeElement.outerHTML"))


def test_keys_lead_to_the_box_and_through_the_results(browser: Chrome, served: str) -> None:
    browser.get(f"{served}/search?q=lamp/TI&sort=number&lang=en")
    for key, expected in (("j", "EP3000000A1"), ("j", "EP3000001A1"), ("k", "EP3000000A1")):
        browser.switch_to.active_element.send_keys(key)
        assert f"/p/{expected}" in focused(browser)
    browser.switch_to.active_element.send_keys("/")
    box = browser.switch_to.active_element
    assert box.get_attribute("id") == "q"
    box.send_keys("/j")
    assert box.get_attribute("value") == "lamp/TI/j"


def test_ctrl_and_keys_of_the_browser_stay_its_own(browser: Chrome, served: str) -> None:
    browser.get(f"{served}/search?q=lamp&lang=en")
    browser.find_element(By.TAG_NAME, "body").send_keys(Keys.CONTROL, "j")
    assert "<body" in focused(browser)[:5]


@pytest.mark.parametrize("name", ["results", "document", "help", "missing"])
def test_the_skip_link_comes_first_and_leads_to_the_content(
    browser: Chrome, served: str, name: str
) -> None:
    browser.get(f"{served}{PAGES[name]}")
    browser.switch_to.active_element.send_keys(Keys.TAB)
    assert 'class="skip"' in focused(browser)
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    assert browser.current_url.endswith("#content")


def first_limit_takes_focus(browser: Chrome) -> bool:
    script = """const link = document.querySelector(".facets li a");
        link.focus();
        return link.checkVisibility() && document.activeElement === link;"""
    return bool(browser.execute_script(script))


def test_the_limits_are_beside_the_results_or_behind_a_line_on_a_phone(
    browser: Chrome, served: str
) -> None:
    browser.get(f"{served}/search?q=&lang=en")
    assert first_limit_takes_focus(browser)
    look(browser, 390, "light")
    assert not first_limit_takes_focus(browser)
    browser.find_element(By.CSS_SELECTOR, ".to-facets").click()
    assert first_limit_takes_focus(browser)


def test_anchors_are_not_hidden_behind_the_parts(browser: Chrome, served: str) -> None:
    browser.get(f"{served}/p/{MAIN}?lang=ja#claims")
    bottom = browser.execute_script(
        "return document.querySelector('.parts').getBoundingClientRect().bottom"
    )
    top = browser.execute_script(
        "return document.querySelector('#claims h2').getBoundingClientRect().top"
    )
    assert 0 < bottom <= top
