from urllib.parse import urlsplit

from supervision.policy.bodies import BODY_RULES, WITHOUT_A_FIGURE


def test_each_bodys_rule_has_a_source_and_a_note():
    assert len({body.key for body in BODY_RULES}) == len(BODY_RULES)
    for body in (*BODY_RULES, *WITHOUT_A_FIGURE):
        assert urlsplit(body.source).netloc
        assert body.says.endswith(".")
