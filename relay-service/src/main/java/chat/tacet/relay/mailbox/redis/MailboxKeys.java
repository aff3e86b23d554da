package chat.tacet.relay.mailbox.redis;

import chat.tacet.relay.mailbox.BodyKey;
import chat.tacet.relay.redis.Bytes;
import java.util.UUID;

/**
 * The keys of mailboxes. Everything of one device has its id as hash tag and so lives in one slot.
 *
 * <ul>
 *   <li>{@code mb:{device}:s} stream of entries; lifetime one retention after the last append, and
 *       a little more; package {@code wake} looks whether it is empty
 *   <li>{@code mb:{device}:i} and {@code :i:before} hashes of the envelopes seen last, the first
 *       with the state of the mailbox: bytes waiting, last entry id; as the stream
 *   <li>{@code mb:{device}:n} highest send counter of the device; long after its last message
 *   <li>{@code mb:{device}:at} which connection holds the device, see package {@code wake}
 *   <li>{@code body:{sender.envelope}:c} and {@code :m} shared content and who waits for it ({@code
 *       :w} in what was stored before 2026-11-28); removed with the last acknowledgement, at the
 *       latest one retention and a day later
 *   <li>{@code uncollected:{account}} hash of bytes the account sent and nobody collected, by
 *       period; a little longer than one retention after it last changed
 * </ul>
 */
final class MailboxKeys {

  private MailboxKeys() {}

  static byte[] stream(UUID device) {
    return Bytes.of("mb:{" + device + "}:s");
  }

  static byte[] index(UUID device) {
    return Bytes.of("mb:{" + device + "}:i");
  }

  static byte[] indexBefore(UUID device) {
    return Bytes.of("mb:{" + device + "}:i:before");
  }

  static byte[] counter(UUID device) {
    return Bytes.of("mb:{" + device + "}:n");
  }

  static byte[] holder(UUID device) {
    return Bytes.of("mb:{" + device + "}:at");
  }

  static byte[] uncollected(UUID account) {
    return Bytes.of("uncollected:{" + account + "}");
  }

  static byte[][] body(BodyKey key) {
    String tag = "body:{" + key.senderDevice() + "." + key.envelopeId() + "}";
    return new byte[][] {Bytes.of(tag + ":c"), Bytes.of(tag + ":m"), Bytes.of(tag + ":w")};
  }
}
