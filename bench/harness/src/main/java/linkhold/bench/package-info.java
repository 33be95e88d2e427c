/**
 * The benchmark: {@link linkhold.bench.Bench} makes a database and fills it ({@link
 * linkhold.bench.BenchDatabase}, {@link linkhold.bench.SampleLibrary}), starts Linkhold and its
 * rivals on it ({@link linkhold.bench.ServerProcess}), lets each {@link linkhold.bench.Contender}
 * do each {@link linkhold.bench.Workload} in turn, round after round, and writes a {@link
 * linkhold.bench.Report}.
 */
@NullMarked
package linkhold.bench;

import org.jspecify.annotations.NullMarked;
