package chat.tacet.relay.story;

import chat.tacet.kit.testing.TestIssuer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Where the people of a story live: it plays {@code auth-service} (tickets, revocations) and {@code
 * social-service} (the directory projection).
 */
final class Town implements AutoCloseable {

  private final TestIssuer issuer;
  private final RedisClient client;
  private final StatefulRedisConnection<String, String> connection;
  private final List<Runnable> toClose = new ArrayList<>();
  private final String redisUrl;

  Town(String redisUrl) {
    this.redisUrl = redisUrl;
    issuer = TestIssuer.start();
    client = RedisClient.create(RedisURI.create(redisUrl));
    connection = client.connect();
    redis().set("dir:complete", "1");
  }

  RedisCommands<String, String> redis() {
    return connection.sync();
  }

  TestIssuer issuer() {
    return issuer;
  }

  /** Starts a relay in this town; it ends with the town. */
  RelayNode relay(Map<String, Object> settings) {
    RelayNode node = RelayNode.start(redisUrl, issuer, settings);
    toClose.addFirst(node::close);
    return node;
  }

  /** Somebody who has this many devices. */
  Person person(String name, int devices) {
    Person person = new Person(this, name);
    for (int i = 0; i < devices; i++) {
      person.newDevice();
    }
    return person;
  }

  /** Alice and Bob, each with one device, and their room. */
  Friends aliceAndBob() {
    return aliceAndBob(1);
  }

  /** Alice with one device, Bob with so many, and their room. */
  Friends aliceAndBob(int hisDevices) {
    Person alice = person("Alice", 1);
    Person bob = person("Bob", hisDevices);
    return new Friends(alice, bob, room(alice, bob));
  }

  /** A room of these people. */
  Room room(Person... members) {
    Room room = new Room(this, UUID.randomUUID(), List.of(members));
    room.publish();
    return room;
  }

  /** They are friends of each other. */
  void friends(Person... people) {
    for (Person person : people) {
      String others =
          Arrays.stream(people)
              .filter(other -> other != person)
              .map(other -> "\"" + other.id() + "\"")
              .collect(Collectors.joining(","));
      publish(
          "dir:friends:{" + person.id() + "}",
          1,
          "{\"accountId\":\"%s\",\"friends\":[%s],\"rooms\":[]}".formatted(person.id(), others));
    }
  }

  /** Says, as {@code social-service} does, that the list no longer names this device. */
  void announceRemoval(Device device) {
    noteRemoval(device);
    redis().publish("dir:removed", removal(device));
  }

  /** The same when the news of it is lost. */
  void noteRemoval(Device device) {
    redis().zadd("dir:removed", (double) System.currentTimeMillis(), removal(device));
  }

  String removal(Device device) {
    return device.owner().id() + ":" + device.id();
  }

  /** Says that the room changed, to the devices of this person. */
  void announce(Room room, Person to) {
    redis()
        .publish(
            "dir:changed",
            "{\"topic\":\"ROOMS\",\"audience\":[\"%s\"],\"subject\":\"%s\",\"keys\":[\"dir:room:{%s}\"]}"
                .formatted(to.id(), room.id(), room.id()));
  }

  void publish(String key, long version, String doc) {
    redis().hset(key, Map.of("version", Long.toString(version), "doc", doc));
  }

  /** The socket breaks off when the story ends, if not before. */
  Socket until(Socket socket) {
    toClose.addFirst(socket::close);
    return socket;
  }

  @Override
  public void close() {
    toClose.forEach(Runnable::run);
    connection.close();
    client.shutdown();
    issuer.close();
  }
}
