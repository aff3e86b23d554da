package chat.tacet.relay.connection;

import chat.tacet.contracts.relay.v1.Refused;
import chat.tacet.contracts.relay.v1.ServerFrame;
import chat.tacet.contracts.relay.v1.TryLater;
import chat.tacet.relay.admission.Admission;
import chat.tacet.relay.admission.Draft;
import chat.tacet.relay.admission.Verdict;
import chat.tacet.relay.delivery.LetterCarrier;
import chat.tacet.relay.frame.DeviceAddress;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.mailbox.Capacity;
import chat.tacet.relay.mailbox.Capacity.Space;
import chat.tacet.relay.mailbox.Letter;
import chat.tacet.relay.mailbox.Mailboxes;
import chat.tacet.relay.mailbox.Stored;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * [F-5] The messages of one connection on their way to the store, each answered once. They are
 * judged and begun one after the other, so that every mailbox gets them in the order sent, but
 * nobody waits for the store to answer before the next begins. Belongs to the connection's event
 * loop; a message that came without a connection has a line of its own.
 */
public final class SendLine {

  private static final Logger log = LoggerFactory.getLogger(SendLine.class);

  /** That go to the store together: little is gained by more, and others wait for the loop. */
  private static final int MAX_TOGETHER = 16;

  /** The same in bytes, content counted for each recipient: copied on the way, some 100 us. */
  private static final int MAX_BYTES_TOGETHER = 256 * 1024;

  private final DeviceAddress sender;
  private final Admission admission;
  private final Capacity capacity;
  private final LetterCarrier carrier;
  private final SendMemory memory;
  private final RelayLimits limits;
  private final InstantSource clock;
  private final Executor loop;
  private final Consumer<ServerFrame> reply;
  private final IntConsumer reads;
  private final Queue<Draft> waiting = new ArrayDeque<>();

  /** Judged and placed in this turn of the loop: they go to the store together at its end. */
  private List<Letter> ready = new ArrayList<>();

  private int readyBytes;
  private boolean beginning;
  private int inFlight;
  private long bytesInFlight;

  /**
   * @param loop runs tasks one after the other
   * @param reply is given each answer, on {@code loop}
   * @param reads is told, on {@code loop}, how many documents of the directory had to be read anew
   *     for a message, so that whoever sends what is refused pays for it
   */
  public SendLine(
      RelayServices services,
      DeviceAddress sender,
      Executor loop,
      Consumer<ServerFrame> reply,
      IntConsumer reads) {
    this.sender = sender;
    this.admission = services.admission();
    this.capacity = services.capacity();
    this.carrier = services.carrier();
    this.memory = services.memory();
    this.limits = services.limits();
    this.clock = services.clock();
    this.loop = loop;
    this.reply = reply;
    this.reads = reads;
  }

  /** Messages taken and not yet answered. */
  int size() {
    return inFlight;
  }

  /** Bytes of these. */
  long bytes() {
    return bytesInFlight;
  }

  /** Takes a message; it is answered once. */
  public void submit(Draft draft) {
    long bytes = draft.bytes();
    if (!memory.take(bytes)) {
      reply.accept(
          Replies.tryLater(draft.envelopeId(), TryLater.Reason.BUSY, limits.store().retryAfter()));
      return;
    }
    inFlight++;
    bytesInFlight += bytes;
    waiting.add(draft);
    advance();
  }

  private void advance() {
    Draft draft = beginning ? null : waiting.poll();
    if (draft == null) {
      return;
    }
    beginning = true;
    onLoop(
        admission.judge(sender, draft.head(), draft.sealedFor()),
        (judgement, failure) -> {
          if (judgement == null) {
            answer(draft, unavailable(draft.envelopeId(), failure));
            goOn();
          } else {
            if (judgement.reads() > 0) {
              reads.accept(judgement.reads());
            }
            judged(draft, judgement.verdict());
          }
        });
  }

  private void judged(Draft draft, Verdict verdict) {
    switch (verdict) {
      case Verdict.Admitted admitted -> {
        Letter letter = letter(draft);
        onLoop(capacity.space(letter), (space, unknown) -> placed(draft, letter, space, unknown));
        return;
      }
      case Verdict.NotAMember not ->
          answer(draft, Replies.refused(draft.envelopeId(), Refused.Reason.NOT_A_MEMBER));
      case Verdict.WrongDevices wrong ->
          answer(draft, Replies.wrongDevices(draft.envelopeId(), wrong));
      case Verdict.DirectoryBehind behind ->
          answer(
              draft,
              Replies.tryLater(
                  draft.envelopeId(),
                  TryLater.Reason.DIRECTORY_BEHIND,
                  limits.directory().retryAfter()));
    }
    goOn();
  }

  /** The next may begin. */
  private void goOn() {
    beginning = false;
    advance();
  }

  private Letter letter(Draft draft) {
    return new Letter(
        draft.envelopeId(),
        sender,
        draft.head().room(),
        draft.head().silent(),
        draft.head().counter(),
        clock.millis(),
        draft.content(),
        draft.keys());
  }

  private void placed(
      Draft draft, Letter letter, @Nullable Space space, @Nullable Throwable unknown) {
    switch (space) {
      case null -> answer(draft, unavailable(draft.envelopeId(), unknown));
      case FREE -> {
        release(draft.bytes() - bytes(letter));
        if (carrier.goesAlone(letter)) {
          beginAlone(letter);
          return;
        }
        beginSoon(letter);
      }
      case SENDER_WAITS -> answer(draft, noRoom(draft, TryLater.Reason.RATE_LIMITED));
      case STORE_FULL -> answer(draft, noRoom(draft, TryLater.Reason.STORE_UNAVAILABLE));
    }
    goOn();
  }

  private ServerFrame noRoom(Draft draft, TryLater.Reason reason) {
    return Replies.tryLater(draft.envelopeId(), reason, limits.space().retryAfter());
  }

  private void beginAlone(Letter letter) {
    beginReady();
    onLoop(begin(List.of(letter)).begun(), (begun, failure) -> goOn());
  }

  /** What comes together goes together: it costs the store little more than one. */
  private void beginSoon(Letter letter) {
    if (ready.isEmpty()) {
      loop.execute(this::beginReady);
    }
    ready.add(letter);
    readyBytes += letter.content().size() * letter.keys().size();
    if (ready.size() >= MAX_TOGETHER || readyBytes >= MAX_BYTES_TOGETHER) {
      beginReady();
    }
  }

  private void beginReady() {
    if (!ready.isEmpty()) {
      List<Letter> letters = ready;
      ready = new ArrayList<>();
      readyBytes = 0;
      var _ = begin(letters);
    }
  }

  private Mailboxes.Posting begin(List<Letter> letters) {
    Mailboxes.Posting posting = post(letters);
    for (int i = 0; i < letters.size(); i++) {
      Letter letter = letters.get(i);
      posting
          .done()
          .get(i)
          .whenComplete((stored, failure) ->
              loop.execute(() ->
                  answer(
                      bytes(letter),
                      stored == null
                          ? unavailable(letter.envelopeId(), failure)
                          : Replies.stored(letter, stored))));
    }
    return posting;
  }

  /** Whatever happens, each letter is answered, and the line goes on. */
  private Mailboxes.Posting post(List<Letter> letters) {
    try {
      return carrier.post(letters, loop);
    } catch (RuntimeException e) {
      log.warn("letters could not be posted: {}", e.getClass().getSimpleName());
      CompletionStage<List<Stored>> failed = CompletableFuture.failedStage(e);
      return new Mailboxes.Posting(
          CompletableFuture.completedStage(null), Collections.nCopies(letters.size(), failed));
    }
  }

  private ServerFrame unavailable(UUID envelope, @Nullable Throwable failure) {
    log.debug("store did not answer: {}", String.valueOf(failure));
    return Replies.tryLater(
        envelope, TryLater.Reason.STORE_UNAVAILABLE, limits.store().retryAfter());
  }

  private void answer(Draft draft, ServerFrame frame) {
    answer(draft.bytes(), frame);
  }

  private void answer(long bytes, ServerFrame frame) {
    inFlight--;
    release(bytes);
    reply.accept(frame);
  }

  private void release(long bytes) {
    bytesInFlight -= bytes;
    memory.give(bytes);
  }

  private static long bytes(Letter letter) {
    return Draft.bytes(letter.content(), letter.keys());
  }

  /** Continues on the event loop, at once if the answer is already there. */
  private <T> void onLoop(
      CompletionStage<T> stage, BiConsumer<@Nullable T, @Nullable Throwable> next) {
    var future = stage.toCompletableFuture();
    if (future.isDone() && !future.isCompletedExceptionally()) {
      next.accept(future.join(), null);
    } else {
      stage.whenComplete((value, failure) -> loop.execute(() -> next.accept(value, failure)));
    }
  }
}
