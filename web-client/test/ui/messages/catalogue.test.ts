import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lateAccountMessages } from '../../../src/ui/messages/en/account-late.ts';
import { devicesMessages } from '../../../src/ui/messages/en/devices-late.ts';
import { frontMessages } from '../../../src/ui/messages/en/front-late.ts';
import { lateGroupMessages } from '../../../src/ui/messages/en/groups-late.ts';
import { linkingMessages } from '../../../src/ui/messages/en/linking-late.ts';
import { programsMessages } from '../../../src/ui/messages/en/programs-late.ts';
import { recoveryMessages } from '../../../src/ui/messages/en/recovery-late.ts';
import { scanMessages } from '../../../src/ui/messages/en/scan-late.ts';
import { lateVerificationMessages } from '../../../src/ui/messages/en/verification-late.ts';
import { de } from '../../../src/ui/messages/de.ts';
import { en, type Plural } from '../../../src/ui/messages/en.ts';
import { speak, t } from '../../../src/ui/messages/translate.ts';

const UI = join(import.meta.dirname, '../../../src/ui');
const LATE = {
  ...lateAccountMessages,
  ...devicesMessages,
  ...frontMessages,
  ...lateGroupMessages,
  ...linkingMessages,
  ...programsMessages,
  ...recoveryMessages,
  ...scanMessages,
  ...lateVerificationMessages,
};
const ALL = { ...en, ...LATE };
const KEYS = Object.keys(ALL);

const sources = readdirSync(UI, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !file.startsWith('messages'))
  .map((file) => readFileSync(join(UI, file), 'utf8'))
  .join('\n');

/** Keys named outright, and the beginnings of those that are put together. */
const named = new Set([...sources.matchAll(/'([a-z-]+\.[a-z0-9-]+)'/g)].map((match) => match[1]));
const beginnings = [...sources.matchAll(/t\(\s*`([a-z-]+\.[a-z-]*)\$\{/g)].map((match) => match[1] ?? '');

/** That file and all it imports at once, as opposed to later; by path. */
function firstLoad(file: string, found = new Map<string, string>()): Map<string, string> {
  if (found.has(file)) return found;
  const source = readFileSync(file, 'utf8');
  found.set(file, source);
  const imports = [...source.matchAll(/^(?:import|export)\s(?!type\s)[^;]*?from '(\.[^']+\.tsx?)';/gm)];
  for (const [, path = ''] of imports) firstLoad(join(dirname(file), path), found);
  return found;
}

describe('the catalogue of messages', () => {
  test('has no key that nothing uses', () => {
    expect(sources.length).toBeGreaterThan(10_000);
    const unused = KEYS.filter(
      (key) => !named.has(key) && !beginnings.some((start) => key.startsWith(start)),
    );
    expect(unused).toEqual([]);
  });

  test('has every key that is used', () => {
    const used = [...sources.matchAll(/\bt\(\s*'([^']+)'/g)].map((match) => match[1] ?? '');
    expect(used.length).toBeGreaterThan(50);
    expect(used.filter((key) => !KEYS.includes(key))).toEqual([]);
    for (const start of beginnings) expect(KEYS.some((key) => key.startsWith(start))).toBe(true);
  });

  test('has what the first load shows in its first part', () => {
    const first = firstLoad(join(UI, 'start.tsx'));
    expect(first.size).toBeGreaterThan(100);
    const used = [...first.values()].flatMap((source) =>
      [...source.matchAll(/\bt\(\s*'([^']+)'/g)].map((match) => match[1] ?? ''),
    );
    expect(used.filter((key) => !(key in en))).toEqual([]);
  });

  test('is the only place with words: no element holds a literal text', () => {
    const literal = [...sources.matchAll(/>\s*([A-Z][a-z]+(?: [a-z]+)*[.!?]?)\s*<\//g)].map(
      (match) => match[1],
    );
    expect(literal).toEqual([]);
    expect([...sources.matchAll(/(?:aria-label|title|placeholder)="[^"]+"/g)].map(String)).toEqual([]);
  });

  test('never says what only experts understand', () => {
    const texts = Object.values(ALL).flatMap((message) =>
      typeof message === 'string' ? [message] : Object.values(message),
    );
    expect(
      texts.filter((text) => /ratchet|prekey|cipher|vault|handshake|plaintext|\bsession/i.test(text)),
    ).toEqual([]);
  });

  test('counts in the right grammatical number, in the reader’s digits', () => {
    expect(t('home.unread', { count: 1 })).toBe('1 unread message');
    expect(t('home.unread', { count: 0 })).toBe('0 unread messages');
    expect(t('home.unread', { count: 1_234 })).toBe(
      `${new Intl.NumberFormat().format(1_234)} unread messages`,
    );
  });

  test('fills every slot, and takes values as they are', () => {
    expect(t('notice.identity-changed', { name: 'Bob' }).match(/Bob/g)).toHaveLength(2);
    expect(t('conversation.announce', { name: '{text}', text: '$& {name}' })).toBe('{text}: $& {name}');
  });
});

const forms = (message: string | Plural | undefined): readonly string[] =>
  typeof message === 'object' ? Object.values(message) : [message ?? ''];
const slots = (text: string): readonly string[] => [...new Set(text.match(/\{\w+\}/gu) ?? [])].toSorted();

describe('the German catalogue', () => {
  const german: Readonly<Record<string, string | Plural>> = de;
  const english: Readonly<Record<string, string | Plural>> = ALL;

  test('has each text of the English one, and no other', () => {
    expect(Object.keys(german).toSorted()).toEqual(KEYS.toSorted());
  });

  test('fills the same slots; one person may be named without a number', () => {
    for (const key of KEYS) {
      const wanted = new Set(forms(english[key]).flatMap(slots));
      for (const form of forms(german[key])) {
        const missing = [...wanted].filter((slot) => slot !== '{count}' && !form.includes(slot));
        expect([key, missing, slots(form).filter((slot) => !wanted.has(slot))]).toEqual([key, [], []]);
      }
    }
  });

  test('leaves nothing in English by mistake', () => {
    /** The same in both languages, and names. */
    const same = new Set([
      'Tacet',
      '({count}) Tacet',
      'Online',
      'System',
      'English',
      'Deutsch',
      'Code',
      '{name}: {text}',
      '{members}, {online} online',
    ]);
    const left = KEYS.filter((key) => {
      const [text = ''] = forms(german[key]);
      return (
        text === forms(english[key])[0] && !same.has(text) && /[a-z]{3}/i.test(text.replace(/\{\w+\}/gu, ''))
      );
    });
    expect(left).toEqual([]);
  });

  test('never says what only experts understand', () => {
    const texts = Object.values(german).flatMap(forms);
    expect(
      texts.filter((text) => /ratchet|prekey|chiffr|tresor|handshake|klartext|sitzung/i.test(text)),
    ).toEqual([]);
  });

  test('calls one thing by one name', () => {
    const texts = Object.values(german).flatMap(forms);
    expect(texts.filter((text) => /wiederherstellungsphrase/i.test(text))).toEqual([]);
  });

  test('is spoken once it is chosen, with German numbers', () => {
    speak('de', de);
    expect(t('home.unread', { count: 1_234 })).toBe('1.234 ungelesene Nachrichten');
    speak('en');
    expect(t('common.cancel')).toBe('Cancel');
  });
});
