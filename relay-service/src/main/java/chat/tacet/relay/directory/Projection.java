package chat.tacet.relay.directory;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * One kind of document in the projection.
 *
 * @param prefix of its keys, before the id in braces
 * @param parse reads the document
 */
record Projection<T>(String prefix, Function<JsonNode, T> parse) {

  static final Projection<Room> ROOM =
      new Projection<>(
          "dir:room:",
          doc ->
              new Room(
                  ids(doc, "members"),
                  doc.path("open").asBoolean(false),
                  "group".equals(doc.path("kind").asString(""))));
  static final Projection<DeviceList> DEVICES =
      new Projection<>("dir:devices:", doc -> new DeviceList(ids(doc, "devices")));
  static final Projection<Circle> FRIENDS =
      new Projection<>("dir:friends:", doc -> new Circle(ids(doc, "friends")));

  String key(UUID id) {
    return prefix + "{" + id + "}";
  }

  private static Set<UUID> ids(JsonNode doc, String field) {
    Set<UUID> ids = new HashSet<>();
    doc.path(field).forEach(id -> ids.add(UUID.fromString(id.asString())));
    return Set.copyOf(ids);
  }
}
