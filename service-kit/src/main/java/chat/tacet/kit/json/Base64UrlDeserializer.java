package chat.tacet.kit.json;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdScalarDeserializer;

final class Base64UrlDeserializer extends StdScalarDeserializer<Base64Url> {

  Base64UrlDeserializer() {
    super(Base64Url.class);
  }

  @Override
  public Base64Url deserialize(JsonParser parser, DeserializationContext context) {
    if (!parser.hasToken(JsonToken.VALUE_STRING)) {
      return (Base64Url) context.handleUnexpectedToken(Base64Url.class, parser);
    }
    // The text may be a secret: the exception must not carry it.
    return Base64Url.parse(parser.getString())
        .orElseThrow(() -> context.weirdStringException("", Base64Url.class, "not base64url"));
  }
}
