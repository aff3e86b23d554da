import { beforeEach, describe, expect, test } from 'vitest';
import { UsernameAvailability } from '../../src/viewmodel/account/availability.ts';
import { ScriptedMessenger, emptySnapshot, fail, succeed } from '../ui/double/scripted-messenger.ts';
import { ManualClock, settle } from './manual-clock.ts';

describe('while Alice types her username', () => {
  let clock: ManualClock;
  let messenger: ScriptedMessenger;
  let availability: UsernameAvailability;

  beforeEach(() => {
    clock = new ManualClock();
    messenger = new ScriptedMessenger(emptySnapshot());
    messenger.answers.checkUsername = ({ username }) =>
      username === 'bob' ? succeed({ available: false, reason: 'taken' }) : succeed({ available: true });
    availability = new UsernameAvailability(messenger, clock);
  });

  async function pause(): Promise<void> {
    clock.pass(1_000);
    await settle();
  }

  test('the server is asked once, when she pauses', async () => {
    for (const text of ['ali', 'alic', 'alice']) {
      availability.typed(text);
      clock.pass(100);
    }
    expect(availability.state.value).toEqual({ at: 'checking' });
    await pause();
    expect(messenger.called('checkUsername')).toEqual([{ username: 'alice' }]);
    expect(availability.state.value).toEqual({ at: 'available' });
  });

  test('a name against the rules is never asked for', async () => {
    availability.typed('a!');
    await pause();
    expect(availability.state.value).toEqual({ at: 'problem', problem: 'characters' });
    expect(messenger.calls).toEqual([]);
  });

  test('a taken name is said to be taken', async () => {
    availability.typed('Bob');
    await pause();
    expect(availability.state.value).toEqual({ at: 'refused', reason: 'taken' });
  });

  test('an answer about an earlier text is ignored', async () => {
    availability.typed('bob');
    clock.pass(1_000);
    availability.typed('bobby');
    await settle();
    expect(availability.state.value).toEqual({ at: 'checking' });
    await pause();
    expect(availability.state.value).toEqual({ at: 'available' });
  });

  test('without an answer nothing is claimed, and the same name can be asked again', async () => {
    messenger.answers.checkUsername = () => fail('network');
    availability.typed('alice');
    await pause();
    expect(availability.state.value).toEqual({ at: 'unknown' });
    messenger.answers.checkUsername = () => succeed({ available: true });
    availability.typed('alice');
    await pause();
    expect(availability.state.value).toEqual({ at: 'available' });
  });
});
