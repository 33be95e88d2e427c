/**
 * The conformance suite of the clients: {@link linkhold.app.clients.ClientConformanceIT} plays each
 * file of clients/conformance/scenarios with each client, through a driver in a process of its own,
 * against a server behind a network with faults.
 */
@NullMarked
package linkhold.app.clients;

import org.jspecify.annotations.NullMarked;
