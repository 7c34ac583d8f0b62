"""Checking a note in a browser: paste and read, put in, undo, copy, leave, files, errors, keyboard, without scripts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from serving import Served

from .conftest import Open, playwright

pytestmark = pytest.mark.browser
expect = playwright.expect
FOCUS = """() => {
  const element = document.activeElement, style = getComputedStyle(element);
  if (element === document.body) return null;
  return [[element.tagName, element.id, element.textContent.trim()].join("|"), style.outlineStyle, parseFloat(style.outlineWidth)];
}"""
NOTE = 'The kid is promiscuous. 😀 He said "she is promiscuous".\nA kid came.'


def typed(page: Any, text: str) -> None:
    page.fill("#text", text)
    page.wait_for_function("text => checked === text", arg=text)


def words(page: Any) -> str:
    return str(page.locator("#status").inner_text())


def test_it_checks_while_somebody_types(opened: Open) -> None:
    page = opened()
    typed(page, NOTE)
    assert words(page) == "3 phrases to reconsider, 1 quotation to keep"
    assert page.title() == "3 phrases to reconsider, 1 quotation to keep – langcheck"
    assert page.locator(".note").inner_text().count("promiscuous") == 2
    page.fill("#text", "All well.")
    expect(page.locator("#status")).to_have_text("Nothing to reconsider")
    page.fill("#text", "")
    expect(page).to_have_title("Check the wording of a case note – langcheck")
    expect(page.locator("#answer")).to_be_empty()


def test_only_the_last_text_counts(opened: Open) -> None:
    page = opened()
    page.route("**/live", lambda route: (page.wait_for_timeout(50), route.continue_()))
    page.locator("#text").press_sequentially(NOTE, delay=1)
    page.wait_for_function("text => checked === text", arg=NOTE)
    expect(page.locator(".card")).to_have_count(4)
    page.unroute_all(behavior="wait")


def test_an_alternative_is_put_in_at_its_place_and_taken_back(opened: Open) -> None:
    page = opened()
    typed(page, NOTE)
    second = page.get_by_role("button", name="Put it in “child” for finding 4")
    second.click()
    expect(page.locator("#text")).to_have_value(NOTE.replace("A kid", "A child"))
    expect(page.locator("#status")).to_have_text("Put in: “child”. 2 phrases to reconsider, 1 quotation to keep")
    assert page.evaluate("document.activeElement.classList.contains('card')"), "the next finding has the focus"
    page.get_by_role("button", name="Put it in “child” for finding 1").click()
    expect(page.locator("#text")).to_have_value(NOTE.replace("kid", "child"))
    for expected in (NOTE.replace("A kid", "A child"), NOTE):
        page.get_by_role("button", name="Undo").click()
        expect(page.locator("#text")).to_have_value(expected)
    expect(page.get_by_role("button", name="Undo")).to_be_hidden()


def test_nothing_is_put_in_where_the_text_has_moved(opened: Open) -> None:
    page = opened()
    typed(page, NOTE)
    page.evaluate("document.getElementById('text').value = 'Something else, a kid.'")
    page.get_by_role("button", name="Put it in “child” for finding 1").click()
    assert page.input_value("#text") == "Something else, a kid."
    assert "just changed" in words(page)


def test_alternatives_and_the_note_can_be_copied(opened: Open, site: Served) -> None:
    page = opened()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.url)
    typed(page, NOTE)
    for name, expected in (("Copy “Who is it?”", "Who is it?"), ("Copy the note", NOTE)):
        page.get_by_role("button", name=name).first.click()
        expect(page.locator("#status")).to_contain_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == expected


def test_copying_works_without_the_newer_clipboard(opened: Open) -> None:
    page = opened()
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    typed(page, NOTE)
    page.get_by_role("button", name="Copy the note").click()
    expect(page.locator("#status")).to_contain_text("Copied")
    page.fill("#text", "")
    page.focus("#text")
    page.keyboard.press("Control+V")
    assert page.input_value("#text") == NOTE


def test_a_finding_is_left_for_this_text_and_shown_again(opened: Open) -> None:
    page = opened()
    typed(page, NOTE)
    page.get_by_role("button", name=re.compile("Leave it as it is.*finding 1,")).click()
    expect(page.locator(".card:visible")).to_have_count(3)
    assert "1 left as it is" in words(page)
    typed(page, NOTE + " And more.")
    expect(page.locator(".card:visible")).to_have_count(3)
    page.get_by_role("button", name="Show what you left").click()
    expect(page.locator(".card:visible")).to_have_count(4)
    page.reload()
    assert page.input_value("#text") == "", "nothing is kept"


def test_findings_are_walked_through_by_keyboard(opened: Open) -> None:
    page = opened()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.focus("#text")
    page.keyboard.insert_text(NOTE)
    page.wait_for_function("text => checked === text", arg=NOTE)
    for key, card in (("F8", 1), ("F8", 2), ("F8", 3), ("F8", 4), ("F8", 1), ("Shift+F8", 4)):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.id") == f"card-1-{card}"
        assert page.locator("mark.now").get_attribute("id") == f"mark-1-{card}"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#text")).to_have_value(NOTE.replace("A kid", "A child"))


def test_the_words_of_a_finding_come_into_view_with_its_card(opened: Open) -> None:
    page = opened()
    typed(page, "All well.\n" * 100 + NOTE)
    page.keyboard.press("F8")
    expect(page.locator("#card-1-1")).to_be_in_viewport()
    expect(page.locator("mark.now")).to_be_in_viewport()


def test_every_control_can_be_reached_and_its_focus_seen(opened: Open) -> None:
    page = opened()
    typed(page, NOTE)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true); document.querySelector('.skip').focus()")
    seen: set[str] = set()
    for _ in range(120):
        page.keyboard.press("Tab")
        got = page.evaluate(FOCUS)
        if got is None:
            break
        assert got[1] != "none", got
        assert got[2] >= 1, got
        seen.add(got[0])
    for wanted in ("TEXTAREA|text", "INPUT|file", "INPUT|child", "INPUT|adults", "INPUT|pack-house", "INPUT|explain", "BUTTON|check"):
        assert any(control.startswith(wanted) for control in seen), wanted
    assert sum("Leave it" in control for control in seen) == 4


def test_highlight_and_card_link_to_each_other(opened: Open) -> None:
    page = opened(java_script_enabled=False)
    page.fill("#text", NOTE)
    page.click("#check")
    page.get_by_role("link", name="Finding 2", exact=True).click()
    assert page.url.endswith("#card-1-2")
    page.locator("#card-1-2").get_by_role("link", name="Back to the words of finding 2").click()
    assert page.url.endswith("#mark-1-2")
    assert NOTE.split(".")[0] not in page.url


def test_it_all_works_without_scripts(opened: Open) -> None:
    page = opened(java_script_enabled=False)
    page.fill("#text", NOTE + " wayward")
    page.locator("summary", has_text="People").click()
    page.fill("#child", "Mia, MK")
    page.check("#pack-house")
    page.click("#check")
    assert page.title() == "4 phrases to reconsider, 1 quotation to keep – langcheck"
    assert page.input_value("#text") == NOTE + " wayward"
    assert page.input_value("#child") == "Mia, MK"
    assert page.is_checked("#pack-house")
    marks = page.locator("mark").all_inner_texts()
    assert "".join(marks[0].split()) == "[Reconsider:kid]"
    order = [page.content().index(f'id="{part}"') for part in ("title", "found", "again", "text")]
    assert order == sorted(order), "counts, note and cards, then the box again"
    assert page.get_by_role("button", name="Copy").count() == 0


@pytest.mark.parametrize("scripts", [True, False])
def test_reading_on_and_coming_back_loses_no_word(opened: Open, scripts: bool) -> None:
    page = opened(java_script_enabled=scripts)
    page.fill("#text", NOTE)
    page.click("#check")
    for name, path in (("More about finding 1 in the guide", "/guide/kid"), ("About and privacy", "/about"), ("Accessibility", "/accessibility")):
        with page.expect_popup() as popup:
            page.get_by_role("link", name=name + " (opens in a new tab)").click()
        assert popup.value.url.endswith(path)
    assert page.input_value("#text") == NOTE


def test_the_back_button_brings_no_note_back_from_a_store(opened: Open, site: Served) -> None:
    page = opened()
    typed(page, NOTE)
    page.goto(site.url + "/about")
    page.go_back()
    assert page.input_value("#text") == ""
    page.go_forward()
    assert page.title().startswith("About")


def test_after_back_an_answer_without_scripts_comes_only_from_the_form_sent_again(opened: Open, site: Served) -> None:
    page = opened(java_script_enabled=False)
    page.fill("#text", NOTE)
    page.click("#check")
    page.goto(site.url + "/about")
    with pytest.raises(playwright.Error, match="ERR_CACHE_MISS"):  # the browser asks whether to send the form again
        page.go_back()
    page.wait_for_timeout(1_000)  # the page that asks comes only now
    page.reload()
    assert page.input_value("#text") == NOTE


def test_changes_that_were_not_copied_are_not_lost_unasked(opened: Open) -> None:
    page = opened()
    typed(page, NOTE)
    page.get_by_role("button", name="Put it in “child” for finding 1").click()
    page.wait_for_function("() => checked === box.value")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.evaluate("setTimeout(() => location.assign('/about'))")
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    assert page.input_value("#text") == NOTE.replace("kid", "child", 1)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_file_is_read(opened: Open, tmp_path: Path, scripts: bool) -> None:
    page = opened(java_script_enabled=scripts)
    page.locator("summary", has_text="file").click()
    page.set_input_files("#file", {"name": "note.html", "mimeType": "text/html", "buffer": b"<p>The <b>kid</b> left.</p>"})
    page.click("text=Check the file")
    assert page.title() == "1 phrase to reconsider – langcheck"
    assert page.input_value("#text") == "The kid left."


def test_a_file_is_dropped(opened: Open) -> None:
    page = opened()
    with page.expect_navigation():
        page.evaluate(
            "(() => { const t = new DataTransfer(); t.items.add(new File(['The kid left.'], 'note.txt'));"
            " document.getElementById('text').dispatchEvent(new DragEvent('drop', {dataTransfer: t, bubbles: true, cancelable: true})); })()"
        )
    assert page.input_value("#text") == "The kid left."
    expect(page.locator("#status")).to_have_text("1 phrase to reconsider")


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"", "empty"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "picture"),
        ("a.docx", b"PK\x03\x04 nothing", "damaged"),
        ("a.pdf", b"%PDF-1.7 nothing", "damaged"),
        ("a.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old"),
    ],
)
def test_a_bad_file_gets_an_error_beside_its_field(opened: Open, name: str, data: bytes, message: str) -> None:
    page = opened(java_script_enabled=False)
    page.fill("#text", "Typed before.")
    page.locator("summary", has_text="file").click()
    page.set_input_files("#file", {"name": name, "mimeType": "application/octet-stream", "buffer": data})
    page.click("text=Check the file")
    assert page.title().startswith("Error: ")
    assert message in page.locator("#file-error").inner_text()
    assert page.locator(".error a").get_attribute("href") == "#file"
    assert page.locator("#file").get_attribute("aria-invalid") == "true"
    assert page.input_value("#text") == "Typed before."


def test_no_note_and_no_file_get_errors(opened: Open) -> None:
    page = opened()
    page.click("#check")
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator(".error")).to_be_focused()
    page.locator(".error a").click()
    assert page.evaluate("document.activeElement.id") == "text"
    page.locator("summary", has_text="file").click()
    page.click("text=Check the file")
    expect(page.locator("#file-error")).to_contain_text("Choose a file first")


def test_an_error_stays_until_somebody_writes_on(opened: Open) -> None:
    page = opened()
    page.fill("#text", "The kid left.")
    page.locator("summary", has_text="file").click()
    page.click("text=Check the file")
    expect(page.locator("#status")).to_have_text("1 phrase to reconsider")
    expect(page.locator("#file-error")).to_contain_text("Choose a file first")
    assert page.title().startswith("Error: ")
    page.fill("#text", "The kid left early.")
    expect(page.locator("#file-error")).to_have_count(0)
    expect(page).to_have_title("1 phrase to reconsider – langcheck")


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(opened: Open) -> None:
    page = opened()
    page.fill("#text", "Typed before.")
    page.evaluate("document.getElementById('form').dataset.bytes = '10'")
    page.locator("summary", has_text="file").click()
    page.set_input_files("#file", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"x" * 11})
    page.click("text=Check the file")
    expect(page.get_by_role("alert")).to_contain_text("larger than")
    assert page.input_value("#text") == "Typed before."


def test_a_note_that_is_too_long_is_refused_before_it_is_sent(opened: Open) -> None:
    page = opened()
    page.evaluate("document.getElementById('form').dataset.characters = '20'")
    note = "The kid left. 😀😀😀😀😀😀"  # twenty characters; a browser counts each of these as two
    typed(page, note)
    assert page.title() == "1 phrase to reconsider – langcheck"
    page.fill("#text", note + ".")
    expect(page.locator("#text-error")).to_have_text("Error: The note is longer than 20 characters; check it in parts")
    expect(page.locator("#answer")).to_be_empty()
    page.click("#check")
    expect(page.locator("#text")).to_be_focused()
    assert page.get_attribute("#text", "aria-describedby") == "text-hint text-error"
    assert page.title() == "Error: Check the wording of a case note – langcheck"
    assert page.input_value("#text") == note + "."
    typed(page, note)
    expect(page.locator("#text-error")).to_have_count(0)
    assert page.title() == "1 phrase to reconsider – langcheck"


def test_pasted_markup_is_text(opened: Open) -> None:
    page = opened()
    hostile = "<img src=x onerror=alert(1)><script>alert(1)</script></textarea> a kid"
    typed(page, hostile)
    assert page.locator("#answer img, #answer script").count() == 0
    assert page.locator(".note").inner_text().startswith("<img src=x")


def test_a_note_of_100_000_characters(opened: Open) -> None:
    page = opened()
    note = ("All was well at school and at home this week. " * 2200 + "The kid left.")[-100_000:]
    typed(page, note)
    assert words(page) == "1 phrase to reconsider"
    page.get_by_role("button", name="Put it in “child” for finding 1").click()
    page.wait_for_function("() => checked.endsWith('The child left.')")
    assert page.input_value("#text") == note.replace("kid", "child")


def test_what_was_passed_over_is_shown_when_asked_for(opened: Open) -> None:
    page = opened()
    typed(page, "The card is in promiscuous mode.")
    expect(page.locator(".card")).to_have_count(0)
    page.locator("summary", has_text="People").click()
    page.check("#explain")
    expect(page.locator(".card.dismissed")).to_contain_text("a setting of a network card")
