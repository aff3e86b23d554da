package chat.tacet.client.protocol.prekey;

import chat.tacet.client.protocol.Refusal;
import chat.tacet.client.protocol.Refusal.Codec.Fault;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.crypto.MlKemKeyPair;
import chat.tacet.client.protocol.crypto.Randomness;
import chat.tacet.client.protocol.crypto.X25519KeyPair;
import chat.tacet.client.protocol.identity.OurDevice;

/**
 * A prekey of ours with its private half. A rotating one is kept 60 days after its replacement
 * ([PK-5]), a one-time one until the message that used it is committed ([PK-6]).
 */
public sealed interface OurPrekey {

  PrekeyId id();

  /** From 1 and growing for rotating kinds, 0 for one-time kinds, [PK-3]. */
  long counter();

  /** Milliseconds. */
  long createdAt();

  Bytes publicKey();

  Secret seed();

  /** One that agrees: a rotating or one-time X25519 prekey. */
  record Agreement(PrekeyId id, long counter, long createdAt, X25519KeyPair keys)
      implements OurPrekey {

    public Agreement {
      requireForm(!id.kind().isKem(), id, counter, createdAt);
    }

    @Override
    public Bytes publicKey() {
      return keys.publicKey().value();
    }

    @Override
    public Secret seed() {
      return keys.seed();
    }
  }

  /** One that decapsulates: a last-resort or one-time ML-KEM-768 prekey. */
  record Kem(PrekeyId id, long counter, long createdAt, MlKemKeyPair keys) implements OurPrekey {

    public Kem {
      requireForm(id.kind().isKem(), id, counter, createdAt);
    }

    @Override
    public Bytes publicKey() {
      return keys.publicKey().value();
    }

    @Override
    public Secret seed() {
      return keys.seed();
    }
  }

  /** A fresh one. The counter is that of its kind, 0 for one-time kinds. */
  static OurPrekey generate(PrekeyId id, long counter, long now, Randomness randomness) {
    return id.kind().isKem()
        ? new Kem(id, counter, now, MlKemKeyPair.generate(randomness))
        : new Agreement(id, counter, now, X25519KeyPair.generate(randomness));
  }

  /** What is published, signed by the device, [PK-2]. */
  default SignedPrekey sign(OurDevice device) {
    return SignedPrekey.sign(this, device);
  }

  /** The plaintext of its record, {@code docs/spec/storage.md}. */
  default Secret encode() {
    return Secret.of(
        new ByteWriter()
            .u8(PrekeyForm.VERSION)
            .u8(id().kind().number())
            .u32(id().number())
            .u64(counter())
            .u64(createdAt())
            .prefixed(publicKey())
            .prefixed(seed().reveal())
            .toByteArray());
  }

  static OurPrekey decode(Secret record) {
    ByteReader reader = new ByteReader(record.reveal(), PrekeyForm.NAME);
    reader.version(PrekeyForm.VERSION);
    PrekeyKind kind = PrekeyKind.of(reader.u8()).orElseThrow(() -> reader.refused(Fault.MALFORMED));
    PrekeyId id = new PrekeyId(kind, reader.u32());
    long counter = reader.u64();
    long createdAt = reader.u64();
    Bytes publicKey = reader.prefixed();
    Secret seed = reader.prefixedSecret();
    reader.end();
    OurPrekey prekey =
        kind.isKem()
            ? new Kem(id, counter, createdAt, MlKemKeyPair.fromSeed(seed))
            : new Agreement(id, counter, createdAt, X25519KeyPair.fromSeed(seed));
    if (!prekey.publicKey().equals(publicKey)) {
      throw reader.refused(Fault.MALFORMED);
    }
    return prekey;
  }

  private static void requireForm(boolean rightKeys, PrekeyId id, long counter, long createdAt) {
    if (!rightKeys || !PrekeyForm.isCounter(id.kind(), counter) || createdAt < 0) {
      throw new RefusedException(new Refusal.Codec(PrekeyForm.NAME, Fault.MALFORMED));
    }
  }
}
