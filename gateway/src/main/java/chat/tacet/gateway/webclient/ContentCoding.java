package chat.tacet.gateway.webclient;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Chooses the smallest form a client accepts (RFC 9110, 12.5.3). */
final class ContentCoding {

  /** Smallest first. */
  private static final List<String> PREFERENCE = List.of("br", "gzip");

  private static final Pattern REFUSED = Pattern.compile(";\\s*q=0(\\.0*)?\\s*$");

  private ContentCoding() {}

  static String choose(Set<String> available, List<String> acceptEncoding) {
    var accepted =
        acceptEncoding.stream()
            .flatMap(line -> Arrays.stream(line.split(",", -1)))
            .filter(coding -> !REFUSED.matcher(coding).find())
            .map(coding -> coding.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    return PREFERENCE.stream()
        .filter(available::contains)
        .filter(accepted::contains)
        .findFirst()
        .orElse(SiteFile.IDENTITY);
  }
}
