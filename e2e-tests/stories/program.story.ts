import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Snapshot } from '@tacet/web-client/port';
import type { Listener } from '../../client-ts/src/options.ts';
import { Tacet } from '../../client-ts/src/tacet.ts';
import { ProgramCore } from '../src/program-core.ts';

let core: ProgramCore;
vi.mock('@tacet/web-client/headless', () => ({ headlessMessenger: () => Promise.resolve(core) }));

const accepts = (): number => core.asked.filter((each) => each === 'acceptRequest').length;
const signIns = (): number => core.asked.filter((each) => each === 'signIn').length;
const minutePasses = (): Promise<unknown> => vi.advanceTimersByTimeAsync(60_000);

describe('A program', () => {
  let folder: string;
  let heard: string[];
  let running: Tacet | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tacet-program-'));
    heard = [];
    core = new ProgramCore();
  });
  afterEach(async () => {
    await running?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const hears: Listener = {
    onMessage: ({ text }) => {
      heard.push(text);
      return Promise.resolve();
    },
  };

  async function begins(listener = hears): Promise<Tacet> {
    const store = join(folder, 'bot.db');
    const options = { server: 'http://localhost', username: 'bot', password: 'a password', store };
    running = await Tacet.connect(options, listener);
    return running;
  }

  const hasHeard = (...texts: readonly string[]): Promise<void> =>
    vi.waitFor(() => expect(heard).toEqual(texts));

  test('brings the invitation where only invited people sign up', async () => {
    core.becomes({ at: 'welcome' });
    const account = { username: 'bot', password: 'a password', firstName: 'Bot' };
    const where = { server: 'http://localhost', store: join(folder, 'bot.db') };
    running = await Tacet.register({ ...account, ...where, invitation: 'T97S8' }, hears);
    expect(core.signedUpWith).toEqual({ ...account, lastName: '', about: '', invitation: 'T97S8' });
  });

  test('hears what comes late, into the place of what was missing, lost or not readable yet', async () => {
    core.puts(0, { kind: 'notice', notice: 'discarded' });
    core.puts(1, { kind: 'notice', notice: 'messages-missing', state: 'lost' });
    core.puts(2, { state: 'lost' });
    core.puts(3, { kind: 'unknown' });
    core.puts(4, { body: 'five' });
    await begins();
    await hasHeard('five');
    core.puts(1, { body: 'two' });
    await hasHeard('five', 'two');
    core.puts(2, { body: 'three' });
    await hasHeard('five', 'two', 'three');

    await running?.close();
    const { messages } = core;
    core = new ProgramCore();
    core.messages.push(...messages);
    core.puts(0, { body: 'one' });
    core.puts(3, { body: 'four' });
    await begins();
    core.puts(5, { body: 'six' });
    await hasHeard('five', 'two', 'three', 'one', 'four', 'six');
  });

  test('signs in again when its login has ended, before it begins or while it works', async () => {
    core.answers.set('signIn', () => core.connects({ state: 'online' }));
    core.connects({ state: 'signed-out' });
    await begins();
    core.puts(0, { body: 'one' });
    await hasHeard('one');
    expect(signIns()).toBe(1);
    core.connects({ state: 'signed-out', reason: 'password-changed' });
    core.puts(1, { body: 'two' });
    await hasHeard('one', 'two');
    expect(signIns()).toBe(2);
  });

  test('says why when it cannot sign in again', async () => {
    core.answers.set('signIn', 'wrong-credentials');
    const tacet = await begins();
    core.connects({ state: 'signed-out', reason: 'password-changed' });
    await expect(tacet.closed).rejects.toMatchObject({ code: 'wrong-credentials' });
    expect([core.isStopped, signIns()]).toEqual([true, 1]);
  });

  test('does not sign in without end at a server that ends every login', async () => {
    core.answers.set('signIn', () => {});
    const tacet = await begins();
    core.connects({ state: 'signed-out' });
    core.puts(0, { body: 'one' });
    await hasHeard('one');
    core.puts(1, { body: 'two' });
    await expect(tacet.closed).rejects.toMatchObject({ code: 'signed-out' });
    expect(signIns()).toBe(1);
  });

  const ends: readonly Snapshot['phase'][] = [
    { at: 'broken', failure: { code: 'storage-full' } },
    { at: 'removed', username: 'bot', displayName: 'Bot' },
    { at: 'other-tab' },
  ];
  for (const phase of ends) {
    test(`ends, and says why, when its device is ${phase.at}`, async () => {
      const tacet = await begins();
      core.becomes(phase);
      await expect(tacet.closed).rejects.toMatchObject({ code: phase.at });
      expect(core.isStopped).toBe(true);
    });

    test(`does not wait for ever when its device is ${phase.at} before it begins`, async () => {
      core.answers.set('unlock', () => core.becomes(phase));
      await expect(begins()).rejects.toMatchObject({ code: phase.at });
    });
  }

  test('goes on behind a message that it cannot answer, and ends when it does not know why', async () => {
    const tacet = await begins({
      onMessage: async (message) => {
        heard.push(message.text);
        await message.reply(`You said: ${message.text}`);
      },
    });
    core.answers.set('sendText', 'message-too-long');
    core.puts(0, { body: 'as long as any' });
    await hasHeard('as long as any');
    core.answers.delete('sendText');
    core.puts(1, { body: 'two' });
    await hasHeard('as long as any', 'two');
    core.answers.set('sendText', 'storage-full');
    core.puts(2, { body: 'three' });
    await expect(tacet.closed).rejects.toMatchObject({ code: 'storage-full' });
  });

  const answers = async (): Promise<Tacet> =>
    begins({
      onMessage: async (message) => {
        heard.push(message.text);
        await message.reply(message.text);
      },
      onRequest: async (request) => {
        await request.accept();
        heard.push(`accepted ${request.from}`);
      },
    });

  for (const code of ['validation-failed', 'not-a-friend', 'not-found', 'request-closed', 'limit-reached']) {
    test(`is not ended by somebody whose answer is ${code} at every start`, async () => {
      await answers();
      core.answers.set('sendText', code);
      core.answers.set('acceptRequest', code);
      core.isAskedBy('mallory');
      core.puts(0, { body: '\u2003' });
      await hasHeard('\u2003');
      core.answers.clear();
      core.isAskedBy('bob');
      core.puts(1, { body: 'two' });
      await hasHeard('\u2003', 'accepted bob', 'two');
    });
  }

  describe('whose server is away or has no time', () => {
    beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
    afterEach(() => void vi.useRealTimers());

    for (const code of ['network', 'unavailable', 'rate-limited', 'signed-out']) {
      test(`accepts later whom it could not accept: ${code}`, async () => {
        await answers();
        core.answers.set('acceptRequest', code);
        core.isAskedBy('bob');
        core.puts(0, { body: 'one' });
        await hasHeard('one');
        await minutePasses();
        expect(accepts()).toBeGreaterThan(2);
        core.answers.clear();
        await minutePasses();
        await hasHeard('one', 'accepted bob');
      });
    }

    test('answers later what it cannot answer yet, because too much waits to be sent', async () => {
      await answers();
      core.answers.set('sendText', 'busy');
      core.puts(0, { body: 'one' });
      core.puts(1, { body: 'two' });
      await hasHeard('one');
      await minutePasses();
      expect(new Set(heard), 'in their order').toEqual(new Set(['one']));
      heard.length = 0;
      core.answers.clear();
      await minutePasses();
      await hasHeard('one', 'two');
    });

    test('leaves it alone for as long as it asks, whatever else happens', async () => {
      await answers();
      core.answers.set('acceptRequest', { code: 'rate-limited', retryAfterMs: 600_000 });
      core.isAskedBy('bob');
      core.puts(0, { body: 'one' });
      await hasHeard('one');
      core.answers.clear();
      await vi.advanceTimersByTimeAsync(599_000);
      core.puts(1, { body: 'two' });
      await hasHeard('one', 'two');
      expect(accepts()).toBe(1);
      await vi.advanceTimersByTimeAsync(1_000);
      await hasHeard('one', 'two', 'accepted bob');
    });

    for (const code of ['network', 'unavailable', 'rate-limited']) {
      test(`signs in later, and hears meanwhile what is there: ${code}`, async () => {
        await answers();
        core.answers.set('signIn', code);
        core.connects({ state: 'signed-out' });
        core.puts(0, { body: 'one' });
        await hasHeard('one');
        core.isAskedBy('bob');
        await minutePasses();
        expect(signIns()).toBeGreaterThan(2);
        expect(accepts()).toBe(0);
        core.answers.set('signIn', () => core.connects({ state: 'online' }));
        await minutePasses();
        await hasHeard('one', 'accepted bob');
      });
    }

    test('is closed at once while it waits', async () => {
      const tacet = await answers();
      core.answers.set('acceptRequest', 'unavailable');
      core.isAskedBy('bob');
      await vi.waitFor(() => expect(accepts()).toBe(1));
      await tacet.close();
      expect([core.isStopped, vi.getTimerCount()]).toEqual([true, 0]);
    });
  });

  test('may be closed by its listener', async () => {
    const tacet = await begins({
      onMessage: async ({ text }) => {
        heard.push(text);
        if (text === 'stop') await running?.close();
      },
    });
    core.puts(0, { body: 'stop' });
    core.puts(1, { body: 'not any more' });
    await tacet.closed;
    expect([heard, core.isStopped]).toEqual([['stop'], true]);
    core = new ProgramCore();
    core.puts(0, { body: 'stop' });
    core.puts(1, { body: 'and on' });
    await begins();
    await hasHeard('stop', 'and on');
  });
});
