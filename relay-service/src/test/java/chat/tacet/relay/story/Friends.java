package chat.tacet.relay.story;

import chat.tacet.contracts.relay.v1.Send;
import com.google.protobuf.ByteString;
import java.util.UUID;

/** Alice, who has one device, Bob, and the room they share: most stories begin with them. */
record Friends(Person alice, Person bob, Room room) {

  /** Alice's device, connected. */
  Socket her(RelayNode relay) {
    return alice.device().connect(relay);
  }

  /** Bob's first device, connected. */
  Socket his(RelayNode relay) {
    return bob.device().connect(relay);
  }

  /** What Alice's device would send to say this, as a message of its own. */
  Send.Builder message(String text) {
    return message(ByteString.copyFromUtf8(text));
  }

  /** What Alice's device would send to say this, as a message of its own. */
  Send.Builder message(ByteString content) {
    return room.message(alice.device(), UUID.randomUUID(), content);
  }
}
