import csv
import io
from datetime import date

import pytest

from tests.supervision.policy.northmoor import HOME, clocks_on


@pytest.mark.parametrize("today", [date(2026, 11, 3), date(2026, 11, 20)], ids=str)
def test_the_sample_organisation_has_its_clocks_to_the_last_character(today):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["email", "rule", "last_counted_on", "due_on", "state", "minutes_this_month"])
    writer.writerows(clocks_on(today))

    assert out.getvalue() == (HOME / f"expected-{today}.csv").read_text(encoding="utf-8")
