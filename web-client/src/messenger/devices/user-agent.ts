/** Browser and system as people name them, or null when the string tells neither. */
export function describeUserAgent(userAgent: string): { browser: string | null; system: string | null } {
  return { browser: firstMatch(BROWSERS, userAgent), system: firstMatch(SYSTEMS, userAgent) };
}

type Pattern = readonly [pattern: RegExp, name: string];

// In this order, because every Chromium claims to be Chrome and Safari.
const BROWSERS: readonly Pattern[] = [
  [/\bEdg(?:A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bCriOS\/|\b(?:Headless)?Chrome\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];

const SYSTEMS: readonly Pattern[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

function firstMatch(patterns: readonly Pattern[], text: string): string | null {
  return patterns.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

/** How a device calls itself, for example `Firefox on Linux`; empty when the string tells nothing. */
export function nameOfUserAgent(userAgent: string): string {
  const { browser, system } = describeUserAgent(userAgent);
  return [browser, system].filter((part) => part !== null).join(' on ');
}
