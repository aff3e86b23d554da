package chat.tacet.relay.mailbox.redis;

import chat.tacet.kit.testing.TestRedis;
import chat.tacet.relay.redis.TestLink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Redis 6.2, the oldest that is supported. */
class MailboxOnBundledRedisTest
    implements MailboxContract, QuotaContract, ExpiryContract, SharedBodyContract {

  private static TestRedis server;
  private static TestLink link;

  @BeforeAll
  static void open() {
    server = TestRedis.bundled();
    link = new TestLink(server.url());
  }

  @AfterAll
  static void close() {
    link.close();
    server.close();
  }

  @Override
  public TestLink redis() {
    return link;
  }
}
