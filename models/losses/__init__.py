"""Losses after kexue.fm article 4493: against over-confidence, for matching, for features that gather.

curve_of("focal", {"gamma": 2.0})
"""
