package chat.tacet.client.vectors;

import static chat.tacet.client.vectors.Vectors.hex;
import static chat.tacet.client.vectors.Vectors.secret;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Whole conversations, repeated from the file alone and to the byte. */
@DisplayName("[H] [R] [Q] [S] Sessions of the transcript vectors")
class SessionVectorsTest {

  @TestFactory
  Stream<DynamicTest> sessions() {
    List<DynamicTest> tests = new ArrayList<>();
    for (String file : TacetVectorsTest.FILES) {
      JsonNode vectors = Vectors.read(file);
      for (JsonNode session : vectors.required("sessions").values()) {
        String rule = session.required("rule").asString();
        String what = session.required("what").asString();
        tests.add(
            DynamicTest.dynamicTest(
                file + " [" + rule + "] " + what, () -> repeat(vectors, session)));
      }
    }
    assertThat(tests).hasSizeGreaterThan(3);
    return tests.stream();
  }

  private static void repeat(JsonNode vectors, JsonNode session) {
    Conversation conversation = new Conversation(vectors.required("people"));
    List<JsonNode> events = List.copyOf(session.required("events").values());
    assertThat(events).isNotEmpty();
    for (JsonNode event : events) {
      switch (event.required("do").asString()) {
        case "begin" -> conversation.begin(event);
        case "seal" -> conversation.seal(event);
        case "forge" -> conversation.forge(event.required("message").asInt(), hex(event, "sealed"));
        case "open" -> conversation.open(event);
        default -> throw new AssertionError("an event nobody knows");
      }
    }
    JsonNode pairs = session.required("pairs");
    assertThat(pairs.size()).isEqualTo(2);
    for (String name : pairs.propertyNames()) {
      assertThat(conversation.pair(name).encode()).as(name).isEqualTo(secret(pairs, name));
    }
  }
}
