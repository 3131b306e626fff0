"""Secrets of a development installation: made once, kept in the data folder, readable by its owner."""

import os
from pathlib import Path

from cryptography.fernet import Fernet
from django.core.management.utils import get_random_secret_key


def kept(path: Path, make) -> str:
    """Return what `path` holds, or make it once; of two processes at once, both get the same."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_text(make(), encoding="utf-8")
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return path.read_text(encoding="utf-8").strip()


def development_secret_key(data: Path) -> str:
    return kept(data / "secret_key", get_random_secret_key)


def development_data_keys(data: Path) -> list[str]:
    return kept(data / "data_keys", lambda: Fernet.generate_key().decode()).split(",")
