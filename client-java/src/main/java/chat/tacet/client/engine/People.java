package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Me;
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

  private final Me me;
  private final Setup setup;
  private final Round round;
  private final SocialApi social;
  private final EngineThread engine;
  private final Directory directory;

  People(
      Me me, Setup setup, Round round, SocialApi social, EngineThread engine, Directory directory) {
    this.me = me;
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

  /** The conversation with them opens. */
  public void accept(UUID request) {
    social.accept(request);
    look();
  }

  /** The direct room of two people has the same id for both, for ever: nobody is asked, [C-19]. */
  public RoomId roomWith(UUID account) {
    return DirectRoom.of(me.account(), Ids.account(account));
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
