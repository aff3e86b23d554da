package chat.tacet.kit.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.context.support.GenericApplicationContext;

class SettingsFromFilesTest {

  private static final TacetService SERVICE =
      new TacetService("echo-service", Object.class, "TACET_ECHO_PORT", 8999);

  @TempDir private Path folder;

  @Test
  void theFileThatAVariableNamesHoldsTheValue() throws IOException {
    var file = Files.writeString(folder.resolve("redis-url"), "redis://:secret@redis:6379\n");

    assertThat(redisUrl(Map.of("TACET_REDIS_URL_FILE", file.toString())))
        .isEqualTo("redis://:secret@redis:6379");
  }

  @Test
  void aVariableThatIsSetItselfWins() throws IOException {
    var file = Files.writeString(folder.resolve("redis-url"), "redis://a");

    assertThat(
            redisUrl(
                Map.of("TACET_REDIS_URL_FILE", file.toString(), "TACET_REDIS_URL", "redis://b")))
        .isEqualTo("redis://b");
  }

  @Test
  void whatIsNoReadableTextFileIsRefusedByTheNameOfItsVariable() throws IOException {
    var tooLong = Files.writeString(folder.resolve("long"), "x".repeat(8193));
    var notUtf8 = Files.write(folder.resolve("bytes"), new byte[] {(byte) 0xff});

    for (var file :
        new String[] {
          "/nowhere", folder.toString(), "/dev/zero", "\0", tooLong.toString(), notUtf8.toString()
        }) {
      assertThatThrownBy(() -> redisUrl(Map.of("TACET_REDIS_URL_FILE", file)))
          .isInstanceOf(StartRefusedException.class)
          .hasMessage("The file that TACET_REDIS_URL_FILE names cannot be read.");
    }
  }

  private static String redisUrl(Map<String, String> variables) {
    var environment = new TacetEnvironment(SERVICE, Map.of(), variables, Map.of());
    ConfigurationPropertySources.attach(environment);
    try (var context = new GenericApplicationContext()) {
      context.setEnvironment(environment);
      SettingsFromFiles.read(context);
      return environment.getRequiredProperty("tacet.redis-url");
    }
  }
}
