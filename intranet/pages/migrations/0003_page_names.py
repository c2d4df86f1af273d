from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('pages', '0002_initial'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='homepage',
            options={'verbose_name': 'home page', 'verbose_name_plural': 'home pages'},
        ),
        migrations.AlterModelOptions(
            name='newspage',
            options={'verbose_name': 'news item', 'verbose_name_plural': 'news items'},
        ),
        migrations.AlterModelOptions(
            name='procedureindexpage',
            options={'verbose_name': 'list of procedures', 'verbose_name_plural': 'lists of procedures'},
        ),
        migrations.AlterModelOptions(
            name='procedurepage',
            options={'verbose_name': 'procedure', 'verbose_name_plural': 'procedures'},
        ),
        migrations.AlterModelOptions(
            name='sectionpage',
            options={'verbose_name': 'section', 'verbose_name_plural': 'sections'},
        ),
    ]
