package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Counter;
import chat.tacet.client.engine.state.Outgoing;
import chat.tacet.client.engine.state.Resent;
import chat.tacet.client.engine.state.SentContent;
import chat.tacet.client.engine.state.Talk;
import chat.tacet.client.model.Ids;
import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.content.ContentBody;
import chat.tacet.client.protocol.identity.TheirDevice;
import chat.tacet.client.protocol.pair.DeviceAddress;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Sends contents once more to devices that could not open them, and ignores, without a word, who
 * must not have them, [C-14]. The request was opened in a ratchet session with that very device.
 */
final class Answering {

  private final Setup setup;
  private final Round round;
  private final DeviceLists lists;
  private final Directory directory;
  private final Outbox outbox;

  Answering(Setup setup, Round round, DeviceLists lists, Directory directory, Outbox outbox) {
    this.setup = setup;
    this.round = round;
    this.lists = lists;
    this.directory = directory;
    this.outbox = outbox;
  }

  void answer(Talk talk, TheirDevice device, ContentBody.ResendRequest request) {
    if (!lists.isListed(device.account(), device.id())) {
      return;
    }
    Set<MessageId> wanted = new LinkedHashSet<>(request.messages());
    for (long number : request.numbers()) {
      SentContent.numbered(round.draft(), talk.room(), number).ifPresent(wanted::add);
    }
    for (MessageId message : wanted) {
      answer(talk, device, message);
    }
  }

  private void answer(Talk talk, TheirDevice device, MessageId message) {
    var asking = new DeviceAddress(device.account(), device.id());
    Optional<SentContent> sent =
        SentContent.of(round.draft(), message)
            .filter(content -> content.room().equals(talk.room()))
            .filter(content -> content.mayGoTo(device, setup.now()))
            .filter(content -> content.resentTo(asking) < Limits.MAX_RESENDS);
    if (sent.isEmpty()
        || !isMember(talk, device)
        || outbox.isFull(talk.room())
        || !withinTheHour(asking)) {
      return;
    }
    sent.get().oneMoreTo(asking).put(round.draft());
    outbox.add(
        Outgoing.answer(
            talk.room(), Counter.OUTBOX.next(round.draft()), setup.now(), asking, message));
  }

  /** [PK-7] An answer did not leave: that was none of the times. The device asks again. */
  void unsent(Outgoing outgoing) {
    DeviceAddress asking = outgoing.target();
    MessageId message = outgoing.answers();
    if (asking != null && message != null) {
      SentContent.of(round.draft(), message)
          .ifPresent(sent -> sent.oneLessTo(asking).put(round.draft()));
      Resent.of(round.draft(), setup.now()).oneLessTo(asking).put(round.draft());
    }
  }

  /** Before anybody told of rooms it may be: what is sealed is for members of that time alone. */
  private boolean isMember(Talk talk, TheirDevice device) {
    return !directory.isKnown() || isListedMember(talk, device);
  }

  private boolean isListedMember(Talk talk, TheirDevice device) {
    return directory
        .room(talk.room())
        .filter(room ->
            room.members().stream()
                .anyMatch(person -> Ids.account(person.accountId()).equals(device.account())))
        .isPresent();
  }

  private boolean withinTheHour(DeviceAddress device) {
    return Resent.of(round.draft(), setup.now())
        .oneMoreTo(device, setup.now())
        .map(counted -> {
          counted.put(round.draft());
          return true;
        })
        .orElse(false);
  }
}
