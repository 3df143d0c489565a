#!/usr/bin/env python3
"""Takes the pictures of the page that the documents show.

usage: pictures.py HEED DIRECTORY
"""
import pathlib
import sys

from playwright.sync_api import sync_playwright

from server import Server

CHROMIUM = "/usr/bin/chromium"
heed, directory = sys.argv[1], pathlib.Path(sys.argv[2])
directory.mkdir(exist_ok=True)
server = Server(heed)


def take(browser, name, fragment, scheme, size, act=lambda page: None):
    page = browser.new_page(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    page.goto(f"{server.url}/{fragment}")
    page.wait_for_selector("#panes .unit, #on-numbers td:nth-of-type(3)", state="attached")
    act(page)
    page.wait_for_timeout(300)
    page.screenshot(path=directory / f"{name}.png")
    page.close()


try:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        take(browser, "answer", "", "light", (880, 456), lambda page: page.locator("#answer-links .axis.rows .unit").nth(4).hover())
        take(browser, "maps", "#layer=1&head=3&pin=0%202", "dark", (1200, 1150),
             lambda page: page.locator("#panes .axis.rows .unit").nth(4).hover())
        take(browser, "mechanism", "#tab=mechanism", "light", (1000, 1240))
        browser.close()
finally:
    server.stop()
