import { fixed, fromHex, type Fixed } from '../../src/bytes/index.ts';

export interface AgreementVectors {
  readonly iterated: { start: string; iterations: number; result: string };
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

export interface KemVectors {
  readonly accumulated: { rounds: number; digest: string };
  readonly encapsulation: readonly {
    name: string;
    publicKey: string;
    message: string;
    ciphertext: string;
    output: string;
  }[];
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
}

export function bytes<N extends number>(length: N, text: string): Fixed<N> {
  return fixed(length, fromHex(text), 'vector');
}
