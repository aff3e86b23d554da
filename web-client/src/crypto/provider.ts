import type { Fixed, Secret } from '../bytes/index.ts';

/**
 * A key held by the platform. It cannot be exported; `kind` keeps the roles apart. What lies behind it is
 * the provider's business, and a provider accepts only handles it made itself.
 */
export interface KeyHandle<K extends string> {
  readonly kind: K;
  readonly extractable: false;
}

/** AES-256-GCM. */
export type AesKey = KeyHandle<'AesKey'>;
/** HMAC-SHA-256. */
export type MacKey = KeyHandle<'MacKey'>;
/** X25519, ours. */
export type AgreementKey = KeyHandle<'AgreementKey'>;
/** Ed25519, ours. */
export type SigningKey = KeyHandle<'SigningKey'>;
/** ML-KEM-768, ours. */
export type DecapsulationKey = KeyHandle<'DecapsulationKey'>;

/** The 32 bytes of RFC 7748 from which the private scalar is made. */
export type AgreementSeed = Secret<'AgreementSeed'>;
/** The 32-byte private key of RFC 8032. */
export type SigningSeed = Secret<'SigningSeed'>;
/** `d ‖ z` of FIPS 203, 64 bytes. */
export type KemSeed = Secret<'KemSeed', 64>;
/** Output of X25519; never all zero. */
export type AgreementOutput = Secret<'AgreementOutput'>;
/** Output of ML-KEM-768. */
export type KemOutput = Secret<'KemOutput'>;

/** A key pair at birth: the seed is there to be sealed for storage, and nowhere else later. */
export interface NewKeyPair<S, H, N extends number> {
  readonly seed: S;
  readonly key: H;
  readonly publicKey: Fixed<N>;
}

/** X25519, RFC 7748. */
export interface Agreement {
  generate(): Promise<NewKeyPair<AgreementSeed, AgreementKey, 32>>;
  restore(seed: AgreementSeed): Promise<AgreementKey>;
  /** @throws VerificationError `agreement-zero` when the result is all zero (small-order public key) */
  agree(ours: AgreementKey, theirs: Fixed<32>): Promise<AgreementOutput>;
}

/** Ed25519, RFC 8032, without context or pre-hash. */
export interface Signatures {
  generate(): Promise<NewKeyPair<SigningSeed, SigningKey, 32>>;
  restore(seed: SigningSeed): Promise<SigningKey>;
  sign(key: SigningKey, data: Uint8Array): Promise<Fixed<64>>;
  /**
   * False for a signature that does not hold, including non-canonical or small-order keys and R values and
   * S ≥ L, which are refused before the platform sees them: platforms disagree about those.
   */
  verify(publicKey: Fixed<32>, data: Uint8Array, signature: Fixed<64>): Promise<boolean>;
}

/** ML-KEM-768, FIPS 203. */
export interface Kem {
  generate(): Promise<NewKeyPair<KemSeed, DecapsulationKey, 1184>>;
  restore(seed: KemSeed): Promise<DecapsulationKey>;
  /** @throws VerificationError `kem-key-invalid` when the key is not the encoding of one (FIPS 203, 7.2) */
  encapsulate(theirs: Fixed<1184>): Promise<{ readonly ciphertext: Fixed<1088>; readonly output: KemOutput }>;
  /** A wrong ciphertext gives a random-looking output (implicit rejection), never an error. */
  decapsulate(ours: DecapsulationKey, ciphertext: Fixed<1088>): Promise<KemOutput>;
}

/**
 * The primitives the protocol is made of. Nothing else in the core may compute a cryptographic function.
 * Methods reject with `InternalError` when the platform fails.
 */
export interface CryptoProvider {
  /** Fresh bytes of a cryptographically secure source. */
  random<N extends number>(length: N): Fixed<N>;
  sha256(data: Uint8Array): Promise<Fixed<32>>;
  /** HKDF-SHA-256, RFC 5869, extract and expand. */
  hkdf<N extends number>(input: Uint8Array, salt: Uint8Array, info: Uint8Array, length: N): Promise<Fixed<N>>;
  /** PBKDF2-HMAC-SHA-256, 32 bytes. */
  pbkdf2(password: Uint8Array, salt: Uint8Array, rounds: number): Promise<Fixed<32>>;
  macKey(raw: Fixed<32>): Promise<MacKey>;
  mac(key: MacKey, data: Uint8Array): Promise<Fixed<32>>;
  aesKey(raw: Fixed<32>): Promise<AesKey>;
  /** AES-256-GCM: ciphertext followed by the 16-byte tag. */
  seal(key: AesKey, nonce: Fixed<12>, plaintext: Uint8Array, aad: Uint8Array): Promise<Uint8Array>;
  /** @throws VerificationError `tag-mismatch` */
  open(key: AesKey, nonce: Fixed<12>, ciphertext: Uint8Array, aad: Uint8Array): Promise<Uint8Array>;
  /**
   * The platform's own object behind a key. It can be cloned to another worker of this origin, which uses it there
   * ({@link borrow}), and still gives its bytes to nobody.
   */
  lend(key: AesKey | MacKey): unknown;
  /** @throws UsageError when it is no such key */
  borrow<K extends 'AesKey' | 'MacKey'>(kind: K, lent: unknown): KeyHandle<K>;
  readonly x25519: Agreement;
  readonly ed25519: Signatures;
  readonly mlKem768: Kem;
}
