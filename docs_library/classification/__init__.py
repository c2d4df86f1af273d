"""The municipal classification tree (QdCM), R1–R3."""
