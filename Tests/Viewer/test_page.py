#!/usr/bin/env python3
"""The page in a real browser, by pointing, clicking and typing as a person would.

usage: test_page.py HEED [unittest arguments]
"""
import json
import re
import shlex
import sys
import tempfile
import pathlib
import unittest

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from server import Server

CHROMIUM = "/usr/bin/chromium"
KEY = "key-of-the-page-tests"


class PageTest(unittest.TestCase):
    """Opens the page of a server that all tests share. Whatever a test does: nobody else is asked, no policy is violated, and no
    script fails."""

    context_options = {}

    @classmethod
    def setUpClass(cls):
        cls.playwright = sync_playwright().start()
        cls.browser = cls.playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.playwright.stop()

    def setUp(self):
        self.errors = []
        self.requested = []
        self.context = self.browser.new_context(viewport={"width": 1280, "height": 900}, **self.context_options)
        self.context.set_default_timeout(30_000)
        expect.set_options(timeout=30_000)
        self.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self.note_console)
        self.page.on("request", lambda request: self.requested.append(request.url))

    def note_console(self, message):
        # A refusal of the service, which the page shows, is no error of the page.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.errors.append(message.text)

    def tearDown(self):
        self.context.close()
        self.assertEqual(self.errors, [])
        elsewhere = [url for url in self.requested if not url.startswith((self.server().url, "data:", "blob:", "file:"))]
        self.assertEqual(elsewhere, [])

    def server(self):
        return servers["open"]

    def open(self, fragment=""):
        self.page.goto("about:blank")
        self.page.goto(f"{self.server().url}/{fragment}")

    def unit(self, side, name, place="#panes"):
        """A token in the lines of a place."""
        return self.page.locator(f"{place} .axis.{side} .unit", has_text=re.compile(f"^{re.escape(name)}$")).first

    def shown(self, locator):
        expect(locator).to_be_visible()
        return locator

    def cross(self, text, layer, head):
        body = {"model": "g2p-en", "input": text, "attention": {"maps": ["cross"], "layers": [layer], "heads": [head]}}
        sequence = json.loads(self.server().post("/decode", json.dumps(body)))["outputs"][0]["sequences"][0]
        return sequence["attention"]["cross"]["weights"][0][0]


class FirstScreen(PageTest):
    def test_opens_with_an_example_that_has_been_run(self):
        self.open()
        expect(self.page.locator("#output")).to_have_text("AH T EH N SH AH N")
        expect(self.page.locator("#answer-links .axis.columns .unit")).to_have_count(9)
        self.unit("rows", "SH", "#answer-links").hover()
        expect(self.page.locator("#answer-links .readout")).to_contain_text(re.compile("SH attends to (i|t) 0.*, (i|t) 0"))

    def test_answers_links_are_the_alignment(self):
        self.open("#text=mention")
        expect(self.page.locator("#output")).to_have_text("M EH N SH AH N")
        body = {"model": "g2p-en", "input": "mention", "alignment": {"unit": "tokens"}}
        alignment = json.loads(self.server().post("/decode", json.dumps(body)))["outputs"][0]["sequences"][0]["alignment"]
        for link in alignment["links"]:
            self.page.locator("#answer-links .axis.rows .unit").nth(link["target"]).hover()
            weight = self.page.locator("#answer-links .axis.columns .unit").nth(link["source"]).get_attribute("data-weight")
            self.assertAlmostEqual(float(weight), link["score"], delta=0.01)
        layer = alignment["used"]["layer"] + 1
        self.page.mouse.move(0, 0)
        expect(self.page.locator("#answer-links .readout")).to_contain_text(f"layer {layer}")

    def test_enter_runs_and_the_answer_follows(self):
        self.open()
        self.page.locator("#text").fill("cab")
        self.page.locator("#text").press("Enter")
        expect(self.page.locator("#output")).to_have_text("K AE B")
        expect(self.page.locator("#status")).to_have_text("Answer: K AE B")

    def test_greedy_search_streams(self):
        self.open()
        expect(self.page.locator("#output")).to_have_text("AH T EH N SH AH N")
        with self.page.expect_request("**/decode") as request:
            self.page.get_by_role("button", name="Run").click()
        self.assertTrue(request.value.post_data_json["stream"])

    def test_encoder_without_a_decoder(self):
        self.open()
        self.page.locator("#model").select_option("words")
        self.page.locator("#text").fill("the cats sat on the mat.")
        self.page.locator("#text").press("Enter")
        expect(self.page.get_by_role("tab")).to_have_text(["encoder", "similarity", "mechanism"])
        expect(self.page.locator("#panes .axis.rows .unit")).to_have_text(["the", "cats", "sat", "on", "the", "mat", "."])
        self.page.get_by_role("tab", name="similarity").click()
        self.page.locator("#second").fill("the cats sat on the mat.")
        self.page.get_by_role("button", name="Compare").click()
        expect(self.page.locator("#likeness")).to_have_text("Similarity 1.0000")

    def test_model_without_a_tokenizer_takes_ids(self):
        self.open()
        self.page.locator("#model").select_option("ids")
        self.page.locator("#text").fill("5 6 7")
        self.page.locator("#text").press("Enter")
        expect(self.page.locator("#panes .axis.columns .unit").first).to_have_text("5")
        self.page.locator("#text").fill("five")
        self.page.locator("#text").press("Enter")
        expect(self.page.get_by_role("alert")).to_contain_text("no tokenizer")


class Maps(PageTest):
    def test_hover_says_the_numbers_of_the_reply(self):
        self.open("#text=attention&layer=1&head=3&hide=0")
        weights = self.cross("attention", 1, 3)
        letters = [*"attention", "</s>"]
        sounds = ["AH", "T", "EH", "N", "SH", "AH", "N", "</s>"]
        for row, name in enumerate(sounds):
            self.page.locator("#panes .axis.rows .unit").nth(row).hover()
            said = self.page.locator("#panes .readout").first.inner_text()
            self.assertTrue(said.startswith(f"{name} attends to "), said)
            best = sorted(range(len(letters)), key=lambda column: -weights[row][column])[0]
            self.assertIn(f"{letters[best]} {self.formatted(weights[row][best])}", said)
        self.page.locator("#panes .axis.columns .unit").nth(5).hover()
        shaded = self.page.locator("#panes .axis.rows .unit")
        for row in range(len(sounds)):
            weight = shaded.nth(row).get_attribute("data-weight")
            self.assertAlmostEqual(float(weight or 0), weights[row][5], delta=0.0101 if weight is None else 0.0001)

    def test_control_click_sums_tokens(self):
        self.open("#text=attention&layer=1&head=1&hide=0")
        weights = self.cross("attention", 1, 1)
        self.shown(self.page.locator("#panes .axis.rows .unit").nth(4)).click()
        self.page.locator("#panes .axis.rows .unit").nth(5).click(modifiers=["Control"])
        self.page.mouse.move(0, 0)
        sums = [first + second for first, second in zip(weights[4], weights[5])]
        best = max(range(10), key=lambda column: sums[column])
        weight = self.page.locator("#panes .axis.columns .unit").nth(best).get_attribute("data-weight")
        self.assertAlmostEqual(float(weight), sums[best], delta=0.0001)
        expect(self.page.locator("#panes .readout").first).to_contain_text("SH + AH attends to")

    def formatted(self, weight):
        return f"{weight:.3f}" if weight < 0.0995 else f"{weight:.2f}"

    def test_heads_are_previewed_kept_and_set_side_by_side(self):
        self.open()
        title = self.page.locator("#panes h2")
        expect(title).to_have_text("layer 2, mean of heads")
        cell = self.page.get_by_role("gridcell", name="layer 1, head 3")
        cell.hover()
        expect(title).to_have_text("layer 1, head 3")
        self.page.mouse.move(0, 0)
        expect(title).to_have_text("layer 2, mean of heads")
        cell.click()
        self.page.mouse.move(0, 0)
        expect(title).to_have_text("layer 1, head 3")
        self.page.get_by_role("gridcell", name="layer 2, head 4").click(modifiers=["Shift"])
        expect(title).to_have_text(["layer 1, head 3", "layer 2, head 4"])

    def test_arrow_keys_move_through_the_heads_and_the_tokens(self):
        self.open("#layer=0&head=0")
        expect(self.page.locator("#panes h2")).to_have_text("layer 1, head 1")
        self.page.get_by_role("gridcell", name="layer 1, head 1").focus()
        for key in ["ArrowRight", "ArrowDown", "Enter"]:
            self.page.keyboard.press(key)
        expect(self.page.locator("#panes h2")).to_have_text("layer 2, head 2")
        self.page.locator("#panes .axis.rows .unit").first.focus()
        self.page.keyboard.press("ArrowRight")
        expect(self.page.locator("#panes .readout").first).to_contain_text("T attends to")
        self.page.keyboard.press("ArrowUp")
        expect(self.page.locator("#panes .readout").first).to_contain_text("t is attended to by")
        self.page.locator("#panes canvas[tabindex]").focus()
        self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("ArrowDown")
        expect(self.page.locator("#panes .readout").nth(1)).to_contain_text("T attends to a 0.")
        self.page.get_by_role("tab", name="cross").focus()
        self.page.keyboard.press("ArrowRight")
        expect(self.page.get_by_role("tab", name="encoder")).to_be_focused()
        expect(self.page.locator("#panes .axis.rows .unit")).to_have_count(9)

    def test_heat_map_says_the_value_under_the_pointer(self):
        self.open("#layer=1&head=0&hide=0")
        weights = self.cross("attention", 1, 0)
        canvas = self.shown(self.page.locator("#panes canvas[tabindex]"))
        frame = self.page.evaluate("import('/viewer/panel.js').then(({ panes }) => panes[0].heat.frame)")
        place = {"x": frame["left"] + 2.5 * frame["side"], "y": frame["top"] + 1.5 * frame["height"]}
        canvas.hover(position=place)
        expect(self.page.locator("#panes .readout").nth(1)).to_contain_text(f"T attends to t {weights[1][2]:.4f}")

    def test_special_tokens_are_hidden_and_the_rest_scaled(self):
        self.open("#layer=1&head=3&table=1")
        expect(self.page.locator("#axes")).to_contain_text("scaled to sum to 1")
        rows = self.page.locator("#panes tbody tr")
        expect(rows).to_have_count(7)
        for text in rows.all_inner_texts():
            self.assertAlmostEqual(sum(map(float, text.split()[1:])), 1, delta=0.03)
        self.page.get_by_label("Hide special tokens").uncheck()
        expect(rows).to_have_count(8)
        expect(self.page.locator("#axes")).not_to_contain_text("scaled")

    def test_table_has_the_numbers_of_the_reply(self):
        self.open("#layer=0&head=2&hide=0&table=1")
        rows = self.page.locator("#panes tbody tr")
        expect(rows).to_have_count(8)
        for weights, text in zip(self.cross("attention", 0, 2), rows.all_inner_texts()):
            self.assertEqual(text.split()[1:], [self.formatted(weight) for weight in weights])

    def test_slider_changes_how_many_lines_there_are(self):
        self.open()
        self.shown(self.page.locator("#panes .unit").first)
        count = "import('/viewer/panel.js').then(({ panes }) => panes[0].links.links.length)"
        few = self.page.evaluate(count)
        self.page.locator("#share").fill("1")
        expect(self.page.locator("#share-value")).to_have_text("100 %")
        self.assertGreater(self.page.evaluate(count), few)

    def test_words_are_their_tokens_together(self):
        self.open("#model=words&text=cats%20sat&units=words&table=1")
        expect(self.page.locator("#panes .axis.rows .unit")).to_have_text(["cats", "sat"])
        self.page.locator("#units").select_option("tokens")
        expect(self.page.locator("#panes .axis.rows .unit")).to_have_text(["cat", "s", "sat"])

    def test_two_texts_beside_each_other(self):
        self.open()
        self.page.locator("#compare").select_option("input")
        self.page.locator("#other").fill("mention")
        self.page.locator("#other").press("Tab")
        expect(self.page.locator("#panes h2")).to_have_text([re.compile("· this$"), re.compile("· the other text$")])
        expect(self.page.locator("#panes .second .axis.columns .unit")).to_have_text([*"mention"])

    def test_forced_output_beside_the_models_own(self):
        self.open()
        self.page.locator("#compare").select_option("target")
        self.page.locator("#other").fill("AH T")
        self.page.locator("#other").press("Tab")
        expect(self.page.locator("#panes .second .axis.rows .unit")).to_have_text(["AH", "T"])

    def test_beams_beside_each_other(self):
        self.open("#text=read&beams=3&compare=output+1")
        expect(self.page.locator("#panes h2")).to_have_text([re.compile("· this$"), re.compile("· output 2$")])
        first = self.page.locator("#panes .pane").nth(0).locator(".axis.rows .unit").all_inner_texts()
        second = self.page.locator("#panes .pane").nth(1).locator(".axis.rows .unit").all_inner_texts()
        self.assertNotEqual(first, second)

    def test_long_texts_are_fetched_a_layer_at_a_time(self):
        ids = " ".join(str(3 + index % 40) for index in range(250))
        with self.page.expect_request(lambda request: '"maps":["encoder"]' in (request.post_data or "")) as request:
            self.open(f"#model=ids&text={ids}&tab=encoder")
        asked = request.value.post_data_json["attention"]
        self.assertEqual((asked["layers"], asked["dtype"]), ([1], "uint8"))
        title = self.page.locator("#panes h2")
        expect(title).to_have_text("layer 2, mean of heads (weights rounded to 1/255)")
        expect(self.page.locator("#panes .axis.rows .unit")).to_have_count(250)
        self.page.get_by_role("gridcell", name="layer 1, head 2").click()
        expect(title).to_have_text("layer 1, head 2 (weights rounded to 1/255)")

    def test_right_to_left_texts_stand_from_right_to_left(self):
        self.open("#model=words&text=שלום עולם יפה")
        expect(self.page.locator("#panes .axis.rows")).to_have_attribute("dir", "rtl")
        places = [self.unit("rows", word).bounding_box()["x"] for word in ["שלום", "עולם", "יפה"]]
        self.assertEqual(places, sorted(places, reverse=True))


class Mechanism(PageTest):
    def test_every_head_of_a_token_side_by_side(self):
        self.open("#tab=mechanism&hide=0")
        expect(self.page.locator("#on-text thead th")).to_have_text([f"head {head}" for head in range(1, 5)])
        self.page.locator("#on-text select").first.select_option(label="SH")
        texts = [text.split()[1:] for text in self.page.locator("#on-text tbody tr").all_inner_texts()]
        for head in range(4):
            weights = self.cross("attention", 1, head)[4]
            self.assertEqual([row[head] for row in texts], [f"{weight:.2f}" for weight in weights])

    def test_small_numbers_are_computed_by_the_service(self):
        self.open("#tab=mechanism")
        results = self.page.locator("#on-numbers .steps").nth(1).locator("tbody tr")
        expect(results).to_have_count(9)
        expect(results.nth(3)).to_have_text("Q10.400.200.40")
        self.page.get_by_label("Mask").select_option("causal")
        expect(results.nth(3)).to_have_text("Q11.000.000.00")
        expect(results.nth(0)).to_have_text("Q10.71−∞−∞")
        self.page.get_by_label("queries, row 2, number 2").fill("4")
        expect(results.nth(1)).to_have_text("Q20.002.83−∞")
        results.nth(1).locator("td").nth(1).hover()
        expect(self.page.locator("#on-numbers > .readout")).to_have_text("Q2 · K2 = 0 × 0 + 4 × 1; times 0.707 is 2.828")


    def test_two_heads_stand_side_by_side(self):
        self.open("#tab=mechanism")
        rows = [[1, 0, 0, 2], [0, 1, 2, 0], [1, 1, 0, 1]]
        heads = [[row[:2] for row in rows], [row[2:] for row in rows]]
        reply = json.loads(self.server().post("/attention", json.dumps({"queries": heads, "keys": heads, "values": heads})))
        tables = self.page.locator("#two-heads .steps").nth(1).locator("table")
        expect(tables).to_have_count(3)
        for row, text in enumerate(tables.nth(2).locator("tbody tr").all_inner_texts()):
            expected = [f"{number:.2f}" for head in reply["outputs"] for number in head[row]]
            self.assertEqual(text.split()[1:], expected)


class Sharing(PageTest):
    def download(self, name):
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name=name).click()
        path = pathlib.Path(directory.name) / download.value.suggested_filename
        download.value.save_as(path)
        return path

    def open_sharing(self, fragment=""):
        self.open(fragment)
        self.shown(self.page.locator("#panes .unit").first)
        self.page.get_by_text("Take it with you").click()

    def test_link_restores_everything(self):
        self.open()
        self.page.locator("#text").fill("mention")
        self.page.locator("#text").press("Enter")
        self.page.get_by_role("tab", name="decoder").click()
        self.page.get_by_role("gridcell", name="layer 1, head 2").click()
        self.page.get_by_role("gridcell", name="layer 2, head 1").click(modifiers=["Shift"])
        self.page.get_by_label("Hide special tokens").uncheck()
        self.page.get_by_text("Take it with you").click()
        self.page.get_by_role("button", name="Copy link").click()
        link = self.page.evaluate("navigator.clipboard.readText()")
        self.page.goto("about:blank")
        self.page.goto(link)
        expect(self.page.locator("#text")).to_have_value("mention")
        expect(self.page.get_by_role("tab", name="decoder")).to_have_attribute("aria-selected", "true")
        expect(self.page.locator("#panes h2")).to_have_text(["layer 1, head 2", "layer 2, head 1"])
        expect(self.page.get_by_label("Hide special tokens")).not_to_be_checked()

    def test_curl_command_gives_what_is_seen(self):
        self.open_sharing("#layer=1&head=2&hide=0")
        self.page.get_by_role("button", name="Copy curl command").click()
        words = shlex.split(self.page.evaluate("navigator.clipboard.readText()"))
        self.assertEqual(words[0], "curl")
        self.assertEqual(words[-1], f"{self.server().url}/decode")
        body = words[words.index("-d") + 1]
        reply = json.loads(self.server().post("/decode", body))
        cross = reply["outputs"][0]["sequences"][0]["attention"]["cross"]
        self.assertEqual(cross["weights"], [[self.cross("attention", 1, 2)]])
        words = shlex.split(self.page.locator("#curl-answer").inner_text())
        reply = json.loads(self.server().post("/decode", words[words.index("-d") + 1]))
        self.assertEqual(reply["outputs"][0]["sequences"][0]["text"], "AH T EH N SH AH N")

    def test_json_has_the_map(self):
        self.open_sharing("#layer=1&head=2&hide=0")
        saved = json.loads(self.download("JSON").read_text())
        self.assertEqual(saved["columns"], [*"attention", "</s>"])
        for row, expected in zip(saved["weights"], self.cross("attention", 1, 2)):
            for weight, other in zip(row, expected):
                self.assertAlmostEqual(weight, other, delta=1e-6)

    def test_svg_and_png_are_pictures(self):
        self.open_sharing()
        svg = self.download("SVG").read_text()
        for name in [">SH<", ">AH<", "<line ", "<rect "]:
            self.assertIn(name, svg)
        self.assertTrue(self.download("PNG").read_bytes().startswith(b"\x89PNG"))

    def test_saved_page_works_without_a_server(self):
        self.open_sharing("#text=mention&tab=encoder&layer=1&head=1")
        path = self.download("HTML that works alone")
        self.requested.clear()
        self.page.goto(path.as_uri())
        expect(self.page.locator("#output")).to_have_text("M EH N SH AH N")
        expect(self.page.locator("#panes h2")).to_have_text("layer 2, head 2")
        self.page.get_by_role("tab", name="decoder").click()
        self.page.get_by_role("gridcell", name="layer 1, head 4").click()
        expect(self.page.locator("#panes h2")).to_have_text("layer 1, head 4")
        self.assertEqual([url for url in self.requested if not url.startswith(("file:", "data:"))], [])


class Problems(PageTest):
    def test_refusal_is_shown_as_a_sentence_with_its_field(self):
        self.open()
        self.page.locator("#text").fill("a" * 300)
        self.page.locator("#text").press("Enter")
        alert = self.page.get_by_role("alert")
        expect(alert).to_contain_text("tokens")
        expect(alert).to_contain_text("(field input")
        self.page.locator("#text").fill("cab")
        self.page.locator("#text").press("Enter")
        expect(self.page.locator("#output")).to_have_text("K AE B")
        expect(alert).to_be_hidden()

    def test_text_that_is_too_long_can_be_cut(self):
        self.open()
        self.page.locator("#text").fill("a" * 200)
        self.page.locator("#text").press("Enter")
        self.page.get_by_role("button", name="Run with its beginning only").click()
        expect(self.page.locator("#axes")).to_contain_text("73 tokens at the end of the text were left out")

    def test_server_that_is_gone_is_said_and_can_be_tried_again(self):
        self.open()
        expect(self.page.locator("#output")).to_have_text("AH T EH N SH AH N")
        self.page.route("**/decode", lambda route: route.abort())
        self.page.get_by_role("button", name="Run").click()
        expect(self.page.get_by_role("alert")).to_contain_text("does not answer")
        self.page.unroute("**/decode")
        self.page.get_by_role("button", name="Try again").click()
        expect(self.page.locator("#output")).to_have_text("AH T EH N SH AH N")

    def test_empty_text_shows_nothing(self):
        self.open()
        self.shown(self.page.locator("#maps"))
        self.page.locator("#text").fill("")
        self.page.locator("#text").press("Enter")
        expect(self.page.locator("#maps")).to_be_hidden()


class Keys(PageTest):
    def server(self):
        return servers["guarded"]

    def test_key_is_asked_for_and_kept_for_the_tab(self):
        self.open()
        dialog = self.shown(self.page.get_by_role("dialog"))
        self.page.get_by_label("API key").fill("not-the-key")
        self.page.get_by_label("API key").press("Enter")
        self.shown(dialog)
        self.page.get_by_label("API key").fill(KEY)
        self.page.get_by_role("button", name="Use it").click()
        expect(self.page.locator("#output")).to_have_text("AH T EH N SH AH N")
        self.page.reload()
        expect(self.page.locator("#output")).to_have_text("AH T EH N SH AH N")
        self.assertNotIn(KEY, self.page.locator("#curl").text_content())
        self.assertNotIn(KEY, self.page.url)
        other = self.context.new_page()
        other.goto(self.server().url)
        expect(other.get_by_role("dialog")).to_be_visible()


class ForEveryone(PageTest):
    def check(self, fragment, *steps):
        for scheme in ["light", "dark"]:
            self.page.emulate_media(color_scheme=scheme)
            self.open(fragment)
            self.shown(self.page.locator("[role=tabpanel]:visible"))
            self.page.wait_for_function("document.querySelector('#panes .unit, #on-text table, #likeness')")
            for step in steps:
                step()
            results = Axe().run(self.page)
            problems = [(one["id"], [node["html"] for node in one["nodes"]]) for one in results.response["violations"]]
            self.assertEqual(problems, [], f"{fragment} in {scheme}")

    def test_axe_finds_nothing_on_the_first_screen(self):
        self.check("", lambda: self.unit("rows", "SH", "#answer-links").hover())

    def test_axe_finds_nothing_in_the_maps(self):
        self.check("#table=1&tab=encoder&pin=0%202", lambda: self.page.get_by_text("Take it with you").click(),
                   lambda: self.page.get_by_text("Options").click())

    def test_axe_finds_nothing_in_the_mechanism(self):
        self.check("#tab=mechanism")

    def test_axe_finds_nothing_in_the_similarity(self):
        self.check("#model=words&text=cats&tab=similarity")

    def test_axe_finds_nothing_in_an_error(self):
        self.check("", lambda: (self.page.locator("#text").fill("a" * 300), self.page.locator("#text").press("Enter"),
                                self.shown(self.page.get_by_role("alert"))))

    def test_a_phone_has_no_sideways_scrolling(self):
        self.page.set_viewport_size({"width": 360, "height": 740})
        for fragment in ["", "#tab=mechanism", "#model=words&text=the cats sat on the mat.&table=1", "#text=attentionattentionattention"]:
            self.open(fragment)
            self.shown(self.page.locator("[role=tabpanel]:visible"))
            self.assertLessEqual(self.page.evaluate("document.documentElement.scrollWidth"), 360, fragment)

    def test_nothing_moves_for_those_who_want_that(self):
        self.page.emulate_media(reduced_motion="reduce")
        self.open()
        self.shown(self.page.locator("#maps"))
        moving = "[...document.querySelectorAll('*')].filter((one) => getComputedStyle(one).animationName !== 'none').length"
        self.assertEqual(self.page.evaluate(moving), 0)

    def test_print_leaves_out_what_cannot_be_used_on_paper(self):
        self.open()
        self.shown(self.page.locator("#maps"))
        self.page.emulate_media(media="print")
        expect(self.page.locator("#tabs")).to_be_hidden()
        expect(self.page.locator("#panes canvas").first).to_be_visible()


if __name__ == "__main__":
    heed = sys.argv.pop(1)
    directory = tempfile.TemporaryDirectory()
    keys = pathlib.Path(directory.name) / "keys"
    keys.write_text(KEY + "\n")
    servers = {"open": Server(heed), "guarded": Server(heed, "--api-keys-file", str(keys))}
    try:
        unittest.main(verbosity=2)
    finally:
        for server in servers.values():
            server.stop()
        directory.cleanup()
