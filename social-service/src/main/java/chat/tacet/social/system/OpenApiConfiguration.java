package chat.tacet.social.system;

import chat.tacet.kit.token.Caller;
import chat.tacet.kit.token.PublicPaths;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;

/** The description of the API at {@code /v3/api-docs}, which the gateway shows. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

  private static final String BEARER = "accessToken";

  static {
    // It comes from the token, not from the request.
    SpringDocUtils.getConfig().addRequestWrapperToIgnore(Caller.class);
  }

  @Bean
  OpenAPI description() {
    return new OpenAPI()
        .info(
            new Info()
                .title("Tacet: people")
                .version("v1")
                .description("Profiles, friends, blocks, rooms, devices and their public keys."))
        .components(
            new Components()
                .addSecuritySchemes(
                    BEARER,
                    new SecurityScheme()
                        .type(SecurityScheme.Type.HTTP)
                        .scheme("bearer")
                        .bearerFormat("JWT")))
        .addSecurityItem(new SecurityRequirement().addList(BEARER));
  }

  /** It says nothing that is not in the documentation. */
  @Bean
  PublicPaths apiDescription() {
    return PublicPaths.of(HttpMethod.GET, "/v3/api-docs");
  }
}
