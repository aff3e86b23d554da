package chat.tacet.kit.problem;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.result.method.RequestMappingInfo;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.server.NotAcceptableStatusException;
import org.springframework.web.server.ServerWebExchange;

/**
 * Judges the query of a call as bodies are judged: what the call does not know, what is there
 * twice, and what is no number or no truth value, is refused by name. Spring would ignore the
 * first, take one of the second, and read {@code 0x10} and {@code on}. And it judges {@code
 * Accept}.
 */
final class StrictCalls extends RequestMappingHandlerMapping {

  private static final Set<MediaType> JSON = Set.of(MediaType.APPLICATION_JSON);
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,19}");
  private static final Pattern TRUTH = Pattern.compile("true|false");
  private static final Pattern ANYTHING = Pattern.compile(".*", Pattern.DOTALL);

  private final Map<Method, Map<String, Pattern>> parametersOf = new ConcurrentHashMap<>();

  @Override
  protected void handleMatch(
      RequestMappingInfo mapping, HandlerMethod handler, ServerWebExchange exchange) {
    super.handleMatch(mapping, handler, exchange);
    requireJsonIsWanted(handler, exchange);
    var query = exchange.getRequest().getQueryParams();
    if (query.isEmpty()) {
      return;
    }
    var known = parametersOf.computeIfAbsent(handler.getMethod(), StrictCalls::parameters);
    var problems = new ArrayList<FieldProblem>();
    query.forEach((name, values) -> {
      var code = problem(known.get(name), values);
      if (code != null) {
        problems.add(InvalidFields.field(name, code));
      }
    });
    if (!problems.isEmpty()) {
      throw InvalidFields.failed(problems);
    }
  }

  /**
   * Before anything is done: Spring has a handler's work done first and looks for a form of the
   * answer then. And JSON is the one form there is, whatever else encoders could write.
   */
  private static void requireJsonIsWanted(HandlerMethod handler, ServerWebExchange exchange) {
    exchange.getAttributes().put(PRODUCIBLE_MEDIA_TYPES_ATTRIBUTE, JSON);
    if (!acceptsJson(exchange.getRequest().getHeaders()) && !answersNothing(handler)) {
      throw new NotAcceptableStatusException(List.copyOf(JSON));
    }
  }

  private static boolean acceptsJson(HttpHeaders headers) {
    try {
      var accepted = headers.getAccept();
      return accepted.isEmpty() || accepted.stream().anyMatch(StrictCalls::isJson);
    } catch (InvalidMediaTypeException unreadable) {
      return false;
    }
  }

  private static boolean isJson(MediaType accepted) {
    return accepted.getQualityValue() > 0 && accepted.isCompatibleWith(MediaType.APPLICATION_JSON);
  }

  private static boolean answersNothing(HandlerMethod handler) {
    var answer = ResolvableType.forMethodReturnType(handler.getMethod());
    while (answer.hasGenerics()) {
      answer = answer.getGeneric(0);
    }
    return answer.resolve(Object.class) == Void.class;
  }

  private static @Nullable String problem(@Nullable Pattern form, List<@Nullable String> values) {
    if (form == null) {
      return "unknown-parameter";
    }
    if (values.size() > 1) {
      return "repeated";
    }
    var value = values.getFirst();
    return form.matcher(value == null ? "" : value).matches() ? null : "unreadable";
  }

  private static Map<String, Pattern> parameters(Method call) {
    var known = new LinkedHashMap<String, Pattern>();
    Arrays.stream(call.getParameters())
        .forEach(parameter -> {
          var query = parameter.getAnnotation(RequestParam.class);
          if (query != null) {
            known.put(
                query.value().isEmpty() ? parameter.getName() : query.value(),
                form(parameter.getType()));
          }
        });
    return known;
  }

  private static Pattern form(Class<?> type) {
    if (type == int.class || type == long.class) {
      return NUMBER;
    }
    return type == boolean.class ? TRUTH : ANYTHING;
  }
}
