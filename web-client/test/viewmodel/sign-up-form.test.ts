import { beforeEach, describe, expect, test } from 'vitest';
import { SignUpForm } from '../../src/viewmodel/welcome/sign-up-form.ts';
import { ScriptedMessenger, emptySnapshot, fail, succeed } from '../ui/double/scripted-messenger.ts';
import { ManualClock, settle } from './manual-clock.ts';

const GOOD = 'viola rests between brass';

describe('Alice creates an account', () => {
  let clock: ManualClock;
  let messenger: ScriptedMessenger;
  let form: SignUpForm;

  beforeEach(() => {
    clock = new ManualClock();
    messenger = new ScriptedMessenger(emptySnapshot());
    messenger.answers.checkUsername = ({ username }) =>
      succeed(username === 'bob' ? { available: false, reason: 'taken' } : { available: true });
    form = new SignUpForm(messenger, clock, () =>
      Promise.resolve((password) => ({ score: password === GOOD ? 4 : 1, weakness: 'words' })),
    );
  });

  async function fillIn(username: string, firstName: string, password: string): Promise<void> {
    form.typeUsername(username);
    form.typeFirstName(firstName);
    form.typePassword(password);
    clock.pass(1_000);
    await settle();
  }

  test('with everything right, once, and the password is forgotten', async () => {
    await fillIn(' alice', 'Alice ', GOOD);
    const [first, second] = await Promise.all([form.submit(), form.submit()]);
    expect([first, second].filter(Boolean)).toHaveLength(1);
    expect(messenger.called('signUp')).toEqual([
      { username: 'alice', firstName: 'Alice', lastName: '', about: '', password: GOOD },
    ]);
    expect(form.password.value).toBe('');
  });

  test.each([
    ['a taken name', 'bob', 'Alice', GOOD, 'username'],
    ['no name', '', 'Alice', GOOD, 'username'],
    ['no first name', 'alice', ' ', GOOD, 'firstName'],
    ['a weak password', 'alice', 'Alice', 'tiger tiger tiger', 'password'],
    ['no password', 'alice', 'Alice', '', 'password'],
  ])('with %s nothing is sent and the field is named', async (_, username, firstName, password, field) => {
    await fillIn(username, firstName, password);
    expect(await form.submit()).toBe(false);
    expect(form.blocked.value).toBe(field);
    expect(messenger.called('signUp')).toEqual([]);
  });

  test('when the server refuses the name after all, the name field is at fault', async () => {
    messenger.answers.signUp = () => fail('username-taken');
    await fillIn('alice', 'Alice', GOOD);
    expect(await form.submit()).toBe(false);
    expect(form.blocked.value).toBe('username');
    expect(form.submission.failure?.code).toBe('username-taken');
    expect(form.password.value).toBe(GOOD);
    form.typeUsername('alice2');
    expect(form.submission.failure).toBeNull();
  });

  test('where only invited people sign up, the form asks for the code and sends it', async () => {
    messenger.answers.needsInvitation = () => succeed(true);
    await form.prepare();
    await fillIn('alice', 'Alice', GOOD);
    expect(await form.submit()).toBe(false);
    expect(form.blocked.value).toBe('invitation');
    expect(messenger.called('signUp')).toEqual([]);

    form.typeInvitation(' 2WXYZ-23456-ABCDE-FGHJK ');
    expect(form.blocked.value).toBeNull();
    messenger.answers.signUp = () => fail('invitation-invalid');
    expect(await form.submit()).toBe(false);
    expect(form.blocked.value).toBe('invitation');

    messenger.answers.signUp = () => succeed(undefined);
    expect(await form.submit()).toBe(true);
    expect(messenger.called('signUp').at(-1)).toMatchObject({ invitation: '2WXYZ-23456-ABCDE-FGHJK' });
  });

  test('when nobody could say that a code is needed, the refusal does', async () => {
    messenger.answers.needsInvitation = () => fail('network');
    await form.prepare();
    await fillIn('alice', 'Alice', GOOD);
    messenger.answers.signUp = () => fail('invitation-needed');
    expect(await form.submit()).toBe(false);
    expect(form.inviteOnly.value).toBe(true);
    expect(form.blocked.value).toBe('invitation');
  });

  test('an unanswered availability question does not stand in the way', async () => {
    messenger.answers.checkUsername = () => fail('network');
    await fillIn('alice', 'Alice', GOOD);
    expect(await form.submit()).toBe(true);
  });
});
