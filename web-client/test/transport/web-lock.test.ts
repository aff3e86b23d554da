import { expect, it } from 'vitest';

import { webLock } from '../../src/transport/browser/web-lock.ts';

/** Node has the Web Locks API too; each test has a lock of its own. */
let names = 0;
const two = () => {
  const name = `test-${++names}`;
  return [webLock(navigator.locks, name), webLock(navigator.locks, name)] as const;
};
const nothing = () => undefined;

it('goes to the first who asks, and to whoever waits when that one lets go', async () => {
  const [first, second] = two();
  expect(await first.acquire({ steal: false, lost: nothing })).toBe(true);
  expect(await second.acquire({ steal: false, lost: nothing })).toBe(false);
  const granted = new Promise<void>((resolve) => second.waitFor(resolve, nothing));
  first.release();
  await granted;
  expect(await first.acquire({ steal: false, lost: nothing })).toBe(false);
  second.release();
});

it('can be taken by force, and tells the one who had it', async () => {
  const [first, second] = two();
  const lost = new Promise<void>((resolve) => void first.acquire({ steal: false, lost: resolve }));
  expect(await second.acquire({ steal: true, lost: nothing })).toBe(true);
  await lost;
  second.release();
});

it('waits no longer once told so', async () => {
  const [first, second] = two();
  await first.acquire({ steal: false, lost: nothing });
  const cancel = second.waitFor(() => expect.unreachable(), nothing);
  cancel();
  first.release();
  await new Promise<void>((resolve) => first.waitFor(resolve, nothing));
  first.release();
});

it('can be let go of by whoever has just heard that it is held', async () => {
  const [first, second] = two();
  await new Promise<void>((resolve) => {
    first.waitFor(() => {
      first.release();
      resolve();
    }, nothing);
  });
  await new Promise<void>((resolve) => second.waitFor(resolve, nothing));
  second.release();
});

it('is not had where the browser refuses to give any', async () => {
  // As in a page whose storage is blocked.
  const refusing = {
    request: () => Promise.reject(new Error('SecurityError')),
    query: () => Promise.reject(),
  };
  const lock = webLock(refusing);
  expect(await lock.acquire({ steal: false, lost: () => expect.unreachable() })).toBe(false);
  expect(await lock.acquire({ steal: true, lost: () => expect.unreachable() })).toBe(false);
});
