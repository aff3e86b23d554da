package chat.tacet.relay.presence;

import chat.tacet.contracts.relay.v1.Presence;
import chat.tacet.contracts.relay.v1.ServerFrame;
import chat.tacet.relay.ExpectedDevice;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** A device that writes down what it hears. */
final class Listener extends ExpectedDevice {

  final List<Presence> heard = new CopyOnWriteArrayList<>();
  volatile boolean tooSlow;
  volatile boolean stopped;
  volatile boolean lookedAround;

  /** How much it takes in one turn of its event loop. */
  volatile int takes = Integer.MAX_VALUE;

  private final AtomicInteger room = new AtomicInteger(Integer.MAX_VALUE);

  Listener(UUID account) {
    super(account);
  }

  @Override
  public UUID loginSession() {
    return address().device();
  }

  @Override
  public String holder() {
    return "node/" + address().device();
  }

  @Override
  public void tell(ServerFrame frame, Runnable dropped) {
    if (stopped) {
      throw new RejectedExecutionException("the event loop stops");
    }
    if (tooSlow || room.getAndDecrement() <= 0) {
      dropped.run();
    } else {
      heard.add(frame.getPresence());
    }
  }

  @Override
  public void inOrder(Runnable task) {
    room.set(takes);
    task.run();
    lookedAround = true;
  }
}
