from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "docs_library.records"
    label = "records"

    def ready(self) -> None:
        from docs_library.classification import holdings
        from docs_library.documents import facts
        from docs_library.documents.search_source import register_case_numbers
        from docs_library.records import listing
        from docs_library.records.models import CaseFile
        from docs_library.records.search_source import CaseFileSource, numbers_of_documents
        from search import sources

        holdings.register(
            holdings.Holding("case_files", CaseFile.objects.all, "records/_in_series.html", listing.in_series)
        )
        facts.register(listing.facts_of_document)
        sources.register(CaseFileSource())
        register_case_numbers(numbers_of_documents)
