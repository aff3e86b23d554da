package chat.tacet.client.protocol.ratchet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import chat.tacet.client.people.Phone;
import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.Secret;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** Phones, the mail between them, and what has to come of each reading. */
final class World {

  private static final long HOUR = 3_600_000L;

  /** Fewer than a pair keeps, so that no session is dropped while its mail is under way. */
  private static final int MAX_BEGUN = Limits.MAX_SESSIONS_PER_PAIR - 2;

  private record Mail(int number, int from, int to, Bytes sealed) {}

  private record Chains(SessionId session, int from) {}

  private final List<Phone> phones = new ArrayList<>();
  private final List<Mail> underWay = new ArrayList<>();
  private final Set<Integer> read = new HashSet<>();
  private final Map<Set<Integer>, Integer> begun = new HashMap<>();
  private final Map<Chains, List<TheirRatchetKey>> chains = new HashMap<>();
  private int written;

  World(int count) {
    for (int i = 0; i < count; i++) {
      phones.add(new Phone("phone " + i));
    }
  }

  void happen(Step step) {
    switch (step) {
      case Step.Write(int from, int to) -> write(from, to);
      case Step.Begin(int from, int to, boolean oneTime) -> begin(from, to, oneTime);
      case Step.PassHours(int hours) -> phones.forEach(phone -> phone.pass(hours * HOUR));
      case Step.CrashWhileWriting(int from, int to) -> crashWhileWriting(from, to);
      case Step.Read(int mail) -> with(mail, this::readAndRemove);
      case Step.ReadAndKeep(int mail) -> with(mail, this::read);
      case Step.Lose(int mail) -> with(mail, underWay::remove);
      case Step.Damage(int mail) -> with(mail, this::damage);
      case Step.CrashWhileReading(int mail) -> with(mail, this::crashWhileReading);
    }
  }

  /** What is still under way arrives; then all find to each other again. */
  void clearUp() {
    while (!underWay.isEmpty()) {
      readAndRemove(underWay.getFirst());
    }
    for (int one = 0; one < phones.size(); one++) {
      for (int other = 0; other < one; other++) {
        for (int turn = 0; turn < 2; turn++) {
          write(one, other);
          readAndRemove(underWay.getLast());
          write(other, one);
          readAndRemove(underWay.getLast());
        }
        RatchetSession ours = RatchetTest.session(phones.get(one), phones.get(other));
        RatchetSession theirs = RatchetTest.session(phones.get(other), phones.get(one));
        assertThat(ours.id()).as("[S-2]").isEqualTo(theirs.id());
        assertThat(Math.abs(ours.postQuantumEpoch() - theirs.postQuantumEpoch()))
            .as("[Q-1]")
            .isLessThanOrEqualTo(1);
      }
    }
  }

  private void write(int from, int to) {
    Phone writer = phones.get(from);
    Phone reader = phones.get(to);
    if (writer.pair(reader).needsSession(writer.now())) {
      begin(from, to, true);
    }
    int number = ++written;
    Bytes sealed = writer.write(reader, number);
    underWay.add(new Mail(number, from, to, sealed));
    List<TheirRatchetKey> keys = chainsOf(sealed, from);
    TheirRatchetKey key = new TheirRatchetKey(RatchetTest.header(sealed).key());
    if (!keys.contains(key)) {
      keys.add(key);
    }
  }

  private void begin(int from, int to, boolean oneTime) {
    Phone writer = phones.get(from);
    Phone reader = phones.get(to);
    boolean needed = writer.pair(reader).needsSession(writer.now());
    if (begun.merge(Set.of(from, to), 1, Integer::sum) <= MAX_BEGUN || needed) {
      writer.begin(reader, oneTime);
    }
  }

  private void crashWhileWriting(int from, int to) {
    Phone writer = phones.get(from);
    var pair = writer.pair(phones.get(to));
    if (!pair.needsSession(writer.now())) {
      pair.seal(Phone.key(9_999), writer.now(), writer.randomness());
    }
  }

  private void readAndRemove(Mail mail) {
    read(mail);
    underWay.remove(mail);
  }

  private void read(Mail mail) {
    Phone reader = phones.get(mail.to);
    Phone writer = phones.get(mail.from);
    if (read.contains(mail.number) || isTooLate(mail)) {
      refusedUnchanged(mail, () -> reader.read(writer, mail.sealed));
    } else {
      assertThat(reader.read(writer, mail.sealed)).isEqualTo(Phone.key(mail.number));
      read.add(mail.number);
    }
  }

  private void damage(Mail mail) {
    byte[] changed = mail.sealed.toArray();
    int at = mail.number * 37 % changed.length;
    changed[at] ^= (byte) (1 << mail.number % 8);
    refusedUnchanged(
        mail, () -> phones.get(mail.to).read(phones.get(mail.from), Bytes.of(changed)));
  }

  private void crashWhileReading(Mail mail) {
    Phone reader = phones.get(mail.to);
    Phone writer = phones.get(mail.from);
    if (!read.contains(mail.number) && !isTooLate(mail)) {
      assertThat(reader.tryToRead(writer, mail.sealed).key()).isEqualTo(Phone.key(mail.number));
    }
  }

  /** Of a chain more than four before the current one. */
  private boolean isTooLate(Mail mail) {
    Phone reader = phones.get(mail.to);
    TheirRatchetKey current = currentChain(reader, phones.get(mail.from), mail);
    if (current == null) {
      return false;
    }
    List<TheirRatchetKey> keys = chainsOf(mail.sealed, mail.from);
    int age =
        keys.indexOf(current)
            - keys.indexOf(new TheirRatchetKey(RatchetTest.header(mail.sealed).key()));
    return age >= Limits.MAX_RECEIVING_CHAINS;
  }

  private static @Nullable TheirRatchetKey currentChain(Phone reader, Phone writer, Mail mail) {
    return reader
        .sessionWith(writer, SealedMessage.decode(mail.sealed).session())
        .map(session -> session.state().theirs())
        .filter(Theirs.Heard.class::isInstance)
        .map(Theirs::newest)
        .orElse(null);
  }

  private void refusedUnchanged(Mail mail, ThrowingCallable reading) {
    Phone reader = phones.get(mail.to);
    Phone writer = phones.get(mail.from);
    Secret before = reader.pair(writer).encode();
    int prekeys = reader.prekeys().size();
    assertThat(catchThrowableOfType(RefusedException.class, reading))
        .as("message " + mail.number + " is refused")
        .isNotNull();
    assertThat(reader.pair(writer).encode()).isEqualTo(before);
    assertThat(reader.prekeys()).hasSize(prekeys);
  }

  private List<TheirRatchetKey> chainsOf(Bytes sealed, int from) {
    return chains.computeIfAbsent(
        new Chains(SealedMessage.decode(sealed).session(), from), _ -> new ArrayList<>());
  }

  private void with(int place, Consumer<Mail> happening) {
    if (!underWay.isEmpty()) {
      happening.accept(underWay.get(place % underWay.size()));
    }
  }
}
