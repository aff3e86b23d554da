import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { PASSWORD, type Someone } from './world/someone.ts';
import { World } from './world/world.ts';

describe('Tokens for programs', () => {
  let world: World;
  let alice: Someone;
  beforeEach(async () => {
    world = await World.begin();
    alice = world.someone('alice');
    await alice.signsUp();
  });
  afterEach(() => world.end());

  it('are made with the password, listed, and revoked', async () => {
    const { token } = await alice.does('makePersonalToken', {
      password: PASSWORD,
      name: 'the echo',
      scopes: ['mail:read'],
      days: 30,
    });
    const [made, ...others] = await alice.does('listPersonalTokens', {});

    expect(others).toEqual([]);
    expect(made).toMatchObject({ name: 'the echo', scopes: ['mail:read'], lastUsedOnMs: null });
    expect(token).toMatch(new RegExp(`^tacet_${made?.id}_[A-Za-z0-9_-]{43}$`));
    await alice.does('revokePersonalToken', { id: made?.id ?? '' });
    expect(await alice.does('listPersonalTokens', {})).toEqual([]);
  });

  it('are not made with another password', async () => {
    const refused = await alice.tries('makePersonalToken', {
      password: 'not this one',
      name: 'the echo',
      scopes: ['mail:read'],
      days: 30,
    });

    expect(refused).toBe('wrong-password');
    expect(await alice.does('listPersonalTokens', {})).toEqual([]);
  });
});
