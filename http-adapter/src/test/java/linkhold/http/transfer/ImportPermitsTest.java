package linkhold.http.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import linkhold.domain.AccountId;
import linkhold.http.call.ProblemType;
import linkhold.http.call.RefusedRequest;
import org.junit.jupiter.api.Test;

class ImportPermitsTest {

  private final ImportPermits permits = new ImportPermits();

  @Test
  void fourAccountsHaveAPlaceEach() {
    List<ImportPermits.Permit> taken = new ArrayList<>();
    for (int account = 1; account <= 4; account++) {
      taken.add(permits.acquire(new AccountId(account)));
    }
    assertRefused(5, "The server is importing as many files as it can.");
    assertRefused(2, "Another import into this account is running. Wait until it has ended.");
    taken.getFirst().close();
    assertRefused(2, "Another import into this account is running. Wait until it has ended.");
    permits.acquire(new AccountId(5)).close();
    permits.acquire(new AccountId(1)).close();
  }

  private void assertRefused(long account, String detail) {
    RefusedRequest refused =
        assertThrows(RefusedRequest.class, () -> permits.acquire(new AccountId(account)));
    assertEquals(ProblemType.UNAVAILABLE, refused.problem().type());
    assertEquals(detail, refused.getMessage());
  }
}
