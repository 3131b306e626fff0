"""The words that are translated, and their translations, as deploy/messages.py reads them."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def program(name):
    spec = importlib.util.spec_from_file_location(f"holdspace_{name}", ROOT / "deploy" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


messages, unwrapped = program("messages"), program("unwrapped")


@pytest.fixture(scope="module")
def wanted():
    return messages.gathered()


@pytest.fixture(scope="module")
def needed():
    return messages.gathered(with_later=False)


@pytest.mark.parametrize("path", messages.catalogues(), ids=lambda path: path.parts[-3])
def test_every_message_is_translated_with_its_placeholders_and_compiled(path, needed):
    assert messages.faults_of(path, needed) == []


def test_refusals_and_answers_are_gathered_and_may_wait(wanted, needed):
    words = "That is still to come. Say how it went once it has started."

    assert wanted.get(words) is not None and needed.get(words) is None


def test_messages_are_gathered_from_templates_and_code(wanted):
    places = {name.partition("/")[0] for message in wanted for name, _ in message.locations}

    assert {"supervision", "templates"} <= places


@pytest.mark.parametrize(
    ("welsh", "is_wrong"),
    [("%(name)s, helo", False), ("helo", True), ("%(nam)s, helo", True), ("%(name)s, %(name)s", False)],
)
def test_a_placeholder_that_got_lost_is_found(welsh, is_wrong):
    assert messages._differs(messages.Message("%(name)s, hello", welsh), welsh) is is_wrong


@pytest.mark.parametrize(
    ("form", "is_wrong"), [("un diwrnod", False), ("%(n)s diwrnod", False), ("%(m)s diwrnod", True)]
)
def test_a_form_for_one_may_leave_the_number_out(form, is_wrong):
    message = messages.Message(("%(n)s day", "%(n)s days"))

    assert messages._differs(message, form) is is_wrong


def test_no_words_of_a_members_template_stand_outside_a_translation():
    assert unwrapped.found() == []


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>Words</p>", ["Words"]),
        ('<p>{% translate "Words" %} {{ name }}: 12</p>', []),
        ("<p>\n{% blocktranslate %}Words <b>too</b>{% endblocktranslate %}&nbsp;</p>", []),
        ('<img alt="Words"><p class="words" data-said="words"></p>', ["Words"]),
        ('<a href="{% url "a" %}?words=1" title="{% translate "Words" %}"></a>', []),
        ("{# words #}{% comment %}words{% endcomment %}<script>words</script>", []),
        ("{% if words %}more{% endif %} than one", ["more", "than one"]),
    ],
)
def test_what_is_outside_a_translation_is_found(source, words):
    assert [said for _, said in unwrapped.unwrapped(source)] == words
