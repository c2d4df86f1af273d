"""From bytes to text and pictures. Each module does one thing with files; `pipeline` keeps what they find."""
