import {
  concat,
  fixed,
  fromBase64url,
  fromHex,
  InternalError,
  isZero,
  Secret,
  VerificationError,
  type Fixed,
} from '../../bytes/index.ts';
import {
  isAcceptableEd25519,
  type Agreement,
  type AgreementKey,
  type Signatures,
  type SigningKey,
} from '../index.ts';
import { HeldKey } from './handle.ts';
import { expected, source, type Platform } from './platform.ts';

type Curve = 'X25519' | 'Ed25519';

/** PKCS #8 (RFC 8410) around a 32-byte private key: the only form in which every browser imports one. */
const PKCS8_PREFIX: Record<Curve, Uint8Array> = {
  X25519: fromHex('302e020100300506032b656e04220420'),
  Ed25519: fromHex('302e020100300506032b657004220420'),
};
const USAGE: Record<Curve, KeyUsage> = { X25519: 'deriveBits', Ed25519: 'sign' };

/** X25519 (RFC 7748) of the platform. */
export function createAgreement({ subtle, randomise }: Platform): Agreement {
  async function agree(ours: AgreementKey, theirs: Fixed<32>) {
    const held = HeldKey.of(ours);
    const key = await expected('x25519', subtle.importKey('raw', source(theirs), 'X25519', false, []));
    const output = await subtle.deriveBits({ name: 'X25519', public: key }, held, 256).then(
      (bits) => new Uint8Array(bits),
      // [K-2] Platforms that check themselves say OperationError for an all-zero result and nothing else.
      (cause: unknown) => {
        throw new VerificationError('agreement-zero', { cause });
      },
    );
    if (isZero(output)) {
      throw new VerificationError('agreement-zero'); // [K-2]
    }
    return Secret.of('AgreementOutput', 32, output);
  }

  async function restore(seed: Secret<'AgreementSeed'>): Promise<AgreementKey> {
    return new HeldKey('AgreementKey', await importPrivate(subtle, 'X25519', seed.expose(), false));
  }

  return {
    agree,
    restore,
    async generate() {
      const bytes = new Uint8Array(32);
      randomise(bytes);
      const publicKey = await publicKeyOf(subtle, 'X25519', bytes);
      const seed = Secret.of('AgreementSeed', 32, bytes);
      return { seed, key: await restore(seed), publicKey };
    },
  };
}

/** Ed25519 (RFC 8032) of the platform, behind the checks of [K-3]. */
export function createSignatures({ subtle, randomise }: Platform): Signatures {
  async function restore(seed: Secret<'SigningSeed'>): Promise<SigningKey> {
    return new HeldKey('SigningKey', await importPrivate(subtle, 'Ed25519', seed.expose(), false));
  }

  return {
    restore,
    async generate() {
      const bytes = new Uint8Array(32);
      randomise(bytes);
      const publicKey = await publicKeyOf(subtle, 'Ed25519', bytes);
      const seed = Secret.of('SigningSeed', 32, bytes);
      return { seed, key: await restore(seed), publicKey };
    },
    async sign(key, data) {
      const signature = await expected('ed25519', subtle.sign('Ed25519', HeldKey.of(key), source(data)));
      return fixed(64, new Uint8Array(signature), 'ed25519');
    },
    async verify(publicKey, data, signature) {
      if (!isAcceptableEd25519(publicKey, signature)) {
        return false; // [K-3]
      }
      // Some platforms decode the point at import and refuse 32 bytes that are none, others at verification.
      const key = await subtle
        .importKey('raw', source(publicKey), 'Ed25519', false, ['verify'])
        .catch(refusedPoint);
      return (
        key !== null &&
        (await expected('ed25519', subtle.verify('Ed25519', key, source(signature), source(data))))
      );
    },
  };
}

function refusedPoint(cause: unknown): null {
  if (cause instanceof Error && cause.name === 'DataError') {
    return null;
  }
  throw new InternalError('platform-ed25519', { cause });
}

function importPrivate(
  subtle: SubtleCrypto,
  curve: Curve,
  seed: Uint8Array,
  extractable: boolean,
): Promise<CryptoKey> {
  const form = source(concat(PKCS8_PREFIX[curve], seed));
  return expected('import', subtle.importKey('pkcs8', form, curve, extractable, [USAGE[curve]]));
}

/**
 * Web Crypto computes a public key only inside a JSON Web Key of an extractable private key, so one exists
 * for this call, at birth, when the seed is in memory anyway.
 */
async function publicKeyOf(subtle: SubtleCrypto, curve: Curve, seed: Uint8Array): Promise<Fixed<32>> {
  const transient = await importPrivate(subtle, curve, seed, true);
  const { x } = await expected('export', subtle.exportKey('jwk', transient));
  if (x === undefined) {
    throw new InternalError('platform-export');
  }
  return fixed(32, fromBase64url(x), 'public-key');
}
