package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Counter;
import chat.tacet.client.engine.state.Entry;
import chat.tacet.client.engine.state.Me;
import chat.tacet.client.engine.state.Place;
import chat.tacet.client.engine.state.Talk;
import chat.tacet.client.model.MessageState;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.content.Content;
import chat.tacet.client.protocol.content.ContentBody;
import chat.tacet.client.protocol.content.ContentKey;
import chat.tacet.client.protocol.identity.TheirDevice;
import chat.tacet.client.protocol.pair.DeviceAddress;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts an opened content where it belongs. */
final class Filing {

  private final Me me;
  private final Round round;
  private final Events events;
  private final Rooms rooms;
  private final Sequence sequence;
  private final Receipts receipts;
  private final Answering answering;
  private final Doubting doubting;

  Filing(
      Me me,
      Round round,
      Events events,
      Rooms rooms,
      Sequence sequence,
      Receipts receipts,
      Answering answering,
      Doubting doubting) {
    this.me = me;
    this.round = round;
    this.events = events;
    this.rooms = rooms;
    this.sequence = sequence;
    this.receipts = receipts;
    this.answering = answering;
    this.doubting = doubting;
  }

  /** Refuses, before anything is changed, what does not belong in that room. */
  void file(Delivered delivered, TheirDevice device, ContentKey key, Content content) {
    Draft draft = round.draft();
    Talk talk = rooms.require(delivered);
    switch (content.body()) {
      case ContentBody.Receipt receipt -> receipt(draft, device, receipt);
      case ContentBody.ResendRequest request -> answering.answer(talk, device, request);
      default -> counted(draft, talk, device, key, content);
    }
    doubting.compare(talk, address(device), content.roomState());
  }

  /** A content of the main sequence. */
  private void counted(
      Draft draft, Talk talk, TheirDevice device, ContentKey key, Content content) {
    MessageId id = key.messageId();
    Sequence.Verdict verdict = sequence.take(talk, address(device), content, id);
    if (verdict instanceof Sequence.Verdict.Duplicate) {
      return;
    }
    Optional<Entry> gap =
        verdict instanceof Sequence.Verdict.Fills fills
            ? Optional.of(fills.place())
            : Optional.empty();
    show(draft, device, content, id, gap);
    Talk now = Talk.of(draft, talk.room()).orElseThrow();
    now.seen(id, content.seen()).put(draft);
  }

  private void show(
      Draft draft, TheirDevice device, Content content, MessageId id, Optional<Entry> gap) {
    switch (content.body()) {
      case ContentBody.Text text -> text(draft, device, content, id, text, gap);
      case ContentBody.Edit edit -> edit(draft, device, edit);
      case ContentBody.Delete delete -> delete(draft, device, delete);
      case ContentBody.Unknown _ -> tooNew(draft, device, content, id, gap);
      // Names come from the directory, groups are not yet, and reactions have no place here.
      case ContentBody.Reaction _,
          ContentBody.ProfileUpdate _,
          ContentBody.RoomUpdate _,
          ContentBody.GroupInvitation _,
          ContentBody.Receipt _,
          ContentBody.ResendRequest _ -> {}
    }
    if (gap.isPresent() && !(content.body() instanceof ContentBody.Text)) {
      close(draft, gap.get());
    }
  }

  private void text(
      Draft draft,
      TheirDevice device,
      Content content,
      MessageId id,
      ContentBody.Text text,
      Optional<Entry> gap) {
    boolean ours = device.account().equals(me.account());
    Entry fresh =
        Entry.text(
            content.room(),
            device.account(),
            device.id(),
            content.sentAt(),
            ours ? MessageState.SENT : MessageState.RECEIVED,
            id,
            text.replyTo(),
            text.body());
    Entry entry = place(draft, fresh, gap);
    sequence.shownAt(content, address(device), entry.index());
    if (ours) {
      round.then(() -> events.tell(new Happening.Changed(List.of(entry))));
      return;
    }
    receipts.delivered(content.room(), id);
    long unheard = Counter.UNHEARD.next(draft);
    draft.put(
        Table.UNHEARD,
        Place.unheardKey(unheard),
        Place.FORM,
        new Place(entry.room(), entry.index()));
    round.then(() -> events.tell(new Happening.Came(entry, unheard)));
  }

  /** Where the gap was, or at the end. */
  private static Entry place(Draft draft, Entry fresh, Optional<Entry> gap) {
    if (gap.isEmpty()) {
      return Talk.of(draft, fresh.room()).orElseThrow().append(draft, fresh);
    }
    Entry placed = fresh.at(gap.get().index());
    OwnEntries.put(draft, placed);
    if (placed.id() != null) {
      new Place(placed.room(), placed.index()).name(draft, placed.id());
    }
    return placed;
  }

  /** Only the account that wrote it may change it, [C-10]. */
  private void edit(Draft draft, TheirDevice device, ContentBody.Edit edit) {
    target(draft, device, edit.target())
        .ifPresent(entry -> change(draft, entry.as(Entry.Kind.TEXT, edit.body(), 0)));
  }

  private void delete(Draft draft, TheirDevice device, ContentBody.Delete delete) {
    target(draft, device, delete.target())
        .ifPresent(entry -> change(draft, entry.as(Entry.Kind.DELETED, "", 0)));
  }

  private static Optional<Entry> target(Draft draft, TheirDevice device, MessageId target) {
    return Place.of(draft, target)
        .flatMap(place -> place.entry(draft))
        .filter(entry -> entry.kind() == Entry.Kind.TEXT)
        .filter(entry -> entry.author().equals(device.account()));
  }

  private void tooNew(
      Draft draft, TheirDevice device, Content content, MessageId id, Optional<Entry> gap) {
    Entry entry =
        place(
            draft,
            Entry.notice(
                    content.room(),
                    Entry.Kind.TOO_NEW,
                    device.account(),
                    device.id(),
                    content.sentAt(),
                    Kept.text(content.encode()),
                    0)
                .known(id),
            gap);
    sequence.shownAt(content, address(device), entry.index());
    if (!device.account().equals(me.account())) {
      receipts.delivered(content.room(), id);
    }
    round.then(() -> events.tell(new Happening.Noted(entry)));
  }

  private static DeviceAddress address(TheirDevice device) {
    return new DeviceAddress(device.account(), device.id());
  }

  private void close(Draft draft, Entry gap) {
    change(draft, gap.as(Entry.Kind.CLOSED, "", 0));
  }

  private void change(Draft draft, Entry entry) {
    OwnEntries.put(draft, entry);
    round.then(() -> events.tell(new Happening.Changed(List.of(entry))));
  }

  /** Only the other person's word counts, and only about what we wrote. */
  private void receipt(Draft draft, TheirDevice device, ContentBody.Receipt receipt) {
    if (device.account().equals(me.account())) {
      return;
    }
    MessageState state =
        switch (receipt.kind()) {
          case DELIVERED -> MessageState.DELIVERED;
          case READ -> MessageState.READ;
        };
    List<Entry> changed = new ArrayList<>();
    for (MessageId id : receipt.messages()) {
      Place.of(draft, id)
          .flatMap(place -> place.entry(draft))
          .filter(entry -> entry.author().equals(me.account()))
          .filter(entry -> entry.state().compareTo(state) < 0)
          .ifPresent(entry -> changed.add(OwnEntries.raise(draft, entry, state)));
    }
    if (!changed.isEmpty()) {
      round.then(() -> events.tell(new Happening.Changed(List.copyOf(changed))));
    }
  }
}
