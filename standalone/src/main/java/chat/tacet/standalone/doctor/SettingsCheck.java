package chat.tacet.standalone.doctor;

import chat.tacet.gateway.hardening.Network;
import chat.tacet.kit.admin.AdminSocket;
import chat.tacet.kit.boot.LogFormat;
import chat.tacet.kit.boot.SettingsFromFiles;
import chat.tacet.kit.boot.StartRefusedException;
import chat.tacet.standalone.settings.AdminDirectory;
import chat.tacet.standalone.settings.KnownVariables;
import chat.tacet.standalone.settings.PublicAddress;
import chat.tacet.standalone.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The variables, as far as they can be judged without trying them.
 *
 * @param running the public address of the Tacet that runs here, if one does: whoever asks the
 *     doctor may have started it elsewhere, with other variables
 */
record SettingsCheck(Map<String, String> variables, Optional<String> running) {

  private static final String FILE = "_FILE";
  private static final String PROXIES = "TACET_TRUSTED_PROXIES";

  /** {@code TACET_PUBLIC_URL}, or what stands for it. */
  static String publicUrl(Map<String, String> variables) {
    return variables.getOrDefault(
        "TACET_PUBLIC_URL", "http://localhost:" + variables.getOrDefault("TACET_PORT", "8080"));
  }

  List<Finding> findings() {
    var findings = new ArrayList<Finding>();
    findings.add(portAndAddress());
    findings.add(proxies());
    administrators().ifPresent(findings::add);
    refused(() -> LogFormat.require(variables.getOrDefault(LogFormat.VARIABLE, "")))
        .ifPresent(findings::add);
    refused(() -> Settings.redisMemoryMb(variables)).ifPresent(findings::add);
    KnownVariables.unknown(variables.keySet())
        .map(warning -> Finding.advice("Settings", warning.says(), warning.mend()))
        .ifPresent(findings::add);
    KnownVariables.refusals(variables)
        .forEach(refused -> findings.add(Finding.broken("Settings", refused)));
    variables.forEach((name, file) -> {
      if (name.startsWith("TACET_") && name.endsWith(FILE)) {
        file(name, file).ifPresent(findings::add);
      }
    });
    return findings;
  }

  /** What keeps Tacet from starting. */
  private Optional<Finding> administrators() {
    try {
      var directory = AdminDirectory.of(variables);
      if (Files.isDirectory(directory)) {
        AdminSocket.requireClosed(directory);
      }
      return Optional.empty();
    } catch (StartRefusedException open) {
      return Optional.of(Finding.broken("Administrators", open));
    } catch (IOException unreadable) {
      return Optional.of(
          Finding.broken(
              "Administrators", "their directory cannot be looked at.", "look at its owner"));
    }
  }

  private static Optional<Finding> refused(Runnable trial) {
    try {
      trial.run();
      return Optional.empty();
    } catch (StartRefusedException why) {
      return Optional.of(Finding.broken("Settings", why));
    }
  }

  private static Optional<Finding> file(String name, String file) {
    if (!Files.exists(Path.of(file))) {
      return Optional.of(
          Finding.broken(
              "Settings", name + " names a file that is not there.", "write it, or mend its name"));
    }
    return refused(
        () -> SettingsFromFiles.value(Map.of(name, file), name.replaceFirst(FILE + "$", "")));
  }

  private Finding portAndAddress() {
    try {
      var _ = Settings.port(variables);
      return address();
    } catch (StartRefusedException neither) {
      return Finding.broken("Address", neither);
    }
  }

  /** Whether the one that runs was told of another address than stands here. */
  private boolean startedElsewhere() {
    return running.filter(url -> !url.equals(publicUrl(variables))).isPresent();
  }

  private Finding address() {
    var url = publicUrl(variables);
    if (startedElsewhere()) {
      var there = running.orElseThrow();
      return variables.containsKey("TACET_PUBLIC_URL")
          ? Finding.broken(
              "Address",
              "Tacet runs as %s, and TACET_PUBLIC_URL is %s here.".formatted(there, url),
              "restart it with this one, or set that one here")
          : Finding.advice(
              "Address",
              "Tacet runs as " + there + ", with variables that are not set here.",
              "set what it was started with, and ask again: proxies are judged by what is here");
    }
    return PublicAddress.insecure(url)
        .map(warning -> Finding.broken("Address", warning.says(), warning.mend()))
        .orElseGet(() -> Finding.good("Address", url));
  }

  /** As the gateway reads them. */
  private static boolean areNetworks(String trusted) {
    try {
      var _ = Network.parseAll(List.of(trusted.split(",", -1)));
      return true;
    } catch (IllegalArgumentException notANetwork) {
      return false;
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
    if (!areNetworks(trusted)) {
      return Finding.broken(
          "Proxies",
          PROXIES + " is no list of addresses and networks: Tacet does not start with it.",
          PROXIES + "=127.0.0.1, or networks like 10.0.0.0/8, separated by commas");
    }
    // In a container of its own a service does not see the gateway's settings.
    boolean alone = variables.containsKey("TACET_AUTH_JWKS_URL");
    if (trusted.isBlank() && running.isPresent()) {
      return Finding.good(
          "Proxies", "none named here; \"Proxy\" says what the running Tacet knows");
    }
    if (trusted.isBlank() && publicUrl(variables).startsWith("https:") && !alone) {
      return Finding.broken(
          "Proxies",
          "no proxy is trusted: all people share one address, and its limits.",
          PROXIES + "=127.0.0.1, or wherever your proxy is, which adds X-Forwarded-For");
    }
    return Finding.good("Proxies", trusted.isBlank() ? "none trusted" : trusted + " trusted");
  }
}
