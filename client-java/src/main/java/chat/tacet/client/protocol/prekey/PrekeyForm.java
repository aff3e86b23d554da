package chat.tacet.client.protocol.prekey;

/** What the stored and the published form of a prekey have in common. */
final class PrekeyForm {

  static final String NAME = "prekey";
  static final int VERSION = 1;

  private PrekeyForm() {}

  // [PK-3]
  static boolean isCounter(PrekeyKind kind, long counter) {
    return kind.isRotating() ? counter >= 1 : counter == 0;
  }
}
