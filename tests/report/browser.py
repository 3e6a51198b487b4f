#!/usr/bin/env python3
"""Drives a report in headless Chromium (WebDriver, https://www.w3.org/TR/webdriver2/, with nothing but the standard
library).

usage: browser.py STET FOLDER [SCREENSHOTS [PAGE]]

FOLDER holds hostile.jsonl and news.jsonl. With SCREENSHOTS, a folder, pictures are taken to be looked at, of PAGE if one is
given: a large report, which is then also scrolled and searched. Exits with 77, which is a skip, where there is no browser.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

SKIP = 77


class Browser:
    def __init__(self, driver, chromium, profile, dark=False):
        self.process = subprocess.Popen([driver, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                        text=True)
        port = None
        for line in self.process.stdout:
            if "successfully on port" in line:
                port = line.rstrip().rstrip(".").split()[-1]
                break
        if not port:
            raise OSError("chromedriver did not start")
        self.base = f"http://127.0.0.1:{port}/session"
        arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                     "--hide-scrollbars",
                     "--disable-background-networking", "--disable-component-update", "--disable-sync",
                     "--disable-dev-shm-usage", f"--user-data-dir={profile}"]
        if dark:
            arguments.append("--blink-settings=preferredColorScheme=0")
        options = {"binary": chromium, "args": arguments}
        answer = self.call("POST", "", {"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}}})
        self.base += "/" + answer["sessionId"]

    def call(self, method, path, body=None):
        request = urllib.request.Request(self.base + path, method=method,
                                         data=json.dumps(body).encode() if body is not None else None,
                                         headers={"Content-Type": "application/json"})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=120) as answer:
            return json.load(answer)["value"]

    def run(self, script, *arguments):
        return self.call("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def wait(self, script, what):
        for _ in range(400):
            if self.run("return " + script):
                return
            time.sleep(0.05)
        raise AssertionError("waited in vain for " + what)

    def open(self, path, width=1280, height=1400):
        self.call("POST", "/window/rect", {"width": width, "height": height})
        self.call("POST", "/url", {"url": "file://" + path})
        self.wait("document.querySelector('#found').textContent !== ''", "the list")

    def complaints(self):
        return [entry["message"] for entry in self.call("POST", "/se/log", {"type": "browser"})]

    def picture(self, path):
        import base64
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.call("GET", "/screenshot")))

    def close(self):
        try:
            self.call("DELETE", "")
        except OSError:
            pass
        self.process.terminate()
        self.process.wait()


def check(condition, what):
    if not condition:
        raise AssertionError(what)


OPEN_FIRST = "document.querySelectorAll('#list .head')[arguments[0]].click()"
COMPARE = "document.querySelectorAll('#list > li.open td button')[arguments[0]].click()"
SHOWN = "document.querySelectorAll('#list > li').length"


def search(browser, text, count):
    browser.run("document.querySelector('#query').value = arguments[0];"
                "document.querySelector('#search').requestSubmit()", text)
    check(browser.run(f"return {SHOWN}") == count, f"{count} clusters for {text!r}")


def search_typing(browser, text, count):
    element = browser.call("POST", "/element", {"using": "css selector", "value": "#query"})
    path = "/element/" + next(iter(element.values()))
    browser.call("POST", path + "/clear", {})
    browser.call("POST", path + "/value", {"text": text})
    browser.wait(f"{SHOWN} === {count}", f"{count} clusters for {text!r}")


def check_ordinary(browser, path):
    browser.open(path)
    check(browser.run(f"return {SHOWN}") == 2, "two clusters are listed")
    search(browser, "nothing of the kind", 0)
    search_typing(browser, "KESTREL", 1)
    search(browser, "ferry cp.org", 1)
    browser.run(OPEN_FIRST, 0)
    browser.wait("document.querySelector('#list > li.open tbody')", "the members")
    browser.run(COMPARE, 0)
    browser.wait("document.querySelector('.diff mark')", "the texts")
    left, right = browser.run("return [...document.querySelectorAll('.diff .text')].map(node => node.textContent)")
    check(left.startswith("TORONTO") and right.startswith("TORONTO"), "both texts are shown")
    shared = browser.run("return [...document.querySelectorAll('.diff .side')].map(side =>"
                         "[...side.querySelectorAll('mark')].map(mark => mark.textContent).join(' '))")
    check(len(shared[0]) > 200, "much is shared")
    check(shared[0].strip(". ").split() == shared[1].strip(". ").split(), "the shared text is marked: " + repr(shared))
    own = browser.run("return [...document.querySelectorAll('.diff .side:first-child .own')]"
                      ".map(node => node.textContent).join('')")
    check("Aalst" in own, "what only one has is marked")
    check(browser.run("return location.hash.length") == 17, "the address names the cluster")
    expanded = browser.run("return document.querySelector('.head').getAttribute('aria-expanded')")
    check(expanded == "true", "screen readers are told")


def check_hostile(browser, path):
    browser.open(path)
    check(browser.run("return document.title") == "Who reprinted whom: report by stet", "the title is ours")
    browser.run(OPEN_FIRST, 0)
    browser.run(COMPARE, 0)
    browser.wait("document.querySelector('.diff')", "the texts")
    text = browser.run("return document.body.textContent")
    check("<script>" in text and "</script>" in text and "<!--" in text, "markup is shown as text")
    check(browser.run("return window.hacked === undefined"), "nothing of an article has run")
    check(browser.run("return document.querySelectorAll('main script, main img, main iframe, main style').length") == 0,
          "no elements came of articles")
    links = browser.run("return [...document.querySelectorAll('main a')].map(a => a.href)")
    check(all(link.startswith("http") for link in links), "only http links: " + repr(links))
    check("javascript:" in text, "the hostile address is shown as text")


def check_large(browser, path):
    start = time.time()
    browser.open(path)
    opened = time.time() - start
    shown = browser.run(f"return {SHOWN}")
    check(shown < 1000, "the list is made on demand")
    browser.run("window.scrollTo(0, document.body.scrollHeight)")
    browser.wait(f"{SHOWN} > {shown}", "more clusters after scrolling")
    took = browser.run("const q = document.querySelector('#query'), start = performance.now(); q.value = 'reuters';"
                       "document.querySelector('#search').requestSubmit(); return performance.now() - start")
    nodes = browser.run("return document.querySelectorAll('*').length")
    print(f"opened in {opened:.2f} s, searched in {took:.0f} ms, {nodes} nodes")


def pictures(driver, chromium, path, folder):
    for name, dark, width, height in (("light", False, 1280, 1500), ("dark", True, 1280, 1500),
                                      ("phone", False, 500, 1800)):
        with tempfile.TemporaryDirectory() as profile:
            browser = Browser(driver, chromium, profile, dark)
            try:
                browser.open(path, width, height)
                browser.picture(f"{folder}/{name}.png")
                browser.run(OPEN_FIRST, 0)
                browser.run(COMPARE, 1)
                browser.wait("document.querySelector('.diff')", "the texts")
                browser.run("document.querySelector('#list > li.open').scrollIntoView()")
                browser.picture(f"{folder}/{name}-open.png")
                browser.run("document.querySelector('.diff').scrollIntoView()")
                browser.picture(f"{folder}/{name}-diff.png")
            finally:
                browser.close()


def main():
    stet, data = sys.argv[1], sys.argv[2]
    driver = shutil.which("chromedriver")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not driver or not chromium:
        print("no chromium and chromedriver here: skipped")
        return SKIP
    with tempfile.TemporaryDirectory() as work:
        for name in ("news", "hostile"):
            subprocess.run([stet, "cluster", "-q", "--report", f"{work}/{name}.html", f"{data}/{name}.jsonl"],
                           check=True, stdout=subprocess.DEVNULL)
        try:
            browser = Browser(driver, chromium, work + "/profile")
        except OSError as error:
            print(f"the browser does not start here: {error}: skipped")
            return SKIP
        try:
            check_ordinary(browser, f"{work}/news.html")
            check_hostile(browser, f"{work}/hostile.html")
            if len(sys.argv) > 4:
                check_large(browser, os.path.abspath(sys.argv[4]))
            complaints = browser.complaints()
            check(not complaints, "the console stays silent: " + repr(complaints))
        finally:
            browser.close()
        if len(sys.argv) > 3:
            page = os.path.abspath(sys.argv[4]) if len(sys.argv) > 4 else f"{work}/news.html"
            pictures(driver, chromium, page, sys.argv[3])
    print("the report works in the browser")
    return 0


if __name__ == "__main__":
    sys.exit(main())
