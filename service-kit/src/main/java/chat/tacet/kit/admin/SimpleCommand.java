package chat.tacet.kit.admin;

import java.util.function.Function;
import reactor.core.publisher.Mono;

/** A command that is one function. */
public final class SimpleCommand implements AdminCommand {

  private final String name;
  private final boolean changes;
  private final Function<AdminRequest, Mono<?>> work;

  private SimpleCommand(String name, boolean changes, Function<AdminRequest, Mono<?>> work) {
    this.name = name;
    this.changes = changes;
    this.work = work;
  }

  /** One that only looks. */
  public static AdminCommand reading(String name, Function<AdminRequest, Mono<?>> work) {
    return new SimpleCommand(name, false, work);
  }

  /** One that changes something. */
  public static AdminCommand changing(String name, Function<AdminRequest, Mono<?>> work) {
    return new SimpleCommand(name, true, work);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean changes() {
    return changes;
  }

  @Override
  public Mono<?> run(AdminRequest request) {
    return work.apply(request);
  }
}
