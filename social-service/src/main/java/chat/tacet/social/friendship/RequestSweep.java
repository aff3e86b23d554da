package chat.tacet.social.friendship;

import chat.tacet.kit.work.RepeatedWork;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Takes requests that were closed long ago out of the database: nobody asks for them any more. */
@Configuration(proxyBeanMethods = false)
class RequestSweep {

  private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);

  @Bean
  RepeatedWork requestsSwept(FriendRequestTable table) {
    return new RepeatedWork(
        "Old friend requests cannot be removed", SWEEP_EVERY, table::forgetClosed);
  }
}
