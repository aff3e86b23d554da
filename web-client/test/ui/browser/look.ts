/**
 * Opens every screen at every width in both themes, lets axe judge it and keeps pictures.
 *
 *   node web-client/test/ui/browser/look.ts [--keep] [--german] [--only name,name]
 *
 * Pictures go to `dist/looks`; with `--keep` the chosen ones also to `docs/screenshots`.
 * A German screen is the English one, reached by its English words, and then drawn anew.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './launch.ts';
import { SCREENS, type Screen } from './screens.ts';
import { servePage } from './serve-page.ts';

const SIZES = [
  { width: 390, height: 844 },
  { width: 820, height: 1_180 },
  { width: 1_440, height: 900 },
];
/** A camera that shows a test picture, and a user who allows it. */
const CAMERA = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
const THEMES = ['light', 'dark'] as const;
const LOOKS = join(import.meta.dirname, '../../../dist/looks');
const KEPT = join(import.meta.dirname, '../../../../docs/screenshots');

/** Those that are kept in German, too. */
const KEPT_IN_GERMAN: ReadonlySet<string> = new Set(['conversation', 'group']);

const { values } = parseArgs({
  options: { keep: { type: 'boolean' }, german: { type: 'boolean' }, only: { type: 'string' } },
});

async function look(
  browser: Browser,
  url: string,
  screen: Screen,
  width: number,
  height: number,
): Promise<string[]> {
  const context = await browser.newContext({
    viewport: { width, height },
    hasTouch: width < 500,
    locale: 'en-GB',
    timezoneId: 'Europe/Vienna',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const problems = watch(page);
  await page.goto(`${url}?story=${screen.story}`);
  await screen.go(page);
  if (values.german === true) await page.evaluate(() => globalThis.window.speakGerman());
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (overflow > 0) problems.push(`wider than the screen by ${overflow} px`);
  problems.push(...(await sticksOut(page)));
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme });
    const { violations } = await judge(page, theme);
    for (const { id, help, nodes } of violations) {
      problems.push(
        `axe ${id} (${theme}): ${help}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
      );
    }
    const name = `${screen.name}-${width}-${theme}${values.german === true ? '-de' : ''}.png`;
    await page.screenshot({ path: join(LOOKS, name) });
    if (values.keep === true && isKept(screen)) await page.screenshot({ path: join(KEPT, name) });
  }
  await context.close();
  return problems.map((problem) => `${screen.name} at ${width}: ${problem}`);
}

/** Buttons that are wider than what holds them, or whose words are wider than they are: longer words of another language. */
async function sticksOut(page: Page): Promise<string[]> {
  const words = await page.getByRole('button').evaluateAll((buttons) =>
    buttons
      .filter((button) => {
        const end = button.parentElement?.getBoundingClientRect().right ?? Infinity;
        const isWider = button.getBoundingClientRect().right > end + 1;
        const isCut = getComputedStyle(button).overflowX !== 'visible';
        return isWider || (!isCut && button.scrollWidth > button.clientWidth + 1);
      })
      .map((button) => button.textContent),
  );
  return words.map((each) => `a button sticks out: ${each}`);
}

function isKept(screen: Screen): boolean {
  return values.german === true ? KEPT_IN_GERMAN.has(screen.name) : screen.kept;
}

/** The second theme differs from the first in colours alone. */
function judge(page: Page, theme: (typeof THEMES)[number]): ReturnType<AxeBuilder['analyze']> {
  const axe = new AxeBuilder({ page });
  return theme === THEMES[0] ? axe.analyze() : axe.withRules('color-contrast').analyze();
}

/** Collects what the page itself complains about: errors, policy violations, requests elsewhere. */
function watch(page: Page): string[] {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('console', (line) => {
    if (line.type() === 'error') problems.push(`console: ${line.text()}`);
  });
  page.on('request', (request) => {
    if (new URL(request.url()).hostname !== 'localhost') problems.push(`foreign request: ${request.url()}`);
  });
  return problems;
}

await mkdir(LOOKS, { recursive: true });
await mkdir(KEPT, { recursive: true });
const site = await servePage();
const browser = await launchBrowser(CAMERA);
const problems: string[] = [];
try {
  const only = values.only?.split(',');
  for (const screen of SCREENS.filter(({ name }) => only?.includes(name) !== false)) {
    for (const { width, height } of SIZES) {
      try {
        problems.push(...(await look(browser, site.url, screen, width, height)));
      } catch (error) {
        problems.push(`${screen.name} at ${width}: ${String(error).slice(0, 600)}`);
      }
    }
  }
} finally {
  await browser.close();
  await site.close();
}
process.stdout.write(`${problems.join('\n')}\n${problems.length} problems\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
