package chat.tacet.kit.outbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of the rows taken at once. */
final class Batch {

  private final List<OutboxRow> published = new ArrayList<>();
  private final List<OutboxRow> failed = new ArrayList<>();
  private @Nullable Throwable failure;

  /** Several changes of one subject are one publication: handlers read whole current states. */
  static Iterable<List<OutboxRow>> bySubject(List<OutboxRow> rows) {
    var groups = new LinkedHashMap<OutboxEntry, List<OutboxRow>>();
    for (var row : rows) {
      groups
          .computeIfAbsent(
              new OutboxEntry(row.topic(), row.subject()), subject -> new ArrayList<>())
          .add(row);
    }
    return groups.values();
  }

  void add(Outcome outcome) {
    if (outcome.failure() == null) {
      published.addAll(outcome.rows());
    } else {
      failed.addAll(outcome.rows());
      failure = outcome.failure();
    }
  }

  List<OutboxRow> published() {
    return published;
  }

  List<OutboxRow> failed() {
    return failed;
  }

  /** Why rows failed; null when none did. */
  @Nullable Throwable failure() {
    return failure;
  }

  /**
   * What became of the rows of one subject.
   *
   * @param failure null when they were published
   */
  record Outcome(List<OutboxRow> rows, @Nullable Throwable failure) {}
}
