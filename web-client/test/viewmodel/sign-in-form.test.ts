import { describe, expect, test } from 'vitest';
import { SignInForm } from '../../src/viewmodel/welcome/sign-in-form.ts';
import { ScriptedMessenger, emptySnapshot, fail } from '../ui/double/scripted-messenger.ts';

function filled(messenger: ScriptedMessenger): SignInForm {
  const form = new SignInForm(messenger);
  form.typeUsername('alice');
  form.typePassword('right');
  return form;
}

describe('Alice signs in', () => {
  test('and the password is forgotten', async () => {
    const form = filled(new ScriptedMessenger(emptySnapshot()));
    expect(await form.submit()).toBe(true);
    expect(form.password.value).toBe('');
  });

  test('without both fields nothing is sent', async () => {
    const messenger = new ScriptedMessenger(emptySnapshot());
    const form = new SignInForm(messenger);
    form.typeUsername('alice');
    expect(await form.submit()).toBe(false);
    expect(messenger.calls).toEqual([]);
  });

  test('where her keys are not, she is told, and only starting over goes on', async () => {
    const messenger = new ScriptedMessenger(emptySnapshot());
    messenger.answers.signIn = () => fail('vault-elsewhere');
    const form = filled(messenger);
    expect(await form.submit()).toBe(false);
    expect(form.vaultElsewhere.value).toBe(true);
    expect(messenger.called('startOver')).toEqual([]);
    form.warning.value = true;
    expect(await form.startOver()).toBe(true);
    expect(messenger.called('startOver')).toEqual([{ username: 'alice', password: 'right' }]);
    expect(form.warning.value).toBe(false);
    expect(form.password.value).toBe('');
  });

  test('with a password that was changed elsewhere, the one before goes along', async () => {
    const messenger = new ScriptedMessenger(emptySnapshot());
    messenger.answers.signIn = ({ previous }) =>
      fail(previous ? 'wrong-password' : 'password-changed-elsewhere');
    const form = filled(messenger);
    expect(await form.submit()).toBe(false);
    expect([form.old.asked.value, form.complete]).toEqual([true, false]);
    form.old.text.value = 'before';
    expect(await form.submit()).toBe(false);
    expect(form.old.wrong(form.submission.failure)).toBe('old');
    messenger.answers.signIn = () => fail('wrong-credentials');
    await form.submit();
    expect(form.old.wrong(form.submission.failure)).toBe('new');
    delete messenger.answers.signIn;
    expect(await form.submit()).toBe(true);
    expect(messenger.called('signIn').at(-1)).toEqual({
      username: 'alice',
      password: 'right',
      previous: 'before',
    });
    expect([form.password.value, form.old.text.value, form.old.asked.value]).toEqual(['', '', false]);
  });

  test('who does not know the one before has the ways of a browser without the keys', async () => {
    const messenger = new ScriptedMessenger(emptySnapshot());
    messenger.answers.signIn = () => fail('password-changed-elsewhere');
    const form = filled(messenger);
    await form.submit();
    await form.doesNotKnowOld();
    expect([form.vaultElsewhere.value, form.old.asked.value]).toEqual([true, false]);
    form.typeUsername('bob');
    expect(form.vaultElsewhere.value).toBe(false);
  });

  test('a failed start over keeps the warning and says why', async () => {
    const messenger = new ScriptedMessenger(emptySnapshot());
    messenger.answers.startOver = () => fail('network');
    const form = filled(messenger);
    form.warning.value = true;
    expect(await form.startOver()).toBe(false);
    expect(form.warning.value).toBe(true);
    expect(form.startingOver.failure).toEqual({ code: 'network' });
  });
});
