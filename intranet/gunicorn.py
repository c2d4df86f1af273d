"""Web workers in production: threads for waiting clients, and the search consumer beside them."""

worker_class = "gthread"
workers = 2
threads = 4
max_requests = 5000
max_requests_jitter = 500


def post_worker_init(worker) -> None:
    """Each worker offers to write the index; the engine's lock lets one of them do it."""
    from search import consumer

    consumer.start()
