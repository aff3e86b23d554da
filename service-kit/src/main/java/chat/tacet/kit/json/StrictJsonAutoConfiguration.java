package chat.tacet.kit.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.UUID;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.http.codec.CodecCustomizer;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JsonFactoryBuilderCustomizer;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.MutableCoercionConfig;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

/**
 * What {@code contracts/rest.md} says about bodies: they are UTF-8, unknown and repeated members
 * are refused, nothing is coerced, bytes are base64url without padding, ids are lower-case UUIDs.
 */
@AutoConfiguration(before = JacksonAutoConfiguration.class)
public class StrictJsonAutoConfiguration {

  @Bean
  JsonMapperBuilderCustomizer strictJson() {
    return builder ->
        builder
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            // What there is not is absent; where null says something, the member says so itself.
            .changeDefaultPropertyInclusion(
                inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
            .withCoercionConfig(LogicalType.Textual, StrictJsonAutoConfiguration::onlyText)
            .addModule(
                new SimpleModule("tacet")
                    .addDeserializer(UUID.class, new IdDeserializer())
                    .addDeserializer(Base64Url.class, new Base64UrlDeserializer())
                    .addSerializer(new Base64UrlSerializer()));
  }

  private static void onlyText(MutableCoercionConfig text) {
    text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
  }

  /** Bytes are UTF-8, and not what their first ones look like. */
  @Bean
  JsonFactoryBuilderCustomizer noOtherEncoding() {
    return builder -> builder.disable(TokenStreamFactory.Feature.CHARSET_DETECTION);
  }

  /** After Boot's own, which names the mapper. */
  @Bean
  @Order(Ordered.LOWEST_PRECEDENCE)
  CodecCustomizer utf8Bodies(JsonMapper mapper) {
    return codecs -> codecs.defaultCodecs().jacksonJsonDecoder(new Utf8JsonDecoder(mapper));
  }

  @Bean
  IdBinding idBinding() {
    return new IdBinding();
  }
}
