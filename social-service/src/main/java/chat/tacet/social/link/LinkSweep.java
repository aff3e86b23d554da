package chat.tacet.social.link;

import chat.tacet.kit.work.RepeatedWork;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Takes meetings that are over out of the database. Nobody has seen them since they ended. */
@Configuration(proxyBeanMethods = false)
class LinkSweep {

  private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);

  @Bean
  RepeatedWork linksSwept(LinkTable table) {
    return new RepeatedWork("Old links cannot be removed", SWEEP_EVERY, table::deleteExpired);
  }
}
