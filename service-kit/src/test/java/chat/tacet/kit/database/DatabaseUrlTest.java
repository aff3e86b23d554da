package chat.tacet.kit.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

  @Test
  void derivesTheJdbcUrlOfPostgresql() {
    var url = DatabaseUrl.parse("r2dbc:postgresql://tacet:s3cret@db.example:6543/social");
    assertThat(url.kind()).isEqualTo(DatabaseKind.POSTGRESQL);
    assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://db.example:6543/social");
    assertThat(url.user()).isEqualTo("tacet");
    assertThat(url.password()).isEqualTo("s3cret");
    assertThat(url).hasToString("DatabaseUrl[POSTGRESQL]");
  }

  @Test
  void knowsThePortOfPostgresql() {
    assertThat(DatabaseUrl.parse("r2dbc:postgresql://db.example/social").jdbcUrl())
        .isEqualTo("jdbc:postgresql://db.example:5432/social");
  }

  @Test
  void migrationsTrustNobodyElse() {
    var url =
        DatabaseUrl.parse(
            "r2dbc:postgresql://db.example/social?sslMode=verify-full&sslRootCert=/etc/our%20ca.crt");
    assertThat(url.jdbcUrl())
        .isEqualTo(
            "jdbc:postgresql://db.example:5432/social?sslmode=verify-full&sslrootcert=%2Fetc%2Four+ca.crt");
  }

  @ParameterizedTest
  @CsvSource({
    "r2dbc:postgresql://db/social?sslMode=verify-full, sslmode=verify-full&sslfactory=",
    "r2dbcs:postgresql://db/social, ssl=true&sslfactory=",
    "r2dbc:postgresql://db/social?sslMode=require, sslmode=require",
  })
  void withoutAnAuthorityOfOnesOwnBothTakeTheJdks(String url, String parameters) {
    var factory = parameters.endsWith("=") ? "org.postgresql.ssl.DefaultJavaSSLFactory" : "";
    assertThat(DatabaseUrl.parse(url).jdbcUrl())
        .isEqualTo("jdbc:postgresql://db:5432/social?" + parameters + factory);
  }

  @Test
  void derivesTheJdbcUrlOfSqlite() {
    var url = DatabaseUrl.parse("r2dbc:sqlite:///var/lib/tacet/social.db");
    assertThat(url.kind()).isEqualTo(DatabaseKind.SQLITE);
    assertThat(url.jdbcUrl()).isEqualTo("jdbc:sqlite:/var/lib/tacet/social.db");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/srv/tacet/a.db", "/media/USB disk/#1/100 %41?/[ä]+&=.db"})
  void aFileMayHaveAnyName(String path) {
    var url = DatabaseUrl.parse(DatabaseUrl.ofFile(Path.of(path)));
    assertThat(url.file()).contains(Path.of(path));
    assertThat(DatabaseUrl.parse(DatabaseUrl.ofFile(Path.of("data/a.db"))).file())
        .contains(Path.of("data/a.db").toAbsolutePath());
  }

  @Test
  void aPathOfSqliteThatBeginsWithADotMayBeAbsolute() {
    assertThat(DatabaseUrl.parse("r2dbc:sqlite:///.tacet/social.db").jdbcUrl())
        .isEqualTo("jdbc:sqlite:/.tacet/social.db");
    assertThat(DatabaseUrl.parse("r2dbc:sqlite:///../social.db").jdbcUrl())
        .isEqualTo("jdbc:sqlite:../social.db");
  }

  @Test
  void keepsARelativePathOfSqlite() {
    assertThat(DatabaseUrl.parse("r2dbc:sqlite:file:///./data/social.db").jdbcUrl())
        .isEqualTo("jdbc:sqlite:./data/social.db");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "postgresql://x:hush@y/z",
        "r2dbc:h2:mem://x:hush@y/z",
        "r2dbc:",
        "r2dbc:sqlite:mem:///x"
      })
  void refusesAnythingElseWithoutRepeatingIt(String url) {
    assertThatThrownBy(() -> DatabaseUrl.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("hush");
  }
}
