package chat.tacet.client.protocol.ratchet;

import chat.tacet.client.protocol.crypto.MlKemCiphertext;
import chat.tacet.client.protocol.crypto.MlKemKeyPair;

/** How far the post-quantum step under way is, [Q-3] to. */
sealed interface PostQuantumStep {

  /** None is under way, or the other side has not shown its offer yet. */
  record Idle() implements PostQuantumStep {}

  /**
   * We offered and wait for the answer.
   *
   * @param untilCarried messages that go without it until one carries it again, [Q-8]
   */
  record Offering(MlKemKeyPair keys, int untilCarried) implements PostQuantumStep {}

  /** We have the answer: our next sending step mixes the secret in. */
  record Agreed(AgreedSecret secret) implements PostQuantumStep {}

  /** They offered, we answer until they mix. */
  record Answering(MlKemCiphertext ciphertext, AgreedSecret secret, int untilCarried)
      implements PostQuantumStep {}
}
