package linkhold.http.call;

import io.helidon.common.uri.UriPath;
import io.helidon.http.PathMatcher;
import io.helidon.http.PathMatchers;
import java.util.List;

/** Every resource, in the order of matching; the last one matches any path. */
public final class ResourceTable {

  private record Row(PathMatcher path, Resource resource) {}

  private final List<Row> rows;

  /** A table of {@code resources}; for a path that several match, the first one counts. */
  public ResourceTable(List<Resource> resources) {
    this.rows =
        resources.stream()
            .map(resource -> new Row(PathMatchers.create(resource.path()), resource))
            .toList();
  }

  /** Every resource, in the order of the table. */
  public List<Resource> resources() {
    return rows.stream().map(Row::resource).toList();
  }

  /** The resource at {@code rawPath}; the last one when the path is malformed. */
  public Resource at(String rawPath) {
    try {
      UriPath path = UriPath.create(rawPath);
      for (Row row : rows) {
        if (row.path.match(path).accepted()) {
          return row.resource;
        }
      }
    } catch (IllegalArgumentException e) { // not a path
      return rows.getLast().resource;
    }
    return rows.getLast().resource;
  }
}
