package chat.tacet.relay.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.tacet.kit.testing.RawSocket;
import chat.tacet.kit.testing.TestRedis;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Devices that are connected and say nothing: there may be ten thousand. */
class IdleStoryTest {

  private static final int SOCKETS = 40;
  private static final int PADDING = 6_000;

  private static final String BYTES = "[B";
  private static final String CONNECTION = "chat.tacet.relay.connection.DeviceConnection";

  private static Town town;
  private static RelayNode relay;

  @BeforeAll
  static void open() {
    town = new Town(TestRedis.shared().url());
    relay = town.relay(Map.of());
  }

  @AfterAll
  static void close() {
    town.close();
  }

  @Test
  void aSocketKeepsNothingOfItsRequest() {
    List<RawSocket> first = connected();
    Map<String, Live> before = live();

    List<RawSocket> sockets = connected();

    // Whatever was under way comes to its end.
    await()
        .untilAsserted(() -> {
          Map<String, Live> after = live();
          after.replaceAll((name, live) -> live.minus(before.getOrDefault(name, Live.NOTHING)));
          assertThat(after.getOrDefault(CONNECTION, Live.NOTHING).objects()).isEqualTo(SOCKETS);
          assertThat(after.entrySet())
              .filteredOn(of -> isOfARequest(of.getKey()))
              .filteredOn(of -> of.getValue().objects() >= SOCKETS / 2)
              .isEmpty();
          assertThat(after.getOrDefault(BYTES, Live.NOTHING).bytes()).isLessThan(SOCKETS * PADDING);
        });
    first.forEach(RawSocket::close);
    sockets.forEach(RawSocket::close);
  }

  private static boolean isOfARequest(String name) {
    return name.contains("ServerWebExchange")
        || name.contains("ServerHttpRequest")
        || name.contains("ServerHttpResponse")
        || name.contains("SecurityContext")
        || name.contains("reactor.util.context.Context");
  }

  private static List<RawSocket> connected() {
    return Stream.generate(
            () -> {
              RawSocket socket =
                  new RawSocket(
                      relay.socket().getPort(),
                      town.person("Alice", 1).device().ticket(),
                      "x".repeat(PADDING));
              socket.next(RawSocket.BINARY);
              return socket;
            })
        .limit(SOCKETS)
        .toList();
  }

  /** Objects of one class that somebody holds. */
  private record Live(long objects, long bytes) {

    static final Live NOTHING = new Live(0, 0);

    Live minus(Live other) {
      return new Live(objects - other.objects, bytes - other.bytes);
    }
  }

  private static Map<String, Live> live() {
    Matcher line =
        Pattern.compile("(?m)^\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+)").matcher(histogram());
    Map<String, Live> classes = new TreeMap<>();
    while (line.find()) {
      String name = line.group(3);
      // No others: they would be counted the next time.
      if (name.equals(BYTES) || name.equals(CONNECTION) || isOfARequest(name)) {
        classes.put(name, new Live(Long.parseLong(line.group(1)), Long.parseLong(line.group(2))));
      }
    }
    return classes;
  }

  private static String histogram() {
    try {
      return (String)
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcClassHistogram",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }
}
