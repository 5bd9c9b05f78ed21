/** What careless and ill-meaning clients send. */
export const HOSTILE_TEXTS = [
  ...["", " ", "\0", "a\0b", "\ud800", "\u{1f600}", "\r\n", "-1", "7.0", "1e400", "null", "true", "__proto__", "constructor"],
  ...["../../etc/passwd", "' or 1=1 --", "{}", "[]", "%00", "*", '"', ",", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59"],
  ...["infinity", "00000000-0000-0000-0000-000000000000", "x".repeat(300), "9".repeat(400), "\u00e9".repeat(100)],
];

/** In addresses and queries, where they need not even be well formed. */
export const HOSTILE_ESCAPES = [...HOSTILE_TEXTS.map((text) => encodeURIComponent(text.toWellFormed())), "%00", "%zz", "%ed%a0%80", "%"];

export const HOSTILE_HEADERS = [
  "",
  " ",
  "\t",
  "*",
  '"',
  ",",
  ";=",
  "W/",
  "\u00e9\u0080",
  "wait=1e9",
  "Bearer a.b.c",
  "x".repeat(600),
  "{}",
  "0",
  "a,".repeat(99),
];

const nested = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;

/** JSON texts, and texts that are almost JSON. */
export const HOSTILE_JSON = [
  ...HOSTILE_TEXTS.map((text) => JSON.stringify(text)),
  ...[
    "",
    "null",
    "true",
    "7",
    "-0",
    "1e400",
    "[]",
    "{}",
    "[null]",
    "{",
    "nonsense",
    nested(5_000),
    '{"__proto__":1}',
    '{"a":{"b":{"c":{}}}}',
  ],
  ...['{"toString":1}', '{"\\u0000":1}', '{"\\ud800":1}', '{"":""}', `{"k":${"9".repeat(400)}}`, '["a","a"]', '{"length":1e9}'],
];
