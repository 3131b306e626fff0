"""Taking uploaded files in without letting them touch a disk, and no more of them than is read."""

from io import BytesIO

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from supervision.roster.files.csv_reader import UPLOADED

MOST_TOGETHER = 3 * UPLOADED.size
MOST_FILES = 12


class KeptInMemory(FileUploadHandler):
    """Keeps each file in memory up to one byte over its limit, and all of them up to theirs.

    What comes after that is read and dropped, so the page can answer in words. `is_overflowing` says
    that the files together were too much, or too many.
    """

    def __init__(self, request=None):
        super().__init__(request)
        self.taken = self.files = 0
        self.is_overflowing = False
        self.content = BytesIO()

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.content = BytesIO()
        self.files += 1
        self.is_overflowing |= self.files > MOST_FILES

    def receive_data_chunk(self, raw_data, start):
        room = UPLOADED.size + 1 - self.content.tell()
        self.is_overflowing |= self.taken + len(raw_data) > MOST_TOGETHER
        if room > 0 and not self.is_overflowing:
            self.content.write(raw_data[:room])
            self.taken += min(room, len(raw_data))

    def file_complete(self, file_size):
        size = self.content.tell()
        self.content.seek(0)
        return InMemoryUploadedFile(
            self.content, self.field_name, self.file_name, self.content_type, size, self.charset
        )
