package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Entry;
import chat.tacet.client.engine.state.Outgoing;
import chat.tacet.client.engine.state.Outgoing.Finished;
import chat.tacet.client.engine.state.Place;
import chat.tacet.client.engine.state.SentContent;
import chat.tacet.client.failure.TacetException;
import chat.tacet.client.model.MessageState;
import java.util.List;
import java.util.Optional;

/** What becomes of something that left the outbox. */
final class Outcomes {

  private final Round round;
  private final Events events;
  private final Promises promises;

  Outcomes(Round round, Events events, Promises promises) {
    this.round = round;
    this.events = events;
    this.promises = promises;
  }

  /** The relay has it. */
  void accepted(Outgoing outgoing) {
    raise(outgoing, MessageState.SENT).ifPresent(promises::kept);
  }

  /**
   * Nobody will get it, and nobody gets it another way, [V-18].
   *
   * @param mayBeTaken an answer to it was lost: whoever misses its number may ask for it, [C-18]
   */
  void failed(Outgoing outgoing, TacetException why, boolean mayBeTaken) {
    Finished finished = outgoing.finished();
    if (finished != null && outgoing.answers() == null && !mayBeTaken) {
      SentContent.of(round.draft(), finished.messageId())
          .ifPresent(sent -> sent.delete(round.draft()));
    }
    raise(outgoing, MessageState.FAILED).ifPresent(entry -> promises.broken(entry, why));
  }

  private Optional<Entry> raise(Outgoing outgoing, MessageState state) {
    Optional<Entry> raised =
        Optional.ofNullable(outgoing.entry())
            .flatMap(index -> new Place(outgoing.room(), index).entry(round.draft()))
            .map(entry -> OwnEntries.raise(round.draft(), entry, state));
    raised.ifPresent(entry -> round.then(() -> events.tell(new Happening.Changed(List.of(entry)))));
    return raised;
  }
}
