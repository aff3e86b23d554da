import { beforeEach, describe, expect, test } from 'vitest';
import { Verifying } from '../../../src/viewmodel/verification/verifying.ts';
import { dave } from '../../ui/double/cast.ts';
import type { ScriptedMessenger } from '../../ui/double/scripted-messenger.ts';
import { trustStory } from '../../ui/double/trust.ts';

describe('Alice compares the number of Dave, who has another one meanwhile', () => {
  let messenger: ScriptedMessenger;
  let verifying: Verifying;

  beforeEach(async () => {
    messenger = trustStory(0);
    verifying = new Verifying(messenger, dave.accountId);
    await verifying.show();
  });

  test('a second click does not verify the number that nobody compared', async () => {
    await verifying.matches();
    expect(verifying.failure.value?.code).toBe('identity-changed');
    expect(verifying.details.value).toBeNull();
    expect(verifying.replaced.value).toBe(true);
    await verifying.matches();
    expect(messenger.called('setVerified')).toHaveLength(1);
  });

  test('the new number is shown when she asks for it, and can be found the same then', async () => {
    await verifying.matches();
    await verifying.show();
    expect(verifying.details.value).not.toBeNull();
    expect(verifying.failure.value).toBeNull();
    expect(verifying.replaced.value).toBe(false);
    await verifying.matches();
    expect(messenger.called('setVerified')).toHaveLength(2);
  });

  test('a number that was on its way is not shown once the identity is another one', async () => {
    const shown = verifying.show();
    verifying.takeBack();
    await shown;
    expect(verifying.details.value).toBeNull();
    expect(verifying.replaced.value).toBe(true);
  });
});
