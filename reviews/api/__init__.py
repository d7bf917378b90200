"""The JSON interface of score sheets: thin views over services and selectors.

Every refusal has a ``code`` for programs and a ``detail`` for the reader: 400 not the form that was asked for, 401
signed out, 403 not allowed (whose sheet, phase, conflict of interest), 404 nothing there for this account, 409 locked,
413 too large, 422 no value, or gaps.
"""
