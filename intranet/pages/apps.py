from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "intranet.pages"
    label = "pages"

    def ready(self) -> None:
        from intranet.pages import editor, panels, signals  # noqa: F401 - receivers register on import
        from intranet.pages.desk import Panel, register
        from intranet.pages.search_sources import NewsSource, ProcedureSource
        from search import care, saved, sources

        editor.install()
        sources.register(ProcedureSource())
        sources.register(NewsSource())
        register(Panel("saved_searches", "more", 20, "search/desk.html", saved.desk_part))
        register(Panel("search_care", "more", 50, "search/desk_care.html", care.desk_part))
        register(Panel("procedures", "more", 30, "pages/desk/procedures.html", panels.procedures_to_read))
        register(Panel("news", "more", 40, "pages/desk/news.html", panels.latest_news))
