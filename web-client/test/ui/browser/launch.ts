import { chromium, type Browser } from 'playwright-core';

/** Debian's Chromium; test tools cannot download their own. */
const EXECUTABLE = process.env['TACET_CHROMIUM'] ?? '/usr/bin/chromium';

/** @param more arguments for what only some tests need */
export async function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  return await chromium.launch({
    executablePath: EXECUTABLE,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ],
  });
}
