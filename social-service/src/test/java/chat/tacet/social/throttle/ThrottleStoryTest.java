package chat.tacet.social.throttle;

import static chat.tacet.social.testing.Group.invite;
import static chat.tacet.social.testing.Group.leave;
import static chat.tacet.social.testing.Group.rename;
import static chat.tacet.social.testing.Refusals.refused;

import chat.tacet.social.testing.Group;
import chat.tacet.social.testing.Person;
import chat.tacet.social.testing.Town;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

/** What people may do so often, where nobody multiplies it. */
class ThrottleStoryTest {

  private static final Town TOWN =
      Town.both().findFirst().orElseThrow().another(Map.of("tacet.social.limits.factor", 1));

  private final Person alice = TOWN.person("alice");
  private final Person bob = TOWN.person("bob");

  @AfterAll
  static void close() {
    TOWN.close();
  }

  @Test
  void nobodyBeginsGroupsWithoutEnd() {
    Stream.of(alice, bob).forEach(Person::publishDevices);
    alice.befriend(bob);
    var group = Group.draft(alice);
    // Neither what is refused counts, nor what comes again.
    refused(group.append(alice, group.create()), 400, "group-empty");
    var beginning = group.entries(alice, group.create(), invite(bob));
    group.append(alice, beginning).expectStatus().isOk();
    group.append(alice, beginning).expectStatus().isOk();
    group.took(alice, beginning);
    for (int i = 1; i < Rule.NEW_GROUPS.times(); i++) {
      Group.founded(alice, bob).add(alice, leave());
    }
    var oneMore = Group.draft(alice);
    refused(oneMore.append(alice, oneMore.create(), invite(bob)), 429, "rate-limited");
    // Those that there are go on, and so does everybody else.
    group.add(alice, rename());
    Group.founded(bob, alice);
  }

  @Test
  void nobodyKeepsTellingEverybodyOfAnotherProfile() {
    // The first of them came with the account.
    for (int i = 1; i < Rule.PROFILES.times(); i++) {
      put(alice, "alice the " + i).expectStatus().isOk();
    }
    refused(put(alice, "alice the last"), 429, "rate-limited");
    // What changes nothing tells nobody.
    put(alice, "alice the " + (Rule.PROFILES.times() - 1)).expectStatus().isOk();
    put(bob, "bob the builder").expectStatus().isOk();
  }

  private static ResponseSpec put(Person person, String firstName) {
    return person.call("PUT", "/profile", Person.profile(firstName));
  }
}
