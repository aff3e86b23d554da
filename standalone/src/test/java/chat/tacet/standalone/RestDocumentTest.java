package chat.tacet.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.kit.json.ByteLength;
import chat.tacet.kit.problem.Refuses;
import java.io.IOException;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code contracts/openapi/tacet.yaml} names every call that a service has, and no other. */
class RestDocumentTest {

  private static final Path DOCUMENT = Path.of("../contracts/openapi/tacet.yaml");

  private static JsonNode document = JsonMapper.shared().createObjectNode();
  private static Map<String, JsonNode> described = Map.of();
  private static Map<String, Method> routed = Map.of();

  @BeforeAll
  static void read() throws IOException {
    document = JsonMapper.shared().valueToTree(new Yaml().load(Files.readString(DOCUMENT)));
    described = operations();
    routed = routes();
  }

  @Test
  void everyCallOfAServiceIsDescribedAndNoOther() {
    assertThat(routed).hasSizeGreaterThan(50);
    assertThat(described.keySet()).containsExactlyElementsOf(routed.keySet());
  }

  @Test
  void everyRefusalThatAControllerNamesIsDescribed() {
    routed.forEach((call, method) -> {
      Refuses refuses = AnnotatedElementUtils.findMergedAnnotation(method, Refuses.class);
      for (String refusal : refuses == null ? new String[0] : refuses.value()) {
        String[] parts = refusal.split(" ", 2);
        assertThat(codes(call, parts[0])).as("%s %s", call, parts[0]).contains(parts[1]);
      }
    });
  }

  /** As the services read them: what they do not know they refuse. */
  @Test
  void bodiesOfCallsAreDescribedAsTakingNothingElse() {
    var objects = new ArrayList<JsonNode>();
    described.forEach((call, operation) ->
        operation.path("requestBody").findParents("properties").stream()
            .filter(schema -> schema.path("type").asString("").equals("object"))
            .forEach(schema -> {
              objects.add(schema);
              assertThat(schema.path("additionalProperties").isBoolean())
                  .as("%s: %s", call, schema)
                  .isTrue();
              assertThat(schema.path("additionalProperties").asBoolean()).as(call).isFalse();
            }));
    assertThat(objects).hasSizeGreaterThan(15);
  }

  /** Where a service judges the length of bytes, the document names the same. */
  @Test
  void bytesOfCallsAreDescribedAsLongAsTheyMayBe() {
    var judged = new ArrayList<String>();
    routed.forEach((call, method) -> {
      for (Parameter parameter : method.getParameters()) {
        if (parameter.isAnnotationPresent(RequestBody.class)) {
          for (RecordComponent field : components(parameter.getAnnotatedType())) {
            JsonNode schema = bodyField(call, field.getName());
            lengthOf(field.getAnnotatedType())
                .filter(length -> schema.has("maxLength"))
                .ifPresent(length -> {
                  judged.add(call);
                  assertThat(schema.path("maxLength").asInt())
                      .as("%s %s", call, field.getName())
                      .isEqualTo((length.max() * 4 + 2) / 3);
                });
          }
        }
      }
    });
    assertThat(judged).hasSizeGreaterThan(10);
  }

  /** Of the body itself, or of what a Mono brings. */
  private static RecordComponent[] components(AnnotatedType body) {
    AnnotatedType of =
        body instanceof AnnotatedParameterizedType mono
            ? mono.getAnnotatedActualTypeArguments()[0]
            : body;
    return of.getType() instanceof Class<?> type && type.isRecord()
        ? type.getRecordComponents()
        : new RecordComponent[0];
  }

  private static JsonNode bodyField(String call, String name) {
    JsonNode field =
        described
            .getOrDefault(call, document)
            .at("/requestBody/content/application~1json/schema/properties")
            .path(name);
    return field.has("items") ? field.path("items") : field;
  }

  /** Of the field, or of each in a list. */
  private static Optional<ByteLength> lengthOf(AnnotatedType type) {
    AnnotatedType of =
        type instanceof AnnotatedParameterizedType list
            ? list.getAnnotatedActualTypeArguments()[0]
            : type;
    return Optional.ofNullable(of.getAnnotation(ByteLength.class));
  }

  private static List<String> codes(String call, String status) {
    JsonNode response = described.getOrDefault(call, document).path("responses").path(status);
    String reference = response.path("$ref").asString("");
    JsonNode resolved = reference.isEmpty() ? response : document.at(reference.substring(1));
    return resolved
        .at("/content/application~1problem+json/schema/allOf/1/properties/code/enum")
        .valueStream()
        .map(code -> code.asString())
        .toList();
  }

  private static Map<String, JsonNode> operations() {
    var all = new TreeMap<String, JsonNode>();
    document
        .path("paths")
        .propertyStream()
        .forEach(path ->
            path.getValue()
                .propertyStream()
                .forEach(operation ->
                    all.put(
                        operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                        operation.getValue())));
    return all;
  }

  private static Map<String, Method> routes() {
    var scanner = new ClassPathScanningCandidateComponentProvider(false);
    scanner.addIncludeFilter(new AnnotationTypeFilter(RestController.class));
    var all = new TreeMap<String, Method>();
    for (String service : List.of("auth", "social", "relay")) {
      scanner
          .findCandidateComponents("chat.tacet." + service)
          .forEach(bean -> routes(load(String.valueOf(bean.getBeanClassName())), all));
    }
    return all;
  }

  private static void routes(Class<?> controller, Map<String, Method> all) {
    var base = AnnotatedElementUtils.findMergedAnnotation(controller, RequestMapping.class);
    List<String> bases = base == null ? List.of("") : paths(base);
    for (Method method : controller.getDeclaredMethods()) {
      var mapping = AnnotatedElementUtils.findMergedAnnotation(method, RequestMapping.class);
      if (mapping != null) {
        for (var verb : mapping.method()) {
          for (String path : joined(bases, paths(mapping))) {
            all.put(verb + " " + path, method);
          }
        }
      }
    }
  }

  private static List<String> joined(List<String> bases, List<String> paths) {
    var all = new ArrayList<String>();
    for (String base : bases) {
      (paths.isEmpty() ? Stream.of("") : paths.stream())
          // Variables are named in both; their patterns are the document's schemas.
          .map(path -> (base + path).replaceAll("\\{(\\w+):(?:[^{}]|\\{[^{}]*})*}", "{$1}"))
          .forEach(all::add);
    }
    return all;
  }

  private static List<String> paths(RequestMapping mapping) {
    return Arrays.asList(mapping.path());
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
