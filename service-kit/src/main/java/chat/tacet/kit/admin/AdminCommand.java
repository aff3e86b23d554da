package chat.tacet.kit.admin;

import reactor.core.publisher.Mono;

/**
 * One thing that an administrator may ask of this service. Features bring theirs as beans. None
 * hands out a secret of a person or anything that people wrote: there is no way to read.
 */
public interface AdminCommand {

  /** Lower case with dashes, for example {@code suspend}; one word in a service has one command. */
  String name();

  /**
   * Whether it changes anything. Those that do are named in the log, without whom they were about.
   */
  boolean changes();

  /**
   * Does it. What it changes must be done by the service's own means, transactions and outbox: it
   * runs beside people's calls.
   *
   * @return something that Jackson writes; a {@link chat.tacet.kit.problem.ProblemException} is
   *     told to the administrator as it is
   */
  Mono<?> run(AdminRequest request);
}
