"""Take the README's screenshots from the running program.

Serves the office in ./office (made by `make run`), or a temporary one with the sample office, and
writes docs/images/{home,results,document,case,dossier}-{ja,en}.png.
"""

import base64
import contextlib
import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote

from PIL import Image
from selenium.webdriver import Chrome
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

# What the pictures show; the queries find something in the sample office.
QUERIES = {"ja": "正極 被覆層", "en": "coated cathode"}
HEIGHTS = {"home": 560, "results": 900, "document": 900, "case": 1000, "dossier": 1150}
CASE = "JP-patent-2014157552"
FAMILY = "JP-patent-2018062558"
WIDTH = 1200
COLOURS = 128

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs/images"
OFFICE = ROOT / "office"
MADOGUCHI = str(Path(sys.executable).parent / "madoguchi")
OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
)


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as open_things:
        folder = Path(open_things.enter_context(tempfile.TemporaryDirectory()))
        address = open_things.enter_context(_served(_office(folder)))
        browser = open_things.enter_context(_browser(folder / "profile"))
        for lang in QUERIES:
            for name in HEIGHTS:
                _take(browser, address, name, lang)


def _office(folder: Path) -> Path:
    """The office that `make run` made, else the sample office in a folder of its own."""
    if (OFFICE / ".sample-loaded").exists():
        return OFFICE
    files, home = folder / "sample", folder / "office"
    for command in (["sample", str(files)], ["--home", str(home), "load", str(files)]):
        subprocess.run([MADOGUCHI, *command], check=True)  # noqa: S603 - our own program
    return home


@contextlib.contextmanager
def _served(home: Path) -> Iterator[str]:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [MADOGUCHI, "--home", str(home), "serve", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own program
    try:
        _wait_for(f"http://127.0.0.1:{port}/help", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


def _wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        if server.poll() is not None:
            break
        with contextlib.suppress(URLError):
            urllib.request.urlopen(address).close()  # noqa: S310 - our own server
            return
        time.sleep(0.1)
    sys.exit("the server did not answer")


@contextlib.contextmanager
def _browser(profile: Path) -> Iterator[Chrome]:
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not driver:
        sys.exit("chromium and chromedriver are needed: apt install chromium chromium-driver")
    options = Options()
    options.binary_location = chromium
    for option in (*OPTIONS, f"--user-data-dir={profile}"):
        options.add_argument(option)
    browser = Chrome(options=options, service=Service(driver, env=dict(os.environ)))
    try:
        yield browser
    finally:
        browser.quit()


def _take(browser: Chrome, address: str, name: str, lang: str) -> None:
    size = {"width": WIDTH, "height": HEIGHTS[name], "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    results = f"{address}/search?q={quote(QUERIES[lang])}&lang={lang}"
    pages = {
        "home": f"{address}/?lang={lang}",
        "case": f"{address}/case/{CASE}?lang={lang}",
        "dossier": f"{address}/dossier/{FAMILY}?lang={lang}",
    }
    browser.get(pages.get(name, results))
    if name == "document":
        browser.find_element(By.CSS_SELECTOR, ".hit h2 a[href^='/p/']").click()
    browser.execute_script("document.activeElement.blur()")
    picture = browser.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})["data"]
    with Image.open(io.BytesIO(base64.b64decode(picture))) as image:
        few = image.convert("RGB").quantize(COLOURS)
        few.save(IMAGES / f"{name}-{lang}.png", optimize=True)


if __name__ == "__main__":
    main()
