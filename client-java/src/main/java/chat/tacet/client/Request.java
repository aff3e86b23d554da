package chat.tacet.client;

import chat.tacet.client.engine.Engine;
import chat.tacet.client.engine.state.Talk;
import chat.tacet.client.model.FriendRequest;
import chat.tacet.client.model.Person;
import chat.tacet.client.protocol.bytes.RoomId;
import java.time.Instant;
import java.util.UUID;

/** Somebody asked somebody to be friends. */
public final class Request {

  private final Engine engine;
  private final FriendRequest request;

  Request(Engine engine, FriendRequest request) {
    this.engine = engine;
    this.request = request;
  }

  public UUID id() {
    return request.id();
  }

  /** The other one. */
  public Person person() {
    return request.person();
  }

  /** Whether the other one asked. */
  public boolean isIncoming() {
    return request.incoming();
  }

  public Instant createdAt() {
    return request.createdAt();
  }

  /** Says yes to an incoming one. */
  public Conversation accept() {
    engine.people().accept(request.id());
    RoomId room = engine.people().roomWith(person().accountId());
    return engine
        .conversations()
        .find(room)
        .map(talk -> Conversation.of(engine, talk))
        .orElseGet(() -> Conversation.of(engine, Talk.begin(room, person())));
  }

  /** Says no to an incoming one. */
  public void decline() {
    engine.people().decline(request.id());
  }

  /** Takes an outgoing one back. */
  public void takeBack() {
    engine.people().takeBack(request.id());
  }

  @Override
  public String toString() {
    return "request " + request.id();
  }
}
