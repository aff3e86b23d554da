package chat.tacet.client.engine;

import chat.tacet.client.protocol.Refusal.Verification;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.content.ContentCipher;

/**
 * An envelope of Bob's with a body and the head of a message, which is all that can be read of it.
 */
record Sealed(Delivered delivered, MessageId id) {

  /** One that is asked for again. */
  static MessageId arrives(Desk desk) {
    Sealed sealed = by(desk, false);
    desk.unopened.refused(sealed.delivered, desk.bobsDevice(), Verification.TAG_MISMATCH);
    desk.finish();
    return sealed.id;
  }

  static Sealed by(Desk desk, boolean silent) {
    return by(desk, desk.bob, silent);
  }

  static Sealed by(Desk desk, Known who, boolean silent) {
    Delivered empty = desk.delivered(who, silent);
    ContentCipher.SealedContent body =
        ContentCipher.seal(Secret.of(new byte[1]), empty.address(), Desk.RANDOM);
    return new Sealed(
        new Delivered(
            empty.mailId(),
            empty.envelope(),
            empty.sender(),
            empty.device(),
            empty.room(),
            head(),
            body.body(),
            silent),
        body.key().messageId());
  }

  /** A later message of some session: version, kind, suite, id, header, tag. */
  private static Bytes head() {
    byte[] message = new byte[4 + 16 + 61 + 16];
    message[0] = 1;
    message[1] = 2;
    message[3] = 1;
    return Bytes.of(message);
  }
}
