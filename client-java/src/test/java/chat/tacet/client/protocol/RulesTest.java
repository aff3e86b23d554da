package chat.tacet.client.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The rules of docs/spec")
class RulesTest {

  private static final Path SPEC = Path.of("..", "docs", "spec");
  private static final Pattern RULE = Pattern.compile("\\*\\*\\[([A-Z]+-\\d+)]");

  /** Kept by whoever stores, fetches and shows; the stories across both clients test them. */
  private static final Set<String> OF_THE_ENGINE =
      Set.of(
          "C-10", "C-12", "C-13", "C-14", "C-16", "C-17", "I-9", "PK-5", "V-6", "V-7", "V-8", "V-9",
          "V-10", "V-13", "V-14", "V-15");

  /**
   * Not this client's: verified contacts, the forms of the browser's storage, of which two are
   * those of groups, and statements that ask for no code.
   */
  private static final Set<String> OF_THE_BROWSER =
      Set.of(
          "C-9", "I-10", "I-11", "I-12", "M-17", "V-11", "V-12", "V-16", "V-17", "V-18", "V-19",
          "V-20", "V-21", "V-22", "V-23");

  @Test
  @DisplayName("are each cited by the code that keeps them")
  void cited() {
    assertThat(missingIn(Path.of("src", "main"), Set.of())).isEmpty();
  }

  @Test
  @DisplayName("are each named by a test")
  void tested() {
    assertThat(missingIn(Path.of("src", "test"), OF_THE_ENGINE)).isEmpty();
  }

  private static Set<String> missingIn(Path folder, Set<String> elsewhere) {
    String sources = sources(folder);
    Set<String> missing = new TreeSet<>();
    for (String page : List.of("protocol.md", "wire-format.md", "content.md", "storage.md")) {
      RULE.matcher(read(SPEC.resolve(page)))
          .results()
          .map(result -> result.group(1))
          .filter(rule -> !sources.contains("[" + rule + "]"))
          .forEach(missing::add);
    }
    missing.removeAll(elsewhere);
    missing.removeAll(OF_THE_BROWSER);
    return missing;
  }

  private static String sources(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(RulesTest::read)
          .collect(Collectors.joining());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
