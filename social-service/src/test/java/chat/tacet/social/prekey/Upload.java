package chat.tacet.social.prekey;

import static chat.tacet.contracts.identity.v1.PrekeyKind.ML_KEM_768_LAST_RESORT;
import static chat.tacet.contracts.identity.v1.PrekeyKind.X25519_SIGNED;
import static chat.tacet.social.testing.Refusals.refused;

import chat.tacet.contracts.identity.v1.PrekeyKind;
import chat.tacet.social.testing.Json;
import chat.tacet.social.testing.Person;
import chat.tacet.social.testing.Town;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

/** Prekeys that a person's device uploads in one call. */
final class Upload {

  private final Person person;
  private final Map<String, Object> body = new HashMap<>();

  private Upload(Person person) {
    this.person = person;
    body.put("x25519OneTime", List.of());
    body.put("mlKemOneTime", List.of());
  }

  /** An upload without any prekey so far. */
  static Upload by(Person person) {
    return new Upload(person);
  }

  /** Somebody in town whose device is on their list and has no prekeys yet. */
  static Person newDevice(Town town) {
    var person = town.person("dora");
    person.publishDevices();
    return person;
  }

  /** One-time prekeys of the person's device with ascending ids. */
  static List<byte[]> oneTime(Person person, PrekeyKind kind, int from, int count) {
    return IntStream.range(from, from + count)
        .mapToObj(id -> person.device().prekey(kind, id))
        .toList();
  }

  /** With both rotating prekeys, each the first of its kind. */
  Upload withRotating() {
    return withSigned(person.device().prekey(X25519_SIGNED, 1))
        .withLastResort(person.device().prekey(ML_KEM_768_LAST_RESORT, 1));
  }

  Upload withSigned(byte[] prekey) {
    body.put("x25519Signed", Json.base64(prekey));
    return this;
  }

  Upload withLastResort(byte[] prekey) {
    body.put("mlKemLastResort", Json.base64(prekey));
    return this;
  }

  Upload withCurves(List<byte[]> prekeys) {
    body.put("x25519OneTime", prekeys.stream().map(Json::base64).toList());
    return this;
  }

  Upload withLattices(List<byte[]> prekeys) {
    body.put("mlKemOneTime", prekeys.stream().map(Json::base64).toList());
    return this;
  }

  /** Sends it; it may be sent again. */
  ResponseSpec put() {
    return person.call("PUT", "/prekeys", body);
  }

  /** Sends it, and is told what remains. */
  Json stored() {
    return Json.of(put().expectStatus().isOk());
  }

  /** Sends it in vain. */
  void invalid() {
    refused(put(), 400, "prekey-invalid");
  }
}
