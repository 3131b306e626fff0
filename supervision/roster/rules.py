"""What an upload may be, and what becomes of it."""

import hashlib
import re
import unicodedata

from supervision.errors import Refusal


class NothingBrought(Refusal):
    code = "no_files"
    status = 400


class NotThatFarYet(Refusal):
    """The upload is not in the state that this needs."""

    code = "upload_state"


class ChangedMeanwhile(Refusal):
    """What would change is no longer what was looked over."""

    code = "upload_outdated"


class Stopped(Refusal):
    code = "upload_stopped"


class OtherOrganisation(Refusal):
    code = "other_organisation"


class FilesWrong(Refusal):
    """The files hold problems; the reading says which."""

    code = "files_wrong"
    status = 422


def slug_of(name: str) -> str:
    """Return the part of an address that stands for an organisation of this name.

    ASCII letters, digits and hyphens. A name with none of them, as in another script, gets a short
    digest of it, so that the same name always gives the same slug.
    """
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", folded))[:100].strip("-_")
    if slug:
        return slug
    digest = hashlib.sha256(unicodedata.normalize("NFC", name).encode()).hexdigest()
    return f"organisation-{digest[:10]}"
