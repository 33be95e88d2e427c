/**
 * Sockets, TLS and limits: what happens to a request before it reaches a resource. Connections are
 * watched for slow senders and slow readers, bodies and concurrent requests are bounded, a renewed
 * certificate is loaded, addresses of proxies are recognised, and headers that browsers ask for are
 * set.
 */
@NullMarked
package linkhold.http.server;

import org.jspecify.annotations.NullMarked;
