import { signal } from '@preact/signals-core';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../src/messenger/port.ts';
import { LinkDevice } from '../../../src/viewmodel/devices/link-device.ts';
import { alice } from '../../ui/double/cast.ts';
import { CODE, answerAboutDevices, checking } from '../../ui/double/devices.ts';
import { ScriptedMessenger, emptySnapshot, fail } from '../../ui/double/scripted-messenger.ts';
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
