package linkhold.bench.spring;

import linkhold.bench.rival.Environment;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;

/** Saves, single links and pages over Spring MVC, and the same of bare rows. */
@SpringBootApplication
public class SpringServer {

  /** Serves until the process ends. */
  public static void main(String[] arguments) {
    SpringApplication.run(SpringServer.class, arguments);
  }

  /** Called by Spring once the server listens. */
  @EventListener
  public void ready(WebServerInitializedEvent event) {
    Environment.ready(event.getWebServer().getPort());
  }
}
