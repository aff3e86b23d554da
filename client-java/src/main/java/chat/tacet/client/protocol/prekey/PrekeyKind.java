package chat.tacet.client.protocol.prekey;

import java.util.Optional;

/** The kinds of prekeys, with their numbers in {@code identity.proto}, [PK-1]. */
public enum PrekeyKind {
  X25519_SIGNED(1, true),
  X25519_ONE_TIME(2, false),
  ML_KEM_768_LAST_RESORT(3, true),
  ML_KEM_768_ONE_TIME(4, false);

  private final int number;
  private final boolean rotating;

  PrekeyKind(int number, boolean rotating) {
    this.number = number;
    this.rotating = rotating;
  }

  public static Optional<PrekeyKind> of(int number) {
    for (PrekeyKind kind : values()) {
      if (kind.number == number) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  public int number() {
    return number;
  }

  /** Rotating kinds are replaced weekly; the others are given out once. */
  public boolean isRotating() {
    return rotating;
  }

  public boolean isKem() {
    return this == ML_KEM_768_LAST_RESORT || this == ML_KEM_768_ONE_TIME;
  }
}
