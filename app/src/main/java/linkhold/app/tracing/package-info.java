/**
 * Traces for OpenTelemetry: a span for each request, with one below it for each call of a store,
 * and one for each page that is read. The only package that knows OpenTelemetry. {@link
 * linkhold.app.tracing.TracingVariables} says whether traces are wanted, so that otherwise nothing
 * of {@link linkhold.app.tracing.Tracing} is loaded.
 */
@NullMarked
package linkhold.app.tracing;

import org.jspecify.annotations.NullMarked;
