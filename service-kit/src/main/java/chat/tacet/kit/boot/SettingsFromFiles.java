package chat.tacet.kit.boot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * {@code TACET_X_FILE} names a file in which the value of {@code TACET_X} stands: a secret in a
 * variable could be read by whoever may list the processes or inspect the container. A variable
 * that is set itself wins.
 */
public final class SettingsFromFiles {

  private static final String SUFFIX = "_FILE";

  /** No address or password is longer; a device or a log named by mistake would never end. */
  private static final long MAX_BYTES = 8192;

  private SettingsFromFiles() {}

  /**
   * Reads the files now; what they say is behind everything that was set otherwise.
   *
   * @throws StartRefusedException when one of them cannot be read
   */
  static void read(ConfigurableApplicationContext context) {
    var sources = context.getEnvironment().getPropertySources();
    var variables =
        sources.get(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)
                instanceof SystemEnvironmentPropertySource environment
            ? environment.getSource()
            : Map.<String, Object>of();
    var found = new LinkedHashMap<String, Object>();
    variables.forEach((name, file) -> {
      if (name.endsWith(SUFFIX)) {
        found.put(
            name.substring(0, name.length() - SUFFIX.length()), content(name, file.toString()));
      }
    });
    // The ending of its name tells Boot to read TACET_REDIS_URL as tacet.redis-url.
    sources.addAfter(
        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
        new SystemEnvironmentPropertySource(
            "files-" + StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, found));
  }

  /**
   * One value, for a program that is no service.
   *
   * @param variables of the process
   * @param name of the variable, {@code TACET_X}
   * @return empty if neither it nor its file is named
   * @throws StartRefusedException when its file cannot be read
   */
  public static Optional<String> value(Map<String, String> variables, String name) {
    return Optional.ofNullable(variables.get(name))
        .or(() ->
            Optional.ofNullable(variables.get(name + SUFFIX))
                .map(file -> content(name + SUFFIX, file)));
  }

  private static String content(String variable, String file) {
    try {
      var path = Path.of(file);
      if (Files.isRegularFile(path) && Files.size(path) <= MAX_BYTES) {
        return Files.readString(path, StandardCharsets.UTF_8).strip();
      }
    } catch (IOException | InvalidPathException unreadable) {
      // Said below; the exception would tell no more, and a part of the content perhaps.
    }
    throw new StartRefusedException(
        "The file that " + variable + " names cannot be read.",
        "Let it be a text file of at most 8 KB which the user that runs Tacet may read.");
  }
}
