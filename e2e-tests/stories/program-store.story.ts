import { chmodSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ProgramStore } from '../../client-ts/src/program-store.ts';
import { Progress } from '../../client-ts/src/progress.ts';
import { storeContract } from '../../web-client/test/storage/store-contract.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'tacet-program-'));

const FILES = ['bot.db', 'bot.db-wal', 'bot.db-shm'];

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

  const modes = (): number[] => FILES.map((each) => statSync(join(place, each)).mode & 0o077);

  beforeEach(() => {
    place = folder();
    store = opens();
  });
  afterEach(async () => {
    store.close();
    await rm(place, { recursive: true, force: true });
  });

  test("is nobody else's to read", () => {
    // What was written last stands in the files beside it, also while they are open.
    store.cookies().set('__Host-tacet-refresh', 'one');
    expect(modes()).toEqual([0, 0, 0]);
  });

  test("becomes nobody else's to read where an earlier client left it open to others", () => {
    store.cookies().set('__Host-tacet-refresh', 'one');
    for (const each of FILES) chmodSync(join(place, each), 0o644);
    const again = opens();
    expect(modes()).toEqual([0, 0, 0]);
    again.close();
  });

  test('keeps nothing of what was replaced or deleted: keys are deleted to be gone', () => {
    store.keep('first', 'replaced-'.repeat(1_000));
    store.keep('first', 'short');
    store.cookies().set('__Host-tacet-device', 'deleted-'.repeat(1_000)).delete('__Host-tacet-device');
    store.close();
    const file = readFileSync(join(place, 'bot.db'), 'latin1');
    expect([file.includes('replaced-'), file.includes('deleted-')]).toEqual([false, false]);
    store = opens();
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
