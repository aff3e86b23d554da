import { createWebCrypto } from '../../web-client/src/crypto/webcrypto/index.ts';
import { limits } from '../../web-client/src/protocol/index.ts';
import { device, Side, type Envelope } from './devices.ts';

/** Times in milliseconds, one per run, and how many bytes went to the device. */
export interface Samples {
  readonly times: readonly number[];
  readonly bytes: number | null;
}
export type Measured = Readonly<Record<string, Samples>>;

const WARM_UP = 20;
const RUNS = 100;
/** 1 KB as people write it: with its frame it fills the bucket of 4,096 bytes, whatever its length from 1,000 on. */
const TEXT = 'x'.repeat(1_024);

/** Collects times by name; the first runs of each are thrown away. */
class Watch {
  readonly #times = new Map<string, number[]>();
  readonly #bytes = new Map<string, number>();

  async of<T>(name: string, work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    const result = await work();
    const took = performance.now() - start;
    this.#times.set(name, [...(this.#times.get(name) ?? []), took]);
    return result;
  }

  sized(name: string, sealed: Uint8Array): void {
    this.#bytes.set(name, sealed.length);
  }

  measured(): Measured {
    return Object.fromEntries(
      [...this.#times].map(([name, times]) => [
        name,
        { times: times.slice(WARM_UP), bytes: this.#bytes.get(name) ?? null },
      ]),
    );
  }
}

/** All figures of one implementation of ML-KEM on the platform this is called on. Knows neither Node nor the DOM. */
export async function measure(kem: 'native' | 'noble'): Promise<Measured> {
  const crypto = await createWebCrypto({ kem });
  const [alice, bob] = [await device(crypto), await device(crypto)];
  const sides = (): [Side, Side] => [new Side(crypto, alice, bob), new Side(crypto, bob, alice)];
  const watch = new Watch();
  await handshakes(watch, sides);
  await messages(watch, sides);
  await turns(watch, sides);
  await steps(watch, sides);
  return watch.measured();
}

type Sides = () => [Side, Side];

/** Each run begins with nothing known: bundle verified, session begun, first message sealed and opened. */
async function handshakes(watch: Watch, sides: Sides): Promise<void> {
  for (let run = 0; run < WARM_UP + RUNS; run += 1) {
    const [a, b] = sides();
    await watch.of('handshake: verify bundle and begin', () => a.start());
    const first = await watch.of('handshake: write the first message', () => a.write(TEXT));
    await watch.of('handshake: read the first message', () => b.read(first));
    watch.sized('handshake: write the first message', first.sealed);
  }
}

/** Two sides whose first post-quantum step is complete and whose next is not due. */
async function settled(sides: Sides): Promise<[Side, Side]> {
  const [a, b] = sides();
  await a.start();
  await b.read(await a.write(TEXT));
  await a.read(await b.write(TEXT));
  await b.read(await a.write(TEXT));
  return [a, b];
}

/** In one chain. Alice is the initiator: it is not her turn to offer, and Bob writes nothing. */
async function messages(watch: Watch, sides: Sides): Promise<void> {
  const [a, b] = await settled(sides);
  const written: Envelope[] = [];
  for (let run = 0; run < WARM_UP + RUNS; run += 1) {
    written.push(await watch.of('message in a chain: write', () => a.write(TEXT)));
  }
  for (const envelope of written) {
    await watch.of('message in a chain: read', () => b.read(envelope));
    watch.sized('message in a chain: write', envelope.sealed);
  }
}

/** To and fro, each message the first of its chain; a session is left before its next step is due. */
async function turns(watch: Watch, sides: Sides): Promise<void> {
  const perSession = limits.POST_QUANTUM_AFTER_MESSAGES - 2;
  for (let run = 0; run < WARM_UP + RUNS; run += perSession) {
    let [to, from] = await settled(sides);
    for (let turn = 0; turn < perSession; turn += 1) {
      const envelope = await watch.of('message that begins a chain: write', () => from.write(TEXT));
      await watch.of('message that begins a chain: read', () => to.read(envelope));
      watch.sized('message that begins a chain: write', envelope.sealed);
      [to, from] = [from, to];
    }
  }
}

/** A day passes before each step. All three messages begin a chain too. */
async function steps(watch: Watch, sides: Sides): Promise<void> {
  let [answering, offering] = await settled(sides);
  for (let run = 0; run < WARM_UP + RUNS; run += 1) {
    for (const side of [offering, answering]) {
      side.nowMs += limits.POST_QUANTUM_AFTER_MS;
    }
    for (const [name, from, to] of [
      ['offer', offering, answering],
      ['answer', answering, offering],
      ['mix', offering, answering],
    ] as const) {
      const envelope = await watch.of(`step, ${name}: write`, () => from.write(TEXT));
      await watch.of(`step, ${name}: read`, () => to.read(envelope));
      watch.sized(`step, ${name}: write`, envelope.sealed);
    }
    [answering, offering] = [offering, answering];
  }
}
