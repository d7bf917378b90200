"""The static files as they are served: hashed names, compressed."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]

IMPORT = r"""(?P<matched>import(?P<names>\s[^"';]*?\sfrom)?\s*["'](?P<url>\./[^"']+)["'];)"""


class HashedModules(CompressedManifestStaticFilesStorage):
    """Our own modules import one another by their hashed names too, so that a page never mixes two releases.

    Django's switch for this would read every script of every package; some of those hold imports that are not files.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", ((IMPORT, 'import%(names)s "%(url)s";'),)),
    )
