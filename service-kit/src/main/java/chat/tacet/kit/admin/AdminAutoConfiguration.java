package chat.tacet.kit.admin;

import java.nio.file.Path;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.json.JsonMapper;

/**
 * The door for administrators, where {@code TACET_ADMIN_DIR} names a directory for it; without,
 * there is none. It is listed by each service in its own {@code @ImportAutoConfiguration}.
 */
@AutoConfiguration
@ConditionalOnProperty("tacet.admin-dir")
public class AdminAutoConfiguration {

  @Bean
  AdminSocket adminSocket(
      @Value("${tacet.admin-dir}") Path directory,
      @Value("${spring.application.name}") String service,
      ObjectProvider<AdminCommand> commands,
      JsonMapper json) {
    return new AdminSocket(directory, service, new AdminDesk(commands.stream().toList(), json));
  }
}
