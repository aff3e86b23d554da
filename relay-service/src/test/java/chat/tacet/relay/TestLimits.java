package chat.tacet.relay;

import chat.tacet.relay.limits.RelayLimits;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The table of limits with some entries changed. */
public final class TestLimits {

  private TestLimits() {}

  public static RelayLimits with(Map<String, String> changes) {
    Map<String, String> properties = new HashMap<>();
    changes.forEach((name, value) -> properties.put("tacet.relay.limits." + name, value));
    return new Binder(new MapConfigurationPropertySource(properties))
        .bindOrCreate("tacet.relay.limits", RelayLimits.class);
  }
}
