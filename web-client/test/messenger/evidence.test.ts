import { beforeAll, describe, expect, it } from 'vitest';

import type { LoginKeeper } from '../../src/messenger/connection/login.ts';
import type { SocialApi } from '../../src/messenger/ports/api.ts';
import { Evidence } from '../../src/messenger/rooms/evidence.ts';
import {
  accountIdentityKey,
  verifyDeviceList,
  type AccountIdentityKey,
  type VerifiedDeviceList,
} from '../../src/protocol/index.ts';
import { watchedCrypto } from '../protocol/ledger.ts';
import { person, type Person } from '../protocol/people.ts';
import { relisted, startedOver } from '../protocol/room/groups.ts';

/** Of one identity, one after another. */
const BEFORE = 1_030;
/** Lists in one answer. */
const AT_ONCE = 64;

describe('[M-5] somebody whose lists were many before she started over', () => {
  let bob: Person;
  const lists: Uint8Array[] = [];
  let former: AccountIdentityKey;
  let newest: VerifiedDeviceList;
  let asked: number[];

  beforeAll(async () => {
    bob = await person(await watchedCrypto());
    former = accountIdentityKey(bob.identity.publicKey);
    lists.push(bob.signedList);
    while (lists.length < BEFORE) {
      bob = await relisted(bob, [bob.device]);
      lists.push(bob.signedList);
    }
    bob = await startedOver(bob);
    lists.push(bob.signedList);
    bob = await relisted(bob, [bob.device]);
    lists.push(bob.signedList);
    newest = await verifyDeviceList(bob.crypto, bob.certified.accountId, bob.signedList);
  });

  const evidence = (): Evidence => {
    asked = [];
    const deviceLists: SocialApi['deviceLists'] = async (_token, _account, after) => {
      asked.push(after);
      return { lists: lists.slice(after, after + AT_ONCE), version: lists.length };
    };
    const deps = {
      social: { deviceLists },
      login: { authorised: <T>(call: (token: string) => Promise<T>) => call('') },
    };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no more is asked of them here
    const { social, login } = deps as unknown as { social: SocialApi; login: LoginKeeper };
    const signed = async () => bob.signedList;
    return new Evidence({ crypto: bob.crypto, social, login, lists: { signed } });
  };

  it('is proved to have another identity', async () => {
    expect(await evidence().against(newest, former, 0)).toEqual(lists[BEFORE]);
  });

  it('is asked for no list that the log had before', async () => {
    expect(await evidence().against(newest, former, 1_000)).toEqual(lists[BEFORE]);
    expect(asked).toEqual([1_000, BEFORE + 2]);
    expect(await evidence().against(newest, former, BEFORE + 1)).toBeNull();
  });
});
