package chat.tacet.client.protocol.ratchet;

import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.crypto.X25519PublicKey;

/** What we have of the other side in a ratchet session. */
sealed interface Theirs {

  /** Their newest ratchet key: what our next sending step agrees with. */
  TheirRatchetKey newest();

  /**
   * We began the session and have opened nothing of theirs in it: every message repeats the
   * handshake, [H-8].
   *
   * @param signedPrekey SPK, in place of a ratchet key, [H-6]
   * @param handshake the 1,154 bytes of [W-4]
   */
  record Unheard(X25519PublicKey signedPrekey, Bytes handshake) implements Theirs {

    public Unheard {
      handshake.requireLength(Frame.HANDSHAKE_LENGTH, "handshake");
    }

    @Override
    public TheirRatchetKey newest() {
      return new TheirRatchetKey(signedPrekey);
    }
  }

  /** We have opened something. */
  record Heard(ReceivingChain chain) implements Theirs {

    @Override
    public TheirRatchetKey newest() {
      return chain.key();
    }
  }
}
