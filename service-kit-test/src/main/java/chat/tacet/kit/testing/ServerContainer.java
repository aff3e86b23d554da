package chat.tacet.kit.testing;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.LoggerFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * A server in a container, on a known port of loopback. {@code ./tacet test} wants servers so where
 * a Docker engine has their images.
 */
final class ServerContainer extends GenericContainer<ServerContainer> {

  private static final Duration START_WITHIN = Duration.ofSeconds(60);

  private final String image;

  /**
   * @param variable that may name another image than {@code image}, as for the compose file
   * @param inside the port on which it listens
   * @param outside the port of loopback that leads to it
   */
  ServerContainer(String variable, String image, int inside, int outside) {
    this(Objects.requireNonNullElse(System.getenv(variable), image), inside, outside);
  }

  private ServerContainer(String image, int inside, int outside) {
    super(DockerImageName.parse(image));
    this.image = image;
    var binding =
        new PortBinding(Ports.Binding.bindIpAndPort("127.0.0.1", outside), ExposedPort.tcp(inside));
    withExposedPorts(inside);
    withCreateContainerCmdModifier(create ->
        Objects.requireNonNullElseGet(create.getHostConfig(), HostConfig::newHostConfig)
            .withPortBindings(binding));
  }

  /** Whether {@code TACET_TEST_SERVERS} says {@code containers}. */
  static boolean isWanted() {
    return "containers".equals(System.getenv("TACET_TEST_SERVERS"));
  }

  /**
   * @param line of its output, a regular expression, when it has started
   */
  ServerContainer whenItSays(String line) {
    return waitingFor(Wait.forLogMessage(line, 1).withStartupTimeout(START_WITHIN));
  }

  @Override
  public void start() {
    super.start();
    LoggerFactory.getLogger(ServerContainer.class).info("Started in a container: {}", image);
  }
}
