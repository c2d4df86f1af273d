"""Calendars themselves: who opens one, whose it is, and who writes in it (R17).

Bodies get theirs when they are convened and rooms when they are furnished. Here are those of the town hall, of its
units and of people: everyone sees when something takes place; what it is depends on each event.
"""
