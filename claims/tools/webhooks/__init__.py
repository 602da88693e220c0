"""Webhooks by Standard Webhooks 1.0.0: what an event says, how it is signed, sent, and tried again.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md, to whose sections the
modules here refer. Nothing in here knows who subscribes: that is written by `claims.writing.webhooks`.
"""
