import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { beforeEach, describe, expect, it } from 'vitest';

import { Connection } from '../../src/messenger/connection/connection.ts';
import { LoginKeeper } from '../../src/messenger/connection/login.ts';
import { ApiError, type AuthApi, type Login } from '../../src/messenger/ports/api.ts';
import type { RelaySocketEvents } from '../../src/messenger/ports/relay-socket.ts';
import { Goodbye_Code, ServerFrameSchema } from '../../src/wire/gen/tacet/relay/v1/frames_pb.ts';

type FrameInit = NonNullable<MessageInitShape<typeof ServerFrameSchema>['frame']>;

const LOGIN: Login = {
  accountId: 'a',
  username: 'alice',
  loginSessionId: 's',
  accessToken: 't',
  expiresInMs: 600_000,
  complete: true,
};
const WELCOME = {
  case: 'welcome',
  value: { protocolVersion: 1, maxFrameBytes: 65_536, pingIntervalMs: 30_000 },
} satisfies FrameInit;

/** A device whose clock, timers, network and relay the test moves by hand. */
class Bench {
  nowMs = 0;
  online = true;
  /** Its newest `send_counter`. */
  sent = 0;
  ticket: () => Promise<string> = () => Promise.resolve('ticket');
  readonly sockets: { readonly events: RelaySocketEvents; closed: boolean; sent: number }[] = [];
  readonly #timers = new Map<number, { readonly atMs: number; readonly run: () => void }>();
  readonly #network = new Set<(online: boolean) => void>();
  readonly login: LoginKeeper;
  readonly connection: Connection;

  constructor() {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a connection asks for nothing else
    const auth = { ticket: () => this.ticket(), refresh: async () => LOGIN } as unknown as AuthApi;
    const clock = { now: () => this.nowMs };
    this.login = new LoginKeeper(auth, clock);
    this.login.use(LOGIN);
    let timers = 0;
    this.connection = new Connection(
      {
        auth,
        clock,
        login: this.login,
        random: { bytes: (length) => new Uint8Array(length), fraction: () => 1 },
        timers: {
          after: (delayMs, run) => {
            const id = ++timers;
            this.#timers.set(id, { atMs: this.nowMs + delayMs, run });
            return () => this.#timers.delete(id);
          },
        },
        network: {
          online: () => this.online,
          onChange: (listener) => {
            this.#network.add(listener);
            return () => this.#network.delete(listener);
          },
        },
        counters: { current: () => this.sent },
        sockets: {
          open: (_ticket, events) => {
            const socket = { events, closed: false, sent: 0 };
            this.sockets.push(socket);
            return {
              send: () => void socket.sent++,
              bufferedBytes: () => 0,
              close: () => {
                socket.closed = true;
              },
            };
          },
        },
      },
      {
        online: () => undefined,
        offline: () => undefined,
        refused: () => undefined,
        frame: () => undefined,
        changed: () => undefined,
        ended: () => undefined,
      },
    );
  }

  get state(): string {
    return this.connection.view.state;
  }

  get socket() {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error('no socket was opened');
    return socket;
  }

  /** Time passes; timers run in their order, promises in between. */
  async passes(ms: number): Promise<void> {
    const until = this.nowMs + ms;
    for (;;) {
      await settled();
      const next = [...this.#timers].toSorted(([, a], [, b]) => a.atMs - b.atMs)[0];
      if (!next || next[1].atMs > until) break;
      this.#timers.delete(next[0]);
      this.nowMs = next[1].atMs;
      next[1].run();
    }
    this.nowMs = until;
  }

  async connects(): Promise<void> {
    this.connection.start();
    await settled();
    this.says(WELCOME);
  }

  says(frame: FrameInit): void {
    this.socket.events.frame(toBinary(ServerFrameSchema, create(ServerFrameSchema, { frame })));
  }

  network(online: boolean): void {
    this.online = online;
    for (const listener of this.#network) listener(online);
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

describe('the connection', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = new Bench();
  });

  it('[F-2] counts only after Welcome, and tries another socket when there is none in time', async () => {
    bench.connection.start();
    await settled();
    bench.socket.events.opened();
    expect(bench.state).toBe('connecting');
    await bench.passes(16_000);
    expect(bench.sockets).toHaveLength(2);
    bench.says(WELCOME);
    expect(bench.state).toBe('online');
  });

  it('comes back after losses in growing steps, and at once when the network is back', async () => {
    await bench.connects();
    const opened: number[] = [];
    for (let loss = 0; loss < 9; loss++) {
      const before = bench.nowMs;
      bench.socket.events.closed(1006);
      const sockets = bench.sockets.length;
      while (bench.sockets.length === sockets) await bench.passes(100);
      opened.push(bench.nowMs - before);
    }
    expect(opened).toEqual([500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]);
    bench.socket.events.closed(1006);
    bench.network(false);
    expect(bench.connection.view).toEqual({ state: 'offline', retryAtMs: null });
    await bench.passes(120_000);
    expect(bench.sockets).toHaveLength(10);
    bench.network(true);
    await settled();
    bench.says(WELCOME);
    expect(bench.state).toBe('online');
  });

  /** How long it stays away after a goodbye. */
  async function pauseMs(): Promise<number> {
    const before = { atMs: bench.nowMs, sockets: bench.sockets.length };
    bench.says({ case: 'goodbye', value: { code: Goodbye_Code.SHUTTING_DOWN } });
    while (bench.sockets.length === before.sockets) await bench.passes(100);
    bench.says(WELCOME);
    return bench.nowMs - before.atMs;
  }

  describe('[F-13] its pauses', () => {
    beforeEach(async () => {
      await bench.connects();
      expect([await pauseMs(), await pauseMs(), await pauseMs()]).toEqual([500, 1_000, 2_000]);
    });

    it('grow also where every relay says welcome before it sends away', async () => {
      for (let goodbye = 0; goodbye < 5; goodbye++) await pauseMs();
      expect(await pauseMs()).toBe(30_000);
    });

    it('are short again once all mail has come', async () => {
      bench.says({ case: 'drained', value: {} });
      expect(await pauseMs()).toBe(500);
    });

    it('are short again once a connection has held, however much mail there is', async () => {
      await bench.passes(9_900);
      expect(await pauseMs()).toBe(4_000);
      await bench.passes(10_000);
      expect(await pauseMs()).toBe(500);
    });
  });

  it('does not let somebody who looks at the screen wait, but is not hurried all the time', async () => {
    await bench.connects();
    for (let loss = 0; loss < 7; loss++) {
      const sockets = bench.sockets.length;
      bench.socket.events.closed(1006);
      while (bench.sockets.length === sockets) await bench.passes(100);
    }
    bench.socket.events.closed(1006);
    const before = bench.sockets.length;
    bench.connection.hurry();
    await bench.passes(100);
    expect(bench.sockets).toHaveLength(before + 1);
    bench.socket.events.closed(1006);
    bench.connection.hurry();
    await bench.passes(1_000);
    expect(bench.sockets).toHaveLength(before + 1);
    await bench.passes(5_000);
    bench.connection.hurry();
    await settled();
    bench.says(WELCOME);
    expect(bench.state).toBe('online');
  });

  it('[S-11] does not let them wait because the clock was set back', async () => {
    await bench.connects();
    for (let loss = 0; loss < 7; loss++) {
      const sockets = bench.sockets.length;
      bench.socket.events.closed(1006);
      while (bench.sockets.length === sockets) await bench.passes(100);
    }
    const before = bench.sockets.length;
    for (let look = 1; look <= 2; look++) {
      bench.socket.events.closed(1006);
      bench.connection.hurry();
      await settled();
      expect(bench.sockets).toHaveLength(before + look);
      bench.nowMs -= 3_600_000;
    }
  });

  it('is hurried by who comes to look, not by what opens and closes before them', async () => {
    await bench.connects();
    for (let loss = 0; loss < 7; loss++) {
      const sockets = bench.sockets.length;
      bench.socket.events.closed(1006);
      while (bench.sockets.length === sockets) await bench.passes(100);
    }
    const attempts = async (looks: () => void): Promise<number> => {
      const before = bench.sockets.length;
      bench.socket.events.closed(1006);
      await bench.passes(5_100); // more often than that nobody hurries it
      const between = bench.sockets.length;
      looks();
      await settled();
      return between > before ? Number.NaN : bench.sockets.length - before;
    };
    expect(await attempts(() => bench.connection.looked(true))).toBe(1);
    expect(await attempts(() => bench.connection.looked(true))).toBe(0);
  });

  it('keeps a pause that the other side asked for, whoever looks', async () => {
    bench.ticket = () => Promise.reject(new ApiError('rate-limited', 429, 7_000));
    bench.connection.start();
    await settled();
    bench.ticket = () => Promise.resolve('ticket');
    bench.connection.hurry();
    await bench.passes(6_000);
    expect(bench.sockets).toHaveLength(0);
  });

  it('[F-12] pings while it lives, and leaves a relay that says nothing any more', async () => {
    await bench.connects();
    for (let minute = 0; minute < 3; minute++) {
      await bench.passes(24_000);
      bench.says({ case: 'pong', value: {} });
    }
    expect(bench.socket.sent).toBe(3);
    expect(bench.state).toBe('online');
    await bench.passes(47_000);
    expect(bench.sockets[0]?.closed, 'one pong may be lost').toBe(false);
    await bench.passes(28_000);
    expect(bench.sockets[0]?.closed, 'two and a half intervals').toBe(true);
    await bench.passes(15_000);
    expect(bench.sockets.length).toBeGreaterThan(1);
  });

  it('[F-13] waits for the user when another socket of this device took its place', async () => {
    await bench.connects();
    bench.says({ case: 'goodbye', value: { code: Goodbye_Code.DISPLACED } });
    await bench.passes(600_000);
    expect(bench.connection.view).toEqual({ state: 'offline', retryAtMs: null, reason: 'displaced' });
    expect(bench.sockets).toHaveLength(1);
    bench.connection.retryNow();
    await settled();
    bench.says(WELCOME);
    expect(bench.state).toBe('online');
  });

  it('[F-13] is signed out when the login ended, whether the relay or a ticket says so', async () => {
    await bench.connects();
    bench.socket.events.closed(4000 + Goodbye_Code.LOGIN_ENDED);
    await bench.passes(600_000);
    expect(bench.state).toBe('signed-out');
    expect(bench.sockets).toHaveLength(1);
    bench.login.use(LOGIN);
    bench.ticket = () => Promise.reject(new ApiError('login-ended', 401));
    bench.connection.retryNow();
    await settled();
    expect(bench.sockets).toHaveLength(1);
  });

  it('comes back slowly after a frame that one side did not understand', async () => {
    await bench.connects();
    bench.says({ case: 'goodbye', value: { code: Goodbye_Code.PROTOCOL_ERROR } });
    await bench.passes(29_000);
    expect(bench.sockets).toHaveLength(1);
    await bench.passes(2_000);
    expect(bench.sockets).toHaveLength(2);
  });

  it('[F-14] waits as long as a busy relay asks, which may be said before any welcome', async () => {
    bench.connection.start();
    await settled();
    bench.says({ case: 'goodbye', value: { code: Goodbye_Code.BUSY, retryAfterMs: 7_000 } });
    bench.connection.hurry();
    await bench.passes(6_900);
    expect(bench.sockets).toHaveLength(1);
    await bench.passes(200);
    expect(bench.sockets).toHaveLength(2);
    bench.says(WELCOME);
    expect(bench.state).toBe('online');
  });

  it('[F-1] ends a socket whose bytes are no frame', async () => {
    await bench.connects();
    bench.socket.events.frame(Uint8Array.of(255, 255, 255));
    expect(bench.state).toBe('offline');
    expect(bench.socket.closed).toBe(true);
  });

  it('[F-7] does not believe a relay that claims more sends than anybody can count', async () => {
    bench.connection.start();
    await settled();
    bench.says({ case: 'welcome', value: { ...WELCOME.value, lastSendCounter: 2n ** 63n } });
    expect(bench.state).toBe('offline');
    expect(bench.socket.closed).toBe(true);
    await bench.passes(1_000);
    bench.says(WELCOME);
    expect(bench.state).toBe('online');
  });

  it('[F-7] nor one that claims more than this device can have sent since it was copied', async () => {
    const claims = (lastSendCounter: bigint) =>
      bench.says({ case: 'welcome', value: { ...WELCOME.value, lastSendCounter } });
    bench.sent = 2 ** 52;
    bench.connection.start();
    await settled();
    claims(2n ** 52n + 2n ** 32n + 1n);
    expect(bench.state).toBe('offline');
    await bench.passes(1_000);
    // However high it stands: an honest relay is believed.
    claims(2n ** 52n + 2n ** 32n);
    expect(bench.state).toBe('online');
  });

  for (const maxFrameBytes of [0, 16_383]) {
    it(`[F-2] does not believe a relay whose frames of ${maxFrameBytes} bytes could hold nothing beside a header`, async () => {
      bench.connection.start();
      await settled();
      bench.says({ case: 'welcome', value: { ...WELCOME.value, maxFrameBytes } });
      expect(bench.state).toBe('offline');
      expect(bench.socket.closed).toBe(true);
      await bench.passes(1_000);
      bench.says({ case: 'welcome', value: { ...WELCOME.value, maxFrameBytes: 16_384 } });
      expect(bench.state).toBe('online');
    });
  }

  it('[F-2] does not believe a relay that would deliver more at once than fits into memory', async () => {
    bench.connection.start();
    await settled();
    bench.says({ case: 'welcome', value: { ...WELCOME.value, deliveryWindow: 4_097 } });
    expect(bench.state).toBe('offline');
    await bench.passes(1_000);
    bench.says({ case: 'welcome', value: { ...WELCOME.value, deliveryWindow: 4_096 } });
    expect(bench.state).toBe('online');
  });

  it('comes back within the hour, however long the service asks it to wait', async () => {
    bench.ticket = () => Promise.reject(new ApiError('rate-limited', 429, Number.MAX_SAFE_INTEGER));
    bench.connection.start();
    await settled();
    expect(bench.connection.view).toEqual({ state: 'offline', retryAtMs: 3_600_000 });
  });

  it('asks again when a ticket cannot be had, after the time the service names', async () => {
    bench.ticket = () => Promise.reject(new ApiError('rate-limited', 429, 7_000));
    bench.connection.start();
    await settled();
    expect(bench.connection.view).toEqual({ state: 'offline', retryAtMs: 7_000 });
    bench.ticket = () => Promise.resolve('ticket');
    await bench.passes(7_000);
    bench.says(WELCOME);
    expect(bench.state).toBe('online');
  });
});
