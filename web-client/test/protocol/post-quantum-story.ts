import type { CryptoProvider } from '../../src/crypto/index.ts';
import { parseSealedMessage } from '../../src/protocol/index.ts';
import type { PostQuantum } from '../../src/protocol/ratchet/post-quantum.ts';
import { contentKey, MONDAY_MS, numberOf, settledPerson, Side } from './people.ts';

/** What a message says about the post-quantum ratchet: its epoch and what it carries. */
export function saysOf(sealed: Uint8Array): string {
  const message = parseSealedMessage(sealed);
  if (message.kind === 'typing') {
    throw new Error('a typing notice says nothing');
  }
  return `${message.header.epoch} ${message.header.carried.kind}`;
}

/** The post-quantum half of a side's active session. */
export function postQuantumOf(side: Side): PostQuantum {
  const active = side.pair.active;
  if (active === null) {
    throw new Error('no active session');
  }
  return active.postQuantum;
}

/** A peer that does not keep the rules: its active session is made to stand elsewhere. */
export function misstate(side: Side, changes: Partial<PostQuantum>): void {
  const { active } = side.pair;
  if (active === null) {
    throw new Error('no active session');
  }
  side.pair = {
    ...side.pair,
    active: { ...active, postQuantum: { ...active.postQuantum, ...changes } },
  };
}

/** Two sides who write to each other, with numbers that nobody has to keep. */
export class Exchange {
  readonly alice: Side;
  readonly bob: Side;
  nowMs = MONDAY_MS;
  #number = 0;

  constructor(alice: Side, bob: Side) {
    this.alice = alice;
    this.bob = bob;
  }

  /** Alice has begun a session, nothing was sent. */
  static async begin(crypto: CryptoProvider, bobsCrypto = crypto): Promise<Exchange> {
    const [alice, bob] = [await settledPerson(crypto), await settledPerson(bobsCrypto)];
    const exchange = new Exchange(new Side(alice, bob), new Side(bob, alice));
    await exchange.alice.start();
    return exchange;
  }

  /** As above, and one post-quantum step is complete on both sides. */
  static async afterOneStep(crypto: CryptoProvider): Promise<Exchange> {
    const exchange = await Exchange.begin(crypto);
    await exchange.turns(3);
    return exchange;
  }

  async write(from: Side): Promise<Uint8Array> {
    this.#number += 1;
    return from.send(contentKey(this.#number), this.nowMs);
  }

  /** Opens it at the other side and gives its number. */
  async read(by: Side, sealed: Uint8Array): Promise<number> {
    return numberOf(await by.receive(sealed, this.nowMs));
  }

  /** One message, there and read. */
  async pass(from: Side): Promise<Uint8Array> {
    const sealed = await this.write(from);
    await this.read(from === this.alice ? this.bob : this.alice, sealed);
    return sealed;
  }

  /** Alice, Bob, Alice, … one message each; what each message said. */
  async turns(count: number, first: Side = this.alice): Promise<string[]> {
    const said: string[] = [];
    let from = first;
    for (let turn = 0; turn < count; turn += 1) {
      said.push(saysOf(await this.pass(from)));
      from = from === this.alice ? this.bob : this.alice;
    }
    return said;
  }
}
