import { describe, expect, it } from 'vitest';

import type { Channel, CommandMessage, WorkerMessage } from '../../src/app/worker/messages.ts';
import { messengerProxy } from '../../src/app/worker/proxy.ts';
import { serve } from '../../src/app/worker/serve.ts';
import { trustedWorkerUrls } from '../../src/app/trusted-urls.ts';
import { answering, cacheName, newestFirst, outdated } from '../../src/app/offline/precache.ts';
import { closedSnapshot } from '../../src/messenger/engine/snapshot.ts';
import type { Messenger, MessengerEvent } from '../../src/messenger/port.ts';

/** A page and a worker joined as `postMessage` joins them: copies only, in later turns. */
function joined(messenger: Messenger): Messenger {
  const toWorker = new Set<(message: CommandMessage) => void>();
  const toPage = new Set<(message: WorkerMessage) => void>();
  const page: Channel<CommandMessage, WorkerMessage> = {
    post: (message) => {
      const copy = structuredClone(message);
      queueMicrotask(() => toWorker.forEach((listener) => listener(copy)));
    },
    onMessage: (listener) => toPage.add(listener),
  };
  serve(messenger, {
    post: (message) => {
      const copy = structuredClone(message);
      queueMicrotask(() => toPage.forEach((listener) => listener(copy)));
    },
    onMessage: (listener) => toWorker.add(listener),
  });
  return messengerProxy(page);
}

function scripted(): { messenger: Messenger; emit: (event: MessengerEvent) => void } {
  const listeners = new Set<(event: MessengerEvent) => void>();
  return {
    emit: (event) => listeners.forEach((listener) => listener(event)),
    messenger: {
      async call(name, input) {
        const echo: unknown = { name, input };
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a scripted answer
        return { ok: true, value: echo as never };
      },
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
  };
}

describe('the messenger behind a worker', () => {
  it('answers each command with its own result', async () => {
    const page = joined(scripted().messenger);
    const [one, two] = await Promise.all([
      page.call('lookUp', { username: 'alice' }),
      page.call('lookUp', { username: 'bob' }),
    ]);
    expect(one).toEqual({ ok: true, value: { name: 'lookUp', input: { username: 'alice' } } });
    expect(two).toEqual({ ok: true, value: { name: 'lookUp', input: { username: 'bob' } } });
  });

  it('tells the newest snapshot to whoever subscribes later', async () => {
    const { messenger, emit } = scripted();
    const page = joined(messenger);
    emit({ type: 'snapshot', snapshot: closedSnapshot({ at: 'welcome' }) });
    await page.call('lock', {});
    const seen: MessengerEvent[] = [];
    const unsubscribe = page.subscribe((event) => seen.push(event));
    expect(seen).toEqual([{ type: 'snapshot', snapshot: closedSnapshot({ at: 'welcome' }) }]);
    unsubscribe();
    emit({ type: 'progress', step: 'signing-in' });
    await page.call('lock', {});
    expect(seen).toHaveLength(1);
  });
});

describe('what happens together', () => {
  const { messenger, emit } = scripted();
  const posted: WorkerMessage[] = [];
  const page = new Set<(message: CommandMessage) => void>();
  serve(messenger, {
    post: (message) => posted.push(message),
    onMessage: (listener) => page.add(listener),
  });
  const told = async () => {
    emit({ type: 'messages', roomId: 'room', messages: [] });
    emit({ type: 'messages', roomId: 'another room', messages: [] });
    emit({ type: 'snapshot', snapshot: closedSnapshot({ at: 'welcome' }) });
    await Promise.resolve();
    return posted.splice(0).filter(({ kind }) => kind === 'events');
  };

  it('reaches the page in one message, with the messages of the conversation on its screen', async () => {
    for (const hears of page) hears({ id: 1, name: 'focus', input: { roomId: 'room', active: true } });
    expect(await told()).toMatchObject([
      { events: [{ type: 'messages', roomId: 'room' }, { type: 'snapshot' }] },
    ]);
  });

  it('reaches a page that shows no conversation without any messages', async () => {
    for (const hears of page) hears({ id: 2, name: 'focus', input: { roomId: null, active: true } });
    expect(await told()).toMatchObject([{ events: [{ type: 'snapshot' }] }]);
  });
});

describe('worker addresses', () => {
  it('are exactly those of the build', () => {
    const trusted = trustedWorkerUrls(['/assets/worker-1.js']);
    expect(trusted('/assets/worker-1.js')).toBe('/assets/worker-1.js');
    for (const url of ['/assets/worker-1.js?x', 'https://evil.example/assets/worker-1.js', 'data:,1', '']) {
      expect(() => trusted(url)).toThrow(TypeError);
    }
  });
});

describe('the kept client', () => {
  const build = { version: 'b2', files: ['/', '/assets/index-1.js'] };
  const origin = 'https://tacet.example';
  const ask = (path: string, mode = 'cors', method = 'GET') =>
    answering({ method, url: new URL(path, origin).href, mode }, origin, build);

  it('answers pages and built files, and nothing else', () => {
    expect(ask('/', 'navigate')).toBe('page');
    expect(ask('/somewhere', 'navigate')).toBe('page');
    expect(ask('/assets/index-1.js')).toBe('file');
    expect(ask('/assets/index-2.js'), 'of a newer build that waits').toBe('file');
    expect(ask('/favicon.ico')).toBe('pass');
    expect(ask('/api/v1/social/friends')).toBe('pass');
    expect(ask('/api/docs', 'navigate')).toBe('pass');
    expect(ask('/', 'navigate', 'POST')).toBe('pass');
    expect(ask('https://elsewhere.example/')).toBe('pass');
  });

  it('shows the newest page that is here', () => {
    const names = ['tacet-client-b1', 'something-else', cacheName(build)];
    expect(newestFirst(names)).toEqual(['tacet-client-b2', 'tacet-client-b1']);
  });

  it('drops the files of other builds, and only those', () => {
    const names = ['tacet-client-b1', cacheName(build), 'something-else'];
    expect(outdated(names, build)).toEqual(['tacet-client-b1']);
  });
});
