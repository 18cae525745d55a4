#!/usr/bin/env python3
"""checkpage.py PAGE [PICTURE]: opens an HTML report in headless Chromium and uses it.

Fails with a line when a chart is not drawn, the mouse finds no values, the wheel does not zoom, the
console has something to say, or anything but the page itself is asked for.
"""

import json
import pathlib
import sys

from selenium import webdriver
from selenium.webdriver import ActionChains
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.actions.wheel_input import ScrollOrigin
from selenium.webdriver.common.by import By

CHARTS = ("rate", "latency", "errors", "distribution")


def open_browser():
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage",
                     "--disable-gpu", "--window-size=1100,1400"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)


def faults_of(browser, address):
    browser.get(address)
    for name in CHARTS:
        card = browser.find_element(By.ID, name)
        svg = card.find_element(By.TAG_NAME, "svg")
        curves = svg.find_elements(By.CSS_SELECTOR, "path.line")
        if not any("L" in curve.get_attribute("d") for curve in curves):
            yield f"{name}: no curve is drawn"
        readout = card.find_element(By.CSS_SELECTOR, ".readout")
        ActionChains(browser).move_to_element(browser.find_element(By.TAG_NAME, "h1")).perform()
        before = readout.text
        ActionChains(browser).move_to_element(svg).perform()
        if readout.text == before:
            yield f"{name}: the mouse finds no values"
        drawn = [curve.get_attribute("d") for curve in curves]
        ActionChains(browser).scroll_from_origin(ScrollOrigin.from_element(svg), 0, -200).perform()
        zoomed = svg.find_elements(By.CSS_SELECTOR, "path.line")
        if drawn == [curve.get_attribute("d") for curve in zoomed]:
            yield f"{name}: the wheel does not zoom"
    for entry in browser.get_log("browser"):
        yield "console: " + entry["message"]
    for entry in browser.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] != "Network.requestWillBeSent":
            continue
        asked = message["params"]["request"]["url"]
        if asked != address and not asked.startswith(("data:", "chrome:", "about:")):
            yield "asked for " + asked


def main():
    address = pathlib.Path(sys.argv[1]).resolve().as_uri()
    browser = open_browser()
    try:
        faults = list(faults_of(browser, address))
        if len(sys.argv) > 2:
            browser.save_screenshot(sys.argv[2])
    finally:
        browser.quit()
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
