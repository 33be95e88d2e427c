package linkhold.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class TokenSecretTest {

  @Test
  void aSecretHas256RandomBits() {
    TokenSecret secret = TokenSecret.random();

    assertTrue(secret.reveal().matches("lh_[A-Za-z0-9_-]{43}"), "the form");
    assertNotEquals(secret.reveal(), TokenSecret.random().reveal());
  }

  @Test
  void theDigestIsSha256() {
    assertEquals(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        HexFormat.of().formatHex(TokenSecret.of("abc").digest().bytes()));
  }

  @Test
  void nothingOfASecretIsPrinted() {
    TokenSecret secret = TokenSecret.random();
    String printed = secret + " " + secret.digest();

    assertFalse(printed.contains(secret.reveal().substring(3)));
    assertEquals("TokenSecret TokenDigest", printed);
  }
}
