package chat.tacet.social.link;

import chat.tacet.kit.work.RepeatedWork;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Takes meetings that are over out of the database. Nobody has seen them since they ended. */
@Configuration(proxyBeanMethods = false)
class LinkSweep {

  private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);

  /**
   * This holds nobody's lock, and whoever found a meeting just before it ended may still be putting
   * a message there. No change takes as long.
   */
  private static final Duration LONG_OVER = Duration.ofMinutes(1);

  @Bean
  RepeatedWork linksSwept(LinkTable table) {
    return new RepeatedWork(
        "Old links cannot be removed", SWEEP_EVERY, () -> table.deleteExpired(LONG_OVER));
  }
}
