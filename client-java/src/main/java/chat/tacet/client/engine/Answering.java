package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Counter;
import chat.tacet.client.engine.state.Outgoing;
import chat.tacet.client.engine.state.SentContent;
import chat.tacet.client.engine.state.Talk;
import chat.tacet.client.model.Ids;
import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.bytes.DeviceId;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.content.ContentBody;
import chat.tacet.client.protocol.identity.TheirDevice;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Sends contents once more to devices that could not open them, and ignores, without a word, who
 * must not have them, [C-14]. The request was opened in a ratchet session with that very device,
 * which its verified list names.
 */
final class Answering {

  private static final long HOUR_MS = Duration.ofHours(1).toMillis();

  private final Setup setup;
  private final Round round;
  private final Directory directory;
  private final Outbox outbox;
  private final Map<DeviceId, Deque<Long>> lately = new HashMap<>();

  Answering(Setup setup, Round round, Directory directory, Outbox outbox) {
    this.setup = setup;
    this.round = round;
    this.directory = directory;
    this.outbox = outbox;
  }

  void answer(Talk talk, TheirDevice device, ContentBody.ResendRequest request) {
    Set<MessageId> wanted = new LinkedHashSet<>(request.messages());
    for (long number : request.numbers()) {
      SentContent.numbered(round.draft(), talk.room(), number).ifPresent(wanted::add);
    }
    for (MessageId message : wanted) {
      answer(talk, device, message);
    }
  }

  private void answer(Talk talk, TheirDevice device, MessageId message) {
    Optional<SentContent> sent =
        SentContent.of(round.draft(), message).filter(content -> mayHave(talk, device, content));
    if (sent.isEmpty() || outbox.isFull() || !withinTheHour(device.id())) {
      return;
    }
    sent.get().resentTo(device.id()).put(round.draft());
    outbox.add(
        Outgoing.answer(
            talk.room(), Counter.OUTBOX.next(round.draft()), setup.now(), device.id(), message));
  }

  private boolean mayHave(Talk talk, TheirDevice device, SentContent sent) {
    boolean member =
        directory
            .room(talk.room())
            .filter(room ->
                room.members().stream()
                    .anyMatch(person -> Ids.account(person.accountId()).equals(device.account())))
            .isPresent();
    return member
        && sent.room().equals(talk.room())
        && setup.now() - sent.at() <= Limits.RESEND_MAX_AGE_MS
        && sent.recipient(device.id())
            .filter(recipient -> recipient.isStill(device))
            .filter(recipient -> recipient.resent() < Limits.MAX_RESENDS)
            .isPresent();
  }

  private boolean withinTheHour(DeviceId device) {
    Deque<Long> times = lately.computeIfAbsent(device, d -> new ArrayDeque<>());
    long now = setup.now();
    while (!times.isEmpty() && now - times.element() > HOUR_MS) {
      times.remove();
    }
    if (times.size() >= Limits.MAX_RESENDS_PER_HOUR) {
      return false;
    }
    times.add(now);
    return true;
  }
}
