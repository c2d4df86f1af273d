"""The agenda on paper: a month, a week, a day or a list as PDF."""
