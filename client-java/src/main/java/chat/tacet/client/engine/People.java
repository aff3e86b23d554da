package chat.tacet.client.engine;

import chat.tacet.client.failure.TacetException;
import chat.tacet.client.model.FriendRequest;
import chat.tacet.client.model.Ids;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.rest.SocialApi;
import chat.tacet.client.rest.SocialApi.Friend;
import java.util.List;
import java.util.UUID;

/**
 * Friends and requests, for the program: calls go to the server from the program's thread, and
 * return when the engine has seen what came of them.
 */
public final class People {

  private final Setup setup;
  private final Round round;
  private final SocialApi social;
  private final EngineThread engine;
  private final Directory directory;

  People(Setup setup, Round round, SocialApi social, EngineThread engine, Directory directory) {
    this.setup = setup;
    this.round = round;
    this.social = social;
    this.engine = engine;
    this.directory = directory;
  }

  public List<Friend> friends() {
    return engine.call(answer -> answer.complete(directory.friends()));
  }

  public List<FriendRequest> requests() {
    return engine.call(answer -> answer.complete(directory.requests()));
  }

  public FriendRequest ask(String username) {
    UUID id = Ids.uuid(Bytes.of(setup.randomness().next(16)));
    FriendRequest request = social.ask(id, username);
    look();
    return request;
  }

  /** The room that opened. */
  public RoomId accept(UUID request) {
    RoomId room = Ids.room(social.accept(request).roomId());
    look();
    return room;
  }

  public void decline(UUID request) {
    social.decline(request);
    look();
  }

  public void takeBack(UUID request) {
    social.takeBack(request);
    look();
  }

  public void unfriend(UUID account) {
    social.unfriend(account);
    look();
  }

  /** Looks at the server again. */
  public void look() throws TacetException {
    engine.<Boolean>call(answer ->
        directory.refresh(failed ->
            failed.ifPresentOrElse(
                answer::completeExceptionally, () -> round.answer(answer, true))));
  }
}
