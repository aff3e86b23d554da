package chat.tacet.standalone.settings;

import chat.tacet.kit.boot.SettingTrial;
import chat.tacet.kit.boot.StartRefusedException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.ResolvableType;
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

  /**
   * One of them.
   *
   * @param property as a service names it, {@code tacet.gateway.max-body}
   * @param wanted what is read from it
   */
  private record Setting(String property, Bindable<?> wanted) {

    /** As the documentation writes names of this kind. */
    String variable() {
      return property.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
    }
  }

  private static final class Found {
    static final List<Setting> ALL = find();
    static final Map<String, Setting> BARE =
        ALL.stream()
            .collect(Collectors.toUnmodifiableMap(each -> bare(each.variable()), each -> each));
  }

  /** All of them, as the documentation writes names of this kind. */
  static List<String> names() {
    return Found.ALL.stream().map(Setting::variable).sorted().toList();
  }

  /** Whether a service reads it: words of a name may be parted by more underscores. */
  static boolean isOne(String variable) {
    return Found.BARE.containsKey(bare(variable));
  }

  /** Why a service does not start with what this one is set to. */
  static Optional<StartRefusedException> refusal(String variable, Map<String, String> variables) {
    var setting = Objects.requireNonNull(Found.BARE.get(bare(variable)));
    try {
      SettingTrial.require(setting.property(), setting.wanted(), variables);
      return Optional.empty();
    } catch (StartRefusedException refused) {
      return Optional.of(refused);
    }
  }

  private static String bare(String variable) {
    return variable.replace("_", "");
  }

  private static List<Setting> find() {
    var scanner = new ClassPathScanningCandidateComponentProvider(false);
    scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
    return scanner.findCandidateComponents(OURS).stream()
        .map(each -> Objects.requireNonNull(each.getBeanClassName()))
        .map(name -> ClassUtils.resolveClassName(name, ServiceSettings.class.getClassLoader()))
        .flatMap(type -> of(type, prefix(type)))
        .toList();
  }

  private static String prefix(Class<?> type) {
    return Objects.requireNonNull(
            AnnotationUtils.findAnnotation(type, ConfigurationProperties.class))
        .prefix();
  }

  private static Stream<Setting> of(Class<?> type, String prefix) {
    return Arrays.stream(type.getRecordComponents())
        .flatMap(part -> {
          var name = prefix + "." + DataObjectPropertyName.toDashedForm(part.getName());
          return part.getType().isRecord() && part.getType().getName().startsWith(OURS)
              ? of(part.getType(), name)
              : Stream.of(new Setting(name, wanted(part)));
        });
  }

  private static Bindable<?> wanted(RecordComponent part) {
    return Bindable.of(ResolvableType.forType(part.getGenericType()))
        .withAnnotations(part.getAnnotations());
  }
}
