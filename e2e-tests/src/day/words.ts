import type { BrowserContext, Page } from 'playwright-core';
import { en } from '../../../web-client/src/ui/messages/en.ts';

declare global {
  interface Window {
    /** Every text that was on this page, also for a moment. */
    tacetWords?: Set<string>;
  }
}

/** From now on the pages that open here remember all that they show. */
export async function remembersWords(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const words = new Set<string>();
    window.tacetWords = words;
    const read = (node: Node): void => {
      if (node instanceof Text) words.add(node.data.trim());
      for (const child of node.childNodes) read(child);
    };
    new MutationObserver((changes) => {
      for (const { target, addedNodes } of changes) {
        if (target instanceof Text) read(target);
        for (const node of addedNodes) read(node);
      }
    }).observe(document, { childList: true, characterData: true, subtree: true });
  });
}

/** Everything that the page has shown since it was opened. */
export function wordsOf(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => [...(window.tacetWords ?? [])]);
}

/** Codes of failures that are no words, such as `user-not-found`. */
const CODES = Object.keys(en)
  .map((key) => /^failure\.(.*-.*)$/.exec(key)?.[1])
  .filter((code) => code !== undefined);

/** What only a programmer understands. */
const NO_WORDS: readonly RegExp[] = [
  /\{\w+\}/,
  /\b(?:undefined|NaN|null)\b/,
  /\[object/,
  /\b\w*(?:Error|Exception)\b:?/,
  /\b[0-9a-f]{8}-[0-9a-f]{4}-/,
  /\b(?=[a-z]*\d)(?=\d*[a-z])[0-9a-f]{16,}\b/,
  /\b(?:failure|notice|state|bar|conversation)\.[a-z-]+\b/,
  new RegExp(`\\b(?:${CODES.join('|')})\\b`),
  /\b(?:room|device-list|membership|content|tag|ratchet)-[a-z]+-?[a-z]*\b/,
];

/** What stands in a conversation for what was lost, or is said when Tacet itself is at fault. */
const ALARMS: readonly string[] = [
  en['failure.internal'],
  en['failure.unverified'],
  en['failure.storage-damaged'],
  en['failure.limit-reached'],
  en['conversation.unknown-kind'],
  en['notice.security-alarm'],
  en['group-notice.alarm'],
];

/** Those of the texts that nobody should have to read on any day. */
export function strangeWords(texts: readonly string[]): readonly string[] {
  return texts.filter(
    (text) => NO_WORDS.some((each) => each.test(text)) || ALARMS.some((each) => text.includes(each)),
  );
}
