"""The syntax of keys, shared by files, forms and addresses."""

from __future__ import annotations

#: A campaign's key stands in addresses and file names.
CAMPAIGN_KEY = r"[A-Za-z0-9][A-Za-z0-9_-]*"
#: Keys of entities, leagues, rounds, reviewers: words in any script; none of the signs that separate lists.
KEY = r"[^\W_][\w.@-]*"
#: Kinds of channels that an entity may have though no indicator version of the campaign looks at them.
KNOWN_CHANNELS = ("website", "weixin", "weibo", "app", "miniprogram")
#: Names of attributes, as ``k=v;k=v`` can hold them.
ATTRIBUTE = r"[^\s=;,]+"
