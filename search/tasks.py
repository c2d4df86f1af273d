"""Background work of the search."""

from django_tasks import task

from search import digest, log, upkeep


@task()
def send_digests() -> int:
    """Daily: one task for each person with something to be told, so that one letter does not stop the others."""
    people = digest.people_to_tell()
    for person_id in people:
        send_digest.enqueue(person_id)
    return len(people)


@task()
def send_digest(person_id: int) -> int:
    return digest.send_digest(person_id)


@task()
def keep_house() -> None:
    """Daily: forget what is not to be kept any longer about searches, and bring the rest up to date."""
    log.forget_old_uses()
    upkeep.refresh_keys()
