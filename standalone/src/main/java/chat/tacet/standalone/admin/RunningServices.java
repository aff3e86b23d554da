package chat.tacet.standalone.admin;

import java.util.Map;
import java.util.stream.Stream;

/** Whether anything of Tacet runs where this process looks. */
public final class RunningServices {

  private RunningServices() {}

  /**
   * Whether a service answers administrators here.
   *
   * @param variables {@code TACET_*}
   */
  public static boolean any(Map<String, String> variables) {
    var services = new Services(variables);
    return Stream.of(Services.AUTH, Services.SOCIAL, Services.RELAY).anyMatch(services::answers);
  }
}
