package chat.tacet.client.protocol.ratchet;

import chat.tacet.client.protocol.bytes.Bytes;

/** A message to one device as the relay carries it, [W-3]: parsed, not yet opened. */
public sealed interface SealedMessage {

  /** The ratchet session it names. */
  SessionId session();

  /** Everything before the ciphertext, as received; authenticated with it. */
  Bytes head();

  /** With the tag. */
  Bytes ciphertext();

  /** One that carries a content key. */
  sealed interface Ratcheted extends SealedMessage {
    RatchetHeader header();
  }

  /**
   * From the initiator until it had an answer, [H-8].
   *
   * @param handshake the 1,154 bytes of [W-4]
   */
  record First(
      SessionId session, Bytes handshake, RatchetHeader header, Bytes head, Bytes ciphertext)
      implements Ratcheted {}

  /** Any later one. */
  record Later(SessionId session, RatchetHeader header, Bytes head, Bytes ciphertext)
      implements Ratcheted {}

  /**
   * A typing notice, [T-1].
   *
   * @param random the 16 bytes of [W-7]
   */
  record Typing(SessionId session, Bytes random, Bytes head, Bytes ciphertext)
      implements SealedMessage {}

  /** Refuses with {@code sealed-message-…} what has not this form. */
  static SealedMessage decode(Bytes sealed) {
    return Frame.decode(sealed);
  }
}
