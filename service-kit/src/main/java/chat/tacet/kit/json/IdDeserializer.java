package chat.tacet.kit.json;

import java.util.UUID;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdScalarDeserializer;

final class IdDeserializer extends StdScalarDeserializer<UUID> {

  IdDeserializer() {
    super(UUID.class);
  }

  @Override
  public UUID deserialize(JsonParser parser, DeserializationContext context) {
    String text = parser.getValueAsString("");
    return Ids.parse(text)
        .orElseThrow(() -> context.weirdStringException(text, UUID.class, "not a lower-case UUID"));
  }
}
