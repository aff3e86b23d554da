package chat.tacet.client;

import chat.tacet.client.engine.Engine;
import chat.tacet.client.engine.Happening;
import chat.tacet.client.engine.state.Entry;
import chat.tacet.client.engine.state.Talk;
import chat.tacet.client.protocol.bytes.RoomId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Translates what the engine tells into what a {@link Listener} hears. */
final class Program implements Consumer<Happening> {

  private final Listener listener;

  /** The engine needs this first. */
  private final CompletableFuture<Engine> engine = new CompletableFuture<>();

  Program(Listener listener) {
    this.listener = listener;
  }

  void tell(Engine begun) {
    engine.complete(begun);
  }

  @Override
  public void accept(Happening happening) {
    switch (happening) {
      case Happening.Came came ->
          with(came.entry(), (talk, m) -> tell(new Event.MessageReceived(m)));
      case Happening.Changed changed -> changed.entries().forEach(this::changed);
      case Happening.Noted noted -> noted(noted.entry());
      case Happening.Requested asked ->
          tell(new Event.RequestReceived(new Request(engine.join(), asked.request())));
      case Happening.Befriended friend ->
          tell(
              new Event.FriendAdded(
                  new Conversation(engine.join(), friend.room(), friend.person())));
      case Happening.Unfriended friend ->
          tell(
              new Event.FriendRemoved(
                  new Conversation(engine.join(), friend.room(), friend.person())));
      case Happening.Connected connected ->
          tell(new Event.ConnectionChanged(connected.connected()));
      case Happening.Drained _ -> tell(new Event.CaughtUp());
      case Happening.Alarmed alarmed ->
          tell(
              new Event.Alarm(
                  Optional.ofNullable(alarmed.room()).flatMap(this::conversation), alarmed.code()));
      case Happening.Ended ended -> tell(new Event.Ended(reason(ended.why())));
    }
  }

  private void tell(Event event) {
    listener.onEvent(event);
  }

  private void changed(Entry entry) {
    if (entry.kind() != Entry.Kind.CLOSED) {
      with(entry, (conversation, message) -> tell(new Event.MessageChanged(message)));
    }
  }

  /** Alarms are told as such. */
  private void noted(Entry entry) {
    switch (entry.kind()) {
      case GAP, REPAIRING, LOST ->
          with(
              entry,
              (conversation, message) ->
                  tell(new Event.MessagesMissing(conversation, Math.max(1, entry.missing()))));
      case TOO_NEW ->
          with(entry, (conversation, message) -> tell(new Event.MessageChanged(message)));
      case TEXT, DELETED, ALARM, CLOSED -> {}
    }
  }

  private void with(Entry entry, BiConsumer<Conversation, Message> action) {
    conversation(entry.room())
        .ifPresent(conversation -> action.accept(conversation, conversation.message(entry)));
  }

  private Optional<Conversation> conversation(RoomId room) {
    Engine begun = engine.join();
    Optional<Talk> talk = begun.conversations().find(room);
    return talk.map(known -> Conversation.of(begun, known));
  }

  private static Event.Ended.Reason reason(Happening.Ended.Why why) {
    return switch (why) {
      case SIGNED_OUT -> Event.Ended.Reason.SIGNED_OUT;
      case DISPLACED -> Event.Ended.Reason.DISPLACED;
      case STORE_FAILED -> Event.Ended.Reason.STORE_FAILED;
      case FAILED -> Event.Ended.Reason.FAILED;
    };
  }
}
