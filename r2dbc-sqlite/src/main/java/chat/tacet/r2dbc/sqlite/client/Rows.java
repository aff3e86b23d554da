package chat.tacet.r2dbc.sqlite.client;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/** The rows of one query, for one subscriber. */
final class Rows extends Flux<RowData> {

  private final Lease lease;
  private final Query query;
  private final Duration timeout;
  private final boolean endsLease;
  private final AtomicBoolean subscribed = new AtomicBoolean();

  Rows(Lease lease, Query query, Duration timeout, boolean endsLease) {
    this.lease = lease;
    this.query = query;
    this.timeout = timeout;
    this.endsLease = endsLease;
  }

  @Override
  public void subscribe(CoreSubscriber<? super RowData> actual) {
    if (subscribed.compareAndSet(false, true)) {
      RowSubscription subscription =
          new RowSubscription(actual, lease, query, new TimeBudget(timeout), endsLease);
      actual.onSubscribe(subscription);
      subscription.watchIdleness();
    } else {
      Operators.error(actual, new IllegalStateException("the rows have already been consumed"));
    }
  }
}
