"""Doors of documents for workers. Losing a message loses nothing: beat rings for what nobody took on."""

from celery import shared_task

from supervision.clock import now
from supervision.evidence import documents, making


@shared_task(name="evidence.make", acks_late=True)
def make(document_id: str) -> None:
    """Make a document that somebody asked for."""
    making.make(document_id, clock=now)


@shared_task(name="evidence.go_on")
def go_on() -> None:
    """Take on what no worker heard of, or what a lost one left. Beat rings every minute."""
    making.go_on(clock=now)


@shared_task(name="evidence.forget")
def forget() -> None:
    """Delete what has been kept for its week. Beat rings every hour."""
    documents.forget(now=now())
