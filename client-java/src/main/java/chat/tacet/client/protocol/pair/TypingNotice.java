package chat.tacet.client.protocol.pair;

import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.bytes.Secret;

/**
 * Somebody writes, or stopped, [T-1].
 *
 * @param time the sender's clock, milliseconds
 */
public record TypingNotice(boolean writing, long time, RoomId room) {

  Secret encode() {
    return Secret.of(new ByteWriter().flag(writing).u64(time).raw(room.value()).toByteArray());
  }

  static TypingNotice decode(Secret notice) {
    ByteReader reader = new ByteReader(notice.reveal(), "typing");
    TypingNotice decoded =
        new TypingNotice(reader.flag(), reader.u64(), new RoomId(reader.bytes(RoomId.LENGTH)));
    reader.end();
    return decoded;
  }
}
