package chat.tacet.client.protocol.handshake;

import chat.tacet.client.protocol.Refusal.Codec.Fault;
import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.crypto.MlKemCiphertext;
import chat.tacet.client.protocol.crypto.X25519PublicKey;
import chat.tacet.client.protocol.prekey.PrekeyId;
import chat.tacet.client.protocol.prekey.PrekeyKind;
import chat.tacet.client.protocol.ratchet.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * What the initiator says in every message until the first answer, 1,154 bytes, [W-4].
 *
 * @param ephemeral EK
 * @param generation from 1, [S-3]
 * @param replaces the ratchet session this one replaces
 * @param signed names SPK
 * @param oneTime names OPK
 * @param kem names PQ
 */
public record HandshakeMessage(
    X25519PublicKey ephemeral,
    long generation,
    @Nullable SessionId replaces,
    PrekeyId signed,
    @Nullable PrekeyId oneTime,
    PrekeyId kem,
    MlKemCiphertext ciphertext) {

  public Bytes encode() {
    return new ByteWriter()
        .raw(ephemeral.value())
        .u32(generation)
        .raw(SessionId.orZeros(replaces))
        .u32(signed.number())
        .flag(oneTime != null)
        .u32(oneTime == null ? 0 : oneTime.number())
        .u8(kem.kind().number())
        .u32(kem.number())
        .raw(ciphertext.value())
        .toBytes();
  }

  /** Refuses with {@code handshake-…} what has not this form. */
  public static HandshakeMessage decode(Bytes message) {
    ByteReader reader = new ByteReader(message, "handshake");
    HandshakeMessage handshake =
        new HandshakeMessage(
            new X25519PublicKey(reader.bytes(X25519PublicKey.LENGTH)),
            generation(reader),
            SessionId.orNone(reader.bytes(SessionId.LENGTH)),
            new PrekeyId(PrekeyKind.X25519_SIGNED, reader.u32()),
            oneTime(reader),
            kem(reader),
            new MlKemCiphertext(reader.bytes(MlKemCiphertext.LENGTH)));
    reader.end();
    return handshake;
  }

  /** Whether a one-time prekey was used, so that the handshake cannot be replayed, [H-9]. */
  public boolean usedOneTimePrekey() {
    return oneTime != null || kem.kind() == PrekeyKind.ML_KEM_768_ONE_TIME;
  }

  private static long generation(ByteReader reader) {
    long generation = reader.u32();
    if (generation == 0) {
      throw reader.refused(Fault.MALFORMED);
    }
    return generation;
  }

  private static @Nullable PrekeyId oneTime(ByteReader reader) {
    boolean used = reader.flag();
    long number = reader.u32();
    if (!used && number != 0) {
      throw reader.refused(Fault.MALFORMED);
    }
    return used ? new PrekeyId(PrekeyKind.X25519_ONE_TIME, number) : null;
  }

  private static PrekeyId kem(ByteReader reader) {
    PrekeyKind kind =
        PrekeyKind.of(reader.u8())
            .filter(PrekeyKind::isKem)
            .orElseThrow(() -> reader.refused(Fault.MALFORMED));
    return new PrekeyId(kind, reader.u32());
  }
}
