import { signal } from '@preact/signals-core';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../src/messenger/port.ts';
import { LinkDevice } from '../../../src/viewmodel/devices/link-device.ts';
import { alice } from '../../ui/double/cast.ts';
import { CODE, answerAboutDevices, checking } from '../../ui/double/devices.ts';
import { ScriptedMessenger, emptySnapshot, fail, succeed } from '../../ui/double/scripted-messenger.ts';
import { settle } from '../manual-clock.ts';

describe('Alice lets another browser in', () => {
  let messenger: ScriptedMessenger;
  let model: LinkDevice;

  beforeEach(() => {
    messenger = new ScriptedMessenger(emptySnapshot({ phase: { at: 'ready', me: alice } }));
    answerAboutDevices(messenger, 0);
    const snapshot = signal<Snapshot>(messenger.snapshot);
    messenger.subscribe((event) => {
      if (event.type === 'snapshot') snapshot.value = event.snapshot;
    });
    model = new LinkDevice(messenger, snapshot);
  });

  test('from the code to the other’s name', async () => {
    const begun = model.begin();
    expect(model.step.value.at).toBe('opening');
    await begun;
    expect(model.step.value).toMatchObject({ at: 'code', code: CODE });
    messenger.change({ linking: checking('existing', 0) });
    await model.answer(true);
    expect(model.step.value.at).toBe('finishing');
    messenger.change({ linking: { role: 'existing', at: 'done', name: 'Firefox on Windows' } });
    await model.leave();
    expect(messenger.called('cancelLinking')).toEqual([]);
    expect(messenger.snapshot.linking).toBeNull();
  });

  test('how an earlier linking ended is not shown for this one', async () => {
    messenger.change({ linking: { role: 'existing', at: 'failed', reason: 'expired' } });
    const begun = model.begin();
    expect(model.step.value.at).toBe('opening');
    await begun;
    expect(model.step.value.at).toBe('code');
  });

  test('without a network there is no code, and she can try again', async () => {
    const { openLinking } = messenger.answers;
    messenger.answers.openLinking = () => fail('network');
    await model.begin();
    expect(model.step.value).toEqual({ at: 'not-opened', failure: { code: 'network' } });
    messenger.answers = { ...messenger.answers, ...(openLinking && { openLinking }) };
    await model.begin();
    expect(model.step.value.at).toBe('code');
  });

  test('closing ends it: also when the code comes only afterwards', async () => {
    const begun = model.begin();
    await model.leave();
    await begun;
    await settle();
    expect(messenger.snapshot.linking).toBeNull();
    expect(messenger.calls.map(({ name }) => name).slice(-2)).toEqual(['cancelLinking', 'dismissLinking']);
  });

  test('closing takes the end off the screen, also when it comes only later', async () => {
    messenger.answers.cancelLinking = () => undefined;
    await model.begin();
    const left = model.leave();
    await settle();
    expect(messenger.called('dismissLinking')).toEqual([]);
    messenger.change({ linking: { role: 'existing', at: 'failed', reason: 'cancelled' } });
    await left;
    expect(messenger.snapshot.linking).toBeNull();
  });

  test('a code that could not be made says why', async () => {
    messenger.answers.openLinking = () => {
      messenger.change({ linking: { role: 'existing', at: 'failed', reason: 'network' } });
      return fail('linking-ended');
    };
    await model.begin();
    expect(model.step.value).toEqual({ role: 'existing', at: 'failed', reason: 'network' });
  });

  test('the answer may come before the snapshot that shows it', async () => {
    messenger.change({ linking: { role: 'existing', at: 'failed', reason: 'expired' } });
    messenger.answers.openLinking = () => succeed({ code: CODE, expiresAtMs: 1 });
    const begun = model.begin();
    await settle();
    expect(model.step.value.at).toBe('opening');
    messenger.change({ linking: { role: 'existing', at: 'code', code: CODE, expiresAtMs: 1 } });
    await begun;
    expect(model.step.value.at).toBe('code');
  });

  test('what another window ended is over here as well', async () => {
    await model.begin();
    messenger.change({ linking: null });
    expect(model.step.value).toEqual({ role: 'existing', at: 'failed', reason: 'cancelled' });
  });

  test('an answer that does not arrive can be given again', async () => {
    await model.begin();
    messenger.change({ linking: checking('existing', 0) });
    const { confirmLinking } = messenger.answers;
    messenger.answers.confirmLinking = () => fail('network');
    await model.answer(true);
    expect(model.answering.failure).toEqual({ code: 'network' });
    messenger.answers = { ...messenger.answers, ...(confirmLinking && { confirmLinking }) };
    await model.answer(true);
    expect(model.step.value.at).toBe('finishing');
  });
});
