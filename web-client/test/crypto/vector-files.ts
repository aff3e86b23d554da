import { fixed, fromHex, type Fixed } from '../../src/bytes/index.ts';

export interface Iterated {
  readonly name: string;
  readonly start: string;
  readonly iterations: number;
  readonly result: string;
}

export interface AgreementVectors {
  readonly iterated: Iterated;
  /** One round, and more rounds than a test should wait for. */
  readonly iteratedFurther: readonly Iterated[];
  readonly publicKeys: readonly { private: string; public: string }[];
  readonly tests: readonly {
    name: string;
    private: string;
    public: string;
    shared?: string;
    result: 'valid' | 'refused';
    code?: string;
  }[];
}

export interface SignatureVectors {
  readonly signing: readonly {
    name: string;
    seed: string;
    public: string;
    message: string;
    signature: string;
  }[];
  readonly tests: readonly {
    name: string;
    message: string;
    public: string;
    signature: string;
    result: 'valid' | 'refused';
  }[];
}

interface Encapsulation {
  readonly name: string;
  readonly publicKey: string;
  readonly message: string;
  readonly ciphertext: string;
  readonly output: string;
}

/** With the expanded key of FIPS 203, which some libraries take; this project's own form is the seed. */
interface ExpandedDecapsulation {
  readonly name: string;
  readonly decapsulationKey: string;
  readonly ciphertext: string;
  readonly output?: string;
  readonly result: 'valid' | 'refused';
}

export interface AcvpKemVectors {
  readonly keyGeneration: readonly { name: string; seed: string; publicKey: string }[];
  readonly encapsulation: readonly Encapsulation[];
  readonly expandedDecapsulation: readonly ExpandedDecapsulation[];
}

export interface WycheproofKemVectors {
  readonly decapsulation: readonly { name: string; seed: string; ciphertext: string; output: string }[];
  readonly encapsulation: readonly Encapsulation[];
  readonly publicKeys: readonly { name: string; publicKey: string; result: 'refused'; code: string }[];
  readonly expandedDecapsulation: readonly ExpandedDecapsulation[];
}

export interface KemVectors {
  readonly accumulated: { rounds: number; digest: string };
  readonly encapsulation: readonly Encapsulation[];
  readonly invalidKeys: readonly { name: string; prefix: string; code: string }[];
}

export interface AeadVectors {
  readonly tests: readonly {
    name: string;
    key: string;
    nonce: string;
    aad: string;
    plaintext: string;
    ciphertext: string;
    tag: string;
    result: 'valid' | 'refused';
    code?: string;
  }[];
}

export interface HashVectors {
  readonly sha256: readonly { name: string; data: string; digest: string }[];
  readonly hmac: readonly { name: string; key: string; data: string; tag: string }[];
  readonly hkdf: readonly { name: string; input: string; salt: string; info: string; output: string }[];
  readonly pbkdf2: readonly {
    name: string;
    password: string;
    salt: string;
    rounds: number;
    output: string;
  }[];
}

/** The files of `contracts/vectors`. */
export interface VectorFiles {
  readonly x25519: AgreementVectors;
  readonly ed25519: SignatureVectors;
  readonly 'ml-kem-768': KemVectors;
  readonly 'aes-256-gcm': AeadVectors;
  readonly 'sha256-family': HashVectors;
  readonly 'x25519-wycheproof': Pick<AgreementVectors, 'tests'>;
  readonly 'ed25519-wycheproof': Pick<SignatureVectors, 'tests'>;
  readonly 'aes-256-gcm-wycheproof': AeadVectors;
  readonly 'sha256-family-wycheproof': HashVectors;
  readonly 'ml-kem-768-acvp': AcvpKemVectors;
  readonly 'ml-kem-768-wycheproof': WycheproofKemVectors;
}

export function bytes<N extends number>(length: N, text: string): Fixed<N> {
  return fixed(length, fromHex(text), 'vector');
}
