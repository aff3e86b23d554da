package chat.tacet.kit.json;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.std.StdScalarSerializer;

final class Base64UrlSerializer extends StdScalarSerializer<Base64Url> {

  Base64UrlSerializer() {
    super(Base64Url.class);
  }

  @Override
  public void serialize(Base64Url value, JsonGenerator generator, SerializationContext context) {
    generator.writeString(value.encoded());
  }
}
