package chat.tacet.client.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("docs/spec/limits.md")
class LimitsTest {

  private static final Path PAGE = Path.of("..", "docs", "spec", "limits.md");

  /** This client has no groups: what only they need stands in a section of its own. */
  private static final String GROUPS = "\n## Groups\n";

  private static final Pattern LIMIT = Pattern.compile("\\| `([A-Z0-9_]+)` \\| ([0-9., ]+) \\|");
  private static final Pattern CODES =
      Pattern.compile("\\| ((?:`[a-z-]+`(?:, )?)+) \\| (\\w+) \\|");
  private static final Pattern NOT_HERE =
      Pattern.compile(
          "(?ms)^## (?:Several devices|Recovery phrase|Archive of history)$.*?(?=^## )");

  /**
   * Found before anything is opened: the inbox records it under this name; and told where
   * conversations are shown, which this library does not.
   */
  private static final Set<String> NOT_OF_THE_PROTOCOL =
      Set.of("device-unknown", "username-changed");

  private static final Pattern CODE = Pattern.compile("`([a-z-]+)`");

  @Test
  @DisplayName("names every limit with the value it has here")
  void limits() throws IOException {
    Map<String, List<BigDecimal>> written = new HashMap<>();
    Matcher matcher = LIMIT.matcher(page());
    while (matcher.find()) {
      written.put(
          matcher.group(1),
          Arrays.stream(matcher.group(2).split(",")).map(n -> new BigDecimal(n.strip())).toList());
    }
    Map<String, List<BigDecimal>> ours = new HashMap<>();
    for (Field field : Limits.class.getFields()) {
      ours.put(field.getName(), numbers(field));
    }
    assertThat(ours).isNotEmpty().isEqualTo(written);
  }

  @Test
  @DisplayName("names every code of kind validation and verification that there is here")
  void codes() throws IOException {
    Map<String, Set<String>> written = new HashMap<>();
    Matcher matcher = CODES.matcher(page());
    while (matcher.find()) {
      Matcher code = CODE.matcher(matcher.group(1));
      while (code.find()) {
        written.computeIfAbsent(matcher.group(2), _ -> new HashSet<>()).add(code.group(1));
      }
    }
    assertThat(codes(Refusal.Validation.values())).isEqualTo(written.get("validation"));
    Set<String> verification = codes(Refusal.Verification.values());
    verification.addAll(NOT_OF_THE_PROTOCOL);
    assertThat(verification).isEqualTo(written.get("verification"));
  }

  /** Without what a client with one device, no recovery phrase and no groups does not need. */
  private static String page() throws IOException {
    String page = Files.readString(PAGE);
    String rest = NOT_HERE.matcher(page).replaceAll("");
    assertThat(rest).isNotEqualTo(page).contains(GROUPS);
    return rest.substring(0, rest.indexOf(GROUPS));
  }

  private static Set<String> codes(Refusal... refusals) {
    return new HashSet<>(Stream.of(refusals).map(Refusal::code).toList());
  }

  private static List<BigDecimal> numbers(Field field) {
    try {
      Object value = field.get(null);
      List<?> values = value instanceof List<?> list ? list : List.of(value);
      return values.stream().map(number -> new BigDecimal(number.toString())).toList();
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
