package chat.tacet.standalone.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/**
 * The variables that services read by groups, as their records of settings declare them. They are
 * looked for once somebody sets one.
 */
final class ServiceSettings {

  private static final String OURS = "chat.tacet";

  private ServiceSettings() {}

  private static final class Found {
    static final List<String> NAMES = find();
    static final Set<String> BARE =
        NAMES.stream().map(ServiceSettings::bare).collect(Collectors.toUnmodifiableSet());
  }

  /** All of them, as the documentation writes names of this kind. */
  static List<String> names() {
    return Found.NAMES;
  }

  /** Whether a service reads it: words of a name may be parted by more underscores. */
  static boolean isOne(String variable) {
    return Found.BARE.contains(bare(variable));
  }

  private static String bare(String variable) {
    return variable.replace("_", "");
  }

  private static List<String> find() {
    var scanner = new ClassPathScanningCandidateComponentProvider(false);
    scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
    return scanner.findCandidateComponents(OURS).stream()
        .map(each -> Objects.requireNonNull(each.getBeanClassName()))
        .map(name -> ClassUtils.resolveClassName(name, ServiceSettings.class.getClassLoader()))
        .flatMap(type -> of(type, prefix(type)))
        .sorted()
        .toList();
  }

  private static String prefix(Class<?> type) {
    var prefix =
        Objects.requireNonNull(AnnotationUtils.findAnnotation(type, ConfigurationProperties.class))
            .prefix();
    return prefix.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
  }

  private static Stream<String> of(Class<?> type, String name) {
    return type.isRecord() && type.getName().startsWith(OURS)
        ? Arrays.stream(type.getRecordComponents())
            .flatMap(
                part -> of(part.getType(), name + "_" + part.getName().toUpperCase(Locale.ROOT)))
        : Stream.of(name);
  }
}
