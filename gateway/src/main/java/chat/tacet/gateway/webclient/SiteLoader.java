package chat.tacet.gateway.webclient;

import chat.tacet.kit.boot.StartRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.http.MediaType;

/**
 * Reads a built web client into memory, so that serving it touches no disk and no path from a
 * request ever meets the file system.
 */
final class SiteLoader {

  /** The client has about 2 MB; a directory far above that is not a built client. */
  private static final long MAX_TOTAL_BYTES = 64L * 1024 * 1024;

  private static final String REMEDY =
      "Build it with ./tacet up, or set TACET_WEB_ROOT to a directory with a built web client.";

  /** Siblings that the build made, by content coding. */
  private static final Map<String, String> COMPRESSED = Map.of("br", ".br", "gzip", ".gz");

  /** Vite puts the hash of the content into these names. */
  private static final Pattern HASHED = Pattern.compile("/assets/.+-[A-Za-z0-9_-]{8}\\.[a-z0-9.]+");

  private static final Map<String, MediaType> TYPES =
      Map.ofEntries(
          Map.entry("html", utf8("text/html")),
          Map.entry("js", utf8("text/javascript")),
          Map.entry("css", utf8("text/css")),
          Map.entry("json", utf8("application/json")),
          Map.entry("webmanifest", utf8("application/manifest+json")),
          Map.entry("txt", utf8("text/plain")),
          Map.entry("svg", utf8("image/svg+xml")),
          Map.entry("png", MediaType.IMAGE_PNG),
          Map.entry("ico", MediaType.valueOf("image/x-icon")),
          Map.entry("webp", MediaType.valueOf("image/webp")),
          Map.entry("woff2", MediaType.valueOf("font/woff2")));

  private SiteLoader() {}

  /**
   * Files by their path on the site, for example {@code /index.html}.
   *
   * @throws StartRefusedException if there is no web client in the directory
   */
  static Map<String, SiteFile> load(Path root) {
    if (!Files.isRegularFile(root.resolve("index.html"))) {
      throw new StartRefusedException("There is no web client in %s.".formatted(root), REMEDY);
    }
    try (var found = Files.walk(root)) {
      var paths = found.filter(Files::isRegularFile).filter(path -> !isCompressed(path)).toList();
      var site = new HashMap<String, SiteFile>();
      long total = 0;
      for (Path path : paths) {
        total += Files.size(path);
        if (total > MAX_TOTAL_BYTES) {
          throw new StartRefusedException(
              "The directory %s is too large to be a web client.".formatted(root), REMEDY);
        }
        var name = "/" + root.relativize(path).toString().replace('\\', '/');
        site.put(name, read(name, path));
      }
      return Map.copyOf(site);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static SiteFile read(String name, Path path) throws IOException {
    var content = Files.readAllBytes(path);
    var encodings = new HashMap<String, byte[]>();
    encodings.put(SiteFile.IDENTITY, content);
    for (var coding : COMPRESSED.entrySet()) {
      var sibling = path.resolveSibling(path.getFileName() + coding.getValue());
      if (Files.isRegularFile(sibling)) {
        encodings.put(coding.getKey(), Files.readAllBytes(sibling));
      }
    }
    return new SiteFile(type(name), HASHED.matcher(name).matches(), etag(content), encodings);
  }

  private static boolean isCompressed(Path path) {
    return COMPRESSED.values().stream().anyMatch(path.toString()::endsWith);
  }

  private static MediaType type(String name) {
    var extension = name.substring(name.lastIndexOf('.') + 1);
    return TYPES.getOrDefault(extension, MediaType.APPLICATION_OCTET_STREAM);
  }

  private static MediaType utf8(String type) {
    return new MediaType(MediaType.valueOf(type), StandardCharsets.UTF_8);
  }

  private static String etag(byte[] content) {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(content);
      return '"'
          + Base64.getUrlEncoder().withoutPadding().encodeToString(hash).substring(0, 22)
          + '"';
    } catch (NoSuchAlgorithmException everyPlatformHasIt) {
      throw new IllegalStateException(everyPlatformHasIt);
    }
  }
}
