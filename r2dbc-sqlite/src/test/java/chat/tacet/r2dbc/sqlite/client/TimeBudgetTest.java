package chat.tacet.r2dbc.sqlite.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimeBudgetTest {

  private static final Duration LIMIT = Duration.ofMillis(300);

  @Test
  void isNewForTheNextStatementOfASeries() throws InterruptedException {
    TimeBudget budget = new TimeBudget(LIMIT);
    budget.start();
    assertThat(budget.exceeds()).isFalse();
    Thread.sleep(LIMIT);
    assertThat(budget.exceeds()).isTrue();
    budget.renew();
    assertThat(budget.exceeds()).as("the time of the statement before").isFalse();
    Thread.sleep(LIMIT);
    assertThat(budget.exceeds()).isTrue();
  }
}
