package chat.tacet.client.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The files of {@code contracts/vectors}. */
public final class Vectors {

  public static final Path FOLDER = Path.of("..", "contracts", "vectors");

  private Vectors() {}

  public static JsonNode read(String file) {
    try {
      return JsonMapper.shared().readTree(Files.readString(FOLDER.resolve(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One test for each element of a list, over all files that have it; there must be some. */
  public static Stream<DynamicTest> each(String list, Check check, String... files) {
    List<DynamicTest> tests = new ArrayList<>();
    for (String file : files) {
      for (JsonNode vector : read(file).path(list).values()) {
        String name = file + ": " + vector.path("name").asString(list);
        tests.add(DynamicTest.dynamicTest(name, () -> check.holds(vector)));
      }
    }
    assertThat(tests).as(list).isNotEmpty();
    return tests.stream();
  }

  /** Whether what takes minutes is asked for, as by {@code ./tacet verify vectors}. */
  public static boolean isLong() {
    return "1".equals(System.getenv("TACET_THOROUGH"));
  }

  public static byte[] bytes(JsonNode vector, String field) {
    return Bytes.fromHex(vector.required(field).asString()).toArray();
  }

  public static Bytes hex(JsonNode vector, String field) {
    return Bytes.of(bytes(vector, field));
  }

  public static Secret secret(JsonNode vector, String field) {
    return Secret.of(bytes(vector, field));
  }

  public static boolean isValid(JsonNode vector) {
    return switch (vector.required("result").asString()) {
      case "valid" -> true;
      case "refused" -> false;
      default -> throw new AssertionError("a result nobody knows");
    };
  }

  /** What a vector claims. */
  @FunctionalInterface
  public interface Check {
    void holds(JsonNode vector) throws Exception;
  }
}
