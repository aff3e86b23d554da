package chat.tacet.kit.redis;

import java.util.function.Consumer;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Spring Boot makes the connection factory; what it has no property for is set before it starts.
 */
final class ConnectionFactories {

  private ConnectionFactories() {}

  static BeanPostProcessor each(Consumer<LettuceConnectionFactory> settings) {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessBeforeInitialization(Object bean, String name) {
        if (bean instanceof LettuceConnectionFactory factory) {
          settings.accept(factory);
        }
        return bean;
      }
    };
  }
}
