package chat.tacet.client.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.protocol.bytes.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  /** One test for each element of a list, which must not be empty. */
  public static Stream<DynamicTest> each(JsonNode vectors, String list, Check check) {
    List<JsonNode> found = List.copyOf(vectors.required(list).values());
    assertThat(found).as(list).isNotEmpty();
    return found.stream()
        .map(vector ->
            DynamicTest.dynamicTest(vector.path("name").asString(list), () -> check.holds(vector)));
  }

  public static byte[] bytes(JsonNode vector, String field) {
    return Bytes.fromHex(vector.required(field).asString()).toArray();
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
