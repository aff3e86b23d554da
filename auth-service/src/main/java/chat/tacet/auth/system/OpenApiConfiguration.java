package chat.tacet.auth.system;

import chat.tacet.kit.json.Base64Url;
import chat.tacet.kit.token.Caller;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.security.SecurityScheme;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** The frame of the OpenAPI document; {@link RefusalDocumentation} fills in the refusals. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

  static final String ACCESS_TOKEN = "accessToken";
  static final String PROBLEM = "Problem";

  static {
    SpringDocUtils.getConfig()
        .addRequestWrapperToIgnore(ServerHttpRequest.class, Caller.class)
        .replaceWithSchema(
            Base64Url.class, new StringSchema().description("bytes as base64url without padding"));
  }

  @Bean
  OpenAPI openApi() {
    return new OpenAPI()
        .info(
            new Info()
                .title("Tacet: accounts and logins")
                .version("1")
                .description(
                    "Times are milliseconds since the epoch, ids lower-case UUIDs, byte strings"
                        + " base64url without padding. Unknown members are refused in requests and"
                        + " should be ignored in answers. Every write may be repeated safely."))
        .components(
            new Components()
                .addSchemas(PROBLEM, problem())
                .addSecuritySchemes(
                    ACCESS_TOKEN,
                    new SecurityScheme()
                        .type(SecurityScheme.Type.HTTP)
                        .scheme("bearer")
                        .bearerFormat("JWT")));
  }

  private static Schema<?> problem() {
    return new ObjectSchema()
        .description("RFC 9457 problem document")
        .addProperty("type", new StringSchema().description("urn:tacet:problem:<code>"))
        .addProperty("title", new StringSchema())
        .addProperty("status", new IntegerSchema())
        .addProperty("code", new StringSchema().description("what to act upon"))
        .addProperty("detail", new StringSchema())
        .addProperty("retryAfterMs", new IntegerSchema().format("int64"))
        .addProperty(
            "errors",
            new ArraySchema()
                .items(
                    new ObjectSchema()
                        .addProperty("field", new StringSchema())
                        .addProperty("code", new StringSchema())));
  }
}
