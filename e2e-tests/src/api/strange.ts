/** What nobody should send, and somebody will. */
export const STRANGE = [
  '',
  ' ',
  '\u0000',
  '\u202Eabc',
  'ÄÖÜß',
  '𝔘𝔫𝔦𝔠𝔬𝔡𝔢 👩‍👩‍👧',
  '\uFFFF',
  'null',
  '-1',
  '0',
  '1e400',
  '9223372036854775808',
  "' OR 1=1 --",
  '%',
  '{}',
  '<script>alert(1)</script>',
  '00000000-0000-0000-0000-000000000000',
  'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  'AAAA',
  'AAAAA',
  'AAAA====',
  'a'.repeat(300),
];

/** What can travel in a header. */
export const HEADERS = STRANGE.filter((text) => /^[\x20-\x7e]*$/.test(text));

export const WRONG: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  [],
  {},
  [null],
  [[[[]]]],
  { a: { b: {} } },
  ...STRANGE,
];

export const OTHER_TYPES = [
  'text/plain',
  'application/xml',
  'application/x-www-form-urlencoded',
  'application/octet-stream',
  'application/json; charset=utf-16',
  'nonsense',
];

export const VERBS = ['get', 'put', 'post', 'delete', 'patch', 'options', 'head'];

/** Beyond every bound of the gateway. */
export const HUGE_BYTES = 1_700_000;
