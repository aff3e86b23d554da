package chat.tacet.kit.database;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Set in the configuration file of a service, from its own variable.
 *
 * @param url R2DBC URL of the database, which is this service's alone
 * @param migrations class path folder of its Flyway migrations, for example {@code db/social};
 *     named for the service, since several share a class path
 */
@ConfigurationProperties("tacet.database")
public record DatabaseProperties(String url, String migrations) {}
