import { beforeEach, describe, expect, it } from 'vitest';

import { LoginKeeper } from '../../src/messenger/connection/login.ts';
import { ApiError, type AuthApi, type Login } from '../../src/messenger/ports/api.ts';

const login = (accountId: string, accessToken: string): Login => ({
  accountId,
  username: accountId,
  loginSessionId: 's',
  accessToken,
  expiresInMs: 600_000,
  complete: true,
});

const echo = (token: string) => Promise.resolve(token);

describe('the token of a login', () => {
  let refreshes: PromiseWithResolvers<Login>[];
  let keeper: LoginKeeper;
  let ended: number;
  const refresh = (): PromiseWithResolvers<Login> => {
    const last = refreshes.at(-1);
    if (!last) throw new Error('nobody asked for a token');
    return last;
  };
  beforeEach(() => {
    refreshes = [];
    ended = 0;
    const answer = () => {
      refreshes.push(Promise.withResolvers<Login>());
      return refresh().promise;
    };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a keeper asks for nothing else
    keeper = new LoginKeeper({ refresh: answer } as unknown as AuthApi, { now: () => 0 });
    keeper.onEnded = () => ended++;
    keeper.belongsTo('alice');
  });

  it('is renewed once for all who wait', async () => {
    const both = Promise.all([keeper.authorised(echo), keeper.authorised(echo)]);
    refresh().resolve(login('alice', 'fresh'));
    expect(await both).toEqual(['fresh', 'fresh']);
    expect(refreshes).toHaveLength(1);
  });

  it('does not come back when it was forgotten while it was renewed', async () => {
    const waiting = keeper.authorised(echo);
    keeper.forget();
    refresh().resolve(login('alice', 'late'));
    await expect(waiting).rejects.toMatchObject({ code: 'login-ended' });
    expect(keeper.peek()).toBeNull();
  });

  it('does not take the place of a login that came meanwhile, nor end it', async () => {
    for (const settle of ['resolve', 'reject'] as const) {
      keeper.forget();
      const waiting = keeper.authorised(echo);
      keeper.use(login('bob', 'new'));
      if (settle === 'resolve') refresh().resolve(login('alice', 'late'));
      else refresh().reject(new ApiError('login-ended', 401));
      await expect(waiting).rejects.toMatchObject({ code: 'login-ended' });
      expect(keeper.peek()).toBe('new');
      expect(keeper.ended).toBe(false);
    }
  });

  it('of another account is refused: the login here is over', async () => {
    const waiting = keeper.authorised(echo);
    refresh().resolve(login('mallory', 'foreign'));
    await expect(waiting).rejects.toMatchObject({ code: 'login-ended' });
    expect(keeper.peek()).toBeNull();
    expect(ended).toBe(1);
  });
});
