package chat.tacet.client.protocol.ratchet;

import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.crypto.MlKemCiphertext;

/** What a header says of a post-quantum step towards its epoch plus one, [W-6]. */
public sealed interface CarriedStep {

  /** Nothing. */
  record None() implements CarriedStep {}

  /**
   * An offer.
   *
   * @param encapsulationKey 1,184 bytes; looked at only after the tag held, [Q-7]
   */
  record Offer(Bytes encapsulationKey) implements CarriedStep {}

  /** An answer. */
  record Answer(MlKemCiphertext ciphertext) implements CarriedStep {}
}
