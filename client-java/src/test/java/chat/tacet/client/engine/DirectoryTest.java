package chat.tacet.client.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.client.engine.state.Counter;
import chat.tacet.client.engine.state.Outgoing;
import chat.tacet.client.engine.state.Talk;
import chat.tacet.client.failure.UsageException;
import chat.tacet.client.model.Ids;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.content.ContentBody;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("[C-19] A server that lies about rooms")
class DirectoryTest {

  private final Known mallory = new Known();
  @TempDir private Path folder;
  private Desk desk;

  @BeforeEach
  void open() {
    desk = new Desk(folder);
  }

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  @DisplayName("puts nobody into a conversation of two")
  void third() {
    desk.publish(mallory);
    says(
        Desk.room(
            desk.room,
            2,
            Desk.person(desk.alice, "alice"),
            Desk.person(desk.bob, "bob"),
            Desk.person(mallory, "mallory")));
    desk.outbox.add(
        Outgoing.content(
            desk.room,
            Counter.OUTBOX.next(desk.round.draft()),
            desk.now(),
            null,
            new ContentBody.Text("for Bob alone", null)));
    desk.outbox.work();
    desk.finish();

    assertThat(desk.directory.room(desk.room)).isEmpty();
    assertThat(desk.lists.of(mallory.account())).isEmpty();
    assertThat(desk.sent).isEmpty();
  }

  @Test
  @DisplayName("gives nobody's conversation to somebody else")
  void other() {
    desk.friends.clear();
    desk.friends.add(Desk.friend(mallory, "bob", desk.room));
    says(Desk.room(desk.room, 2, Desk.person(desk.alice, "alice"), Desk.person(mallory, "bob")));

    assertThat(desk.talk().person().accountId()).isEqualTo(Ids.uuid(desk.bob.account()));
    assertThat(desk.directory.room(desk.room)).isEmpty();
    assertThat(desk.directory.friends()).isEmpty();
  }

  @Test
  @DisplayName("gives nobody's name to somebody else [C-20]")
  void name() {
    desk.friends.clear();
    desk.friends.add(Desk.friend(desk.bob, "bob2", desk.room));
    desk.befriends(mallory, "bob");
    desk.directory.refresh();
    desk.finish();

    assertThat(desk.talk().person().username()).isEqualTo("bob");
    assertThat(desk.talk().person().firstName()).isEqualTo("bob");
    assertThatThrownBy(() -> Conversations.named(Talk.all(desk.round.vault()), "bob"))
        .as("nothing is sent to whom the server chose")
        .isInstanceOf(UsageException.class);
  }

  @Test
  @DisplayName("opens no second conversation with somebody, where no alarm about them would stand")
  void elsewhere() {
    RoomId elsewhere = RoomId.of(Desk.RANDOM.next(RoomId.LENGTH));
    desk.friends.clear();
    desk.friends.add(Desk.friend(desk.bob, "bob", elsewhere));
    says(Desk.room(elsewhere, 1, Desk.person(desk.alice, "alice"), Desk.person(desk.bob, "bob")));

    assertThat(Talk.of(desk.round.draft(), elsewhere)).isEmpty();
    assertThat(desk.directory.room(elsewhere)).isEmpty();
  }

  @Test
  @DisplayName("is not heard about rooms that are no rooms, and one such room holds up no other")
  void malformed() {
    var carol = new Known();
    RoomId shared = DirectRoom.of(desk.alice.account(), carol.account());
    desk.rooms.add(
        Desk.room(shared, -1, Desk.person(desk.alice, "alice"), Desk.person(carol, "carol")));
    desk.rooms.add(Desk.room(new RoomId(Bytes.zeros(RoomId.LENGTH)), 1));
    desk.directory.refresh();
    desk.finish();

    assertThat(desk.directory.room(shared)).isEmpty();
    assertThat(desk.directory.room(desk.room)).isPresent();
  }

  private void says(chat.tacet.client.rest.SocialApi.Room... rooms) {
    desk.rooms.clear();
    desk.rooms.addAll(List.of(rooms));
    desk.directory.refresh();
    desk.finish();
  }
}
