package chat.tacet.social.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class NewsTest {

  private final News news = new News();
  private final UUID alice = UUID.randomUUID();

  @Test
  void whoWaitsHearsOfTheirOwnMeetingAtOnceAndOfNoOther() {
    news.of(alice);
    var first = news.next(alice).toFuture();
    var second = news.next(alice).toFuture();

    news.of(UUID.randomUUID());
    assertThat(first).isNotDone();

    news.of(alice);
    assertThat(first).isCompletedWithValue(alice);
    assertThat(second).isCompletedWithValue(alice);
  }
}
