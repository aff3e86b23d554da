import { beforeAll, describe, expect, test } from 'vitest';
import { createEstimator } from '../../src/viewmodel/account/estimator.ts';
import { judgePassword, type StrengthEstimator } from '../../src/viewmodel/account/password-policy.ts';
import { PasswordStrength } from '../../src/viewmodel/account/password-strength.ts';
import { ManualClock, settle } from './manual-clock.ts';

describe('the password policy, with the real word lists', () => {
  let estimate: StrengthEstimator;

  beforeAll(() => {
    estimate = createEstimator();
  });

  const judge = (password: string): ReturnType<typeof judgePassword> =>
    judgePassword(password, 'carol', ['Carol', 'Lindqvist'], estimate);

  test('counts characters, not UTF-16 units', () => {
    expect(judge('🎻🎻🎺🥁🎷')).toMatchObject({
      acceptable: false,
      advice: { say: 'too-short', missing: 7 },
    });
  });

  test.each([
    ['carolcarolcarol', { say: 'contains-username' }],
    ['my friend CAROL sings at dawn', { say: 'contains-username' }],
    ['password1234', { say: 'weak', because: 'common' }],
    ['qwertyuiop[]', { say: 'weak' }],
    ['aaaaaaaaaaaaaaaa', { say: 'weak', because: 'repeats' }],
    ['abcdefghijklmnop', { say: 'weak' }],
    ['LindqvistLindqvist', { say: 'weak' }],
  ])('%s does not pass', (password, advice) => {
    const verdict = judge(password);
    expect(verdict).toMatchObject({ acceptable: false, advice });
    expect(verdict.level).toBeLessThan(3);
  });

  test.each(['viola rests between brass', 'k7#Pq!mZ2v@Lx9', 'Regenschirm tanzt 48 Flöten'])(
    '%s passes',
    (password) => {
      expect(judge(password)).toMatchObject({ acceptable: true });
    },
  );

  test('a very long password is judged in bounded time', () => {
    const started = performance.now();
    expect(judge('correct horse battery staple '.repeat(200)).acceptable).toBe(true);
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});

describe('the meter', () => {
  test('says so when the word lists cannot be loaded, and recovers', async () => {
    let online = false;
    const clock = new ManualClock();
    const strength = new PasswordStrength(
      () =>
        online
          ? Promise.resolve(() => ({ score: 4, weakness: null }))
          : Promise.reject(new TypeError('offline')),
      clock,
    );
    strength.typed('viola rests between brass', 'carol', []);
    expect(strength.state.value).toEqual({ at: 'loading' });
    clock.pass(500);
    await settle();
    expect(strength.state.value).toEqual({ at: 'unavailable' });
    expect(await strength.judge('viola rests between brass', 'carol', [])).toBeNull();
    online = true;
    expect(await strength.judge('viola rests between brass', 'carol', [])).toMatchObject({
      acceptable: true,
    });
  });

  test('forgets an emptied field', () => {
    const strength = new PasswordStrength(
      () => Promise.resolve(() => ({ score: 0, weakness: null })),
      new ManualClock(),
    );
    strength.typed('x', 'carol', []);
    strength.typed('', 'carol', []);
    expect(strength.state.value).toEqual({ at: 'empty' });
  });
});
