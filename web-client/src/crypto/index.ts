export { isAcceptableEd25519 } from './ed25519-encoding.ts';
export type {
  AesKey,
  Agreement,
  AgreementKey,
  AgreementOutput,
  AgreementSeed,
  CryptoProvider,
  DecapsulationKey,
  Kem,
  KemOutput,
  KemSeed,
  KeyHandle,
  MacKey,
  NewKeyPair,
  SigningKey,
  SigningSeed,
  Signatures,
} from './provider.ts';
