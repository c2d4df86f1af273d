"""Pages written in the editor: news, internal procedures; and the desk of the signed-in person."""
