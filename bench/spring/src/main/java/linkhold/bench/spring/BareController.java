package linkhold.bench.spring;

import java.io.IOException;
import java.util.List;
import linkhold.bench.rival.BareRow;
import org.springframework.data.domain.Limit;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The calls on links of which nothing but the URL is kept. */
@RestController
@RequestMapping(BareRow.PREFIX)
class BareController {

  private static final int LIMIT = 50;

  private final BareEntities rows;

  BareController(BareEntities rows) {
    this.rows = rows;
  }

  @PostMapping("/v1/links")
  @ResponseStatus(HttpStatus.CREATED)
  BareRow save(@RequestBody byte[] body) throws IOException {
    return rows.save(new BareEntity(BareRow.url(body))).toAnswer();
  }

  @GetMapping("/v1/links/{id}")
  ResponseEntity<BareRow> find(@PathVariable long id) {
    return ResponseEntity.of(rows.findById(id).map(BareEntity::toAnswer));
  }

  @GetMapping("/v1/links")
  List<BareRow> page() {
    return rows.newest(Limit.of(LIMIT)).stream().map(BareEntity::toAnswer).toList();
  }

  @GetMapping("/links")
  List<String> list(@RequestParam int count) {
    return rows.urls(Limit.of(count));
  }
}
