package chat.tacet.kit.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.R2dbcNonTransientResourceException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

class RedactedTest {

  @Test
  void whatADatabaseFailsOfIsSaidInItsCodesAlone() {
    var full =
        new DataAccessResourceFailureException(
            "INSERT INTO note VALUES ('of alice')",
            new R2dbcNonTransientResourceException("disk full, alice", "58000", 13));
    assertThat(Redacted.summary(full))
        .isEqualTo(
            "org.springframework.dao.DataAccessResourceFailureException"
                + " <- io.r2dbc.spi.R2dbcNonTransientResourceException[13, 58000]");
  }

  @Test
  void whatHasNoCodesIsItsType() {
    assertThat(Redacted.summary(new IllegalStateException("alice")))
        .isEqualTo("java.lang.IllegalStateException");
    assertThat(Redacted.summary(new R2dbcNonTransientResourceException("alice")))
        .isEqualTo("io.r2dbc.spi.R2dbcNonTransientResourceException[0]");
  }
}
