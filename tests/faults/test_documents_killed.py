"""A worker killed while it makes a document: nothing half of it is left, and the next one makes all of it."""

from datetime import timedelta

import pytest

from supervision.clock import now
from supervision.evidence import documents
from supervision.evidence.making import TAKEN_FOR
from supervision.evidence.models import Document, Piece
from supervision.notices.models import Notice
from tests.builders import make_member, make_session

pytestmark = pytest.mark.fault


@pytest.mark.parametrize("point", ["claim.after", "commit.before"])
def test_a_worker_killed_half_way_leaves_nothing_half(own_database, processes, point):
    nia = make_member(name="Nia Bevan")
    make_session(None, nia, at=now() - timedelta(days=9))
    document = documents.ask(nia, documents.own_log(nia, now=now()), now=now())

    killed = processes.start("manage.py", "make_documents", HOLDSPACE_FAULT=f"{point}:kill")
    assert killed.wait(120) == -9

    document.refresh_from_db()
    assert document.state == "making"
    assert not Piece.objects.exists()
    assert not Notice.objects.exists()
    assert "0 made." in processes.manage("make_documents").stdout  # the one that is gone may still come back

    Document.objects.update(taken_until=now() - TAKEN_FOR)
    assert "1 made." in processes.manage("make_documents").stdout
    document.refresh_from_db()
    assert documents.content_of(document, "pdf").startswith(b"%PDF")
    assert Notice.objects.filter(kind="document_ready").count() == 1
