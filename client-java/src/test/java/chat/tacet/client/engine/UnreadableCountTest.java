package chat.tacet.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.content.ContentBody;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What could not be read, among the numbers of its device,")
class UnreadableCountTest {

  private static final long SECOND = 1_000;
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();
  private static final long HOUR = Duration.ofHours(1).toMillis();

  @TempDir private Path directory;
  private Desk desk;

  @BeforeEach
  void open() {
    desk = new Desk(directory);
  }

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  @DisplayName("[C-12] is no gap besides")
  void excused() {
    Sealed.arrives(desk);
    desk.bobSays(2, "two");

    assertThat(desk.lines()).containsExactly("[REPAIRING]", "two");
  }

  @Test
  @DisplayName("[C-12] stands for no number after it was given up, nor after 16 that left none out")
  void credits() {
    Sealed.arrives(desk);
    asks(SECOND);
    asks(10 * MINUTE);
    asks(6 * HOUR);
    asks(24 * HOUR);
    desk.bobSays(2, "two");
    assertThat(desk.lines()).containsExactly("[LOST]", "[GAP]", "two");

    Sealed.arrives(desk);
    for (long number = 3; number <= 19; number++) {
      desk.bobSays(number, "more");
    }
    desk.bobSays(21, "far");
    assertThat(desk.lines()).endsWith("more", "[GAP]", "far");
  }

  @Test
  @DisplayName("[C-12] is not told twice, and asked for by its number all the same")
  void excusedIsAskedFor() {
    MessageId id = Sealed.arrives(desk);
    desk.bobSays(2, "two");
    assertThat(desk.lines()).containsExactly("[REPAIRING]", "two");
    assertThat(asks(10 * SECOND)).isEqualTo(1);
    assertThat(desk.requests().getFirst().messages()).containsExactly(id);
    assertThat(desk.requests().getFirst().numbers()).containsExactly(1L);

    desk.arrives(desk.bob, 1, new ContentBody.Text("one", null), desk.state(), id);
    assertThat(desk.lines()).containsExactly("one", "two");
  }

  @Test
  @DisplayName("[C-12] beside a gap: each number has its own place, whichever comes first")
  void besideGap() {
    MessageId third = Sealed.arrives(desk);
    desk.bobSays(4, "four");
    assertThat(desk.lines()).containsExactly("[REPAIRING]", "[GAP]", "[GAP]", "four");

    desk.arrives(desk.bob, 3, new ContentBody.Text("three", null), desk.state(), third);
    assertThat(desk.lines()).containsExactly("[GAP]", "[GAP]", "three", "four");
    desk.bobSays(2, "two");
    desk.bobSays(1, "one");
    assertThat(desk.lines()).containsExactly("one", "two", "three", "four");
  }

  @Test
  @DisplayName("[C-15] and comes after its number was missed is one message, not two")
  void bubbleInGap() {
    desk.bobSays(3, "three");
    MessageId second = Sealed.arrives(desk);
    desk.arrives(desk.bob, 2, new ContentBody.Text("two", null), desk.state(), second);

    assertThat(desk.lines()).containsExactly("[GAP]", "two", "three");
    desk.bobSays(5, "five");
    assertThat(desk.lines()).containsExactly("[GAP]", "two", "three", "[GAP]", "five");
  }

  /** How many requests there are after that long. */
  private int asks(long after) {
    desk.later(after);
    desk.asking.askDue();
    desk.finish();
    return desk.requests().size();
  }
}
