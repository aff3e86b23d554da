package chat.tacet.client.protocol.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.vectors.Refused;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("[W-1] How bytes are written")
class BytesTest {

  @Test
  @DisplayName("[W-1] a label ends with a zero byte")
  void label() {
    assertThat(new ByteWriter().label("tacet/x/v1").toBytes().hex())
        .isEqualTo("74616365742f782f763100");
  }

  @Test
  @DisplayName("[W-2] the suite is 1, and another is refused")
  void suite() {
    assertThat(new ByteWriter().suite().toBytes().hex()).isEqualTo("0001");
    Refused.with("thing-suite", () -> reader("0002").suite());
  }

  @Test
  @DisplayName("[W-1] integers are unsigned and big-endian")
  void integers() {
    String hex =
        new ByteWriter()
            .u8(0xfe)
            .u16(0xfedc)
            .u32(0xfedcba98L)
            .u64(ByteReader.MAX_EXACT)
            .toBytes()
            .hex();
    assertThat(hex).isEqualTo("fefedcfedcba98001fffffffffffff");
    ByteReader reader = reader(hex);
    assertThat(reader.u8()).isEqualTo(0xfe);
    assertThat(reader.u16()).isEqualTo(0xfedc);
    assertThat(reader.u32()).isEqualTo(0xfedcba98L);
    assertThat(reader.u64()).isEqualTo(ByteReader.MAX_EXACT);
    reader.end();
  }

  @Test
  @DisplayName("[W-1] one value has one encoding")
  void strict() {
    Refused.with("thing-truncated", () -> reader("00").u16());
    Refused.with("thing-truncated", () -> reader("0000000200").prefixed());
    Refused.with("thing-truncated", () -> reader("ffffffff00").prefixed());
    Refused.with("thing-trailing", () -> reader("00").end());
    Refused.with("thing-malformed", () -> reader("02").flag());
    Refused.with("thing-malformed", () -> reader("0020000000000000").u64());
    Refused.with("thing-malformed", () -> reader("ffffffffffffffff").u64());
    Refused.with("thing-version", () -> reader("03").version(1, 2));
  }

  @Test
  @DisplayName("[W-1] ids have their length and nothing else")
  void lengths() {
    Refused.with("account-id-length", () -> AccountId.of(new byte[15]));
    Refused.with("message-id-length", () -> MessageId.of(new byte[33]));
  }

  @Test
  @DisplayName("[I-8] byte strings are ordered unsigned")
  void order() {
    assertThat(Bytes.fromHex("7f")).isLessThan(Bytes.fromHex("80"));
    assertThat(Bytes.fromHex("7f")).isLessThan(Bytes.fromHex("7f00"));
  }

  @Test
  @DisplayName("[K-1] a secret prints redacted and cannot be changed from outside")
  void secret() {
    byte[] source = {1, 2, 3};
    Secret secret = Secret.of(source);
    source[0] = 9;
    secret.reveal()[1] = 9;
    assertThat(secret.reveal()).containsExactly(1, 2, 3);
    assertThat(secret).hasToString("redacted").isEqualTo(Secret.of(new byte[] {1, 2, 3}));
    assertThat(secret.hashCode()).isEqualTo(Secret.of(new byte[] {7, 7, 7}).hashCode());
  }

  private static ByteReader reader(String hex) {
    return new ByteReader(Bytes.fromHex(hex), "thing");
  }
}
