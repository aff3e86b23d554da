package chat.tacet.relay.mailbox.redis;

import chat.tacet.relay.redis.InstalledRedis;
import chat.tacet.relay.redis.TestLink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Redis 7 or newer, as Debian packages it. */
class MailboxOnInstalledRedisTest
    implements MailboxContract, QuotaContract, ExpiryContract, SharedBodyContract {

  private static InstalledRedis redis;
  private static TestLink link;

  @BeforeAll
  static void open() {
    redis = InstalledRedis.forgetful();
    link = new TestLink(redis.url());
  }

  @AfterAll
  static void close() {
    link.close();
    redis.close();
  }

  @Override
  public TestLink redis() {
    return link;
  }
}
