"""Documents of the demo town: subject banks (`texts/`), kinds of paper (`kinds.toml`) and their formats."""
