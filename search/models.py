from django.db import models


class OutboxEntry(models.Model):
    """A change the index has not heard of yet, written in the same transaction as the change itself."""

    source = models.CharField(max_length=40)
    object_pk = models.BigIntegerField()
    attempts = models.PositiveSmallIntegerField(default=0)
    """Failed deliveries; entries that failed wait behind those that did not, so that one cannot block the rest."""
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["attempts", "pk"]
        indexes = [models.Index(fields=["attempts", "id"], name="search_outbox_order")]
        verbose_name_plural = "outbox entries"

    def __str__(self) -> str:
        return f"{self.source}:{self.object_pk}"
