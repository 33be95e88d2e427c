package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The two forms of a database's URL. */
final class DatabaseUrlTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      textBlock =
          """
          postgresql://ann:pw@db:5433/links      | //db:5433/links            | ann  | pw
          postgres://ann:pw@db/links             | //db/links                 | ann  | pw
          postgresql://ann@db/links              | //db/links                 | ann  | ''
          postgresql://db/links                  | //db/links                 | ''   | ''
          postgresql://db:5433                   | //db:5433/                 | ''   | ''
          postgresql://db:5433?sslmode=require   | //db:5433/?sslmode=require | ''   | ''
          postgresql:///links                    | ///links                   | ''   | ''
          postgresql://                          | ///                        | ''   | ''
          postgresql://a%40b:p%3Aw%2F%20@db/l    | //db/l                     | a@b  | 'p:w/ '
          postgresql://ann:a+b:c@db/l            | //db/l                     | ann  | a+b:c
          postgresql://ann:p@w@db/l              | //db/l                     | ann  | p@w
          postgresql://ann:%C3%A9#1@db/l         | //db/l                     | ann  | é#1
          postgresql://ann@[::1]:5433/l          | //[::1]:5433/l             | ann  | ''
          postgresql://a:b@h1:1,h2:2,[::1]/l     | //h1:1,h2:2,[::1]/l        | a    | b
          postgresql:///l?user=a%26b&password=c  | ///l                       | a&b  | c
          postgresql://db/l?a=b&user=ann&c=d%20e | //db/l?a=b&c=d%20e         | ann  | ''
          postgresql://db/l?connect_timeout=3    | //db/l?connectTimeout=3    | ''   | ''
          jdbc:postgresql://db:5433/links        | //db:5433/links            | ''   | ''
          jdbc:postgresql:links                  | links                      | ''   | ''
          jdbc:postgresql://db/?user=a&password=%25&ssl=true | //db/?ssl=true | a    | %
          """)
  void itIsTakenApart(String url, String address, String user, String password) {
    assertEquals(
        new DatabaseUrl("jdbc:postgresql:" + address, user, password), DatabaseUrl.parse(url));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "db",
        "http://db/links",
        "POSTGRESQL://db/links",
        "jdbc:mysql://db/links",
        "postgresql://db:0x/links",
        "postgresql://db:70000/links",
        "jdbc:postgresql://db:x/links"
      })
  void otherTextIsRefused(String url) {
    assertThrows(IllegalArgumentException.class, () -> DatabaseUrl.parse(url));
  }

  @Test
  void aMalformedEscapeIsReportedWithoutTheTextAroundIt() {
    var refusal =
        assertThrows(
            IllegalArgumentException.class, () -> DatabaseUrl.parse("postgresql://a:%zz@db/l"));
    assertEquals("has a % that two hexadecimal digits do not follow", refusal.getMessage());
  }
}
