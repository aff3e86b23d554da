package chat.tacet.kit.boot;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where other services are, as the operator wrote it. */
public final class ServiceUrls {

  private static final Set<String> SCHEMES = Set.of("http", "https");

  private static final int MAX_PORT = 65_535;

  private ServiceUrls() {}

  /**
   * What nobody can be asked at is said at the start, and not by each call.
   *
   * @param variable that names them
   * @throws StartRefusedException when one of them is no address
   */
  public static void require(String variable, List<URI> urls) {
    if (urls.isEmpty() || !urls.stream().allMatch(ServiceUrls::isUsable)) {
      throw new StartRefusedException(
          variable + " is no address of a service.",
          "Set it to one such as http://10.0.0.5:8081, or to several with commas between.");
    }
  }

  /** There is no host where a name has what names of hosts have not, such as an underscore. */
  private static boolean isUsable(@Nullable URI url) {
    return url != null
        && url.getScheme() != null
        && SCHEMES.contains(url.getScheme().toLowerCase(Locale.ROOT))
        && url.getHost() != null
        && url.getPort() <= MAX_PORT;
  }
}
