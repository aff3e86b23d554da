package chat.tacet.client.engine;

import chat.tacet.client.failure.StoreException;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.Vault;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What one round of the engine changes, in one commit, and what may happen only after it: frames,
 * acknowledgements, events. Persist first, then tell, [V-6], [V-7].
 */
final class Round {

  private final Vault vault;
  private Draft draft;
  private List<Runnable> afterwards = new ArrayList<>();
  private List<CompletableFuture<?>> questions = new ArrayList<>();

  Round(Vault vault) {
    this.vault = vault;
    this.draft = vault.draft();
  }

  Draft draft() {
    return draft;
  }

  Vault vault() {
    return vault;
  }

  /** To be done once everything of this round is on the disk, in the order of calls. */
  void then(Runnable action) {
    afterwards.add(action);
  }

  /** Answers once everything of this round is on the disk, or fails as the disk does. */
  <T> void answer(CompletableFuture<T> question, T answer) {
    questions.add(question);
    then(() -> question.complete(answer));
  }

  /** Runs something that leaves nothing in this round if it fails. */
  void attempt(Runnable step) {
    Draft outer = draft;
    List<Runnable> before = afterwards;
    draft = outer.nested();
    afterwards = new ArrayList<>();
    try {
      step.run();
      draft.commit();
      before.addAll(afterwards);
    } finally {
      draft = outer;
      afterwards = before;
    }
  }

  /** Commits, and then does what waited for it. */
  void finish() {
    List<Runnable> actions = afterwards;
    List<CompletableFuture<?>> asked = questions;
    afterwards = new ArrayList<>();
    questions = new ArrayList<>();
    try {
      draft.commit();
    } catch (StoreException failed) {
      asked.forEach(question -> question.completeExceptionally(failed));
      throw failed;
    }
    actions.forEach(Runnable::run);
  }
}
