package chat.tacet.r2dbc.sqlite.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SqlScriptsTest {

  private final SqlScripts scripts = new SqlScripts();

  @Test
  void parseATextOnce() {
    assertThat(scripts.of("SELECT ?")).isSameAs(scripts.of("SELECT ?"));
    assertThat(scripts.of("SELECT ?")).isNotEqualTo(scripts.of("SELECT ?, ?"));
  }

  @Test
  void keepALimitedNumber() {
    for (int i = 0; i < 3 * SqlScripts.MAX_SCRIPTS; i++) {
      assertThat(scripts.of("SELECT " + i).fragments().get(0).sql()).isEqualTo("SELECT " + i);
      assertThat(scripts.size()).isLessThanOrEqualTo(SqlScripts.MAX_SCRIPTS);
    }
  }

  @Test
  void keepNoLongOnes() {
    String longText = "SELECT " + "1 + ".repeat(SqlScripts.MAX_LENGTH) + "1";
    assertThat(scripts.of(longText).fragments()).hasSize(1);
    assertThat(scripts.size()).isZero();
  }
}
