package chat.tacet.relay.mailbox.redis;

import chat.tacet.kit.testing.TestCluster;
import chat.tacet.relay.redis.TestLink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A Redis Cluster: mailboxes lie on several servers, and one letter goes to all of them. */
class MailboxOnClusterTest
    implements MailboxContract, QuotaContract, ExpiryContract, SharedBodyContract {

  private static TestLink link;

  @BeforeAll
  static void open() {
    link = new TestLink(TestCluster.shared().url());
  }

  @AfterAll
  static void close() {
    link.close();
  }

  @Override
  public TestLink redis() {
    return link;
  }
}
