package chat.tacet.client.protocol.ratchet;

import chat.tacet.client.protocol.Refusal.Codec.Fault;
import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.crypto.MlKemCiphertext;
import chat.tacet.client.protocol.crypto.MlKemPublicKey;
import chat.tacet.client.protocol.crypto.X25519PublicKey;

/**
 * The ratchet header, [W-5].
 *
 * @param key of the sender's chain
 * @param previous PN: how many messages the sender's chain before had
 * @param number N: of this message in its chain
 * @param epoch the sender's chain began with
 * @param random 16 bytes, [R-4]
 */
public record RatchetHeader(
    X25519PublicKey key, long previous, long number, long epoch, CarriedStep step, Bytes random) {

  static final int RANDOM_LENGTH = 16;

  private static final int NO_STEP = 0;
  private static final int OFFER = 1;
  private static final int ANSWER = 2;

  void write(ByteWriter writer) {
    writer.raw(key.value()).u32(previous).u32(number).u32(epoch);
    switch (step) {
      case CarriedStep.None _ -> writer.u8(NO_STEP);
      case CarriedStep.Offer offer -> writer.u8(OFFER).raw(offer.encapsulationKey());
      case CarriedStep.Answer answer -> writer.u8(ANSWER).raw(answer.ciphertext().value());
    }
    writer.raw(random);
  }

  static RatchetHeader read(ByteReader reader) {
    return new RatchetHeader(
        new X25519PublicKey(reader.bytes(X25519PublicKey.LENGTH)),
        reader.u32(),
        reader.u32(),
        reader.u32(),
        readStep(reader),
        reader.bytes(RANDOM_LENGTH));
  }

  // [W-6]
  private static CarriedStep readStep(ByteReader reader) {
    return switch (reader.u8()) {
      case NO_STEP -> new CarriedStep.None();
      case OFFER -> new CarriedStep.Offer(reader.bytes(MlKemPublicKey.LENGTH));
      case ANSWER ->
          new CarriedStep.Answer(new MlKemCiphertext(reader.bytes(MlKemCiphertext.LENGTH)));
      default -> throw reader.refused(Fault.STEP);
    };
  }
}
