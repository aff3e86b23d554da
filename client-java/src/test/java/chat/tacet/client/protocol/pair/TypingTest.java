package chat.tacet.client.protocol.pair;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.people.Phone;
import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.vectors.Refused;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("[T] Alice sees that Bob is writing")
class TypingTest {

  private static final RoomId ROOM = RoomId.of(new byte[16]);

  private final Phone alice = new Phone("Alice");
  private final Phone bob = new Phone("Bob");

  @Test
  @DisplayName("[T-1] a notice advances no chain, and none is sealed without a session")
  void notice() {
    TypingNotice early = new TypingNotice(true, alice.now(), ROOM);
    assertThat(alice.pair(bob).sealTyping(early, alice.randomness())).isEmpty();
    bob.read(alice, alice.write(bob, 1));
    Secret before = bob.pair(alice).encode();
    Bytes sealed = sealed(bob, alice, true, bob.now());
    assertThat(sealed.length()).isLessThanOrEqualTo(512);
    TypingNotice notice = alice.pair(bob).openTyping(sealed, alice.now(), null);
    assertThat(notice).isEqualTo(new TypingNotice(true, bob.now(), ROOM));
    assertThat(bob.pair(alice).encode()).isEqualTo(before);
  }

  @Test
  @DisplayName("[T-1] nobody can send it back as ours")
  void reflected() {
    bob.read(alice, alice.write(bob, 1));
    Bytes sealed = sealed(bob, alice, true, bob.now());
    Refused.with("tag-mismatch", () -> bob.pair(alice).openTyping(sealed, bob.now(), null));
  }

  @Test
  @DisplayName("[T-2] it opens under a superseded session, and under no session it is refused")
  void superseded() {
    bob.read(alice, alice.write(bob, 1));
    Bytes sealed = sealed(bob, alice, false, bob.now());
    alice.begin(bob, true);
    assertThat(alice.pair(bob).openTyping(sealed, alice.now(), null).writing()).isFalse();
    Pair stranger = Pair.between(alice.us(), bob.theirs());
    Refused.with("ratchet-session-unknown", () -> stranger.openTyping(sealed, alice.now(), null));
  }

  @Test
  @DisplayName("[T-3] an old or repeated notice is stale")
  void stale() {
    bob.read(alice, alice.write(bob, 1));
    long time = bob.now();
    Bytes sealed = sealed(bob, alice, true, time);
    Pair pair = alice.pair(bob);
    long limit = Limits.TYPING_MAX_AGE_MS;
    assertThat(pair.openTyping(sealed, time + limit, time - 1).time()).isEqualTo(time);
    assertThat(pair.openTyping(sealed, time - limit, null).time()).isEqualTo(time);
    Refused.with("typing-stale", () -> pair.openTyping(sealed, time + limit + 1, null));
    Refused.with("typing-stale", () -> pair.openTyping(sealed, time - limit - 1, null));
    Refused.with("typing-stale", () -> pair.openTyping(sealed, time, time));
  }

  @Test
  @DisplayName("[T-1] [W-7] a message is no notice and a notice no message")
  void kinds() {
    Bytes message = alice.write(bob, 1);
    bob.read(alice, message);
    Bytes notice = sealed(bob, alice, true, bob.now());
    Refused.with(
        "sealed-message-malformed", () -> bob.pair(alice).openTyping(message, bob.now(), null));
    Refused.with("sealed-message-malformed", () -> alice.read(bob, notice));
  }

  private static Bytes sealed(Phone from, Phone to, boolean writing, long time) {
    return from.pair(to)
        .sealTyping(new TypingNotice(writing, time, ROOM), from.randomness())
        .orElseThrow();
  }
}
