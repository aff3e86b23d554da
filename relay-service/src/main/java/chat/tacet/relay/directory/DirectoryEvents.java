package chat.tacet.relay.directory;

import chat.tacet.contracts.relay.v1.DirectoryChanged;
import chat.tacet.contracts.relay.v1.ServerFrame;
import chat.tacet.relay.frame.Ids;
import chat.tacet.relay.roster.Roster;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Hears {@code dir:changed}: drops what is stale and tells the devices concerned. A lost event
 * costs at most the age of the cache.
 */
public final class DirectoryEvents {

  /** The channel of {@code contracts/events}. */
  public static final String CHANNEL = "dir:changed";

  private static final Logger log = LoggerFactory.getLogger(DirectoryEvents.class);

  private final RedisDirectory directory;
  private final Roster roster;
  private final JsonMapper json;

  public DirectoryEvents(RedisDirectory directory, Roster roster, JsonMapper json) {
    this.directory = directory;
    this.roster = roster;
    this.json = json;
  }

  /** Handles one published message. */
  public void heard(byte[] message) {
    DirectoryChange change;
    try {
      change = parse(json.readTree(message));
    } catch (JacksonException | IllegalArgumentException e) {
      log.warn("unreadable event on {}: {}", CHANNEL, e.getClass().getSimpleName());
      return;
    }
    directory.forget(change.keys());
    DirectoryChanged.Builder changed = DirectoryChanged.newBuilder().setTopic(change.topic());
    if (change.subject() != null) {
      changed.setSubject(Ids.write(change.subject()));
    }
    ServerFrame frame = ServerFrame.newBuilder().setDirectoryChanged(changed).build();
    for (UUID account : change.audience()) {
      roster.ofAccount(account).forEach(device -> device.tell(frame));
    }
  }

  private static DirectoryChange parse(JsonNode event) {
    JsonNode subject = event.path("subject");
    List<UUID> audience = new ArrayList<>();
    event.path("audience").forEach(id -> audience.add(UUID.fromString(id.asString())));
    List<String> keys = new ArrayList<>();
    event.path("keys").forEach(key -> keys.add(key.asString()));
    return new DirectoryChange(
        DirectoryChanged.Topic.valueOf(event.path("topic").asString()),
        audience,
        subject.isString() ? UUID.fromString(subject.asString()) : null,
        keys);
  }
}
