import errno
import hashlib
import io
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.core.files.storage import InMemoryStorage, default_storage

from docs_library.documents import blobs
from docs_library.documents.models import Blob
from docs_library.documents.refusals import NoRoom

pytestmark = pytest.mark.django_db


def keep(content: bytes) -> Blob:
    return blobs.store(io.BytesIO(content), "text/plain")


def files_of(blob: Blob) -> list[Path]:
    return sorted(Path(default_storage.path(blob.path)).parent.iterdir())


def test_bytes_are_kept_once_under_their_hash():
    first, second = keep(b"les mateixes dades"), keep(b"les mateixes dades")
    assert first == second
    assert first.sha256 == hashlib.sha256(b"les mateixes dades").hexdigest()
    assert [file.name for file in files_of(first)] == [first.sha256]
    with blobs.open_blob(first) as stream:
        assert stream.read() == b"les mateixes dades"


def test_verify_notices_a_changed_and_a_missing_file():
    blob = keep(b"intacte")
    place = Path(default_storage.path(blob.path))
    assert blobs.verify(blob)
    place.chmod(0o640)
    place.write_bytes(b"tocat!!")
    assert not blobs.verify(blob)
    place.unlink()
    assert not blobs.verify(blob)


def test_an_upload_mends_a_file_that_a_power_cut_left_short():
    blob = keep(b"tot sencer")
    Path(default_storage.path(blob.path)).write_bytes(b"tot")
    assert not blobs.is_in_place(blob)
    assert keep(b"tot sencer") == blob
    assert blobs.verify(blob)


def test_a_cut_in_the_middle_leaves_neither_row_nor_file():
    class BrokenStream(io.BytesIO):
        reads = 0

        def read(self, size=-1):
            self.reads += 1
            if self.reads > 3:
                raise OSError(errno.EIO, "cable out")
            return super().read(size)

    with pytest.raises(OSError, match="cable out"):
        blobs.store(BrokenStream(b"a mig fer"), "text/plain")
    assert not Blob.objects.filter(sha256=hashlib.sha256(b"a mig fer").hexdigest()).exists()
    leftovers = list(Path(default_storage.location).rglob("*.part"))
    assert leftovers == []


def test_a_full_disk_is_a_sentence(monkeypatch):
    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(NoRoom):
        keep(b"no hi cap")
    assert not Blob.objects.filter(sha256=hashlib.sha256(b"no hi cap").hexdigest()).exists()


def test_storages_that_are_not_folders_keep_whole_objects(monkeypatch):
    store = InMemoryStorage()
    monkeypatch.setattr(blobs, "default_storage", store)
    blob = keep(b"al nuvol")
    assert keep(b"al nuvol") == blob
    assert blobs.verify(blob)
    assert not default_storage.exists(blob.path)


def test_the_twin_that_arrives_second_at_an_object_store_leaves_no_copy(monkeypatch):
    store = InMemoryStorage()
    monkeypatch.setattr(blobs, "default_storage", store)
    blob, saved = keep(b"bessons"), []
    monkeypatch.setattr(store, "delete", saved.append)
    blobs._hand_over(store, blob.path, io.BytesIO(b"bessons"))
    assert len(saved) == 1 and saved != [blob.path]


def test_people_who_bring_the_same_bytes_at_once_leave_one_whole_file():
    content = b"alhora" * 100_000
    blob = Blob(sha256=hashlib.sha256(content).hexdigest(), size=len(content))
    start = Barrier(4)

    def bring():
        start.wait()
        blobs._put(default_storage, blob.path, io.BytesIO(content))

    people = [Thread(target=bring) for _ in range(4)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert blobs.verify(blob)
    assert [file.name for file in files_of(blob)] == [blob.sha256]
