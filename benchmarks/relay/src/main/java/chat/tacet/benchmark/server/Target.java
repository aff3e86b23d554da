package chat.tacet.benchmark.server;

import chat.tacet.benchmark.dialect.Dialect;
import java.time.Duration;
import java.util.List;

/**
 * A server that can be measured.
 *
 * @param name as it stands in tables
 * @param durability what it has done with a message when it confirms it
 * @param processes all that work for it, the store last
 */
public record Target(
    String name, String durability, Dialect dialect, List<ServerProcess> processes) {

  /** What all of it has used of the core. */
  public Duration cpu() {
    return processes.stream().map(ServerProcess::cpu).reduce(Duration.ZERO, Duration::plus);
  }

  /** The part of it that compilers have used. */
  public Duration compilerCpu() {
    return processes.stream().map(ServerProcess::compilerCpu).reduce(Duration.ZERO, Duration::plus);
  }

  /** The part of it that a store of its own has used; nothing if there is none. */
  public Duration storeCpu() {
    return processes.size() > 1 ? processes.getLast().cpu() : Duration.ZERO;
  }
}
