package chat.tacet.relay.mailbox;

import java.util.concurrent.CompletionStage;

/** Whether the store has room for new mail, asked before a letter is posted. */
public interface Capacity {

  /** An answer. */
  enum Space {
    /** There is room; the letter counts as posted from now on. */
    FREE,
    /** Too much of the sender's mail lies uncollected, for what is still free. */
    SENDER_WAITS,
    /** What is left is for everything else that services keep there. */
    STORE_FULL
  }

  /**
   * Is there room for a letter? Mostly answered from memory.
   *
   * @return fails if nobody knows how full the store is
   */
  CompletionStage<Space> space(Letter letter);
}
