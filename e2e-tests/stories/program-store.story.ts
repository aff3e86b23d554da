import { mkdtempSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ProgramStore } from '../../client-ts/src/program-store.ts';
import { Progress } from '../../client-ts/src/progress.ts';
import { storeContract } from '../../web-client/test/storage/store-contract.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'tacet-program-'));

storeContract('the file of a program', () => {
  const place = folder();
  return {
    open: () => Promise.resolve(ProgramStore.open(join(place, 'bot.db'))),
    destroy: () => rm(place, { recursive: true, force: true }),
  };
});

describe('The file of a program', () => {
  let place: string;
  let store: ProgramStore;
  const opens = (): ProgramStore => ProgramStore.open(join(place, 'bot.db'));

  beforeEach(() => {
    place = folder();
    store = opens();
  });
  afterEach(async () => {
    store.close();
    await rm(place, { recursive: true, force: true });
  });

  test("is nobody else's to read", () => {
    expect(statSync(join(place, 'bot.db')).mode & 0o077).toBe(0);
  });

  test('keeps the cookies of the login', () => {
    store.cookies().set('__Host-tacet-refresh', 'one').set('__Host-tacet-device', 'two');
    store.cookies().delete('__Host-tacet-device');
    store.close();
    store = opens();
    expect([...store.cookies()]).toEqual([['__Host-tacet-refresh', 'one']]);
  });

  test('keeps how far the program has come, and what it passed over', () => {
    const progress = new Progress(store, 'room');
    progress.done(0);
    progress.passOver(1);
    progress.done(2);
    store.close();
    store = opens();

    const again = new Progress(store, 'room');
    expect([again.next, again.passedOver]).toEqual([3, [1]]);
    again.done(1);
    expect([again.next, again.passedOver]).toEqual([3, []]);
    expect(new Progress(store, 'another room').next).toBe(0);
  });
});
