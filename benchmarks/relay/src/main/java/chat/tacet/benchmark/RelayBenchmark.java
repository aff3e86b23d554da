package chat.tacet.benchmark;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Measures the relay beside its peers. Arguments: {@code quick} for a short look, then any of
 * {@code online}, {@code rate}, {@code idle}, {@code offline}, {@code scale}; all of them if none
 * is named. {@code always} or {@code everysec} keeps to one policy, {@code alone} leaves the peers
 * out.
 */
public final class RelayBenchmark {

  private static final Path RESULTS = Path.of("benchmarks/relay/target/results");
  private static final List<String> WORKLOADS =
      List.of("online", "rate", "idle", "offline", "scale");

  private RelayBenchmark() {}

  public static void main(String[] args) throws IOException {
    List<String> words = new ArrayList<>(Arrays.asList(args));
    Plan plan = words.remove("quick") ? Plan.hasty() : Plan.whole();
    boolean peers = !words.remove("alone");
    List<String> policies = new ArrayList<>();
    for (String policy : List.of("always", "everysec")) {
      if (words.remove(policy)) {
        policies.add(policy);
      }
    }
    if (policies.isEmpty()) {
      policies.addAll(List.of("always", "everysec"));
    }
    if (!WORKLOADS.containsAll(words)) {
      throw new IllegalArgumentException("there are " + WORKLOADS);
    }
    List<String> workloads = words.isEmpty() ? WORKLOADS : words;
    Path work = Files.createTempDirectory("tacet-bench");
    System.out.println("Logs and data of the servers are in " + work);
    // Daemons: when a measurement fails, nothing keeps this alive.
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("clients", true), EpollIoHandler.newFactory());
    for (String workload : workloads) {
      run(workload, policies, peers, plan, work, loops);
    }
  }

  private static void run(
      String workload,
      List<String> policies,
      boolean peers,
      Plan plan,
      Path work,
      EventLoopGroup loops) {
    String options = System.getProperty("tacet.bench.relay-options", "");
    List<String> relay = options.isEmpty() ? List.of() : List.of(options.split(" ", -1));
    switch (workload) {
      case "online", "rate" -> {
        for (String policy : policies) {
          var report = new Report(RESULTS, workload + "-" + policy);
          try (var field = new Field(work, relay)) {
            boolean rate = workload.equals("rate");
            List<Integer> windows =
                rate ? List.of() : plan.quick() ? List.of(8) : List.of(1, 8, 32);
            new Online(field, loops, plan, report).run(policy, peers, windows, rate);
          }
        }
      }
      case "idle" -> {
        try (var field = new Field(work, relay)) {
          new Idle(field, loops, plan, new Report(RESULTS, workload)).run();
        }
      }
      case "offline" -> {
        try (var field = new Field(work, relay)) {
          new Offline(field, loops, plan, new Report(RESULTS, workload)).run(peers);
        }
      }
      case "scale" -> {
        try (var field = new Field(work, relay)) {
          new Scale(field, loops, plan, new Report(RESULTS, workload)).run();
        }
      }
      default -> throw new IllegalArgumentException(workload);
    }
  }
}
