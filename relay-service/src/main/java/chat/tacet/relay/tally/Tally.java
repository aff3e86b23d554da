package chat.tacet.relay.tally;

import chat.tacet.contracts.relay.v1.Goodbye;
import chat.tacet.contracts.relay.v1.Refused;
import chat.tacet.contracts.relay.v1.ServerFrame;
import chat.tacet.contracts.relay.v1.TryLater;
import chat.tacet.kit.metrics.Meters;
import com.google.protobuf.Internal.EnumLite;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Counters of the relay, all made before the first socket: counting one message is one addition.
 * They tell of nobody: their only labels are reasons of the protocol.
 */
public final class Tally {

  private final Counter accepted;
  private final Counter delivered;
  private final Counter redelivered;
  private final Timer drain;
  private final Counter[] refused;
  private final Counter[] later;
  private final Counter[] ended;

  public Tally(Meters meters) {
    accepted = meters.counter("tacet.envelopes.accepted", "Messages stored and answered");
    delivered = meters.counter("tacet.envelopes.delivered", "Mail acknowledged by devices");
    redelivered =
        meters.counter(
            "tacet.envelopes.unacknowledged",
            "Mail sent to devices whose sockets ended before they acknowledged it: it comes again");
    drain =
        meters.timer(
            "tacet.drain", "From a socket's opening until its mailbox was read to the end");
    refused =
        byNumber(
            meters, "tacet.sends.refused", "Messages refused", "reason", Refused.Reason.values());
    later =
        byNumber(
            meters, "tacet.sends.deferred", "Messages put off", "reason", TryLater.Reason.values());
    ended =
        byNumber(meters, "tacet.sockets.ended", "Sockets we closed", "code", Goodbye.Code.values());
  }

  /** One for each value of an enum, found by its number without searching. */
  private static <E extends Enum<E> & EnumLite> Counter[] byNumber(
      Meters meters, String name, String meaning, String label, E[] values) {
    var known =
        Arrays.stream(values).filter(value -> !value.name().equals("UNRECOGNIZED")).toList();
    int max = known.stream().mapToInt(EnumLite::getNumber).max().orElse(0);
    var counters = new Counter[max + 1];
    for (E value : known) {
      String text = value.name().toLowerCase(Locale.ROOT).replace('_', '-');
      counters[value.getNumber()] = meters.counter(name, meaning, label, text);
    }
    return counters;
  }

  /** A frame leaves for a device. */
  public void answered(ServerFrame frame) {
    switch (frame.getFrameCase()) {
      case ACCEPTED -> accepted.increment();
      case REFUSED -> refused[frame.getRefused().getReason().getNumber()].increment();
      case TRY_LATER -> later[frame.getTryLater().getReason().getNumber()].increment();
      default -> {}
    }
  }

  /** A device acknowledged so many. */
  public void acknowledged(int count) {
    delivered.increment(count);
  }

  /** A socket ended with so many delivered and not acknowledged. */
  public void leftOver(int count) {
    redelivered.increment(count);
  }

  /** A mailbox was read to its end, so long after its socket was opened. */
  public void drained(long nanos) {
    drain.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** We close a socket. */
  public void ended(Goodbye.Code code) {
    ended[code.getNumber()].increment();
  }
}
