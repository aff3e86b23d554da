package chat.tacet.kit.json;

import java.util.UUID;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdScalarDeserializer;

final class IdDeserializer extends StdScalarDeserializer<UUID> {

  IdDeserializer() {
    super(UUID.class);
  }

  @Override
  public UUID deserialize(JsonParser parser, DeserializationContext context) {
    if (!parser.hasToken(JsonToken.VALUE_STRING)) {
      return (UUID) context.handleUnexpectedToken(UUID.class, parser);
    }
    return Ids.parse(parser.getString())
        .orElseThrow(() -> context.weirdStringException("", UUID.class, "not a lower-case UUID"));
  }
}
