package chat.tacet.social.archive;

import static chat.tacet.social.archive.Shelf.ZEROS;
import static chat.tacet.social.archive.Shelf.chunk;
import static chat.tacet.social.archive.Shelf.hash;
import static chat.tacet.social.testing.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.social.testing.Together;
import chat.tacet.social.testing.Town;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** How much of an archive there may be: those who run a server decide. */
@ParameterizedClass(autoCloseArguments = false) // the towns are shared
@MethodSource("chat.tacet.social.testing.Town#both")
class ArchiveLimitsTest {

  private final Town town;

  ArchiveLimitsTest(Town town) {
    this.town = town;
  }

  @Test
  void aFullArchiveTakesNothingMore() {
    try (var own = town.another(Map.of("tacet.social.archive.size", "1000B"))) {
      var shelf = shelfIn(own);
      shelf.put(0, ZEROS, chunk(600, 1)).expectStatus().isOk();
      refused(shelf.put(1, hash(chunk(600, 1)), chunk(401, 2)), 409, "archive-full");
      shelf.put(1, hash(chunk(600, 1)), chunk(400, 2)).expectStatus().isOk();
      shelf.put(1, hash(chunk(600, 1)), chunk(400, 2)).expectStatus().isOk();
    }
  }

  @Test
  void aServerMayKeepNone() {
    try (var own = town.another(Map.of("tacet.social.archive.size", "0B"))) {
      refused(shelfIn(own).put(0, ZEROS, chunk(1, 1)), 409, "archive-full");
    }
  }

  @Test
  void floodsAreRefused() {
    try (var own = town.another(Map.of("tacet.social.limits.factor", 1))) {
      var shelf = shelfIn(own);
      Callable<Integer> ask = () -> shelf.chunks(0).returnResult(byte[].class).getStatus().value();
      var answers = new ArrayList<Integer>();
      while (answers.size() < 2_000 && !answers.contains(429)) {
        answers.addAll(Together.run(IntStream.range(0, 20).mapToObj(_ -> ask).toList()));
      }
      assertThat(answers).containsOnly(404, 429).contains(429).hasSizeGreaterThanOrEqualTo(300);
    }
  }

  private static Shelf shelfIn(Town town) {
    var person = town.person("alice");
    person.publishDevices();
    return new Shelf(person.signIn(person.device()), UUID.randomUUID());
  }
}
