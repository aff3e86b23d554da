package chat.tacet.client.rest;

import chat.tacet.client.failure.AlarmException;
import chat.tacet.client.protocol.bytes.Bytes;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.jr.ob.JSON;

/**
 * One object of an answer. What is not as the contract says is refused with {@link AlarmException}
 * {@code answer-malformed}; unknown members are ignored.
 */
final class JsonObject {

  private final Map<?, ?> members;

  private JsonObject(Map<?, ?> members) {
    this.members = members;
  }

  static JsonObject parse(byte[] body) {
    try {
      Map<?, ?> members = JSON.std.mapFrom(body);
      if (members != null) {
        return new JsonObject(members);
      }
    } catch (JacksonException notJson) {
      throw malformed();
    }
    throw malformed();
  }

  /** The form of a request. */
  static byte[] write(Map<String, ?> members) {
    return JSON.std.asBytes(members);
  }

  /** As all byte strings travel in JSON. */
  static String text(Bytes bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toArray());
  }

  String string(String name) {
    return required(name, String.class);
  }

  boolean flag(String name) {
    return required(name, Boolean.class);
  }

  long integer(String name) {
    return switch (members.get(name)) {
      case Integer number -> number;
      case Long number -> number;
      case null, default -> throw malformed();
    };
  }

  UUID id(String name) {
    try {
      return UUID.fromString(string(name));
    } catch (IllegalArgumentException notAnId) {
      throw malformed();
    }
  }

  Bytes bytes(String name) {
    return decode(string(name));
  }

  Optional<Bytes> optionalBytes(String name) {
    return members.get(name) == null ? Optional.empty() : Optional.of(bytes(name));
  }

  List<Bytes> byteList(String name) {
    return list(name, JsonObject::decode);
  }

  JsonObject object(String name) {
    return new JsonObject(required(name, Map.class));
  }

  <T> List<T> objects(String name, Function<JsonObject, T> read) {
    return list(
        name,
        element -> {
          if (element instanceof Map<?, ?> map) {
            return read.apply(new JsonObject(map));
          }
          throw malformed();
        });
  }

  private <T> List<T> list(String name, Function<@Nullable Object, T> read) {
    List<?> elements = required(name, List.class);
    return elements.stream().map(read).toList();
  }

  private <T> T required(String name, Class<T> type) {
    Object value = members.get(name);
    if (!type.isInstance(value)) {
      throw malformed();
    }
    return type.cast(value);
  }

  private static Bytes decode(@Nullable Object text) {
    if (text instanceof String string) {
      try {
        return Bytes.of(Base64.getUrlDecoder().decode(string));
      } catch (IllegalArgumentException notBase64) {
        throw malformed();
      }
    }
    throw malformed();
  }

  static AlarmException malformed() {
    return new AlarmException("answer-malformed");
  }
}
