package chat.tacet.standalone.doctor;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The variables, as far as they can be judged without trying them. */
record SettingsCheck(Map<String, String> variables) {

  private static final String PROXIES = "TACET_TRUSTED_PROXIES";

  /** {@code TACET_PUBLIC_URL}, or what stands for it. */
  static String publicUrl(Map<String, String> variables) {
    return variables.getOrDefault(
        "TACET_PUBLIC_URL", "http://localhost:" + variables.getOrDefault("TACET_PORT", "8080"));
  }

  List<Finding> findings() {
    var findings = new ArrayList<Finding>();
    findings.add(address());
    findings.add(proxies());
    variables.forEach((name, file) -> {
      if (name.startsWith("TACET_") && name.endsWith("_FILE") && !Files.isReadable(Path.of(file))) {
        findings.add(
            Finding.broken(
                "Settings", name + " names a file that cannot be read.", "chmod, chown"));
      }
    });
    return findings;
  }

  private Finding address() {
    var url = publicUrl(variables);
    try {
      var address = URI.create(url);
      boolean local = "localhost".equals(address.getHost());
      if (address.getHost() == null || !List.of("", "/").contains(address.getPath())) {
        return Finding.broken(
            "Address", url + " is no address.", "TACET_PUBLIC_URL=https://chat.example.org");
      }
      if (!"https".equals(address.getScheme()) && !local) {
        return Finding.broken(
            "Address",
            url + " is not secure: browsers give a page no cryptography there.",
            "put TLS in front, and set TACET_PUBLIC_URL to the https address");
      }
      return Finding.good("Address", url);
    } catch (IllegalArgumentException unreadable) {
      return Finding.broken(
          "Address",
          "TACET_PUBLIC_URL is no address.",
          "TACET_PUBLIC_URL=https://chat.example.org");
    }
  }

  private Finding proxies() {
    var trusted = variables.getOrDefault(PROXIES, "");
    if (trusted.contains("/0")) {
      return Finding.broken(
          "Proxies",
          "everybody may say where they come from: limits by address hold nobody.",
          PROXIES + "=127.0.0.1, or wherever your proxy is");
    }
    // In a container of its own a service does not see the gateway's settings.
    boolean alone = variables.containsKey("TACET_AUTH_JWKS_URL");
    if (trusted.isBlank() && publicUrl(variables).startsWith("https:") && !alone) {
      return Finding.broken(
          "Proxies",
          "no proxy is trusted: all people share one address, and its limits.",
          PROXIES + "=127.0.0.1, or wherever your proxy is, which adds X-Forwarded-For");
    }
    return Finding.good("Proxies", trusted.isBlank() ? "none trusted" : trusted + " trusted");
  }
}
