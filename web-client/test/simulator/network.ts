import { ApiError } from '../../src/messenger/ports/api.ts';
import type { RelaySocket, RelaySocketEvents, RelaySockets } from '../../src/messenger/ports/relay-socket.ts';
import type { Chance } from './chance.ts';
import type { VirtualTime } from './virtual-time.ts';

/** One run of a client in a browser: once it is over, nothing that it began reaches anybody. */
export class Life {
  alive = true;
  readonly #ends: (() => void)[] = [];

  atEnd(run: () => void): void {
    this.#ends.push(run);
  }

  ends(): void {
    this.alive = false;
    for (const run of this.#ends.splice(0)) run();
  }
}

/** What the script does to the way between one device and the services. */
export interface Road {
  /** No network at all. */
  cut: boolean;
  /** Longest time that anything takes one way, in milliseconds. */
  slowMs: number;
  /** Calls that are still to be lost: the request (`before`) or the answer (`after`). */
  readonly losses: ('before' | 'after')[];
  /** News that something changed are lost. */
  deaf: boolean;
}

export interface Ways {
  readonly time: VirtualTime;
  readonly chance: Chance;
}

/** The services at the end of a long road. */
export function farAway<T extends object>(api: T, { time, chance }: Ways, road: Road, life: Life): T {
  const travels = () =>
    new Promise<void>((resolve) => {
      time.after(1 + chance.fraction() * road.slowMs, () => life.alive && resolve());
    });
  return new Proxy(api, {
    get(target, name, receiver) {
      const method: unknown = Reflect.get(target, name, receiver);
      if (typeof method !== 'function') return method;
      return async (...input: unknown[]) => {
        const loss = road.losses.shift();
        await travels();
        if (road.cut || loss === 'before') throw new ApiError('network');
        const answer: unknown = await Reflect.apply(method, target, input).then(
          (value: unknown) => () => value,
          (cause: unknown) => () => {
            throw cause;
          },
        );
        await travels();
        if (road.cut || loss === 'after') throw new ApiError('network');
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- made just above
        return (answer as () => unknown)();
      };
    },
  });
}

/** Frames of one direction: late, in order. */
class Lane {
  readonly #ways: Ways;
  readonly #road: Road;
  #last = 0;

  constructor(ways: Ways, road: Road) {
    this.#ways = ways;
    this.#road = road;
  }

  later(run: () => void): void {
    const { time, chance } = this.#ways;
    this.#last = Math.max(this.#last, time.nowMs + 1 + chance.fraction() * this.#road.slowMs);
    time.after(this.#last - time.nowMs, run);
  }
}

/** Sockets to the relay over that road; `left` hears of every frame that leaves the device. */
export function farSockets(
  relay: RelaySockets,
  ways: Ways,
  road: Road,
  life: Life,
  {
    left,
    isNews,
  }: { readonly left: (frame: Uint8Array) => void; readonly isNews: (frame: Uint8Array) => boolean },
): { readonly sockets: RelaySockets; readonly breaks: () => void } {
  const open = new Set<() => void>();
  const sockets: RelaySockets = {
    open(ticket: string, events: RelaySocketEvents): RelaySocket {
      const [there, back] = [new Lane(ways, road), new Lane(ways, road)];
      let socket: RelaySocket | null = null;
      let over = false;
      const ends = (code: number) => {
        if (over) return;
        over = true;
        open.delete(broken);
        if (life.alive) events.closed(code);
      };
      const broken = () => {
        socket?.close();
        ends(1006);
      };
      open.add(broken);
      life.atEnd(broken);
      const hears = (run: () => void) => back.later(() => !over && life.alive && run());
      there.later(() => {
        if (over) return;
        if (road.cut) return broken();
        socket = relay.open(ticket, {
          opened: () => hears(() => events.opened()),
          frame: (bytes) => !(road.deaf && isNews(bytes)) && hears(() => events.frame(bytes)),
          closed: (code) => hears(() => ends(code)),
        });
      });
      return {
        send: (frame) => {
          if (over || !life.alive) return;
          left(frame);
          there.later(() => !over && socket?.send(frame));
        },
        bufferedBytes: () => 0,
        close: () => {
          socket?.close();
          ends(1000);
        },
      };
    },
  };
  return { sockets, breaks: () => [...open].forEach((broken) => broken()) };
}
