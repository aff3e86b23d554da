package chat.tacet.client.rest;

import chat.tacet.client.model.FriendRequest;
import chat.tacet.client.model.Person;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** People, friendships and rooms at {@code social-service}. Every call may be repeated. */
public final class SocialApi {

  private static final String BASE = "/api/v1/social/";

  private final Http http;
  private final LoginSession login;

  public SocialApi(URI server, HttpClient client, LoginSession login) {
    this.http = new Http(server, client);
    this.login = login;
  }

  /** A friend and the direct room with them. */
  public record Friend(Person person, Instant since, UUID roomId) {}

  /**
   * A room.
   *
   * @param version of its membership
   * @param open whether its members may write there
   */
  public record Room(UUID roomId, String kind, long version, List<Person> members, boolean open) {}

  /** Friend requests that wait for an answer. */
  public record Requests(List<FriendRequest> incoming, List<FriendRequest> outgoing) {}

  /** Creates it the first time. */
  public Person putProfile(String firstName, String lastName, String about) {
    return person(
        login.run(token ->
            http.call("PUT", BASE + "profile")
                .bearer(token)
                .body(Map.of("firstName", firstName, "lastName", lastName, "about", about))
                .send()
                .json()));
  }

  public Person profile() {
    return person(get("profile"));
  }

  /**
   * Asks that person to be friends. Refusals: {@code user-not-found}, {@code already-friends},
   * {@code request-already-sent}, {@code cannot-befriend-yourself}, {@code blocked-by-you}.
   *
   * @param requestId chosen here; repeating it asks once
   */
  public FriendRequest ask(UUID requestId, String username) {
    JsonObject answer =
        login.run(token ->
            http.call("PUT", BASE + "friend-requests/" + requestId)
                .bearer(token)
                .body(Map.of("username", username))
                .send()
                .json());
    return request(answer, false);
  }

  public Requests requests() {
    JsonObject answer = get("friend-requests");
    return new Requests(
        answer.objects("incoming", json -> request(json, true)),
        answer.objects("outgoing", json -> request(json, false)));
  }

  public Room accept(UUID requestId) {
    return room(
        login.run(token ->
            http.call("POST", BASE + "friend-requests/" + requestId + "/accept")
                .bearer(token)
                .send()
                .json()
                .object("room")));
  }

  public void decline(UUID requestId) {
    run("POST", "friend-requests/" + requestId + "/decline");
  }

  public void takeBack(UUID requestId) {
    run("DELETE", "friend-requests/" + requestId);
  }

  public List<Friend> friends() {
    return get("friends")
        .objects(
            "friends",
            json ->
                new Friend(
                    person(json.object("user")),
                    Instant.ofEpochMilli(json.integer("since")),
                    json.id("roomId")));
  }

  /** The direct room closes. */
  public void unfriend(UUID accountId) {
    run("DELETE", "friends/" + accountId);
  }

  public List<Room> rooms() {
    return get("rooms").objects("rooms", SocialApi::room);
  }

  private JsonObject get(String path) {
    return login.run(token -> http.call("GET", BASE + path).bearer(token).send().json());
  }

  private void run(String method, String path) {
    login.run(token -> http.call(method, BASE + path).bearer(token).send());
  }

  private static Person person(JsonObject json) {
    return new Person(
        json.id("accountId"),
        json.string("username"),
        json.string("firstName"),
        json.string("lastName"),
        json.string("about"));
  }

  private static FriendRequest request(JsonObject json, boolean incoming) {
    return new FriendRequest(
        json.id("requestId"),
        incoming,
        person(json.object("user")),
        Instant.ofEpochMilli(json.integer("createdAt")));
  }

  private static Room room(JsonObject json) {
    return new Room(
        json.id("roomId"),
        json.string("kind"),
        json.integer("version"),
        json.objects("members", SocialApi::person),
        json.flag("open"));
  }
}
