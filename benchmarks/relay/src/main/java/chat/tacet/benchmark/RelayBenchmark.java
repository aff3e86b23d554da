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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Measures the relay beside its peers. Arguments: {@code quick} for a short look, then any of
 * {@code online}, {@code rate}, {@code idle}, {@code offline}, {@code scale}; all of them if none
 * is named. {@code always} or {@code everysec} keeps to one policy, a number to one window; {@code
 * alone} leaves the peers out, {@code peers} all others.
 */
public final class RelayBenchmark {

  private static final Path RESULTS = Path.of("benchmarks/relay/target/results");
  private static final List<String> WORKLOADS =
      List.of("online", "rate", "idle", "offline", "scale");
  private static final List<String> POLICIES = List.of("always", "everysec");
  private static final List<String> WINDOWS = List.of("1", "8", "32");

  private final Plan plan;
  private final boolean alone;
  private final boolean onlyPeers;
  private final List<String> policies;
  private final List<String> windows;
  private final List<String> workloads;
  private final Path work;
  private final EventLoopGroup loops;

  private RelayBenchmark(List<String> words) throws IOException {
    plan = words.remove("quick") ? Plan.hasty() : Plan.whole();
    alone = words.remove("alone");
    onlyPeers = words.remove("peers");
    policies = chosen(words, POLICIES, POLICIES);
    windows = chosen(words, WINDOWS, plan.quick() ? List.of("8") : WINDOWS);
    workloads = chosen(words, WORKLOADS, WORKLOADS);
    if (!words.isEmpty()) {
      throw new IllegalArgumentException("nothing is called " + words);
    }
    work = Files.createTempDirectory("tacet-bench");
    // Daemons: when a measurement fails, nothing keeps this alive.
    loops =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("clients", true), EpollIoHandler.newFactory());
  }

  public static void main(String[] args) throws IOException {
    var benchmark = new RelayBenchmark(new ArrayList<>(Arrays.asList(args)));
    System.out.println("Logs and data of the servers are in " + benchmark.work);
    for (String workload : benchmark.workloads) {
      switch (workload) {
        case "online", "rate" -> benchmark.policies.forEach(one -> benchmark.run(workload, one));
        default -> benchmark.run(workload, "");
      }
    }
  }

  /** What of {@code all} is named, which is taken out of the words; else what is meant then. */
  private static List<String> chosen(List<String> words, List<String> all, List<String> otherwise) {
    List<String> named = all.stream().filter(words::contains).toList();
    words.removeAll(named);
    return named.isEmpty() ? otherwise : named;
  }

  private void run(String workload, String policy) {
    String options = System.getProperty("tacet.bench.relay-options", "");
    List<String> relay = options.isEmpty() ? List.of() : List.of(options.split(" ", -1));
    var report = new Report(RESULTS, partName(workload, policy));
    try (var field = new Field(work, relay)) {
      var online = new Online(field, loops, plan, report);
      switch (workload) {
        case "online" ->
            online.run(policy, !alone, windows.stream().map(Integer::valueOf).toList(), false);
        case "rate" -> online.run(policy, !alone, List.of(), true);
        case "idle" -> new Idle(field, loops, plan, report).run();
        case "offline" ->
            new Offline(field, loops, plan, report).run(onlyPeers ? List.of() : policies, !alone);
        case "scale" -> new Scale(field, loops, plan, report).run();
        default -> throw new IllegalArgumentException(workload);
      }
    }
  }

  /** Parts that are run one at a time have results beside each other. */
  private String partName(String workload, String policy) {
    String only = policies.size() == 1 && workload.equals("offline") ? policies.getFirst() : policy;
    String window = windows.size() == 1 && workload.equals("online") ? windows.getFirst() : "";
    return Stream.of(workload, only, window, onlyPeers ? "peers" : "")
        .filter(word -> !word.isEmpty())
        .collect(Collectors.joining("-"));
  }
}
