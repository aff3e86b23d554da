import { describe, expect, it } from 'vitest';

import { closedSnapshot } from '../../src/messenger/engine/snapshot.ts';
import { Events } from '../../src/messenger/events/events.ts';
import type { MessageView, MessengerEvent } from '../../src/messenger/port.ts';
import type { Timers } from '../../src/messenger/ports/platform.ts';

/** Timers that run when a test says that time has passed. */
class ManualTimers implements Timers {
  #nowMs = 0;
  #planned: { readonly atMs: number; readonly run: () => void }[] = [];

  after(delayMs: number, run: () => void): () => void {
    const one = { atMs: this.#nowMs + delayMs, run };
    this.#planned.push(one);
    return () => {
      this.#planned = this.#planned.filter((each) => each !== one);
    };
  }

  async pass(ms: number): Promise<void> {
    const end = this.#nowMs + ms;
    for (; this.#nowMs < end; this.#nowMs++) {
      const due = this.#planned.filter(({ atMs }) => atMs <= this.#nowMs);
      this.#planned = this.#planned.filter((each) => !due.includes(each));
      for (const { run } of due) run();
      await Promise.resolve();
    }
  }
}

const view = (index: number): MessageView => ({
  id: `m${index}`,
  index,
  roomId: 'room',
  senderId: 'bob',
  mine: false,
  body: `message ${index}`,
  kind: 'text',
  sentAtMs: index,
  state: 'received',
});

describe('what the interface is told', () => {
  const timers = new ManualTimers();
  const told: MessengerEvent[] = [];
  const events = new Events(timers, () => closedSnapshot({ at: 'starting' }));
  events.subscribe((event) => told.push(event));
  const indexes = () =>
    told.flatMap((event) => (event.type === 'messages' ? event.messages.map(({ index }) => index) : []));

  it('comes at once while little happens', async () => {
    await timers.pass(1_000);
    told.length = 0;
    events.message(view(1));
    events.changed();
    await Promise.resolve();
    expect(told.map(({ type }) => type)).toEqual(['messages', 'snapshot']);
  });

  it('comes at once also for messages that follow each other fast, each told several times on its way', async () => {
    await timers.pass(1_000);
    told.length = 0;
    for (let at = 0; at < 6; at++) {
      events.message(view(at));
      await timers.pass(60);
      expect(indexes()).toHaveLength(at + 1);
    }
  });

  it('comes few times a second while much happens, and nothing is left out', async () => {
    await timers.pass(1_000);
    told.length = 0;
    for (let at = 0; at < 1_000; at++) {
      events.message(view(at));
      events.changed();
      await timers.pass(1);
    }
    await timers.pass(300);
    expect(told.length / 2).toBeLessThanOrEqual(14);
    expect(indexes()).toEqual(Array.from({ length: 1_000 }, (_, at) => at));
    expect(told.at(-1)?.type).toBe('snapshot');
  });

  it('comes few times a second while a history is put in front', async () => {
    await timers.pass(1_000);
    told.length = 0;
    for (let at = 0; at < 50; at++) {
      events.inserted('room', 50);
      await timers.pass(20);
    }
    await timers.pass(300);
    expect(told.filter(({ type }) => type === 'inserted')).toHaveLength(50);
    expect(told.filter(({ type }) => type === 'snapshot').length).toBeLessThanOrEqual(6);
    expect(told.at(-1)?.type).toBe('snapshot');
  });
});
