package chat.tacet.kit.boot;

import java.net.URI;
import java.util.List;
import java.util.Set;

/** Where other services are, as the operator wrote it. */
public final class ServiceUrls {

  private static final Set<String> SCHEMES = Set.of("http", "https");

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

  private static boolean isUsable(URI url) {
    return url.getScheme() != null
        && SCHEMES.contains(url.getScheme())
        && url.getRawAuthority() != null;
  }
}
