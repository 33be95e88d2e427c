package linkhold.http.accounts;

import static linkhold.http.call.Problems.header;
import static linkhold.http.call.Problems.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import linkhold.http.TestServer;
import org.junit.jupiter.api.Test;

class AccountRoutesTest {

  @Test
  void anAccountShowsHowMuchItHolds() {
    try (TestServer server = TestServer.start()) {
      String[] flags = {"unread", "archived", "favorite", "shared"};
      for (int i = 0; i < flags.length; i++) {
        for (int j = 0; j <= i; j++) {
          String body =
              "{\"url\": \"%s%d.example\", \"%s\": true}".formatted(flags[i], j, flags[i]);
          assertEquals(201, server.post("/v1/links", body).statusCode());
        }
      }
      server.post("/v1/links", "{\"url\": \"plain.example\"}");
      server.delete("/v1/links/11");
      HttpResponse<String> account = server.get("/v1/account");
      assertEquals(200, account.statusCode());
      String epoch = json(account).get("epoch").asText();
      assertEquals(
          "{\"name\":\"default\",\"revision\":12,\"epoch\":\""
              + epoch
              + "\",\"links\":10,\"unread\":1,\"archived\":2,\"favorite\":3,\"shared\":4,"
              + "\"maxLinks\":null,\"scope\":\"write\"}",
          account.body());
      String etag = header(server.get("/v1/links/1"), "ETag");
      assertTrue(etag.startsWith("\"" + epoch + "."), etag);
      assertEquals("application/json", header(account, "Content-Type"));
      assertEquals("private, no-cache", header(account, "Cache-Control"));
      assertEquals("Authorization, Cookie", header(account, "Vary"));
    }
  }
}
