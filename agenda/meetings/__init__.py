"""Meetings of bodies: what is convened, the papers, who received them (R16, L1–L5)."""
