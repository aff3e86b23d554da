package chat.tacet.kit.etag;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/** Entity tags for a service's answers; each service lists it that has something to read again. */
@AutoConfiguration
public class EntityTagAutoConfiguration {

  @Bean
  EntityTags entityTags() {
    return new EntityTags();
  }
}
