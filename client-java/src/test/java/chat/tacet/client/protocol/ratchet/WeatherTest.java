package chat.tacet.client.protocol.ratchet;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.ledger.KeyLedger;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever is sent, lost, repeated, reordered, or cut off by a crash. */
class WeatherTest {

  private static final int PHONES = 3;

  @Provide
  Arbitrary<List<Step>> weather() {
    // Mostly the first two, so that a pair comes far enough for late and repeated mail.
    Arbitrary<Integer> phone =
        Arbitraries.frequency(Tuple.of(5, 0), Tuple.of(5, 1), Tuple.of(1, 2));
    Arbitrary<Integer> other = Arbitraries.integers().between(1, PHONES - 1);
    Arbitrary<Integer> mail = Arbitraries.integers().between(0, 30);
    Arbitrary<Step> write =
        phone.flatMap(from -> other.map(by -> new Step.Write(from, (from + by) % PHONES)));
    Arbitrary<Step> crash =
        phone.flatMap(
            from -> other.map(by -> new Step.CrashWhileWriting(from, (from + by) % PHONES)));
    Arbitrary<Step> begin =
        phone.flatMap(from ->
            other.flatMap(by ->
                Arbitraries.of(true, false)
                    .map(oneTime -> new Step.Begin(from, (from + by) % PHONES, oneTime))));
    return Arbitraries.frequencyOf(
            Tuple.of(8, write),
            Tuple.of(8, mail.map(Step.Read::new)),
            Tuple.of(6, mail.map(Step.ReadAndKeep::new)),
            Tuple.of(1, mail.map(Step.Lose::new)),
            Tuple.of(1, mail.map(Step.Damage::new)),
            Tuple.of(1, mail.map(Step.CrashWhileReading::new)),
            Tuple.of(1, crash),
            Tuple.of(1, begin),
            Tuple.of(1, Arbitraries.integers().between(1, 20).map(Step.PassHours::new)))
        .list()
        .ofMinSize(40)
        .ofMaxSize(100);
  }

  @Property
  @Label("[R-1] [R-4] [R-7] [S-2] [Q-1] every message is read once, no key encrypts twice")
  void anyWeather(@ForAll("weather") List<Step> steps) {
    try (KeyLedger ledger = KeyLedger.open()) {
      World world = new World(PHONES);
      steps.forEach(world::happen);
      world.clearUp();
      assertThat(ledger.entries()).isPositive();
    }
  }
}
