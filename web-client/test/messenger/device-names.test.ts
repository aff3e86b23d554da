import { beforeEach, describe, expect, it } from 'vitest';

import { nameOthers, rememberNames } from '../../src/messenger/linking/device-names.ts';
import type { Ledger } from '../../src/messenger/vault/ledger.ts';
import { openedVault } from './world/opened-vault.ts';

const [PHONE, TABLET] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];

describe('how the devices of an account are called', () => {
  let ledger: Ledger;
  beforeEach(async () => {
    ({ ledger } = await openedVault());
  });

  it('is what they said when they were linked here, whatever the service says before and after', async () => {
    await nameOthers(ledger, { [PHONE]: 'Chrome on Windows' });
    await rememberNames(ledger, { [PHONE]: 'Safari on iPhone' });
    expect(await nameOthers(ledger, { [PHONE]: 'Firefox on Linux', [TABLET]: 'Edge on Windows' })).toEqual({
      [PHONE]: 'Safari on iPhone',
      [TABLET]: 'Edge on Windows',
    });
  });

  it('is else what the service says now, or said when it still told of them', async () => {
    await nameOthers(ledger, { [PHONE]: 'Chrome on Windows', [TABLET]: 'Edge on Windows' });
    expect(await nameOthers(ledger, { [PHONE]: 'Safari on iPhone' })).toEqual({
      [PHONE]: 'Safari on iPhone',
      [TABLET]: 'Edge on Windows',
    });
  });

  it('is not for ever what an earlier client let the service call them', async () => {
    const kept = { store: 'account', hideNames: false, version: 1 } as const;
    await ledger.transact((tx) => tx.put(kept, 'device-names', { [PHONE]: 'Chrome on Windows' }));
    expect(await nameOthers(ledger, { [PHONE]: 'Safari on iPhone' })).toEqual({
      [PHONE]: 'Safari on iPhone',
    });
  });
});
