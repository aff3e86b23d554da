package chat.tacet.standalone;

/** A service could not start, and has said why in one line. */
final class AlreadySaidException extends RuntimeException {

  AlreadySaidException(RuntimeException cause) {
    super(cause);
  }
}
