import { concat, equal, fixed, hex, Secret } from '../../src/bytes/index.ts';
import type { AgreementOutput, AgreementSeed, CryptoProvider, KemSeed } from '../../src/crypto/index.ts';
import { parseSealedMessage, transcriptHash, type ContentKey, type Pair } from '../../src/protocol/index.ts';
import { handshakeSecrets } from '../../src/protocol/handshake/secrets.ts';
import { messageCipher, stepChain, stepRoot } from '../../src/protocol/ratchet/derivation.ts';
import type { TheirHeader } from '../../src/protocol/ratchet/header.ts';
import {
  stepBinding,
  type ChainRole,
  type RootKey,
  type StepSecret,
} from '../../src/protocol/ratchet/keys.ts';
import { decodePayload } from '../../src/protocol/ratchet/payload.ts';

/** Every private key ever made with the providers it watches, by its public key. */
export class KeyThief {
  readonly agreement = new Map<string, AgreementSeed>();
  readonly kem = new Map<string, KemSeed>();

  watch(crypto: CryptoProvider): CryptoProvider {
    return {
      ...crypto,
      x25519: {
        ...crypto.x25519,
        generate: async () => {
          const pair = await crypto.x25519.generate();
          this.agreement.set(hex(pair.publicKey), pair.seed);
          return pair;
        },
      },
      mlKem768: {
        ...crypto.mlKem768,
        generate: async () => {
          const pair = await crypto.mlKem768.generate();
          this.kem.set(hex(pair.publicKey), pair.seed);
          return pair;
        },
      },
    };
  }
}

/** What the server has of a handshake beside the message itself. */
export interface PublicHandshake {
  readonly transcript: Uint8Array;
  readonly initiatorKey: Uint8Array;
  readonly responderKey: Uint8Array;
  readonly signedPrekey: Uint8Array;
  readonly oneTimePrekey: Uint8Array | null;
  readonly kemPrekey: Uint8Array;
}

type Party = 'alice' | 'bob';
interface Chain {
  /** Of whichever side: she has no side. */
  readonly key: Secret<ChainRole>;
  readonly next: number;
}

const GUESS = Secret.of('KemOutput', 32, new Uint8Array(32));

/**
 * Records everything in the order it was sent and has broken X25519: she has all of its private keys, past and future.
 * Of ML-KEM she knows only the seeds and secrets she was given.
 */
export class QuantumAttacker {
  readonly #crypto: CryptoProvider;
  readonly #agreement: ReadonlyMap<string, AgreementSeed>;
  readonly #kem: ReadonlyMap<string, KemSeed>;
  readonly #chains = new Map<string, Chain>();
  readonly #newest = new Map<Party, Uint8Array>();
  #transcript: Uint8Array = new Uint8Array();
  #root: RootKey | null = null;
  #epoch = 0;
  /** Of the step under way: what was seen on the wire, and what was stolen. */
  #offer: Uint8Array | null = null;
  #answer: Uint8Array | null = null;
  #stolenSecret: StepSecret | null = null;
  #stolenSeed: KemSeed | null = null;

  constructor(
    crypto: CryptoProvider,
    agreement: ReadonlyMap<string, AgreementSeed>,
    kem: ReadonlyMap<string, KemSeed> = new Map(),
  ) {
    this.#crypto = crypto;
    this.#agreement = agreement;
    this.#kem = kem;
  }

  /** She copies the whole state of a device. */
  steals(pair: Pair, of: Party): void {
    const session = pair.active;
    if (session === null) {
      throw new Error('nothing to steal');
    }
    const { chains, postQuantum } = session;
    const receiving = chains.stage === 'unanswered' ? null : chains.receiving;
    const sending = chains.stage === 'step-due' ? null : chains.sending;
    const { step } = postQuantum;
    this.#transcript = session.transcript;
    this.#root = session.rootKey;
    this.#epoch = postQuantum.epoch;
    const theirs = chains.stage === 'unanswered' ? chains.signedPrekey : chains.receiving.theirs;
    this.#newest.set(of === 'alice' ? 'bob' : 'alice', theirs);
    if (sending !== null) {
      this.#newest.set(of, sending.ours);
      this.#chains.set(hex(sending.ours), { key: sending.chainKey, next: sending.next });
    }
    if (receiving !== null) {
      this.#chains.set(hex(receiving.theirs), { key: receiving.chainKey, next: receiving.next });
    }
    if (step.state === 'agreed' || step.state === 'answering') {
      this.#stolenSecret = step.secret;
    }
    if (step.state === 'offering') {
      this.#stolenSeed = step.seed;
      this.#offer = step.offer;
    }
  }

  /** @returns what the message says, or null when she cannot read it */
  async reads(sealed: Uint8Array, by: Party, handshake: PublicHandshake): Promise<ContentKey | null> {
    const message = parseSealedMessage(sealed);
    if (message.kind === 'typing') {
      throw new Error('not of interest');
    }
    if (this.#root === null) {
      if (message.kind !== 'first') {
        throw new Error('the beginning is missing');
      }
      await this.#followHandshake(message.handshake, handshake);
    }
    const { header } = message;
    if (!this.#chains.has(hex(header.ratchetKey))) {
      await this.#followRootStep(header, by);
    }
    this.#note(header);
    const aad = concat(this.#transcript, message.head);
    return this.#open(header, message.ciphertext, aad);
  }

  async #followHandshake(
    header: { readonly ephemeralKey: Uint8Array; readonly kemCiphertext: Uint8Array },
    known: PublicHandshake,
  ): Promise<void> {
    const { signedPrekey, oneTimePrekey } = known;
    const agreed = [
      await this.#agree(known.initiatorKey, signedPrekey),
      await this.#agree(header.ephemeralKey, known.responderKey),
      await this.#agree(header.ephemeralKey, signedPrekey),
    ];
    if (oneTimePrekey !== null) {
      agreed.push(await this.#agree(header.ephemeralKey, oneTimePrekey));
    }
    const transcript = transcriptHash(known.transcript);
    const kem = await this.#decapsulate(known.kemPrekey, header.kemCiphertext);
    this.#root = (await handshakeSecrets(this.#crypto, agreed, kem, transcript, false)).rootKey;
    this.#transcript = transcript;
    this.#newest.set('bob', signedPrekey);
  }

  async #followRootStep(header: TheirHeader, by: Party): Promise<void> {
    const [root, other] = [this.#root, this.#newest.get(by === 'alice' ? 'bob' : 'alice')];
    if (root === null || other === undefined) {
      throw new Error('the beginning is missing');
    }
    const mixed = header.epoch > this.#epoch ? await this.#secretOfStep() : null;
    const agreed = await this.#agree(header.ratchetKey, other);
    const { rootKey, chainKey } = await stepRoot(this.#crypto, 'ReceivingChainKey', root, agreed, {
      epoch: header.epoch,
      mixed,
    });
    this.#root = rootKey;
    this.#newest.set(by, header.ratchetKey);
    this.#chains.set(hex(header.ratchetKey), { key: chainKey, next: 0 });
    if (mixed !== null) {
      this.#epoch = header.epoch;
      [this.#offer, this.#answer, this.#stolenSecret, this.#stolenSeed] = [null, null, null, null];
    }
  }

  /** The binding is public, the secret is not: without it she can only guess. */
  async #secretOfStep(): Promise<StepSecret> {
    if (this.#stolenSecret !== null) {
      return this.#stolenSecret;
    }
    const [offer, answer] = [this.#offer ?? new Uint8Array(1_184), this.#answer ?? new Uint8Array(1_088)];
    return {
      shared: await this.#decapsulate(offer, answer),
      binding: stepBinding(await this.#crypto.sha256(concat(offer, answer))),
    };
  }

  #note({ epoch, carried }: TheirHeader): void {
    if (epoch === this.#epoch && carried.kind === 'offer') {
      this.#offer = carried.offer;
    }
    if (epoch === this.#epoch && carried.kind === 'answer') {
      this.#answer = carried.answer;
    }
  }

  async #open({ ratchetKey, number, random }: TheirHeader, ciphertext: Uint8Array, aad: Uint8Array) {
    const name = hex(ratchetKey);
    let chain = this.#chains.get(name);
    while (chain !== undefined && chain.next <= number) {
      const { chainKey, messageKey } = await stepChain(this.#crypto, chain.key);
      const reached = chain.next === number;
      chain = { key: chainKey, next: chain.next + 1 };
      this.#chains.set(name, chain);
      if (reached) {
        const { key, nonce } = await messageCipher(this.#crypto, messageKey, random);
        return this.#crypto.open(key, nonce, ciphertext, aad).then(decodePayload, () => null);
      }
    }
    return null; // sent before she came
  }

  async #agree(publicKey: Uint8Array, other: Uint8Array): Promise<AgreementOutput> {
    const seed = this.#agreement.get(hex(publicKey));
    if (seed === undefined) {
      throw new Error('she has every X25519 key');
    }
    const key = await this.#crypto.x25519.restore(seed);
    return this.#crypto.x25519.agree(key, fixed(32, other, 'public-key'));
  }

  async #decapsulate(publicKey: Uint8Array, ciphertext: Uint8Array) {
    const stolen = this.#offer !== null && equal(this.#offer, publicKey) ? this.#stolenSeed : null;
    const seed = stolen ?? this.#kem.get(hex(publicKey));
    if (seed === undefined) {
      return GUESS;
    }
    const key = await this.#crypto.mlKem768.restore(seed);
    return this.#crypto.mlKem768.decapsulate(key, fixed(1_088, ciphertext, 'ciphertext'));
  }
}
