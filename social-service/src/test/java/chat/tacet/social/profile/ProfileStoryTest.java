package chat.tacet.social.profile;

import static chat.tacet.social.testing.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.social.testing.Json;
import chat.tacet.social.testing.Town;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass(autoCloseArguments = false) // the towns are shared
@MethodSource("chat.tacet.social.testing.Town#both")
class ProfileStoryTest {

  private final Town town;

  ProfileStoryTest(Town town) {
    this.town = town;
  }

  @Test
  void aProfileIsMadeReadAndChanged() {
    var alice = town.stranger("alice");
    refused(alice.call("GET", "/profile"), 404, "not-found");

    var made =
        Json.of(
            alice
                .call(
                    "PUT", "/profile", body("  Zoe\u0308 ", "D\u2019Arc", "Line 1\r\nLine 2 👩‍🚀"))
                .expectStatus()
                .isOk());
    assertThat(made.string("$.firstName")).isEqualTo("Zo\u00eb");
    assertThat(made.string("$.lastName")).isEqualTo("D\u2019Arc");
    assertThat(made.string("$.about")).isEqualTo("Line 1\nLine 2 👩‍🚀");
    assertThat(made.string("$.username")).isEqualTo(alice.username());
    assertThat(made.string("$.accountId")).isEqualTo(alice.id().toString());

    alice.call("PUT", "/profile", body("Alice", "", "")).expectStatus().isOk();
    assertThat(alice.read("/profile").string("$.firstName")).isEqualTo("Alice");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "   ", "a\u0000b", "a\nb", "a\u202Eb", "a\u2066b", "a\u2028b", "\u0007"})
  void firstNamesThatCannotBeShownAreRefused(String firstName) {
    assertRefused(body(firstName, "", ""), "firstName");
  }

  /** Two names that look the same are the same, and none is empty to the eye. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bob\u200B",
        "Bo\u00ADb",
        "\u200EBob",
        "B\u2060ob",
        "\uFEFFBob",
        "\u061CBob",
        "\u3164",
        "\u2800\u2800",
        "Bob\u115F",
        "B\u034Fob",
        "\u200D",
        "\u200C\u200D",
        "\u180EBob"
      })
  void firstNamesWithWhatCannotBeSeenAreRefused(String firstName) {
    assertRefused(body(firstName, "", ""), "firstName");
    assertRefused(body("Bob", firstName, ""), "lastName");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645",
        "\u0DC1\u0DCA\u200D\u0DBB\u0DD3",
        "\uD83D\uDC69\u200D\uD83D\uDE80 Ada",
        "\uD83C\uDFF4\uDB40\uDC67\uDB40\uDC62\uDB40\uDC65\uDB40\uDC6E\uDB40\uDC67\uDB40\uDC7F",
        "\u0646\u0648\u0631"
      })
  void namesOfAllScriptsStand(String firstName) {
    town.stranger("alice").call("PUT", "/profile", body(firstName, "", "")).expectStatus().isOk();
  }

  @Test
  void whatPeopleSayAboutThemselvesMayHaveDirectionMarksButTurnsNothing() {
    town.stranger("alice")
        .call("PUT", "/profile", body("A", "", "C++\u200E \u0648\u200F\nJava"))
        .expectStatus()
        .isOk();
    for (String about : new String[] {"a\u202Eb", "a\u2067b", "a\u0000b", "a\u2029b"}) {
      assertRefused(body("A", "", about), "about");
    }
  }

  @Test
  void lengthsAreCountedInCharacters() {
    var alice = town.stranger("alice");
    alice.call("PUT", "/profile", body("😀".repeat(64), "", "é".repeat(500))).expectStatus().isOk();
    assertRefused(body("😀".repeat(65), "", ""), "firstName");
    assertRefused(body("A", "b".repeat(65), ""), "lastName");
    assertRefused(body("A", "", "c".repeat(501)), "about");
  }

  /** Of what becomes one character, not every part counts; nor does the space around. */
  @Test
  void whatPeopleTypeInPartsCountsAsTheWhole() {
    var alice = town.stranger("alice");
    var parts = "\u03b1\u0313\u0300\u0345";
    var said = alice.call("PUT", "/profile", body(parts.repeat(64), "", " " + parts.repeat(500)));
    assertThat(Json.of(said.expectStatus().isOk()).string("$.about"))
        .isEqualTo("\u1f82".repeat(500));
    assertRefused(body("A", " ".repeat(5_000), parts.repeat(501)), "about");
  }

  /** To put so many marks in their order takes a minute; who waits for it here would give up. */
  @Test
  void whatIsFarTooLongIsRefusedUnread() {
    var endless = "a" + "\u0315".repeat(60_000) + "\u0300".repeat(60_000);
    assertRefused(body(endless, "", ""), "firstName");
    assertRefused(body("A", endless, ""), "lastName");
    assertRefused(body("A", "", endless), "about");
  }

  @Test
  void nothingMayBeMissing() {
    assertRefused(body(null, "", ""), "firstName");
    assertRefused(body("A", null, ""), "lastName");
    assertRefused(body("A", "", null), "about");
  }

  @ParameterizedTest
  @CsvSource({"ALICE, alice", "ａｌｉｃｅ, alice", "Bob.B-2_x, bob.b-2_x"})
  void usernamesAreComparedInOneForm(String typed, String key) {
    assertThat(Username.key(typed)).contains(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ab", "1abc", "a b c", "abc\u0000", "æther", "%", "../../x"})
  void whatIsNoUsernameIsNotLookedUp(String typed) {
    assertThat(Username.key(typed)).isEmpty();
  }

  private void assertRefused(Map<String, Object> body, String field) {
    var problem =
        refused(town.stranger("alice").call("PUT", "/profile", body), 400, "validation-failed");
    assertThat(problem.strings("$.errors[*].field")).containsExactly(field);
  }

  private static Map<String, Object> body(
      @Nullable String firstName, @Nullable String lastName, @Nullable String about) {
    var body = new HashMap<String, Object>();
    putIfThere(body, "firstName", firstName);
    putIfThere(body, "lastName", lastName);
    putIfThere(body, "about", about);
    return body;
  }

  private static void putIfThere(Map<String, Object> body, String name, @Nullable String text) {
    if (text != null) {
      body.put(name, text);
    }
  }
}
