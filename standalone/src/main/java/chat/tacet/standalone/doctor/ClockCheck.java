package chat.tacet.standalone.doctor;

import chat.tacet.kit.token.ClockSkew;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/**
 * Whether this machine and whoever stamped an answer have the same time.
 *
 * @param asked when the question went out, by the clock here
 * @param answered when the answer was here
 */
record ClockCheck(Instant asked, Instant answered) {

  private static final String SUBJECT = "Clock";

  private static final Duration WORTH_A_WORD = Duration.ofSeconds(2);

  /** Browsers would show times that are wrong by it. */
  private static final Duration NOT_TO_BE_LIVED_WITH = Duration.ofSeconds(60);

  /** A date in a header has whole seconds: it was any moment of that one. */
  private static final Duration RESOLUTION = Duration.ofSeconds(1);

  /** What a header {@code Date} tells; empty for none. */
  Finding of(String date) {
    try {
      return of(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException none) {
      return Finding.advice(SUBJECT, "the proxy sends no Date to compare with.", "see timedatectl");
    }
  }

  private Finding of(Instant there) {
    var apart = surelyApart(there);
    if (apart.compareTo(WORTH_A_WORD) < 0) {
      return Finding.good(SUBJECT, "agrees with the public address");
    }
    var says =
        "this machine and what answers at the public address differ by %d s or more."
            .formatted(apart.toSeconds());
    // A proxy issues no tokens; where it is this machine's neighbour, other services may be, too.
    return apart.compareTo(NOT_TO_BE_LIVED_WITH) > 0
        ? Finding.broken(SUBJECT, says, "let both keep time (NTP)")
        : Finding.advice(
            SUBJECT,
            says,
            "let both keep time (NTP): services that differ by more than %d s refuse each other's tokens"
                .formatted(ClockSkew.FORGIVEN.toSeconds()));
  }

  /** The least that explains what was seen: how long the way took is nobody's clock. */
  private Duration surelyApart(Instant there) {
    var ahead = Duration.between(answered, there);
    var behind = Duration.between(there.plus(RESOLUTION), asked);
    return ahead.compareTo(behind) > 0 ? ahead : behind;
  }
}
