package chat.tacet.relay.mailbox.redis;

import chat.tacet.relay.frame.DeviceAddress;
import chat.tacet.relay.mailbox.redis.Appender.Appended;
import chat.tacet.relay.mailbox.redis.Appender.Entry;
import chat.tacet.relay.redis.RedisBatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Entries for some mailboxes, gathered so that those for one mailbox go in one call: what a call
 * costs beside its entries is most of what an entry costs. Order within a mailbox is kept.
 */
final class Appends {

  /** Of one call: Redis does nothing else meanwhile, some hundred microseconds. */
  private static final int MAX_ENTRIES = 16;

  /** The same in bytes, of which Lua makes copies; a single entry may be larger. */
  private static final int MAX_BYTES = 128 * 1024;

  private final Appender appender;
  private final RedisBatch batch;
  private final Map<UUID, Call> calls = new LinkedHashMap<>();

  Appends(Appender appender, RedisBatch batch) {
    this.appender = appender;
    this.batch = batch;
  }

  /** What goes into one mailbox with one call. */
  private static final class Call {
    final DeviceAddress to;
    final List<Entry> entries = new ArrayList<>(1);
    final List<CompletableFuture<Appended>> answers = new ArrayList<>(1);
    int bytes;

    Call(DeviceAddress to) {
      this.to = to;
    }

    boolean takes(Entry entry) {
      return entries.size() < MAX_ENTRIES && bytes + entry.size() <= MAX_BYTES;
    }

    CompletableFuture<Appended> add(Entry entry) {
      CompletableFuture<Appended> answer = new CompletableFuture<>();
      entries.add(entry);
      answers.add(answer);
      bytes += entry.size();
      return answer;
    }

    void answered(@Nullable List<Appended> outcomes, @Nullable Throwable failure) {
      for (int i = 0; i < answers.size(); i++) {
        if (outcomes == null) {
          answers.get(i).completeExceptionally(Objects.requireNonNull(failure));
        } else {
          answers.get(i).complete(outcomes.get(i));
        }
      }
    }
  }

  /** Adds one entry; what became of it comes when the batch is sent, after {@link #begin()}. */
  CompletableFuture<Appended> add(DeviceAddress to, Entry entry) {
    Call call = calls.get(to.device());
    if (call != null && !call.takes(entry)) {
      begin(call);
      call = null;
    }
    if (call == null) {
      call = new Call(to);
      calls.put(to.device(), call);
    }
    return call.add(entry);
  }

  private void begin(Call call) {
    var _ = appender.append(batch, call.to, call.entries).whenComplete(call::answered);
  }

  /** Puts what was added into the batch. */
  void begin() {
    calls.values().forEach(this::begin);
  }
}
