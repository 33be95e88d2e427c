package linkhold.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import linkhold.domain.Fault;
import linkhold.domain.FaultCode;
import linkhold.domain.InvalidInputException;
import org.junit.jupiter.api.Test;

class JsonObjectTest {

  @Test
  void membersAreReadByTheirTypes() {
    JsonObject json =
        read(
            "{\"s\": \"a\", \"f\": true, \"l\": [\"x\", \"y\"], \"o\": {\"s\": \"b\"}, \"n\": null}");
    assertEquals("a", json.string("s"));
    assertEquals("a", json.requiredString("s"));
    assertEquals(true, json.flag("f"));
    assertEquals(List.of("x", "y"), json.strings("l"));
    JsonObject inner = json.object("o");
    assertNotNull(inner);
    assertEquals("b", inner.string("s"));
    assertTrue(json.isNull("n"));
    assertEquals("read", json.valid("read"));
  }

  @Test
  void absentMembersAndNullAreNull() {
    JsonObject json = read("{\"n\": null}");
    for (String name : List.of("n", "absent")) {
      assertNull(json.string(name));
      assertNull(json.flag(name));
      assertNull(json.strings(name));
      assertNull(json.object(name));
    }
    assertFalse(json.isNull("absent"));
    assertEquals("read", json.valid("read"));
  }

  @Test
  void everyFaultIsReportedWithItsPlace() {
    JsonObject json =
        read(
            """
            {"s": 1, "f": "no", "l": ["x", 2, null, "\\u0000"], "o": {"a/b~c": {}}, "z": [], "u": 1}
            """);
    json.string("s");
    json.flag("f");
    json.strings("l");
    JsonObject inner = json.object("o");
    assertNotNull(inner);
    inner.string("a/b~c");
    inner.parse(() -> {
      throw new InvalidInputException("/deep", "Refused.");
    });
    json.object("z");
    json.requiredString("absent");
    json.refuseOthers(Set.of("s", "f", "l", "o", "z"));
    var refusal = assertThrows(InvalidInputException.class, () -> json.valid("read"));
    assertEquals(
        List.of(
            new Fault(FaultCode.WRONG_TYPE, "/s", "Expected a string, found a number."),
            new Fault(FaultCode.WRONG_TYPE, "/f", "Expected true or false, found a string."),
            new Fault(FaultCode.WRONG_TYPE, "/l/1", "Expected a string, found a number."),
            new Fault(FaultCode.WRONG_TYPE, "/l/2", "Expected a string, found null."),
            new Fault(
                FaultCode.UNSTORABLE,
                "/l/3",
                "Holds U+0000 or half of a surrogate pair, which no text can hold."),
            new Fault(FaultCode.WRONG_TYPE, "/o/a~1b~0c", "Expected a string, found an object."),
            new Fault(FaultCode.INVALID, "/o/deep", "Refused."),
            new Fault(FaultCode.WRONG_TYPE, "/z", "Expected an object, found an array."),
            new Fault(FaultCode.MISSING, "/absent", "Missing: expected a string."),
            new Fault(FaultCode.UNKNOWN, "/u", "Unknown member.")),
        refusal.faults());
  }

  private static JsonObject read(String json) {
    return JsonObject.of(JsonReader.parse(json), LinkLimits.DEFAULTS);
  }
}
