package chat.tacet.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodesTest {

  private static final URI ONE = URI.create("http://one");
  private static final URI TWO = URI.create("http://two");

  private long nanos;
  private final Nodes nodes = new Nodes(List.of(ONE, TWO), () -> nanos);

  @Test
  void takesThemInTurn() {
    assertThat(List.of(nodes.next(), nodes.next(), nodes.next())).containsExactly(ONE, TWO, ONE);
  }

  @Test
  void passesOverWhoFailedForSomeSeconds() {
    nodes.failed(ONE);

    assertThat(List.of(nodes.next(), nodes.next(), nodes.next())).containsOnly(TWO);
    nanos += Nodes.PASSED_OVER.toNanos();
    assertThat(List.of(nodes.next(), nodes.next())).containsExactlyInAnyOrder(ONE, TWO);
  }

  @Test
  void afterOneThatIsBusyComesTheNextThatIsThere() {
    assertThat(nodes.after(ONE)).contains(TWO);
    assertThat(nodes.after(TWO)).contains(ONE);
    nodes.failed(ONE);

    assertThat(nodes.after(TWO)).isEmpty();
  }

  @Test
  void triesThemAllTheSameWhenThereIsNoOther() {
    nodes.failed(ONE);
    nodes.failed(TWO);

    assertThat(List.of(nodes.next(), nodes.next())).containsExactlyInAnyOrder(ONE, TWO);
  }
}
