package chat.tacet.auth.system;

import chat.tacet.kit.problem.Refuses;
import chat.tacet.kit.token.Caller;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.core.MethodParameter;
import org.springframework.core.Nullness;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;

/** Documents each call's refusals: its own ({@link Refuses}) and those that come with its kind. */
@Component
class RefusalDocumentation implements OperationCustomizer {

  private static final List<String> WITH_BODY =
      List.of(
          "400 validation-failed",
          "400 malformed-request",
          "413 payload-too-large",
          "415 unsupported-media-type");

  private static final List<String> WITH_TOKEN =
      List.of("401 unauthenticated", "401 token-expired", "401 login-ended");

  private static final List<String> ALWAYS = List.of("500 internal", "503 unavailable");

  @Override
  public Operation customize(Operation operation, HandlerMethod method) {
    var refusals = new ArrayList<>(ALWAYS);
    if (operation.getRequestBody() != null) {
      refusals.addAll(WITH_BODY);
    }
    if (needsToken(method)) {
      refusals.addAll(WITH_TOKEN);
      operation.addSecurityItem(
          new SecurityRequirement().addList(OpenApiConfiguration.ACCESS_TOKEN));
    }
    Refuses own = method.getMethodAnnotation(Refuses.class);
    if (own != null) {
      refusals.addAll(Arrays.asList(own.value()));
    }
    byStatus(refusals)
        .forEach(
            (status, codes) -> operation.getResponses().addApiResponse(status, response(codes)));
    return operation;
  }

  private static boolean needsToken(HandlerMethod method) {
    return Arrays.stream(method.getMethodParameters())
        .filter(parameter -> parameter.getParameterType() == Caller.class)
        .anyMatch(RefusalDocumentation::isRequired);
  }

  private static boolean isRequired(MethodParameter parameter) {
    return Nullness.forMethodParameter(parameter) != Nullness.NULLABLE;
  }

  private static Map<String, List<String>> byStatus(List<String> refusals) {
    var byStatus = new TreeMap<String, List<String>>();
    for (String refusal : refusals) {
      int space = refusal.indexOf(' ');
      byStatus
          .computeIfAbsent(refusal.substring(0, space), status -> new ArrayList<>())
          .add(refusal.substring(space + 1));
    }
    return byStatus;
  }

  private static ApiResponse response(List<String> codes) {
    var problem = new Schema<>().$ref("#/components/schemas/" + OpenApiConfiguration.PROBLEM);
    return new ApiResponse()
        .description("`code`: " + String.join(", ", codes))
        .content(
            new Content()
                .addMediaType("application/problem+json", new MediaType().schema(problem)));
  }
}
