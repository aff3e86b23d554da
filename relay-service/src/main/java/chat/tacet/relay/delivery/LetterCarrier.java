package chat.tacet.relay.delivery;

import chat.tacet.relay.mailbox.Letter;
import chat.tacet.relay.mailbox.Mailboxes;
import chat.tacet.relay.mailbox.Stored;
import chat.tacet.relay.roster.ConnectedDevice;
import chat.tacet.relay.roster.Roster;
import chat.tacet.relay.wake.NodeCalls;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Stores letters and tells whoever holds the recipients. */
public final class LetterCarrier {

  private final Mailboxes mailboxes;
  private final Roster roster;
  private final NodeCalls nodes;

  public LetterCarrier(Mailboxes mailboxes, Roster roster, NodeCalls nodes) {
    this.mailboxes = mailboxes;
    this.roster = roster;
    this.nodes = nodes;
  }

  /**
   * Stores letters; the recipients of each hear of it as soon as it is stored.
   *
   * @param letters like {@code loop} as {@link Mailboxes#post} takes them
   */
  public Mailboxes.Posting post(List<Letter> letters, Executor loop) {
    Mailboxes.Posting posting = mailboxes.post(letters, loop);
    return new Mailboxes.Posting(
        posting.begun(),
        posting.done().stream().map(stored -> stored.thenApply(this::announce)).toList());
  }

  /** See {@link Mailboxes#goesAlone}. */
  public boolean goesAlone(Letter letter) {
    return mailboxes.goesAlone(letter);
  }

  private List<Stored> announce(List<Stored> outcomes) {
    for (Stored outcome : outcomes) {
      UUID device = outcome.to().device();
      switch (outcome) {
        case Stored.New stored -> {
          ConnectedDevice connected = roster.find(device);
          if (connected != null) {
            connected.arrived(stored.mail(), stored.previous());
          }
          wakeElsewhere(device, stored.holder(), connected);
        }
        // The first attempt may have failed between storing and waking.
        case Stored.Before before -> {
          ConnectedDevice connected = roster.find(device);
          if (connected != null) {
            connected.wake();
          }
          wakeElsewhere(device, before.holder(), connected);
        }
        case Stored.Conflict conflict -> {}
        case Stored.Full full -> {}
      }
    }
    return outcomes;
  }

  private void wakeElsewhere(
      UUID device, @Nullable String holder, @Nullable ConnectedDevice connected) {
    if (holder != null && (connected == null || !connected.holder().equals(holder))) {
      nodes.wake(device, holder);
    }
  }
}
