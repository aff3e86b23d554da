import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { looksBehindScreens } from '../../e2e-tests/src/behind-the-screen.ts';
import { Person } from '../../e2e-tests/src/person.ts';
import { Stack } from '../../e2e-tests/src/stack.ts';
import { befriended, writesMany, type Friend } from '../friend.ts';

/** What `auth-service` knows a browser by from one unlocking to the next. */
const REFRESH_COOKIE = '__Host-tacet-refresh';
const ALLOWED_MS = 900_000;

/** A mailbox full of mail and the browser that has not fetched it: on disk, so that both can be used again and again. */
export interface WaitingMail {
  /** `server` and `profile` are in it. */
  readonly folder: string;
  /** The server's, which is part of the browser's origin. */
  readonly port: number;
  readonly username: string;
  readonly password: string;
  readonly messages: number;
  readonly senders: number;
}

/** Friends of Bob write to him while his browser is locked; then everything is shut down and kept. */
export async function mailThatWaits(messages: number, senders: number): Promise<WaitingMail> {
  const stack = await Stack.start();
  const bob = await Person.arrives(stack, 'Bob');
  try {
    await looksBehindScreens(bob.browser.context);
    await bob.page.reload();
    await bob.signsUp();
    const friends: Friend[] = [];
    while (friends.length < senders) friends.push(await befriended(stack, bob, `Sender${friends.length}x`));
    await bob.choosesInAccountMenu('Lock');
    await bob.isAskedToUnlock();
    const each = Math.ceil(messages / senders);
    await Promise.all(friends.map((friend) => writesMany(friend, each, ALLOWED_MS)));
    for (const { person } of friends) await person.leaves();
    await bob.browser.hasStored(REFRESH_COOKIE);
    await bob.browser.kill();
    await stack.stop();
    const folder = await mkdtemp(join(tmpdir(), 'tacet-mail-'));
    await cp(join(stack.data, '..'), join(folder, 'server'), { recursive: true });
    await cp(bob.browser.profile, join(folder, 'profile'), { recursive: true, filter: isNoMark });
    const { username, password } = bob;
    return { folder, port: stack.port, username, password, messages: each * senders, senders };
  } finally {
    await bob.leaves();
    await stack.dispose();
  }
}

/** Chromium's marks of a running browser stay when it is killed, and would keep another one from starting. */
const isNoMark = (path: string): boolean => !basename(path).startsWith('Singleton');

/** A fresh copy of both folders, without the client that the browser keeps for the time without a network: it would run that one. */
export async function copyOf({ folder }: WaitingMail): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'tacet-drain-'));
  await cp(folder, copy, { recursive: true, filter: (path) => basename(path) !== 'Service Worker' });
  return copy;
}

export async function thrownAway(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
