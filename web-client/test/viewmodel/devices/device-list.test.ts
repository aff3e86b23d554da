import { beforeEach, describe, expect, test } from 'vitest';
import { DeviceList } from '../../../src/viewmodel/devices/device-list.ts';
import { LostForm } from '../../../src/viewmodel/devices/lost-form.ts';
import { alice } from '../../ui/double/cast.ts';
import { PHONE, answerAboutDevices } from '../../ui/double/devices.ts';
import { ScriptedMessenger, emptySnapshot, fail } from '../../ui/double/scripted-messenger.ts';

describe('Alice’s browsers', () => {
  let messenger: ScriptedMessenger;
  let list: DeviceList;

  beforeEach(() => {
    messenger = new ScriptedMessenger(emptySnapshot({ phase: { at: 'ready', me: alice } }));
    answerAboutDevices(messenger, Date.now());
    list = new DeviceList(messenger, () => messenger.call('signOutEverywhere', {}));
  });

  const names = (): string[] => {
    const state = list.state.value;
    return state.at === 'shown' ? state.devices.map(({ name }) => name) : [];
  };
  const others = (): string[] => {
    const state = list.state.value;
    return state.at === 'shown' ? state.others.map(({ id }) => id) : [];
  };

  test('this one comes first, then those that were used last; logins of none of them stand apart', async () => {
    expect(list.state.value.at).toBe('loading');
    await list.load();
    expect(names()).toEqual(['Chrome on Linux', 'Safari on iPhone', 'Edge on Windows']);
    expect(others()).toEqual(['login-unlisted']);
  });

  test('a browser is signed out, and is gone', async () => {
    await list.load();
    expect(await list.signOut(PHONE)).toBe(true);
    expect(messenger.called('signOutDevice')).toEqual([{ deviceId: PHONE.deviceId }]);
    expect(names()).not.toContain('Safari on iPhone');
    expect(list.outcome.value).toEqual({ ended: 'Safari on iPhone' });
  });

  test('one that could not be signed out stays, and the reason is told', async () => {
    await list.load();
    messenger.answers.signOutDevice = () => fail('network');
    expect(await list.signOut(PHONE)).toBe(false);
    expect(names()).toContain('Safari on iPhone');
    expect(list.outcome.value).toEqual({ failure: { code: 'network' } });
  });

  test('a login of none of them is ended', async () => {
    await list.load();
    expect(await list.endLogin('login-unlisted', 'Firefox on Windows')).toBe(true);
    expect(others()).toEqual([]);
  });

  test('without the logins the browsers are shown all the same', async () => {
    messenger.answers.listLoginSessions = () => fail('network');
    await list.load();
    expect(names()).toHaveLength(3);
    expect(others()).toEqual([]);
  });

  test('without the list nothing is shown but why', async () => {
    messenger.answers.listDevices = () => fail('network');
    await list.load();
    expect(list.state.value).toEqual({ at: 'failed', failure: { code: 'network' } });
  });
});

describe('Alice’s phone was stolen', () => {
  test('with her password she makes a new identity, and the password is forgotten', async () => {
    const messenger = new ScriptedMessenger(emptySnapshot());
    answerAboutDevices(messenger, 0);
    const form = new LostForm(messenger);
    await form.submit();
    expect(messenger.calls).toEqual([]);
    form.typePassword('wrong');
    await form.submit();
    expect(form.submission.failure).toEqual({ code: 'wrong-password' });
    expect(form.done.value).toBe(false);
    form.typePassword('right');
    expect(form.submission.failure).toBeNull();
    await form.submit();
    expect(form.done.value).toBe(true);
    expect(form.password.value).toBe('');
  });
});
