package chat.tacet.kit.database;

import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Where a database is, as one R2DBC URL says it; Flyway, which speaks JDBC, gets its URL from the
 * same one.
 */
public final class DatabaseUrl {

  private static final int POSTGRESQL_PORT = 5432;

  private static final List<String> TLS =
      List.of("ssl", "sslMode", "sslRootCert", "sslCert", "sslKey");

  private static final Duration MAX_STATEMENT = Duration.ofSeconds(5);
  private static final Duration MAX_LOCK_WAIT = Duration.ofSeconds(3);

  private final ConnectionFactoryOptions options;
  private final DatabaseKind kind;
  private final String jdbcUrl;

  private DatabaseUrl(ConnectionFactoryOptions options, DatabaseKind kind, String jdbcUrl) {
    this.options = options;
    this.kind = kind;
    this.jdbcUrl = jdbcUrl;
  }

  /**
   * Reads a URL of one of two forms.
   *
   * @param url {@code r2dbc:sqlite:///path/of/file.db} (relative to the working directory: {@code
   *     r2dbc:sqlite:file:///./file.db}) or {@code
   *     r2dbc:postgresql://user:password@host:port/database}
   * @throws IllegalArgumentException for any other; the message does not repeat the URL, which may
   *     hold a password
   */
  public static DatabaseUrl parse(String url) {
    var options = options(url);
    var driver = options.getValue(ConnectionFactoryOptions.DRIVER);
    if ("sqlite".equals(driver)) {
      return new DatabaseUrl(options, DatabaseKind.SQLITE, "jdbc:sqlite:" + sqliteFile(options));
    }
    if ("postgresql".equals(driver)) {
      return new DatabaseUrl(options, DatabaseKind.POSTGRESQL, postgresql(options));
    }
    throw new IllegalArgumentException("The database URL names neither sqlite nor postgresql.");
  }

  /** The URL of an SQLite file, whatever signs its path has. */
  public static String ofFile(Path file) {
    return "r2dbc:sqlite://" + file.toAbsolutePath().normalize().toUri().getRawPath();
  }

  public DatabaseKind kind() {
    return kind;
  }

  /**
   * What the driver needs; no statement may run, or wait for a lock, without a bound. PostgreSQL
   * keeps these bounds by itself: {@link LentConnections} has one for when it is gone.
   */
  ConnectionFactoryOptions options() {
    return options
        .mutate()
        .option(ConnectionFactoryOptions.STATEMENT_TIMEOUT, MAX_STATEMENT)
        .option(ConnectionFactoryOptions.LOCK_WAIT_TIMEOUT, MAX_LOCK_WAIT)
        .build();
  }

  /** The file, if the database is one. */
  public Optional<Path> file() {
    return kind == DatabaseKind.SQLITE
        ? Optional.of(Path.of(sqliteFile(options)))
        : Optional.empty();
  }

  String jdbcUrl() {
    return jdbcUrl;
  }

  @Nullable String user() {
    return (String) options.getValue(ConnectionFactoryOptions.USER);
  }

  @Nullable String password() {
    var password = (CharSequence) options.getValue(ConnectionFactoryOptions.PASSWORD);
    return password == null ? null : password.toString();
  }

  /** Says which kind it is, and nothing of host, user or password. */
  @Override
  public String toString() {
    return "DatabaseUrl[" + kind + "]";
  }

  private static ConnectionFactoryOptions options(String url) {
    try {
      return ConnectionFactoryOptions.parse(url);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("The database URL is not an R2DBC URL.");
    }
  }

  /** The path as the driver reads it: a URL loses the slash before it; ./ and ../ are relative. */
  private static String sqliteFile(ConnectionFactoryOptions options) {
    var protocol = options.getValue(ConnectionFactoryOptions.PROTOCOL);
    if (protocol != null && !"".equals(protocol) && !"file".equals(protocol)) {
      throw new IllegalArgumentException("The database URL must name a file.");
    }
    var database = options.getRequiredValue(ConnectionFactoryOptions.DATABASE).toString();
    boolean explicit =
        database.startsWith("./") || database.startsWith("../") || database.startsWith("/");
    return explicit ? database : "/" + database;
  }

  private static String postgresql(ConnectionFactoryOptions options) {
    var port = options.getValue(ConnectionFactoryOptions.PORT);
    return "jdbc:postgresql://"
        + options.getRequiredValue(ConnectionFactoryOptions.HOST)
        + ":"
        + (port == null ? POSTGRESQL_PORT : port)
        + "/"
        + options.getRequiredValue(ConnectionFactoryOptions.DATABASE)
        + encryption(options);
  }

  /**
   * What both drivers know of TLS, each under its name: Flyway trusts nobody whom R2DBC would not.
   */
  private static String encryption(ConnectionFactoryOptions options) {
    var parameters = new StringJoiner("&", "?", "").setEmptyValue("");
    for (var name : TLS) {
      var value = options.getValue(Option.valueOf(name));
      if (value != null) {
        var encoded = URLEncoder.encode(value.toString(), StandardCharsets.UTF_8);
        parameters.add(name.toLowerCase(Locale.ROOT) + "=" + encoded);
      }
    }
    if (isVerified(options) && options.getValue(Option.valueOf("sslRootCert")) == null) {
      // R2DBC takes the JDK's authorities then, and JDBC a file in somebody's home.
      parameters.add("sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory");
    }
    return parameters.toString();
  }

  private static boolean isVerified(ConnectionFactoryOptions options) {
    var mode = options.getValue(Option.valueOf("sslMode"));
    var ssl = options.getValue(Option.valueOf("ssl"));
    return mode == null
        ? ssl != null && Boolean.parseBoolean(ssl.toString())
        : mode.toString().toLowerCase(Locale.ROOT).startsWith("verify");
  }
}
