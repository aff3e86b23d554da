package chat.tacet.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.client.failure.NetworkException;
import chat.tacet.client.failure.ServerRefusedException;
import chat.tacet.client.failure.StoreException;
import chat.tacet.client.failure.WrongPasswordException;
import chat.tacet.client.model.MessageState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** People whose devices run the Java client, against the whole stack. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
// people leave in the middle of a story, and some say nothing in it
@SuppressWarnings("try")
class JavaClientTest {

  @TempDir private static Path data;

  private RunningTacet server;

  @BeforeAll
  void start() throws IOException {
    server = new RunningTacet(data);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void twoPeopleMeetAndWriteBothWays() {
    try (Somebody alice = somebody("alice").signsUp();
        Somebody bob = somebody("bob").signsUp()) {
      alice.befriends(bob);

      alice.with(bob).send("Hello Bob");
      bob.awaitsHearing("Hello Bob");
      bob.with(alice).send("Hello Alice");
      alice.awaitsHearing("Hello Alice");

      alice.awaitsState(bob, "Hello Bob", MessageState.READ);
      bob.awaitsState(alice, "Hello Alice", MessageState.READ);
      assertThat(alice.with(bob).safetyNumber()).isEqualTo(bob.with(alice).safetyNumber());
    }
  }

  @Test
  void whatIsWrittenWhileSomebodyIsAwayWaits() {
    try (Somebody carol = somebody("carol").signsUp();
        Somebody dave = somebody("dave").signsUp()) {
      carol.befriends(dave);
      dave.close();

      carol.with(dave).send("Are you there?");
      carol.awaitsState(dave, "Are you there?", MessageState.SENT);
      dave.signsIn().awaitsHearing("Are you there?");

      carol.awaitsState(dave, "Are you there?", MessageState.READ);
    }
  }

  @Test
  void aWrongPasswordOpensNothing() {
    try (Somebody erin = somebody("erin").signsUp()) {
      erin.close();

      assertThatThrownBy(() -> erin.signsIn(server.address(), "not the password"))
          .isInstanceOf(WrongPasswordException.class);

      erin.signsIn().awaits("being connected", erin::isConnected);
    }
  }

  @Test
  void aUsernameIsTakenOnce() {
    try (Somebody frank = somebody("frank").signsUp()) {
      Somebody impostor = new Somebody(server.address(), data.resolve("impostor"), "frank");

      assertThatThrownBy(impostor::signsUp)
          .isInstanceOfSatisfying(
              ServerRefusedException.class,
              refused -> assertThat(refused.code()).isEqualTo("username-taken"));
    }
  }

  @Test
  void aStoreIsUsedByOneProgramAtATime() {
    try (Somebody gina = somebody("gina").signsUp()) {
      assertThatThrownBy(() -> somebody("gina").signsIn()).isInstanceOf(StoreException.class);
    }
  }

  /** The device committed, and was gone before the relay heard of it: [V-7], [F-9]. */
  @Test
  void aMessageWhoseAcknowledgementIsLostIsShownOnce() throws IOException {
    try (Cable cable = new Cable(server.port());
        Somebody heidi = somebody("heidi").signsUp();
        Somebody ivan = somebody("ivan").signsUp()) {
      heidi.befriends(ivan);
      ivan.close();
      ivan.signsInThrough(cable.address()).awaits("catching up", ivan::hasCaughtUp);

      heidi.with(ivan).send("Hello");
      ivan.awaitsHearing("Hello");
      heidi.awaitsState(ivan, "Hello", MessageState.READ);

      cable.losesWhatTheDeviceSays();
      heidi.with(ivan).send("Only once");
      ivan.awaitsHearing("Only once");
      ivan.close();
      ivan.signsIn();
      heidi.with(ivan).send("And then this");
      ivan.awaitsHearing("And then this");

      assertThat(ivan.sees(heidi)).containsExactly("Hello", "Only once", "And then this");
      assertThat(ivan.heard()).containsOnlyOnce("Only once");
    }
  }

  @Test
  void aBrokenConnectionComesBackByItself() throws IOException {
    try (Cable cable = new Cable(server.port());
        Somebody judy = somebody("judy").signsUp();
        Somebody kim = somebody("kim").signsUp()) {
      judy.befriends(kim);
      kim.close();
      kim.signsInThrough(cable.address()).awaits("being connected", kim::isConnected);

      cable.isPulled();
      kim.with(judy).send("Through the gap");
      judy.with(kim).send("And back");

      judy.awaitsHearing("Through the gap");
      kim.awaitsHearing("And back");
    }
  }

  @Test
  void fiveHundredMessagesEachWayArriveOnceAndInOrder() {
    try (Somebody leo = somebody("leo").signsUp();
        Somebody mia = somebody("mia").signsUp()) {
      leo.befriends(mia);
      List<String> fromLeo = IntStream.range(0, 500).mapToObj(i -> "leo " + i).toList();
      List<String> fromMia = IntStream.range(0, 500).mapToObj(i -> "mia " + i).toList();

      for (int i = 0; i < 500; i++) {
        leo.with(mia).send(fromLeo.get(i));
        mia.with(leo).send(fromMia.get(i));
      }
      mia.awaitsHearing("leo 499");
      leo.awaitsHearing("mia 499");

      leo.awaitsState(mia, "leo 499", MessageState.READ);
      assertThat(mia.heard()).isEqualTo(fromLeo);
      assertThat(leo.heard()).isEqualTo(fromMia);
    }
  }

  /**
   * [S-9], [C-12] to [C-15]: what the copy never had is noticed, asked for and put in its place.
   */
  @Test
  void aStoreRestoredFromACopyGetsBackWhatItMissed() throws IOException {
    try (Somebody nina = somebody("nina").signsUp();
        Somebody oscar = somebody("oscar").signsUp()) {
      nina.befriends(oscar);
      nina.with(oscar).send("One");
      oscar.awaitsHearing("One");
      oscar.with(nina).send("Fine");
      nina.awaitsHearing("Fine");
      oscar.close();
      byte[] copy = oscar.storeContent();

      oscar.signsIn();
      nina.with(oscar).send("Two");
      nina.with(oscar).send("Three");
      oscar.awaitsHearing("Three");
      nina.awaitsState(oscar, "Three", MessageState.READ);
      oscar.close();
      oscar.restores(copy);
      oscar.signsIn().awaits("being connected", oscar::isConnected);
      nina.with(oscar).send("Four");

      oscar.awaits(
          "everything",
          () -> oscar.sees(nina).equals(List.of("One", "Fine", "Two", "Three", "Four")));
      assertThat(oscar.alarms()).contains("store-rolled-back");
      oscar.with(nina).send("All here");
      nina.awaitsHearing("All here");
    }
  }

  @Test
  void aProgramThatSendsUnderAKeySendsOnce() {
    try (Somebody pat = somebody("pat").signsUp();
        Somebody quinn = somebody("quinn").signsUp()) {
      pat.befriends(quinn);
      pat.with(quinn).send("The build is red", "build 17");
      pat.close();
      pat.signsIn().with(quinn).send("The build is red", "build 17");
      pat.with(quinn).send("The build is green", "build 18");

      quinn.awaitsHearing("The build is green");
      assertThat(quinn.heard()).containsExactly("The build is red", "The build is green");
    }
  }

  @Test
  void aSecondCopyOfAStoreEndsTheFirst() throws IOException {
    try (Somebody tina = somebody("tina").signsUp()) {
      tina.close();
      byte[] store = tina.storeContent();
      tina.signsIn().awaits("being connected", tina::isConnected);
      Somebody copy = new Somebody(server.address(), data.resolve("copy"), "tina");
      try (copy) {
        copy.restores(store);
        copy.signsIn().awaits("being connected", copy::isConnected);

        tina.awaits("the end", tina::isOver);
      }
    }
  }

  @Test
  void whoSignsOutSignsInAgainWithThePassword() {
    try (Somebody uma = somebody("uma").signsUp();
        Somebody vera = somebody("vera").signsUp()) {
      uma.befriends(vera);
      uma.tacet().signOut();
      vera.with(uma).send("While you were out");

      uma.signsIn().awaitsHearing("While you were out");
    }
  }

  /** The account was made, and then the network was gone. */
  @Test
  void aSignUpThatWasInterruptedGoesOn() throws IOException {
    try (Cable cable = new Cable(server.port());
        Somebody will = new Somebody(cable.address(), data, "will");
        Somebody xena = somebody("xena").signsUp()) {
      cable.losesWhatTheDeviceSays("/api/v1/social/");
      assertThatThrownBy(will::signsUp).isInstanceOf(NetworkException.class);

      Somebody again = somebody("will");
      try (again) {
        again.signsUp();
        again.befriends(xena);
        xena.with(again).send("You made it");
        again.awaitsHearing("You made it");
      }
    }
  }

  @Test
  void aRequestMayBeDeclined() {
    try (Somebody rob = somebody("rob").signsUp();
        Somebody sue = somebody("sue").signsUp()) {
      rob.tacet().befriend("sue");
      sue.awaits("the request", () -> sue.request().isPresent());
      sue.request().orElseThrow().decline();

      rob.awaits("the answer", () -> rob.tacet().requests().isEmpty());
      assertThat(rob.tacet().friends()).isEmpty();
    }
  }

  private Somebody somebody(String username) {
    return new Somebody(server.address(), data, username);
  }
}
