package chat.tacet.auth.story;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A personal token that a person makes for a program, with what the program keeps. */
final class ProgramToken {

  final UUID id = UUID.randomUUID();
  final String secret = Person.random(32);
  private final Device device;
  private final Person owner;

  private ProgramToken(Device device, Person owner) {
    this.device = device;
    this.owner = owner;
  }

  static ProgramToken of(Device device, Person owner) {
    return new ProgramToken(device, owner);
  }

  Map<String, Object> wish(String... scopes) {
    var body = new HashMap<String, Object>();
    body.put("authenticationKey", owner.authenticationKey);
    body.put("name", "the echo");
    body.put("scopes", List.of(scopes));
    body.put("expiresInDays", 30);
    body.put("secret", secret);
    return body;
  }

  Device.Answer make(String... scopes) {
    return make(wish(scopes));
  }

  Device.Answer make(Map<String, Object> wish) {
    return device.put(path(), wish);
  }

  String path() {
    return "/api/v1/auth/personal-tokens/" + id;
  }

  /** As a program keeps it. */
  String text() {
    return "tacet_" + id + "_" + secret;
  }

  Device.Answer exchange() {
    return exchange(text());
  }

  Device.Answer exchange(String text) {
    return device.stranger().post("/api/v1/auth/personal-tokens/exchange", Map.of("token", text));
  }

  /** The program, signed in by its token. */
  Device program(RunningAuth auth) {
    var program = new Device(auth, owner);
    program.accessToken = exchange().at("$.accessToken");
    return program;
  }
}
