"""The rules of vocational assessment, as pure functions over frozen values.

May use the standard library only. Knows no database, no web, no xAPI: time, identity and bytes come in as
arguments, and every rule answers with a fact in the past tense or raises a refusal that carries facts.
"""
