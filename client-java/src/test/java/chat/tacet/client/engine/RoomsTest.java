package chat.tacet.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.engine.state.Me;
import chat.tacet.client.engine.state.Talk;
import chat.tacet.client.model.Ids;
import chat.tacet.client.model.Person;
import chat.tacet.client.people.Phone;
import chat.tacet.client.people.SeededRandomness;
import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.EnvelopeId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.vault.VaultKeys;
import chat.tacet.client.protocol.vault.VaultRoot;
import chat.tacet.client.store.StoreFile;
import com.google.protobuf.ByteString;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoomsTest {

  private final SeededRandomness randomness = new SeededRandomness("rooms");
  private final Phone alice = new Phone("alice");
  private final Phone bob = new Phone("bob");
  private final Phone carol = new Phone("carol");

  @Test
  @DisplayName("[C-18] are for their members: nothing of anybody else is opened")
  void members(@TempDir Path folder) {
    try (StoreFile file = StoreFile.open(folder.resolve("store"))) {
      Round round =
          new Round(file.unlock(VaultKeys.of(VaultRoot.generate(randomness)), randomness));
      Person self = new Person(Ids.uuid(account(alice)), "alice", "Alice", "", "");
      Rooms rooms = new Rooms(new Me(alice.identity(), alice.us(), self), round);
      RoomId room = DirectRoom.of(account(alice), account(bob));

      // Not known, and yet its id tells whose it is.
      assertThat(rooms.isFor(mail(bob, room))).isTrue();
      assertThat(rooms.isFor(mail(carol, room))).isFalse();

      Talk.begin(room, new Person(Ids.uuid(account(bob)), "bob", "Bob", "", "")).put(round.draft());
      assertThat(rooms.isFor(mail(bob, room))).isTrue();
      assertThat(rooms.isFor(mail(alice, room))).isTrue();
      assertThat(rooms.isFor(mail(carol, room))).isFalse();
      assertThat(rooms.isFor(mail(bob, new RoomId(Bytes.zeros(16))))).isFalse();
    }
  }

  private static AccountId account(Phone phone) {
    return phone.us().account();
  }

  private static Delivered mail(Phone from, RoomId room) {
    return new Delivered(
        ByteString.EMPTY,
        new EnvelopeId(Bytes.zeros(16)),
        account(from),
        from.us().id(),
        room,
        Bytes.EMPTY,
        Bytes.EMPTY,
        true);
  }
}
