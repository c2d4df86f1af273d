from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="OutboxEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=40)),
                ("object_pk", models.BigIntegerField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("created", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name_plural": "outbox entries",
                "ordering": ["attempts", "pk"],
                "indexes": [models.Index(fields=["attempts", "id"], name="search_outbox_order")],
            },
        ),
    ]
