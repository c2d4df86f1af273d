"""One box that finds everything a person may read, and never hints at the rest.

Apps say what can be found (`sources`), announce their changes (`outbox.touch`); a consumer carries the changes to
one engine behind a small protocol (`engines.base`), and the views ask that engine under the scopes of the person.
"""
