import { signal } from '@preact/signals-core';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../src/messenger/port.ts';
import { JoinForm } from '../../../src/viewmodel/devices/join-form.ts';
import { alice } from '../../ui/double/cast.ts';
import { CODE, WRONG_CODE, answerAboutDevices, checking } from '../../ui/double/devices.ts';
import { ScriptedMessenger, emptySnapshot, fail } from '../../ui/double/scripted-messenger.ts';
import { settle } from '../manual-clock.ts';

const CREDENTIALS = { username: 'alice', password: 'right' };

describe('Alice links her new browser', () => {
  let messenger: ScriptedMessenger;
  let form: JoinForm;

  beforeEach(() => {
    messenger = new ScriptedMessenger(emptySnapshot());
    answerAboutDevices(messenger, 0);
    const snapshot = signal<Snapshot>(messenger.snapshot);
    messenger.subscribe((event) => {
      if (event.type === 'snapshot') snapshot.value = event.snapshot;
    });
    form = new JoinForm(messenger, snapshot, CREDENTIALS);
  });

  /** The answer is what the linking comes to. */
  async function typesTheCode(): Promise<() => Promise<boolean>> {
    form.typeCode(CODE.toLowerCase());
    const joined = form.submit();
    await settle();
    return () => joined;
  }

  test('the code goes out as letters alone, and the numbers are compared', async () => {
    const joined = await typesTheCode();
    expect(messenger.called('joinAccount')).toEqual([{ ...CREDENTIALS, code: CODE.replaceAll('-', '') }]);
    expect(form.step.value.at).toBe('waiting');
    messenger.change({ linking: checking('new', 0) });
    expect(form.step.value.at).toBe('check');
    await form.answer(true);
    expect(messenger.called('confirmLinking')).toEqual([{ same: true }]);
    expect(form.step.value.at).toBe('finishing');
    messenger.change({ phase: { at: 'ready', me: alice }, linking: null });
    expect(await joined()).toBe(true);
    form.leave();
    await settle();
    expect(messenger.called('cancelLinking')).toEqual([]);
  });

  test('how an earlier one ended in another tab is no news here', async () => {
    messenger.change({ linking: { role: 'new', at: 'failed', reason: 'different' } });
    const snapshot = signal<Snapshot>(messenger.snapshot);
    messenger.subscribe((event) => {
      if (event.type === 'snapshot') snapshot.value = event.snapshot;
    });
    form = new JoinForm(messenger, snapshot, CREDENTIALS);
    expect(form.step.value.at).toBe('code');
    await settle();
    expect(form.step.value.at).toBe('code');
    expect(messenger.called('dismissLinking')).toHaveLength(1);
  });

  test('half a code is not sent', async () => {
    form.typeCode(CODE.slice(0, 9));
    expect(await form.submit()).toBe(false);
    expect(messenger.calls).toEqual([]);
  });

  test('a wrong code is told beside the field, and typing takes that away', async () => {
    form.typeCode(WRONG_CODE);
    expect(await form.submit()).toBe(false);
    expect(form.submission.failure).toEqual({ code: 'link-code-invalid' });
    expect(form.step.value.at).toBe('code');
    form.typeCode('7');
    expect(form.submission.failure).toBeNull();
  });

  test('a picture of something else is no code', () => {
    expect(form.scanned('https://example.org/')).toBe(false);
    expect(form.code.value).toBe('');
    expect(form.scanned(CODE.replaceAll('-', ''))).toBe(true);
    expect(form.code.value).toBe(CODE);
  });

  test('different numbers end it; why is said once, and the next try needs a new code', async () => {
    const joined = await typesTheCode();
    messenger.change({ linking: checking('new', 0) });
    await form.answer(false);
    expect(await joined()).toBe(false);
    expect(form.step.value).toEqual({ role: 'new', at: 'failed', reason: 'different' });
    expect(form.submission.failure).toBeNull();
    await form.startAgain();
    expect(form.step.value.at).toBe('code');
    expect(form.code.value).toBe('');
    expect(messenger.snapshot.linking).toBeNull();
  });

  test('cancelling tells the messenger, and shows no failure of its own making', async () => {
    const joined = await typesTheCode();
    const seen: string[] = [];
    form.step.subscribe(({ at }) => seen.push(at));
    await form.startAgain();
    expect(await joined()).toBe(false);
    expect(seen).toEqual(['waiting', 'code']);
    expect(messenger.snapshot.linking).toBeNull();
  });

  test('a messenger that needs a moment to end it is waited for, and shows no failure either', async () => {
    messenger.answers.cancelLinking = () => undefined;
    const joined = await typesTheCode();
    const again = form.startAgain();
    await settle();
    expect(form.step.value.at).toBe('code');
    form.typeCode(CODE);
    expect(await form.submit()).toBe(false);
    messenger.change({ linking: { role: 'new', at: 'failed', reason: 'cancelled' } });
    await again;
    expect(await joined()).toBe(false);
    expect(form.step.value.at).toBe('code');
    expect(messenger.snapshot.linking).toBeNull();
    expect(messenger.called('joinAccount')).toHaveLength(1);
  });

  test('going elsewhere ends what is under way', async () => {
    await typesTheCode();
    form.leave();
    await settle();
    expect(messenger.called('cancelLinking')).toHaveLength(1);
    expect(messenger.snapshot.linking).toBeNull();
  });

  test('without a network she is told, and the code stays', async () => {
    messenger.answers.joinAccount = () => fail('network');
    await typesTheCode();
    expect(form.submission.failure).toEqual({ code: 'network' });
    expect(form.code.value).toBe(CODE);
  });
});
