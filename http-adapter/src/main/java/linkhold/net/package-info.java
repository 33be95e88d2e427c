/** Names of the network and of the web that several packages read: address ranges and charsets. */
@NullMarked
package linkhold.net;

import org.jspecify.annotations.NullMarked;
